"""What is settled before a story begins."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from simulation.chance import chance
from simulation.providers import Outage
from simulation.stores import Kind
from tests.properties.life import FIRST_DAY, PLACES

EVERY_TWENTIETH = 20
OPERATIONS: Mapping[Kind, int] = {"memory": 220, "tables": 80}
PROVIDERS = ("first", "second")
CITIZENS = 4
CALLS_APART = (8.0, 20.0, 20.0, 60.0, math.inf)

__all__ = ["CITIZENS", "PLACES", "Plan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`calls_apart`: how many calls go well between two that do not, on average; `skewed`: clocks
    of callers differ by up to ten minutes from the true time; `home`: where most happens;
    `unhappy`: nobody is content with what was done.
    """

    seed: int
    store: Kind
    operations: int
    start: datetime
    calls_apart: float
    skewed: bool
    home: str
    unhappy: bool
    audited: frozenset[str]
    above: frozenset[str]
    providers: Sequence[str]
    outages: Mapping[str, Sequence[Outage]]
    phones: Sequence[str]

    @classmethod
    def of(cls, seed: int) -> Plan:
        random = chance(seed, "plan")
        store: Kind = "memory" if seed % EVERY_TWENTIETH else "tables"
        day = random.choice((random.randrange(340), random.randrange(340, 358)))
        start = (FIRST_DAY + timedelta(days=day, hours=random.randrange(12))).astimezone(UTC)
        providers = PROVIDERS[: random.choice((1, 2))]
        return cls(
            seed=seed,
            store=store,
            operations=OPERATIONS[store],
            start=start,
            calls_apart=random.choice(CALLS_APART),
            skewed=random.random() < 0.3,
            home=random.choice(PLACES),
            unhappy=random.random() < 0.6,
            audited=frozenset(one for one in PLACES if random.random() < 0.3),
            above=frozenset(random.sample(PLACES, random.choice((0, 0, 0, 1)))),
            providers=providers,
            outages={one: _outages(start, seed, one) for one in providers},
            phones=tuple(f"+86139{seed % 10_000:04d}{one:04d}" for one in range(CITIZENS)),
        )


def _outages(start: datetime, seed: int, name: str) -> Sequence[Outage]:
    random = chance(seed, "outages", name)
    begins = [start + timedelta(hours=random.randint(0, 120)) for _ in range(3)]
    return [(one, one + timedelta(minutes=random.randint(5, 300))) for one in begins]
