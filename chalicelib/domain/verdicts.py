"""评价: one grade of the regulation's list, from whichever channel it comes first.

Good grades archive by themselves, bad ones lead to a revisit. Nothing within the window, or nothing
that could be read: not rated, archived all the same (ZQ art 15, A10).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, ClassVar

from chalicelib.domain import clocks, deadlines, requests
from chalicelib.domain.decision import Draft, Event, forbidden
from chalicelib.domain.directory import Role
from chalicelib.domain.shape import NAME
from chalicelib.domain.state import DeadlineState, Status
from chalicelib.domain.terms import DeadlineKind, Milestone
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.basis import Ruled
    from chalicelib.domain.errors import Refusal
    from chalicelib.domain.state import Deadline, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    rating: Annotated[str, NAME]
    solved: bool | None = None


@dataclass(frozen=True, slots=True)
class Rated(Event):
    type: ClassVar[str] = "rated"
    rating: str
    solved: bool | None

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        survey = ticket.survey and replace(ticket.survey, state="rated", rating=self.rating)
        return ticket.but(survey=survey, rating=self.rating, solved=self.solved)


@dataclass(frozen=True, slots=True)
class SurveyExpired(Event):
    """The window is over: nothing came (`expired`), or nothing that could be read (`invalid`)."""

    type: ClassVar[str] = "survey_expired"
    state: str = "expired"

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket.but(survey=ticket.survey and replace(ticket.survey, state=self.state))


@dataclass(frozen=True, slots=True)
class ExpiryWithdrawn(Event):
    """A verdict given in time came after the window had been closed: it was not over for it."""

    type: ClassVar[str] = "survey_expiry_withdrawn"

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        survey = ticket.survey and replace(ticket.survey, state="sent")
        return ticket.but(status=Status.AWAITING_RATING, archived_at=None, survey=survey)


@dataclass(frozen=True, slots=True)
class RevisitAwaited(Event):
    type: ClassVar[str] = "revisit_awaited"

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket.but(status=Status.AWAITING_REVISIT)


@dataclass(frozen=True, slots=True)
class Archived(Event):
    type: ClassVar[str] = "archived"
    reason: str

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:
        return ticket.but(status=Status.ARCHIVED, archived_at=at)


def rate(draft: Draft, command: Rate) -> Refusal | None:
    """One of the grades, inside the window; it archives or leads to a revisit (ZQ-29/30)."""
    ticket, ratings = draft.ticket, draft.regulation.ratings
    if draft.actor.is_a(Role.PLATFORM) and not may_rate(draft):
        return forbidden(f"only for: {Role.CITIZEN}")
    if ticket.status != Status.AWAITING_RATING:
        limit = deadlines.fitting_limit(draft, DeadlineKind.SURVEY_REPLY)
        return draft.refuse(
            "rating_closed", "现在不能评价：评价未开始或已结束", limit or draft.regulation.survey
        )
    if not may_rate(draft):
        return draft.refuse("rated_above", "本单由上级平台进行满意度评价", draft.regulation.survey)
    grade = ratings.get(command.rating)
    if grade is None:
        return draft.not_listed("/rating", ratings, (one.id for one in ratings.choices))
    take(draft, Rated(grade.id, command.solved))
    return None


def may_rate(draft: Draft) -> bool:
    """Whose verdict counts: the level's above where it asks, else the citizen's (P-17)."""
    survey = draft.ticket.survey
    above = survey is not None and survey.above
    return draft.actor.is_a(Role.PLATFORM if above else Role.CITIZEN)


def take(draft: Draft, verdict: Rated) -> None:
    """The verdict of this round, a grade of the list, and what follows from it."""
    ratings = draft.regulation.ratings
    draft.record(verdict, ratings)
    clocks.void(draft, [DeadlineKind.SURVEY_REPLY])
    final = draft.regulation.survey.last_verdict_is_final and draft.ticket.in_redo
    if ratings.is_good(verdict.rating) or final:
        archive(draft, "rated")
    else:
        await_revisit(draft)


def expire(draft: Draft, deadline: Deadline) -> None:
    """Nobody answered in time so that it could be read: not rated, archived (ZQ-29, A10)."""
    limit, survey = deadlines.table_of(draft, deadline), draft.ticket.survey
    unreadable = survey is not None and survey.misread
    draft.record(SurveyExpired("invalid" if unreadable else "expired"), limit)
    draft.record(clocks.DeadlineSettled(deadline.id, DeadlineState.VOID, deadline.due_at))
    archive(draft, "invalid_rating" if unreadable else "not_rated")


def withdraw_expiry(draft: Draft) -> None:
    """Open again what was archived as not rated: the verdict had been given before the end."""
    limit = deadlines.fitting_limit(draft, DeadlineKind.SURVEY_REPLY)
    draft.record(ExpiryWithdrawn(), limit or draft.regulation.survey)


def await_revisit(draft: Draft) -> None:
    draft.record(RevisitAwaited(), draft.regulation.revisit)
    deadlines.reach(draft, Milestone.REVISIT_DUE)


def archive(draft: Draft, reason: str, table: Ruled | None = None) -> None:
    """归档: nothing runs and nothing is pending any more."""
    requests.close_down(draft)
    draft.record(Archived(reason), table or draft.regulation.survey)
