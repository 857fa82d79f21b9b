"""A client that answers what an engine answered once: what is left to measure is our own code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from chalicelib.adapters.dynamodb.calls import Client

Answer = Any
Tape = list[tuple[str, Answer]]


class Recording:
    """Passes every call on, and keeps the answers."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.tape: Tape = []

    def __getattr__(self, name: str) -> Callable[..., Answer]:
        def call(**asked: object) -> Answer:
            answer = getattr(self._client, name)(**asked)
            self.tape.append((name, answer))
            return answer

        return call


class Replay:
    """Gives the same answers to the same calls, in the same order."""

    def __init__(self, tape: Tape) -> None:
        self._answers: Iterator[tuple[str, Answer]] = iter(tape)

    def __getattr__(self, name: str) -> Callable[..., Answer]:
        def call(**_: object) -> Answer:
            recorded, answer = next(self._answers)
            if recorded != name:
                raise AssertionError(f"{name} asked, {recorded} recorded")
            return answer

        return call
