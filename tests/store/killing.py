"""A worker whose process ends in the middle: at any call of a port, or of DynamoDB."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.store.faults import Answer, Faults


class Killed(BaseException):
    """No error that anybody could handle: the process is gone."""


@dataclass
class Fuse:
    """After so many calls everything ends; never, while it is None."""

    left: int | None = None

    def burn(self) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left < 0:
            self.left = None
            raise Killed


class Mortal:
    """A port whose calls may be the last thing its caller did, or almost did."""

    def __init__(self, port: object, fuse: Fuse) -> None:
        self._port, self._fuse = port, fuse

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any port's
        call = getattr(self._port, name)
        if not callable(call):
            return call

        def mortally(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - any port's
            self._fuse.burn()
            answer = call(*given, **named)
            self._fuse.burn()
            return answer

        return mortally


class MortalFaults(Faults):
    """As `Mortal`, of the requests that DynamoDB gets."""

    def __init__(self, fuse: Fuse) -> None:
        super().__init__()
        self.fuse = fuse

    def meet(self, operation: str, call: Callable[[], Answer]) -> Answer:
        self.fuse.burn()
        answer = super().meet(operation, call)
        self.fuse.burn()
        return answer
