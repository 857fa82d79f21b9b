"""What tickets cost and what they need, by formulas over measured figures and noted prices.

Capacity comes from `bench/results.json`; prices and all that is only assumed from
`tools/prices.toml`. Amounts are in the region's currency, capacity in units a second.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MILLION, DAY_SECONDS, HOUR_SECONDS, GB = 1_000_000, 86_400, 3600, 10**9
DAYS_OF_MONTH, DAYS_OF_YEAR = 30, 365
ONCE, TWICE = "a life with an extension", "a life with an extension and a redo"
PRICES = Path(__file__).with_name("prices.toml")
Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Noted:
    """The prices and assumptions of one file."""

    document: Figures

    @classmethod
    def read(cls, path: Path = PRICES) -> Noted:
        return cls(tomllib.loads(path.read_text("utf-8")))

    def price(self, what: str, region: str) -> float | None:
        """None where none was noted."""
        found = next(one for one in self.document["prices"] if one["id"] == what)
        price = found.get(region)
        return None if price is None else float(price)

    def assumed(self, what: str) -> float:
        return float(self.document["assumed"][what])

    def quota(self, what: str) -> int:
        return int(self.document["quotas"][what])


@dataclass(frozen=True, slots=True)
class Life:
    """What an average ticket takes from beginning to end."""

    writes: float
    reads: float
    changes: float
    sms: float
    kept_bytes: float
    calls: float

    @classmethod
    def of(cls, results: Figures, noted: Noted) -> Life:
        share = noted.assumed("redo_share")

        def mixed(figures: Figures, name: str) -> float:
            return float((1 - share) * figures[ONCE][name] + share * figures[TWICE][name])

        life = results["life"]
        changes = mixed(life, "changes")
        return cls(
            writes=mixed(life, "all in WCU"),
            reads=mixed(life, "RCU"),
            changes=changes,
            sms=mixed(life, "sms"),
            kept_bytes=mixed(results["storage"], "kept bytes"),
            calls=changes * (1 + noted.assumed("reads_a_change")),
        )


def used(life: Life, tickets: float, noted: Noted) -> dict[str, float]:
    """How much of what is paid by use these tickets use, in the units of the prices."""
    messages = tickets * life.sms * noted.assumed("messages_an_sms")
    calls = tickets * life.calls
    return {
        "writes": tickets * life.writes / MILLION,
        "reads": tickets * life.reads / MILLION,
        "calls": (calls + messages) / MILLION,
        "computing": (calls + messages)
        * noted.assumed("call_seconds")
        * noted.assumed("memory_gb"),
        "requests": (calls + messages) / MILLION,
        "inspected": (calls + messages) / MILLION,
        "traces": (calls + messages) * noted.assumed("traced_share") / MILLION,
        "queueing": messages * noted.assumed("queue_calls_a_message") / MILLION,
        "logs": (calls + messages) * noted.assumed("log_bytes") / GB,
    }


def kept(life: Life, tickets_a_day: float) -> float:
    """GB that a year of such days leaves in the tables."""
    return tickets_a_day * DAYS_OF_YEAR * life.kept_bytes / GB


def bill(amounts: Mapping[str, float], region: str, noted: Noted) -> dict[str, float | None]:
    """What each costs; None where no price is noted."""
    prices = {what: noted.price(what, region) for what in amounts}
    return {
        what: None if (price := prices[what]) is None else price * amount
        for what, amount in amounts.items()
    }


def missing(costs: Mapping[str, float | None]) -> list[str]:
    """What has no price."""
    return [what for what, cost in costs.items() if cost is None]


def partial(costs: Mapping[str, float | None]) -> float:
    """Of what has a price."""
    return sum(cost for cost in costs.values() if cost is not None)


def total(costs: Mapping[str, float | None]) -> float | None:
    """None if anything has no price: the rest of it is no total."""
    return None if missing(costs) else partial(costs)


# --- what it needs at its busiest ---


@dataclass(frozen=True, slots=True)
class Peak:
    """The busiest hour of a day, a second of it."""

    tickets: float
    requests: float
    writes: float
    reads: float
    at_once: float
    sms: float


def peak(life: Life, tickets_a_day: float, noted: Noted) -> Peak:
    tickets = tickets_a_day * noted.assumed("busiest_hour") / HOUR_SECONDS
    requests = tickets * life.calls
    return Peak(
        tickets=tickets,
        requests=requests,
        writes=tickets * life.writes,
        reads=tickets * life.reads,
        at_once=requests * noted.assumed("call_seconds"),
        sms=tickets * life.sms,
    )


def tickets_of_one_place(results: Figures, line: str, noted: Noted) -> float:
    """Tickets a day at which one place alone fills the partition that a line's rows go to.

    The rows of an office's lists share one key: there is one office a place.
    """
    units = float(results["life"][ONCE]["lines, WCU"][line])
    a_second = noted.quota("partition_writes") / units
    return a_second * HOUR_SECONDS / noted.assumed("busiest_hour")


# --- when everything falls due at once ---


@dataclass(frozen=True, slots=True)
class Herd:
    """So many deadlines of one midnight, worked through."""

    deadlines: int
    a_shard: float
    finding: float  # RCU of a shard, to find its part
    reads: float  # RCU in all
    writes: float  # WCU in all
    a_list: float  # WCU of the index that is written most

    def seconds_of_lists(self, units: float, noted: Noted) -> float:
        """If the lists of the units are, each of which is one partition of that index."""
        return self.a_list / units / noted.quota("partition_writes")

    def seconds_at(self, writes_a_second: float) -> float:
        """If capacity is what holds it up."""
        return self.writes / writes_a_second

    def seconds_by(self, sweepers: int, noted: Noted) -> float:
        """If the sweepers are; each works one ticket after the other."""
        return self.deadlines * noted.assumed("sweep_seconds") / sweepers


def herd(results: Figures, deadlines: int, shards: int) -> Herd:
    each = results["due_work"]["1,000,000 open"]["finding_rcu_each"]
    breach = results["breach"]
    return Herd(
        deadlines=deadlines,
        a_shard=deadlines / shards,
        finding=deadlines / shards * each,
        reads=deadlines * breach["RCU each"],
        writes=deadlines * breach["WCU each"],
        a_list=deadlines * max(breach["WCU each, by index"].values()),
    )
