"""What fell due takes effect: bucket after bucket in slices, as far as the time goes.

Whoever finds something due decides anew on the ticket itself, and the condition on its version is
the claim: a sweep that is killed anywhere loses nothing, and two of them do nothing twice.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from chalicelib.application.due_ports import Due, DuePlace, DueSlice
from chalicelib.application.ports import Ports, Unavailable
from chalicelib.application.settling import Fired, Settling
from chalicelib.application.telling_ports import SWEEP_LAG
from chalicelib.late import dataclass

SLICE = 100
SECONDS_TO_HAND_ON = 5
HOUR = "%Y%m%d%H"
HOUR_DIGITS = 10

log = logging.getLogger(__name__)


class NothingRead(Unavailable):
    """Not one of the buckets could be read; why stands in the log, a line a bucket."""


class Budget(Protocol):
    def seconds_left(self) -> float: ...


class Unlimited:
    def seconds_left(self) -> float:
        return math.inf


UNLIMITED = Unlimited()


@dataclass(frozen=True, slots=True)
class Swept:
    """What took effect, in due order, and where others go on."""

    fired: tuple[Fired, ...]
    handed_on: tuple[DuePlace, ...] = ()


def sweep(ports: Ports, budget: Budget = UNLIMITED, only: DuePlace | None = None) -> Swept:
    """Settle all that is due by now, oldest first; or the rest of one bucket.

    Raises `NothingRead`, once the lag is told: whoever started it notices, and tries it again.
    """
    now = ports.clock.now()
    run = _Run(ports, Settling(ports, now), budget, only)
    opened = run.opened([only] if only else ports.due_work.buckets(now))
    full = [one for one in opened if one.more]
    side_by_side = len(full) > 1  # as when everything falls due at the same midnight
    for one in full if side_by_side else ():
        run.hand_on(one.since)
    for one in opened:
        if not (one.more and side_by_side):
            run.work(one)
    run.settling.tell()
    run.tell_lag()
    if run.waiting and not (opened or run.handed_on):
        raise NothingRead
    return Swept(in_due_order(run.settling.fired), tuple(run.handed_on))


def reconcile(ports: Ports, hours: int, budget: Budget = UNLIMITED) -> Swept:
    """Settle what the marks of these hours went past; as far as the time goes, for the next
    reconciliation looks at the last hours again.
    """
    now = ports.clock.now()
    settling = Settling(ports, now)
    for found in ports.due_work.missed(now - timedelta(hours=hours), now):
        if budget.seconds_left() < SECONDS_TO_HAND_ON:
            log.error("no time to look at all of the last %d hours", hours)
            break
        for _ in settling.settle(found):
            pass
    settling.tell()
    for one in settling.fired:
        log.warning("%s of %s was missed by its sweep", one.what, one.ticket)
    return Swept(in_due_order(settling.fired))


def begins(place: DuePlace) -> datetime:
    """Since when something may wait there: every store calls a bucket after its hour, in UTC."""
    return datetime.strptime(place.bucket[:HOUR_DIGITS], HOUR).replace(tzinfo=UTC)


def in_due_order(fired: Sequence[Fired]) -> tuple[Fired, ...]:
    return tuple(sorted(fired, key=lambda one: (one.at, one.ticket, one.what)))


@dataclass(slots=True)
class _Run:
    """One sweep on its way."""

    ports: Ports
    settling: Settling
    budget: Budget
    only: DuePlace | None
    handed_on: list[DuePlace] = field(default_factory=list)
    waiting: dict[str, datetime] = field(default_factory=dict)  # since when, a bucket

    def opened(self, places: Sequence[DuePlace]) -> list[DueSlice]:
        """The first slice of each bucket."""
        found: list[DueSlice] = []
        for place in places:
            with _edge_of(place):
                if not self._is_late(place):
                    found.append(self._read(place))
        return found

    def work(self, slice_: DueSlice) -> None:
        """A slice and those behind it in its bucket, until time runs out."""
        with _edge_of(slice_.since):
            rest = None if self._is_late(slice_.since) else slice_
            while rest:
                rest = self._after(rest)

    def _after(self, slice_: DueSlice) -> DueSlice | None:
        """The next slice, once this one is dealt with and if there is time."""
        for due in self.settling.settle(slice_.due):
            if self._is_late(due.place or slice_.since):
                return None
        self.ports.due_work.worked(slice_)
        self._note(slice_.since, slice_.due[-1:] if slice_.more else ())
        self.tell_lag()
        if not slice_.more or self._is_late(slice_.end):
            return None
        return self._read(slice_.end)

    def _read(self, since: DuePlace) -> DueSlice:
        """Until it is read nobody knows what waits there."""
        self.waiting.setdefault(since.bucket, begins(since))
        found = self.ports.due_work.read(since, self.settling.now, SLICE)
        self._note(since, found.due)
        log.debug("bucket %s: %d due", since.bucket, len(found.due))
        return found

    def _note(self, place: DuePlace, due: Sequence[Due]) -> None:
        """What of a bucket is not settled yet; in due order, so that its first is its oldest."""
        self.waiting.pop(place.bucket, None)
        if due:
            self.waiting[place.bucket] = due[0].at

    def tell_lag(self) -> None:
        """The age of the oldest that is due and did not take effect yet, wherever it waits now;
        of a bucket that could not be read, that of its hour.
        """
        now = self.ports.clock.now()
        oldest = min((*self.waiting.values(), *self.settling.put_off), default=now)
        self.ports.telling.tell(SWEEP_LAG, max(0.0, (now - oldest).total_seconds()))

    def _is_late(self, reached: DuePlace) -> bool:
        """Then the rest of this bucket is handed on."""
        if self.budget.seconds_left() >= SECONDS_TO_HAND_ON:
            return False
        self.hand_on(reached)
        return True

    def hand_on(self, rest: DuePlace) -> None:
        """To a worker of its own; but one that got nowhere starts no other in its place."""
        if rest == self.only:
            log.error("no time to work %s at all", rest.bucket)
            return
        with _edge_of(rest):
            self.ports.workers.hand_on(rest)
            self.handed_on.append(rest)


@contextmanager
def _edge_of(place: DuePlace) -> Iterator[None]:
    """A bucket that cannot be read, marked or handed on now waits for the next sweep."""
    try:
        yield
    except Exception as wrong:  # noqa: BLE001 - whatever it is, the other buckets go on
        reason = type(wrong).__name__
        log.error("bucket %s is left to the next sweep: %s", place.bucket, reason)  # noqa: TRY400 - no traceback: it may quote a ticket
