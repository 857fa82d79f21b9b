"""What becomes of a deadline: met, breached, done late, undecided, superseded, void, moved, warned.

A breach is as of `due_at`. What was late is not, when a request made in time is granted after.
Under audit at `due_at` a deadline is undecided: the answer's submission counts, not its audit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from chalicelib.domain.deadlines import fitting_limit, table_of, warned_of, work_out
from chalicelib.domain.decision import Draft, Event
from chalicelib.domain.state import Deadline, DeadlineState, Ticket
from chalicelib.domain.terms import DeadlineKind, Milestone
from chalicelib.domain.warnings import WarningKind
from chalicelib.late import dataclass


@dataclass(frozen=True, slots=True)
class DeadlineSettled(Event):
    """A deadline changed its state; `as_of` is the legal moment, which may lie before now."""

    type: ClassVar[str] = "deadline_settled"
    deadline: str
    state: DeadlineState
    as_of: datetime
    label: str | None = None
    done_at: datetime | None = None

    @property
    def name(self) -> str:
        return {DeadlineState.VOID: "deadline_voided"}.get(self.state, f"deadline_{self.state}")

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        known = ticket.deadline(self.deadline)
        if known is None:
            return ticket
        return ticket.with_deadline(
            replace(
                known,
                state=self.state,
                label=self.label or known.label,
                done_at=self.done_at or known.done_at,
                warnings=(),
                warned=False,
            )
        )


@dataclass(frozen=True, slots=True)
class DeadlineWarned(Event):
    """A deadline that still runs comes near; `due_at` is the date that is warned of."""

    type: ClassVar[str] = "deadline_warned"
    deadline: str
    warning: str
    due_at: datetime

    @property
    def wakeup(self) -> str:
        """The id of the wake-up that this was."""
        return f"{self.deadline}#{WarningKind[self.warning.upper()]}"

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:
        known = ticket.deadline(self.deadline)
        if known is None:
            return ticket
        to_come = tuple(one for one in known.warnings if one[1] > at)
        return ticket.with_deadline(replace(known, warnings=to_come, warned=True))


@dataclass(frozen=True, slots=True)
class DoneLate(Event):
    """What a breached deadline asked for is done after all; the breach stays."""

    type: ClassVar[str] = "deadline_done_late"
    deadline: str

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:
        known = ticket.deadline(self.deadline)
        return ticket.with_deadline(replace(known, done_at=at)) if known else ticket


@dataclass(frozen=True, slots=True)
class BreachWithdrawn(Event):
    """What was late is not: a request made in time was granted afterwards."""

    type: ClassVar[str] = "breach_withdrawn"
    deadline: str
    state: DeadlineState

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        known = ticket.deadline(self.deadline)
        return ticket.with_deadline(replace(known, state=self.state)) if known else ticket


@dataclass(frozen=True, slots=True)
class DeadlineMoved(Event):
    """A date worked out anew from a newly published calendar."""

    type: ClassVar[str] = "deadline_moved"
    deadline: Deadline
    was_due_at: datetime

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket.with_deadline(self.deadline)


def meet(draft: Draft, kind: DeadlineKind, as_of: datetime | None = None) -> None:
    """What the deadline asked for is done, as of `as_of`; a breach stays a breach.

    Past a provisional date nobody can say yet whether it was late: undecided until the year's
    calendar is published.
    """
    deadline, moment = draft.ticket.current(kind), as_of or draft.now
    if deadline is None or deadline.done_at is not None:
        return
    if deadline.state == DeadlineState.BREACHED:
        draft.record(DoneLate(deadline.id), table_of(draft, deadline))
    if deadline.state.open:
        settle(draft, deadline, moment)


def settle(draft: Draft, deadline: Deadline, moment: datetime) -> None:
    """Met or breached by when it was done, unless the date itself is not certain."""
    state = DeadlineState.MET if moment < deadline.due_at else DeadlineState.BREACHED
    if state == DeadlineState.BREACHED and deadline.provisional:
        state = DeadlineState.UNDECIDED
    event = DeadlineSettled(deadline.id, state, moment, done_at=moment)
    draft.record(event, table_of(draft, deadline))


def warn(draft: Draft, deadline: Deadline, kind: WarningKind) -> None:
    """Said at its own moment, once: those whose time a sweep missed are said in their order."""
    event = DeadlineWarned(deadline.id, kind.word, deadline.due_at)
    draft.record(event, table_of(draft, deadline))


def breach(draft: Draft, deadline: Deadline, label: str | None = None) -> None:
    """The legal moment is `due_at`, not when we got there."""
    draft.record(
        DeadlineSettled(deadline.id, DeadlineState.BREACHED, deadline.due_at, label),
        table_of(draft, deadline),
    )


def void(draft: Draft, kinds: Iterable[DeadlineKind] | None = None) -> None:
    """Nothing of these kinds runs any more (of all kinds, when none is named)."""
    wanted = set(kinds) if kinds is not None else set(DeadlineKind)
    for deadline in draft.ticket.deadlines:
        if deadline.state.open and deadline.kind in wanted and deadline.done_at is None:
            draft.record(DeadlineSettled(deadline.id, DeadlineState.VOID, draft.now))


UNIT_CLOCKS = (
    DeadlineKind.SIGN_IN,
    DeadlineKind.FIRST_CONTACT,
    DeadlineKind.HANDLING,
    DeadlineKind.DIRECT_ANSWER,
)


def release_unit(draft: Draft, asked_at: datetime) -> None:
    """The unit has the ticket no more: its clocks stop, and what it breached after it asked to be
    relieved is withdrawn (A42). A clock that ran before any dispatch is not the unit's.
    """
    for deadline in draft.ticket.deadlines:
        limit = fitting_limit(draft, deadline.kind)
        the_offices = limit is not None and limit.starts == Milestone.REGISTERED
        if deadline.round != draft.ticket.round or deadline.kind not in UNIT_CLOCKS or the_offices:
            continue
        late = deadline.state == DeadlineState.BREACHED and asked_at < deadline.due_at
        if deadline.state.open or late:
            supersede(draft, deadline, DeadlineState.VOID)


def supersede(draft: Draft, deadline: Deadline, state: DeadlineState) -> None:
    """The deadline counts no more, nor does a breach of it."""
    if deadline.state == DeadlineState.BREACHED:
        draft.record(BreachWithdrawn(deadline.id, state), table_of(draft, deadline))
    else:
        draft.record(DeadlineSettled(deadline.id, state, draft.now), table_of(draft, deadline))


def recompute(draft: Draft) -> None:
    """Work every date that still counts out anew, extended dates after those they extend."""
    gone = {DeadlineState.VOID, DeadlineState.MET, DeadlineState.BREACHED}
    for known in draft.ticket.deadlines:
        if known.state in gone or not _still_counts(known, draft.ticket):
            continue
        found = work_out(known, draft.ticket, draft.context)
        first = _first_of(known, draft.ticket)
        moved = replace(
            known,
            due_at=found.due_at,
            due_on=found.due_on,
            provisional=found.provisional,
            original_due_at=first.due_at if first is not known else None,
        )
        if (moved.due_at, moved.provisional) != (known.due_at, known.provisional):
            moved = warned_of(draft, moved) if moved.state == DeadlineState.RUNNING else moved
        if moved != known:
            draft.record(DeadlineMoved(moved, known.due_at), table_of(draft, moved))
        if moved.state == DeadlineState.UNDECIDED and moved.done_at and not moved.provisional:
            settle(draft, moved, moved.done_at)


def _still_counts(deadline: Deadline, ticket: Ticket) -> bool:
    """A date that was extended counts as long as what extends it does."""
    if deadline.state != DeadlineState.REPLACED:
        return True
    extending = [one for one in ticket.deadlines if one.extends == deadline.id]
    return any(one.state.open or _still_counts_replaced(one, ticket) for one in extending)


def _still_counts_replaced(deadline: Deadline, ticket: Ticket) -> bool:
    return deadline.state == DeadlineState.REPLACED and _still_counts(deadline, ticket)


def _first_of(deadline: Deadline, ticket: Ticket) -> Deadline:
    """The date before any extension."""
    while (base := ticket.deadline(deadline.extends or "")) is not None:
        deadline = base
    return deadline
