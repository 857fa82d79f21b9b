"""迁入: what another system took in goes on here, or is kept here as history.

What is open has gone through the ordinary commands at their original moments, so that its
deadlines count from there; then it is marked. What was closed is kept as it was left: this system
did not see its steps, so no limit of it is judged and nobody is asked for a verdict.
"""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, ClassVar

from chalicelib.domain.decision import Draft, Event, invalid
from chalicelib.domain.intake import Registered, unknown_choice
from chalicelib.domain.shape import LONG_TEXT, NAME
from chalicelib.domain.state import FINAL, Status
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from chalicelib.domain.errors import Refusal
    from chalicelib.domain.state import Ticket

ENDED_BY_ANSWER = (Status.ARCHIVED, Status.ANSWERED_DIRECTLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkImported:
    """`system` is what the ticket comes from, `reference` its number there."""

    system: Annotated[str, NAME]
    reference: Annotated[str, NAME]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepAsHistory:
    """How a ticket of another system ended there."""

    status: Status
    closed_at: datetime
    unit: Annotated[str, NAME] | None = None
    dispatched_at: datetime | None = None
    answered_at: datetime | None = None
    answer: Annotated[str, LONG_TEXT] | None = None
    outcome: Annotated[str, NAME] | None = None
    rating: Annotated[str, NAME] | None = None


@dataclass(frozen=True, slots=True)
class Imported(Event):
    """All that was recorded with it happened elsewhere: nobody is told of it again."""

    type: ClassVar[str] = "imported"
    system: str
    reference: str

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket


@dataclass(frozen=True, slots=True)
class KeptAsHistory(Event):
    type: ClassVar[str] = "kept_as_history"
    status: Status
    closed_at: datetime
    unit: str | None
    dispatched_at: datetime | None
    answered_at: datetime | None
    answer: str | None
    outcome: str | None
    rating: str | None

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket.but(
            status=self.status,
            unit=self.unit,
            units_before=(self.unit,) if self.unit else (),
            dispatched_at=self.dispatched_at,
            received_at=self.dispatched_at,
            answered_at=self.answered_at,
            closed_at=self.closed_at,
            archived_at=self.closed_at if self.status == Status.ARCHIVED else None,
            outcome=self.outcome,
            rating=self.rating,
        )


def mark_imported(draft: Draft, command: MarkImported) -> Refusal | None:
    draft.record(Imported(command.system, command.reference))
    return None


def keep_as_history(draft: Draft, command: KeepAsHistory) -> Refusal | None:
    """What is over is registered with how it ended, and nothing runs from it."""
    refusal = unknown_choice(draft) or _wrong_end(draft, command) or _wrong_order(draft, command)
    if refusal:
        return refusal
    draft.record(Registered(draft.ticket), draft.regulation.categories)
    draft.record(
        KeptAsHistory(
            status=command.status,
            closed_at=command.closed_at,
            unit=command.unit,
            dispatched_at=command.dispatched_at,
            answered_at=command.answered_at,
            answer=command.answer,
            outcome=command.outcome,
            rating=command.rating,
        )
    )
    return None


def _wrong_end(draft: Draft, command: KeepAsHistory) -> Refusal | None:
    regulation = draft.regulation
    if command.status not in FINAL:
        return invalid("/status", "what is kept as history has ended")
    if command.unit and draft.context.facts.directory.get(command.unit) is None:
        return invalid("/unit", "not a unit of this jurisdiction")
    ratings = regulation.ratings.choices
    if command.rating and all(command.rating != one.id for one in ratings):
        return draft.not_listed("/rating", regulation.ratings, (one.id for one in ratings))
    known = _outcomes(draft, command.status)
    if command.outcome and command.outcome not in known:
        return invalid("/outcome", "one of: " + ", ".join(known))
    return None


def _outcomes(draft: Draft, status: Status) -> tuple[str, ...]:
    """How a ticket with such an end may have come out, by the regulation's own lists."""
    regulation = draft.regulation
    if status == Status.DECLINED:
        return tuple(one.code for one in regulation.decline_reasons)
    if status == Status.REFERRED:
        return tuple(one.to for one in regulation.referrals)
    answered = status in ENDED_BY_ANSWER
    return tuple(one.id for one in regulation.answer.outcomes) if answered else ()


def _wrong_order(draft: Draft, command: KeepAsHistory) -> Refusal | None:
    """Each moment lies where it can have been: after the one before, and not ahead."""
    moments = (
        ("/registered_at", draft.ticket.registered_at),
        ("/dispatched_at", command.dispatched_at),
        ("/answered_at", command.answered_at),
        ("/closed_at", command.closed_at),
        ("", draft.now),
    )
    given = [(pointer, moment) for pointer, moment in moments if moment is not None]
    for (pointer, earlier), (_, later) in pairwise(given):
        if earlier > later:
            return invalid(pointer, "lies after what must have followed it")
    return None
