"""分类: another type or difficulty changes the limit, counted anew from the same start (A47)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar

from chalicelib.domain import clocks, deadlines
from chalicelib.domain.decision import Draft, Event
from chalicelib.domain.errors import FieldError, Refusal
from chalicelib.domain.intake import Complexity
from chalicelib.domain.regulation import Limit
from chalicelib.domain.shape import LONG_TEXT, NAME
from chalicelib.domain.state import DeadlineState, Ticket
from chalicelib.domain.terms import DeadlineKind
from chalicelib.late import dataclass

BY_CLASS = (
    DeadlineKind.DIRECT_ANSWER,
    DeadlineKind.SIGN_IN,
    DeadlineKind.FIRST_CONTACT,
    DeadlineKind.HANDLING,
)
RECLASSIFIED = "reclassified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Classify:
    category: Annotated[str, NAME] | None = None
    complexity: Complexity | None = None
    directly_answerable: bool | None = None
    reason: Annotated[str, LONG_TEXT] | None = None


@dataclass(frozen=True, slots=True)
class Classified(Event):
    type: ClassVar[str] = "classified"
    category: str
    complexity: str
    directly_answerable: bool
    reason: str | None

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket.but(
            category=self.category,
            complexity=self.complexity,
            directly_answerable=self.directly_answerable,
            was_report=ticket.was_report or ticket.whistleblower,
        )


def classify(draft: Draft, command: Classify) -> Refusal | None:
    """Change type or difficulty; the limit is counted anew from the same start (A47)."""
    ticket, regulation = draft.ticket, draft.regulation
    category = command.category or ticket.category
    if category not in regulation.categories:
        known = regulation.categories
        return draft.not_listed("/category", known, (one.id for one in known.choices))
    asked = command.directly_answerable
    directly = ticket.directly_answerable if asked is None else asked
    complexity = command.complexity or ticket.complexity
    before = {kind: _limit(draft, kind) for kind in BY_CLASS}
    draft.record(
        Classified(category, complexity, directly, command.reason), regulation.reclassification
    )
    for kind in BY_CLASS:
        _count_anew(draft, kind, before[kind])
    late = [one.id for one in draft.ticket.deadlines if one.label == RECLASSIFIED]
    if any(ticket.deadline(one) is None for one in late) and not command.reason:
        return draft.refuse(
            "reason_required",
            regulation.reclassification.summary,
            regulation.reclassification,
            FieldError("/reason", "required: the new limit is already past"),
        )
    return None


def _limit(draft: Draft, kind: DeadlineKind) -> Limit | None:
    """What a kind is under; in a redo only the handling is limited."""
    if kind == DeadlineKind.HANDLING:
        return deadlines.handling_limit(draft)
    return None if draft.ticket.in_redo else deadlines.fitting_limit(draft, kind)


def _is_done(ticket: Ticket, kind: DeadlineKind) -> bool:
    """A unit that has begun owes no signature, one that has called owes no first call."""
    return (kind == DeadlineKind.SIGN_IN and ticket.signed_at is not None) or (
        kind == DeadlineKind.FIRST_CONTACT and ticket.contacted_at is not None
    )


def _count_anew(draft: Draft, kind: DeadlineKind, before: Limit | None) -> None:
    """Replace what runs under the old class by what the new one gives, from the same start."""
    ticket = draft.ticket
    old, limit = ticket.current(kind), _limit(draft, kind)
    if limit == before or _is_done(ticket, kind) or (old and old.state == DeadlineState.MET):
        return
    starts_at = old.starts_at if old else None
    if old is not None:
        clocks.supersede(draft, old, DeadlineState.REPLACED)
    if limit is not None:
        starts_at = starts_at or ticket.milestone(limit.starts)
    if limit is None or starts_at is None:
        return
    if kind == DeadlineKind.HANDLING:
        deadlines.set_handling(draft, limit, starts_at)
    else:
        deadlines.set_deadline(draft, deadlines.from_limit(draft, limit, starts_at))
    new = draft.ticket.current(kind)
    if new is not None and new.due_at <= draft.now and not new.provisional:
        clocks.breach(draft, new, label=RECLASSIFIED)
