"""What a sweep does with what it found due: a ticket is decided on anew, a commit delivered."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import field
from datetime import datetime, timedelta

from chalicelib.application.context import context_of, system_actor
from chalicelib.application.deliver import deliver
from chalicelib.application.due_ports import Due
from chalicelib.application.effects import LOOKED_AFTER
from chalicelib.application.perform import ATTEMPTS, CONFLICT, NOT_FOUND, commit, wakes
from chalicelib.application.ports import Conflict, Ports
from chalicelib.application.telling_ports import DEADLINES_DUE, DEADLINES_FIRED, OUTBOX_AGE
from chalicelib.domain.clocks import DeadlineSettled
from chalicelib.domain.decision import Decision
from chalicelib.domain.errors import Refusal
from chalicelib.domain.state import DeadlineState
from chalicelib.domain.ticket import FallDue, decide
from chalicelib.late import dataclass

# What could not be done is tried again when it is twice as late, within these.
SOONEST, LATEST = timedelta(minutes=2), timedelta(hours=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fired:
    """A deadline that took effect: when it was due, which it is, of which ticket."""

    at: datetime
    what: str
    ticket: str


@dataclass(slots=True)
class Settling:
    """One sweep's way through what it found, and what took effect on it."""

    ports: Ports
    now: datetime
    fired: list[Fired] = field(default_factory=list)
    due: int = 0
    put_off: list[datetime] = field(default_factory=list)  # when each wake-up was due

    def settle(self, found: Sequence[Due]) -> Iterator[Due]:
        """Each as soon as it is dealt with: settled, delivered, or put off to be tried again."""
        delivered = self._delivered(found)
        again: dict[tuple[str, int | None], datetime | None] = {}
        for due in found:
            matter = due.ticket, due.delivers
            self.due += due.delivers is None
            if due not in delivered and matter not in again:
                again[matter] = self._tried(due)
            if at := again.get(matter):
                self.ports.due_work.put_off(due, at)
                self.put_off += [due.at] if due.delivers is None else []
            yield due

    def tell(self) -> None:
        self.ports.telling.tell(DEADLINES_DUE, self.due)
        self.ports.telling.tell(DEADLINES_FIRED, len(self.fired))

    def _delivered(self, found: Sequence[Due]) -> Collection[Due]:
        asked = [one for one in found if one.delivers is not None]
        known = self.ports.outbox.delivered_through({one.ticket for one in asked}) if asked else {}
        return {one for one in asked if known.get(one.ticket, 0) >= (one.delivers or 0)}

    def _tried(self, due: Due) -> datetime | None:
        """When to try again, if it is not done. What is broken holds up none of the others."""
        later = self.now + back_off(self.now - due.at)
        try:
            if due.delivers is not None:
                return self._deliver(due, due.delivers, later)
            refusal = self._fall_due(due.ticket)
            reason = refusal.code if refusal else None
        except Exception as wrong:  # noqa: BLE001 - the edge of one ticket
            reason = type(wrong).__name__
        if reason:
            log.error("%s of %s is put off: %s", due.what, due.ticket, reason)
        if reason and due.delivers is not None:
            age = self.now - due.at + LOOKED_AFTER
            self.ports.telling.tell(OUTBOX_AGE, age.total_seconds())
        return later if reason else None

    def _deliver(self, due: Due, version: int, later: datetime) -> datetime | None:
        """Whoever cannot take it now has perhaps said from when on; that is no error."""
        reached = deliver(self.ports, due.ticket, version)
        if reached.version >= version:
            return None
        again_at = max(reached.again_at, self.now) if reached.again_at else later
        log.info("%s of %s waits until %s", due.what, due.ticket, again_at)
        return again_at

    def _fall_due(self, ticket_id: str) -> Refusal | None:
        """A conflict reads and decides again; nothing to settle any more is settled too."""
        for _ in range(ATTEMPTS):
            ticket = self.ports.tickets.load(ticket_id)
            if ticket is None:
                return NOT_FOUND
            regulation = self.ports.regulations.get(ticket.regulation)
            actor = system_actor(ticket.jurisdiction)
            outcome = decide(ticket, FallDue(), context_of(self.ports, ticket, actor, regulation))
            if isinstance(outcome, Refusal):
                return outcome
            if not outcome.entries:
                return None
            try:
                commit(self.ports, outcome, ticket.version, regulation)
            except Conflict:
                continue
            self.fired += took_effect(outcome)
            wakes(self.ports, outcome)
            return None
        return CONFLICT


def back_off(age: timedelta) -> timedelta:
    return max(SOONEST, min(age, LATEST))


def took_effect(decision: Decision) -> Iterator[Fired]:
    for entry in decision.entries:
        event = entry.event
        deadline = decision.ticket.deadline(getattr(event, "deadline", ""))
        if isinstance(event, DeadlineSettled) and deadline and came_due(event, deadline.due_at):
            yield Fired(deadline.due_at, deadline.id, decision.ticket.id)


def came_due(event: DeadlineSettled, due_at: datetime) -> bool:
    """Rather than being met or dropped."""
    if event.state in {DeadlineState.BREACHED, DeadlineState.UNDECIDED}:
        return True
    return event.state == DeadlineState.VOID and event.as_of == due_at
