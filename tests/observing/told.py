"""Who listens to the figures, and what AWS tells a function."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field

from chalicelib.application.telling_ports import Figure


@dataclass
class Listener:
    """Remembers what it is told."""

    told: list[tuple[Figure, float, str]] = field(default_factory=list)

    def tell(self, figure: Figure, value: float = 1, of: str = "") -> None:
        self.told.append((figure, value, of))

    def values(self, figure: Figure) -> list[float]:
        return [value for one, value, _ in self.told if one == figure]

    def total(self, figure: Figure) -> float:
        return sum(self.values(figure))

    def by(self, figure: Figure) -> Mapping[str, float]:
        """Of what it is told apart by, the newest value."""
        return {of: value for one, value, of in self.told if one == figure}


@dataclass
class Watching:
    """An observer that remembers what it is asked to."""

    telling: Listener = field(default_factory=Listener)
    watched_by: list[str] = field(default_factory=list)
    annotated: list[tuple[str, str]] = field(default_factory=list)

    @contextmanager
    def watched(self, function: str, context: object) -> Iterator[None]:  # noqa: ARG002
        self.watched_by.append(function)
        yield

    def calling(self, service: str, operation: str) -> AbstractContextManager[None]:  # noqa: ARG002
        return nullcontext()

    def annotate(self, name: str, value: str) -> None:
        self.annotated.append((name, value))


@dataclass(frozen=True)
class FakeContext:
    """Of one invocation."""

    aws_request_id: str = "5b7c3c6e-6f0b-4b6e-9d29-3f8d1b0a6c11"
    seconds: float = 900

    def get_remaining_time_in_millis(self) -> int:
        return int(self.seconds * 1000)
