"""What goes wrong at a call that goes to AWS, and when: decided anew for every invocation."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any

from chalicelib.application.ports import Conflict, Page, Unavailable
from tests.store.killing import Killed

BEHIND = 0.5  # of what is asked of indexes, where anything goes wrong

Call = Callable[[], Any]
Fault = Callable[["Weather", Call], Any]


@dataclass(slots=True)
class Fate:
    """Of one invocation: how many calls go well until the next one does not."""

    random: Random
    calls_apart: float  # on average; infinite: nothing ever goes wrong
    left: int = 0

    def __post_init__(self) -> None:
        self._draw()

    def meets(self, faults: Sequence[str]) -> str | None:
        self.left -= 1
        if self.left or math.isinf(self.calls_apart):
            return None
        self._draw()
        return self.random.choice(faults)

    def is_behind(self) -> bool:
        """Whether an index that is asked now has not heard of the newest yet."""
        return not math.isinf(self.calls_apart) and self.random.random() < BEHIND

    def _draw(self) -> None:
        if not math.isinf(self.calls_apart):
            self.left = 1 + int(self.random.expovariate(1 / self.calls_apart))


CALM = Fate(Random(0), math.inf)


@dataclass(slots=True)
class Weather:
    """What the present invocation meets, and what was met so far, by kind.

    `meanwhile`: lets somebody else act before a call goes on.
    """

    meanwhile: Callable[[Random], None]
    fate: Fate = field(default_factory=lambda: CALM)
    met: Counter[str] = field(default_factory=Counter)

    def around(self, call: Callable[..., Any], faults: Sequence[str]) -> Callable[..., Any]:
        """The same call, of which some go wrong."""

        def troubled(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - of any port
            fault = self.fate.meets(faults)
            if fault is None:
                return call(*given, **named)
            self.met[fault] += 1
            if fault == PARTIAL:
                return part_of_it(call, *given)
            return FAULTS[fault](self, partial(call, *given, **named))

        return troubled


class Troubled:
    """A port some of whose calls go wrong."""

    def __init__(self, port: object, weather: Weather, faults: Mapping[str, Sequence[str]]) -> None:
        self._port = port
        for name, kinds in faults.items():
            setattr(self, name, weather.around(getattr(port, name), kinds))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any port's
        return getattr(self._port, name)


# --- what can go wrong ---


def throttled(weather: Weather, call: Call) -> None:  # noqa: ARG001 - as every fault
    raise Unavailable


def timeout_after(weather: Weather, call: Call) -> None:  # noqa: ARG001
    call()
    raise Unavailable


def killed_before(weather: Weather, call: Call) -> None:  # noqa: ARG001
    raise Killed


def killed_after(weather: Weather, call: Call) -> None:  # noqa: ARG001
    call()
    raise Killed


def in_conflict(weather: Weather, call: Call) -> None:  # noqa: ARG001
    raise Conflict


def interleaved(weather: Weather, call: Call) -> object:
    """Somebody else goes first, from beginning to end."""
    weather.meanwhile(weather.fate.random)
    return call()


def behind(weather: Weather, call: Call) -> object:  # noqa: ARG001
    """An index that has not heard of the newest yet."""
    found = call()
    return Page(found.tickets[:-1]) if isinstance(found, Page) else found[:-1]


def part_of_it(call: Callable[[Sequence[object]], object], many: Sequence[object]) -> None:
    """Half of a batch is done, the rest is not."""
    call(many[: len(many) // 2])
    raise Unavailable


PARTIAL, STALE = "partial batch", "stale index"
FAULTS: Mapping[str, Fault] = {
    "throttled": throttled,
    "timeout before": throttled,
    "timeout after": timeout_after,
    "killed before": killed_before,
    "killed after": killed_after,
    "conflict": in_conflict,
    "interleaved": interleaved,
    STALE: behind,
}
READ = ("throttled", "killed before", "killed after", "interleaved", "interleaved")
WRITE = (
    "throttled",
    "timeout before",
    "timeout after",
    "killed before",
    "killed after",
    "interleaved",
    "interleaved",
)
INDEX = ("throttled", "killed before", STALE, STALE)

# The ports whose calls go to AWS, and what these calls may meet.
OF_PORTS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "tickets": {
        "load": READ,
        "commits": READ,
        "history": READ,
        "commit": (*WRITE, "conflict", "interleaved"),
        "find": INDEX,
        "of_requester": INDEX,
    },
    "due_work": {
        "buckets": READ,
        "read": READ,
        "worked": WRITE,
        "put_off": WRITE,
        "missed": READ,
    },
    "outbox": {"delivered_through": READ, "delivered": WRITE},
    "notices": {"put": (*WRITE, PARTIAL, PARTIAL)},
    "records": {"get": READ, "put": WRITE, "add": WRITE},
    "answers": {"known": READ, "remember": WRITE, "showed": WRITE},
    "workers": {"hand_on": WRITE},
    "inbox": {"put": WRITE},
    "directories": {"of": ("throttled", "killed before")},
}
