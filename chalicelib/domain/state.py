"""A ticket as it stands: the fold of its events. Immutable; an event makes the next one."""

from __future__ import annotations

from dataclasses import field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from chalicelib.domain.records import (
    ClosedRound,
    Location,
    Pending,
    Requester,
    RequestKind,
    Source,
    Supervision,
    Survey,
)
from chalicelib.domain.terms import DeadlineKind, Milestone
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from datetime import date, datetime

    from chalicelib.domain.warnings import WarningKind
    from chalicelib.domain.working_time import Period


class Status(StrEnum):
    REGISTERED = "registered"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    IN_REVIEW = "in_review"
    AWAITING_RATING = "awaiting_rating"
    AWAITING_REVISIT = "awaiting_revisit"
    ADJUDICATION = "adjudication"
    RETURNED_UP = "returned_up"
    ARCHIVED = "archived"
    DECLINED = "declined"
    REFERRED = "referred"
    ANSWERED_DIRECTLY = "answered_directly"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"

    @property
    def final(self) -> bool:
        return self in FINAL


FINAL = frozenset(
    {
        Status.RETURNED_UP,
        Status.ARCHIVED,
        Status.DECLINED,
        Status.REFERRED,
        Status.ANSWERED_DIRECTLY,
        Status.TERMINATED,
        Status.WITHDRAWN,
    }
)


class DeadlineState(StrEnum):
    RUNNING = "running"
    UNDECIDED = "undecided"
    MET = "met"
    BREACHED = "breached"
    REPLACED = "replaced"
    VOID = "void"

    @property
    def open(self) -> bool:
        return self in {DeadlineState.RUNNING, DeadlineState.UNDECIDED}


