"""A job each in a child of this process: what it changes goes with it, its time is bounded."""

from __future__ import annotations

import gc
import os
import select
import signal
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, NoReturn, TypeVar

J = TypeVar("J")

AT_ONCE = os.cpu_count() or 1
SECONDS = 60
CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Answer(Generic[J]):
    """What a child said of its job; `said` is None when it took too long."""

    job: J
    said: str | None


class ChildError(Exception):
    """A child could not do its job; the message is its traceback."""


@dataclass(slots=True)
class _Child(Generic[J]):
    job: J
    pid: int
    read: bytes = b""


def in_children(
    jobs: Iterable[J],
    work: Callable[[J], str],
    *,
    at_once: int = AT_ONCE,
    seconds: int = SECONDS,
) -> Iterator[Answer[J]]:
    """Do each job in a fork of its own, a few at once; answers come as they are given."""
    waiting = iter(jobs)
    running: dict[int, _Child[J]] = {}
    try:
        while True:
            for job in waiting:
                pipe, child = _fork(job, work, seconds, tuple(running))
                running[pipe] = child
                if len(running) >= at_once:
                    break
            if not running:
                return
            yield from _ready(running)
    finally:
        for pipe, child in running.items():
            os.kill(child.pid, signal.SIGKILL)
            os.close(pipe)
            os.waitpid(child.pid, 0)


def _ready(running: dict[int, _Child[J]]) -> Iterator[Answer[J]]:
    """Read from whoever has something to say; the end of a child is the end of its pipe."""
    pipes, _, _ = select.select(list(running), [], [])
    for pipe in pipes:
        child = running[pipe]
        said = os.read(pipe, CHUNK)
        if said:
            child.read += said
            continue
        os.close(pipe)
        _, status = os.waitpid(child.pid, 0)
        del running[pipe]
        yield Answer(child.job, _said(child.read.decode(), status))


def _said(words: str, status: int) -> str | None:
    if status == 0:
        return words
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
        return None
    raise ChildError(words or f"a child ended with status {status}")


def _fork(
    job: J, work: Callable[[J], str], seconds: int, others: tuple[int, ...]
) -> tuple[int, _Child[J]]:
    pipe, to_parent = os.pipe()
    pid = os.fork()
    if pid == 0:
        _live(job, work, seconds, to_parent, (pipe, *others))
    os.close(to_parent)
    return pipe, _Child(job, pid)


def _live(
    job: J, work: Callable[[J], str], seconds: int, to_parent: int, not_ours: tuple[int, ...]
) -> NoReturn:
    """The child: silent, on a clock that ends it, and never back into its parent's code."""
    status = 1
    said = ""
    try:
        gc.disable()
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.alarm(seconds)
        for pipe in not_ours:
            os.close(pipe)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        said = work(job)
        status = 0
    except BaseException:  # noqa: BLE001 - whatever it is, it must not go on in the parent's code
        said = traceback.format_exc()
    finally:
        _write(to_parent, said.encode())
        os._exit(status)


def _write(pipe: int, words: bytes) -> None:
    while words:
        words = words[os.write(pipe, words) :]
