"""满意度评价: once closed, the citizen is asked, once a round, and the answer decides.

Good grades archive by themselves, bad ones lead to a revisit. Nothing within the window: not
rated, archived all the same (ZQ art 15, A10).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, ClassVar

from chalicelib.domain import clocks, deadlines, requests
from chalicelib.domain.decision import Draft, Event
from chalicelib.domain.records import Survey
from chalicelib.domain.shape import NAME
from chalicelib.domain.state import DeadlineState, Status
from chalicelib.domain.terms import DeadlineKind, Milestone

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.basis import Ruled
    from chalicelib.domain.errors import Refusal
    from chalicelib.domain.state import Deadline, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    rating: Annotated[str, NAME]
    solved: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkSurveySent:
    """The provider took the survey SMS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkSurveyDelivered:
    """The provider reports the delivery: from here the window runs (A11)."""


@dataclass(frozen=True, slots=True)
class SurveyQueued(Event):
    """The survey is to be sent; the SMS follows from this event once it is committed."""

    type: ClassVar[str] = "survey_queued"

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        survey = Survey(round=ticket.round, state="queued")
        return ticket.but(status=Status.AWAITING_RATING, survey=survey)


@dataclass(frozen=True, slots=True)
class SurveyNotSent(Event):
    type: ClassVar[str] = "survey_not_sent"
    reason: str

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        survey = Survey(round=ticket.round, state="not_sent", not_sent_reason=self.reason)
        return ticket.but(survey=survey)


@dataclass(frozen=True, slots=True)
class SurveySent(Event):
    type: ClassVar[str] = "survey_sent"
    closes_at: datetime

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:
        return _survey(ticket, state="sent", sent_at=at, closes_at=self.closes_at)


@dataclass(frozen=True, slots=True)
class SurveyDelivered(Event):
    type: ClassVar[str] = "survey_delivered"
    closes_at: datetime

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:
        return _survey(ticket, state="delivered", delivered_at=at, closes_at=self.closes_at)


@dataclass(frozen=True, slots=True)
class Rated(Event):
    type: ClassVar[str] = "rated"
    rating: str
    solved: bool | None

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return _survey(ticket, state="rated", rating=self.rating).but(
            rating=self.rating, solved=self.solved
        )


@dataclass(frozen=True, slots=True)
class SurveyExpired(Event):
    type: ClassVar[str] = "survey_expired"

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return _survey(ticket, state="expired")


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


def _survey(ticket: Ticket, **changes: str | datetime) -> Ticket:
    if ticket.survey is None:
        return ticket
    return ticket.but(survey=replace(ticket.survey, **changes))  # type: ignore[arg-type]


def ask_verdict(draft: Draft) -> None:
    """On closing: a survey by SMS, or a revisit by phone of every ticket (ZQ-28, YY-17)."""
    rules = draft.regulation.survey
    if rules.channel == "phone":
        await_revisit(draft)
        return
    reason = _not_asked_because(draft.ticket)
    if reason:
        draft.record(SurveyNotSent(reason), rules)
        archive(draft, reason)
        return
    draft.record(SurveyQueued(), rules)


def _not_asked_because(ticket: Ticket) -> str | None:
    if not ticket.requester.phone:
        return "no_phone"
    return None if ticket.requester.reply_wanted else "no_reply_wanted"


def await_revisit(draft: Draft) -> None:
    draft.record(RevisitAwaited(), draft.regulation.revisit)
    deadlines.reach(draft, Milestone.REVISIT_DUE)


def mark_sent(draft: Draft, command: MarkSurveySent) -> Refusal | None:  # noqa: ARG001
    """The survey left; where no receipt ever comes the window runs from here (A11)."""
    survey = draft.ticket.survey
    if survey is None or survey.state != "queued":
        return draft.refuse("survey_not_queued", "没有待发送的评价短信", draft.regulation.survey)
    draft.record(SurveySent(_open_window(draft)), draft.regulation.survey)
    return None


def _open_window(draft: Draft) -> datetime:
    """The window from now; one that ran from the sending gives way."""
    old = draft.ticket.current(DeadlineKind.SURVEY_REPLY)
    if old is not None and old.starts_at == draft.now:
        return old.due_at
    if old is not None:
        clocks.supersede(draft, old, DeadlineState.REPLACED)
    deadlines.reach(draft, Milestone.SURVEY_DELIVERED)
    window = draft.ticket.current(DeadlineKind.SURVEY_REPLY)
    assert window is not None, "loading refuses an SMS survey without a window"  # noqa: S101
    return window.due_at


def mark_delivered(draft: Draft, command: MarkSurveyDelivered) -> Refusal | None:  # noqa: ARG001
    """The window opens when the citizen has the SMS (ZQ-29)."""
    survey, rules = draft.ticket.survey, draft.regulation.survey
    if survey is None or survey.state != "sent":
        return draft.refuse("survey_not_sent", "没有已发送的评价短信", rules)
    draft.record(SurveyDelivered(_open_window(draft)), rules)
    return None


def rate(draft: Draft, command: Rate) -> Refusal | None:
    """One of the grades, inside the window; it archives or leads to a revisit (ZQ-29/30)."""
    ticket, ratings = draft.ticket, draft.regulation.ratings
    if ticket.status != Status.AWAITING_RATING:
        limit = deadlines.fitting_limit(draft, DeadlineKind.SURVEY_REPLY)
        return draft.refuse(
            "rating_closed", "现在不能评价：评价未开始或已结束", limit or draft.regulation.survey
        )
    grade = ratings.get(command.rating)
    if grade is None:
        return draft.not_listed("/rating", ratings, (one.id for one in ratings.choices))
    draft.record(Rated(grade.id, command.solved), ratings)
    clocks.void(draft, [DeadlineKind.SURVEY_REPLY])
    final = draft.regulation.survey.last_verdict_is_final and ticket.in_redo
    if grade.good or final:
        archive(draft, "rated")
    else:
        await_revisit(draft)
    return None


def expire(draft: Draft, deadline: Deadline) -> None:
    """Nobody answered in time: not rated, archived (ZQ-29, A10)."""
    limit = deadlines.table_of(draft, deadline)
    draft.record(SurveyExpired(), limit)
    draft.record(clocks.DeadlineSettled(deadline.id, DeadlineState.VOID, deadline.due_at))
    archive(draft, "not_rated")


def archive(draft: Draft, reason: str, table: Ruled | None = None) -> None:
    """归档: nothing runs and nothing is pending any more."""
    requests.close_down(draft)
    draft.record(Archived(reason), table or draft.regulation.survey)
