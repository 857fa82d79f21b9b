"""Threads that take turns: one runs at a time, and a seed decides who goes on after each call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from threading import Semaphore, Thread

TURNS = 0.01  # how often a call is somebody else's turn; a switch of threads is slow


class Stage:
    """Deterministic: the same seed lets the same threads run in the same order."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._waiting: list[Semaphore] = []
        self._running: Semaphore | None = None

    def play(self, parts: Sequence[Callable[[], None]]) -> None:
        """Until each has come to its end."""
        over = Semaphore(0)
        self._waiting = [Semaphore(0) for _ in parts]
        threads = [
            Thread(target=self._part, args=(part, mine, over), daemon=True)
            for part, mine in zip(parts, self._waiting, strict=True)
        ]
        for thread in threads:
            thread.start()
        self._next()
        over.acquire()
        for thread in threads:
            thread.join()

    def turn(self) -> None:
        """Perhaps somebody else goes on now, and this one later."""
        if self._random.random() < TURNS:
            self.give_way()

    def give_way(self) -> None:
        mine = self._running
        if mine is None:
            return  # nobody is on stage: a single-threaded part of the story
        self._waiting.append(mine)
        self._next()
        mine.acquire()
        self._running = mine

    def _part(self, part: Callable[[], None], mine: Semaphore, over: Semaphore) -> None:
        mine.acquire()
        self._running = mine
        try:
            part()
        finally:
            if self._waiting:
                self._next()
            else:
                self._running = None
                over.release()

    def _next(self) -> None:
        self._waiting.pop(self._random.randrange(len(self._waiting))).release()