WITH_UNIT = (Status.DISPATCHED, Status.HANDLING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """An instant a ticket must keep.

    `source` names where it comes from: the id of a limit, or the table of the regulation that
    sets it. With `extends`, `extended_by` counts from the end of that deadline. `fixed_at` was
    given from outside (a platform, an office's override); `capped_at` is a stricter statutory
    date that only shortens. `warnings` are those still to come, in their order; `warned` says that
    one was given of the present date and it still runs.
    """

    id: str
    kind: DeadlineKind
    round: int
    starts_at: datetime
    due_at: datetime
    due_on: date
    source: str
    limit: Period | None = None
    original_due_at: datetime | None = None
    extends: str | None = None
    extended_by: Period | None = None
    fixed_at: datetime | None = None
    capped_at: datetime | None = None
    capped_by: str | None = None
    state: DeadlineState = DeadlineState.RUNNING
    statutory: bool = True
    provisional: bool = False
    label: str | None = None
    done_at: datetime | None = None
    warnings: tuple[tuple[WarningKind, datetime], ...] = ()
    warned: bool = False

    @property
    def binding_cap(self) -> str | None:
        """What set the stricter date, if that date is the one that counts."""
        return self.capped_by if self.due_at == self.capped_at else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """The state. `version` counts commits, `seq` events. `was_report`: once a report, whatever it
    was classified as since.
    """

    id: str
    number: str
    jurisdiction: str
    regulation: str
    status: Status
    category: str
    subject: str
    description: str
    registered_at: datetime
    version: int = 0
    seq: int = 0
    round: int = 1
    channel: str = "phone"
    complexity: str = "ordinary"
    urgency: str = "normal"
    scope: str | None = None
    directly_answerable: bool = False
    statutory_due_at: datetime | None = None
    source: Source | None = None
    requester: Requester = field(default_factory=Requester)
    location: Location | None = None
    attachments: tuple[str, ...] = ()

    unit: str | None = None
    co_handlers: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    units_before: tuple[str, ...] = ()
    lead_fixed: bool = False
    dispatched_at: datetime | None = None
    received_at: datetime | None = None
    signed_at: datetime | None = None
    contacted_at: datetime | None = None
    contacted_by: str | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    archived_at: datetime | None = None

    outcome: str | None = None
    promised_for: datetime | None = None
    rating: str | None = None
    solved: bool | None = None
    survey: Survey | None = None
    revisits: tuple[datetime, ...] = ()
    revisit_reason: str | None = None
    rounds: tuple[ClosedRound, ...] = ()

    deadlines: tuple[Deadline, ...] = ()
    pending: tuple[Pending, ...] = ()
    requests: int = 0
    answers: int = 0
    returned_by: tuple[str, ...] = ()
    extensions: tuple[tuple[int, str, int], ...] = ()
    extension_asked_in: tuple[int, ...] = ()
    override_due_at: datetime | None = None
    body: int = 0
    disputed_at: datetime | None = None
    supervisions: tuple[Supervision, ...] = ()
    urged: int = 0
    repeat_of: str | None = None
    repeat_proposed_of: str | None = None
    repeat_count: int = 0
    new_facts: bool = False
    parent: str | None = None
    parts: tuple[str, ...] = ()
    conduct: tuple[str, ...] = ()
    was_report: bool = False
    erased_at: datetime | None = None

    def but(self, **changes: Any) -> Self:
        return replace(self, **changes)

    @property
    def in_redo(self) -> bool:
        return self.round > 1

    @property
    def whistleblower(self) -> bool:
        return self.category == "report"

    def milestone(self, milestone: Milestone) -> datetime | None:
        """When a milestone that the ticket remembers was last reached."""
        return {
            Milestone.REGISTERED: self.registered_at,
            Milestone.DISPATCHED: self.dispatched_at,
            Milestone.SIGNED: self.signed_at,
            Milestone.CONTACTED: self.contacted_at,
            Milestone.ANSWERED: self.answered_at,
            Milestone.CLOSED: self.closed_at,
        }.get(milestone)

    def deadline(self, deadline_id: str) -> Deadline | None:
        return next((known for known in self.deadlines if known.id == deadline_id), None)

    def current(self, kind: DeadlineKind) -> Deadline | None:
        """The newest deadline of a kind in this round that was not replaced or voided."""
        gone = {DeadlineState.REPLACED, DeadlineState.VOID}
        return next(
            (
                known
                for known in reversed(self.deadlines)
                if known.kind == kind and known.round == self.round and known.state not in gone
            ),
            None,
        )

    def request(self, kind: RequestKind) -> Pending | None:
        return next((known for known in self.pending if known.kind == kind), None)

    def without_tenure(self) -> Self:
        """What was between it and the unit that held it is over; a call of the office stays."""
        by_unit = self.contacted_by == "handler"
        return self.but(
            signed_at=None,
            received_at=None,
            answered_at=None,
            outcome=None,
            promised_for=None,
            contacted_at=None if by_unit else self.contacted_at,
            contacted_by=None if by_unit else self.contacted_by,
        )

    def with_deadline(self, deadline: Deadline) -> Self:
        """Put a deadline in, or in the place of the one with its id."""
        if self.deadline(deadline.id) is None:
            return self.but(deadlines=(*self.deadlines, deadline))
        return self.but(
            deadlines=tuple(deadline if d.id == deadline.id else d for d in self.deadlines)
        )

    def with_pending(self, pending: Pending) -> Self:
        rest = tuple(known for known in self.pending if known.id != pending.id)
        return self.but(pending=(*rest, pending))

    def without_pending(self, request_id: str) -> Self:
        return self.but(pending=tuple(known for known in self.pending if known.id != request_id))

    def _is_late(self, deadline: Deadline) -> bool:
        """Whether what the present unit or the office owes in this round came past its time.

        A signature or a first call that came late is late no more; a missed target of ours for
        them is no lateness.
        """
        if deadline.state != DeadlineState.BREACHED or self.current(deadline.kind) != deadline:
            return False
        if deadline.kind in {DeadlineKind.SIGN_IN, DeadlineKind.FIRST_CONTACT}:
            return deadline.statutory and deadline.done_at is None
        return deadline.kind in {DeadlineKind.HANDLING, DeadlineKind.DIRECT_ANSWER}

    @property
    def flags(self) -> tuple[str, ...]:
        """Marks a list shows; each follows from the state."""
        overdue = any(self._is_late(deadline) for deadline in self.deadlines)
        marks = {
            "overdue": overdue,
            "due_soon": not overdue and any(deadline.warned for deadline in self.deadlines),
            "extended": any(d.extends for d in self.deadlines),
            "repeat_proposed": self.repeat_proposed_of is not None and self.repeat_of is None,
            "repeat": self.repeat_of is not None,
            "whistleblower": self.whistleblower,
            "urged": self.urged > 0,
            "supervised": bool(self.supervisions),
        }
        return tuple(name for name, holds in marks.items() if holds)
