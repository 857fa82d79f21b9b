"""SMS providers that refuse, lose answers, have outages and tell receipts when they like."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from chalicelib.application.sms_ports import (
    Fate,
    NotTaken,
    OutgoingSms,
    Receipt,
    Taken,
    Unsure,
)
from simulation.chance import chance

Outage = tuple[datetime, datetime]
# Shares of what is sent while there are troubles.
REFUSED, REFUSED_FOR_GOOD, LOST_BEFORE, LOST_AFTER, CANNOT_SAY = 0.06, 0.02, 0.04, 0.06, 0.3
FAILED_ON_ITS_WAY, TOLD_AT_ONCE, NO_RECEIPT = 0.05, 0.1, 0.15


@dataclass(slots=True)
class Provider:
    """`listens` hears of each message that leaves, before it is taken; `tells` takes receipts, each
    with when it is told. `believed`: what it could once not tell anything about.
    """

    name: str
    seed: str
    listens: Callable[[OutgoingSms], None]
    tells: Callable[[str, timedelta, Receipt], None]
    now: Callable[[], datetime]
    outages: Sequence[Outage] = ()
    troubled: bool = True
    kept: dict[str, list[OutgoingSms]] = field(default_factory=lambda: defaultdict(list))
    fates: dict[str, Fate] = field(default_factory=dict)
    met: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    believed: set[str] = field(default_factory=set)
    tries: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def send(self, sms: OutgoingSms) -> Taken:
        self.tries[sms.id] += 1
        self.listens(sms)
        random = chance(self.seed, self.name, sms.id, self.tries[sms.id])
        self._refuse(random)
        if self._happens(random, LOST_BEFORE, "request lost"):
            raise Unsure("timeout")
        delivered = random.random() < TOLD_AT_ONCE
        self.kept[sms.id].append(sms)
        self._report(sms, random, told=delivered)
        if self._happens(random, LOST_AFTER, "answer lost"):
            raise Unsure("timeout")
        return Taken(self.id_of(sms.id), delivered=delivered)

    def query(self, sms: OutgoingSms, provider_id: str | None) -> Fate:  # noqa: ARG002
        random = chance(self.seed, self.name, sms.id, "asked", self.now())
        if self._is_out() or self._happens(random, CANNOT_SAY, "cannot say"):
            self.believed.add(sms.id)
            return "unknown"
        return self.fates[sms.id] if sms.id in self.kept else "not_taken"

    def id_of(self, sms_id: str) -> str:
        return f"{self.name}_{sms_id}"

    # --- inside ---

    def _refuse(self, random: Random) -> None:
        if self._is_out():
            self.met["outage"] += 1
            raise NotTaken("out of order", retry=True) if random.random() < 0.5 else Unsure("down")
        if self._happens(random, REFUSED, "refused for now"):
            raise NotTaken("throttled", retry=True)
        if self._happens(random, REFUSED_FOR_GOOD, "refused for good"):
            raise NotTaken("no_such_template", retry=False)

    def _is_out(self) -> bool:
        now = self.now()
        return self.troubled and any(begun <= now < over for begun, over in self.outages)

    def _happens(self, random: Random, share: float, kind: str) -> bool:
        """The same chance is used up whether or not there are troubles."""
        happens = random.random() < share and self.troubled
        self.met[kind] += happens
        return happens

    def _report(self, sms: OutgoingSms, random: Random, *, told: bool) -> None:
        """Receipts may come never, late, twice, and in the wrong order."""
        failed = random.random() < FAILED_ON_ITS_WAY and not told
        self.fates[sms.id] = "failed" if failed else "delivered" if told else "taken"
        if random.random() < NO_RECEIPT:
            return
        state: Literal["failed", "delivered"] = "failed" if failed else "delivered"
        named = sms.id if random.random() < 0.5 else None
        arrived = timedelta(seconds=random.randint(1, 5400))
        clock = timedelta(seconds=random.choice((0, 0, 0, -600, -200, 200, 600)))
        receipt = Receipt(
            provider_id=self.id_of(sms.id),
            state=state,
            at=self.now() + arrived + clock,
            reason="",
            sms=named,
        )
        for _ in range(random.choice((1, 1, 2, 3))):
            self.tells(self.name, arrived + timedelta(seconds=random.randint(0, 900)), receipt)
