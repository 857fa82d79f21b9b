"""满意度评价: once closed, the citizen is asked, once a round; where nobody is, the reason is kept.

The SMS leaves, arrives, or does not, and the provider tells of it in any order. The window runs
from the sending; a receipt that comes soon after lets it run from the delivery (A11, P-18).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Literal

from chalicelib.domain import clocks, deadlines, verdicts
from chalicelib.domain.decision import Draft, Event
from chalicelib.domain.records import Survey
from chalicelib.domain.state import DeadlineState, Status
from chalicelib.domain.terms import DeadlineKind, Milestone
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.basis import Ruled
    from chalicelib.domain.errors import Refusal
    from chalicelib.domain.state import Ticket

RECEIPT_COUNTS = timedelta(hours=1)
CLOCKS_AGREE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkSurveySent:
    """The provider took the survey SMS; `delivered`: and says at once that it arrived.

    `sms` is our message's id; `code` what a reply names where several surveys of one number are
    open. Without `round` the present one is meant, here and below.
    """

    sms: str | None = None
    code: str | None = None
    delivered: bool = False
    round: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkSurveyNotSent:
    """It turned out at the sending that nobody can be asked, or wants to be.

    `left`: the SMS was sent, and is said not to have arrived.
    """

    reason: Literal["opted_out", "undeliverable"]
    round: int | None = None
    left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkSurveyDelivered:
    """The provider reports the delivery, at `provider_at` by its own clock."""

    round: int | None = None
    provider_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SurveyQueued(Event):
    """The survey is to be sent; the SMS follows from this event once it is committed."""

    type: ClassVar[str] = "survey_queued"

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        survey = Survey(round=ticket.round, state="queued")
        return ticket.but(status=Status.AWAITING_RATING, survey=survey)


@dataclass(frozen=True, slots=True)
class SurveyAwaited(Event):
    """A level above asks the citizen; we send nothing and wait for its verdict."""

    type: ClassVar[str] = "survey_awaited"

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        survey = Survey(round=ticket.round, state="queued", above=True)
        return ticket.but(status=Status.AWAITING_RATING, survey=survey)


@dataclass(frozen=True, slots=True)
class SurveyNotSent(Event):
    type: ClassVar[str] = "survey_not_sent"
    reason: str

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        known = ticket.survey or Survey(round=ticket.round, state="queued")
        survey = replace(known, state="not_sent", not_sent_reason=self.reason, closes_at=None)
        return ticket.but(survey=survey)


@dataclass(frozen=True, slots=True)
class SurveyArrivedAfterAll(Event):
    """It was told that it did not arrive; a receipt or a reply shows that it did (P-18)."""

    type: ClassVar[str] = "survey_arrived_after_all"

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        survey = ticket.survey
        if survey is None:
            return ticket
        sent = replace(survey, state="sent", not_sent_reason=None)
        return ticket.but(status=Status.AWAITING_RATING, archived_at=None, survey=sent)


@dataclass(frozen=True, slots=True)
class SurveySent(Event):
    """Known only after the receipt, or after the verdict, it says which SMS it was."""

    type: ClassVar[str] = "survey_sent"
    closes_at: datetime | None
    sms: str | None = None
    code: str | None = None

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:
        survey = ticket.survey
        if survey is None:
            return ticket
        state = "sent" if survey.state == "queued" else survey.state
        sent = replace(survey, state=state, sent_at=survey.sent_at or at, closes_at=self.closes_at)
        return ticket.but(survey=replace(sent, sms=self.sms, code=self.code))


@dataclass(frozen=True, slots=True)
class SurveyDelivered(Event):
    """`delivered_at` is what counts, `provider_at` what the provider said, `received_at` when."""

    type: ClassVar[str] = "survey_delivered"
    closes_at: datetime | None
    delivered_at: datetime | None = None
    provider_at: datetime | None = None
    received_at: datetime | None = None

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:
        survey = ticket.survey
        if survey is None:
            return ticket
        state = "delivered" if survey.state == "sent" else survey.state
        arrived = self.delivered_at or at
        return ticket.but(
            survey=replace(survey, state=state, delivered_at=arrived, closes_at=self.closes_at)
        )


def ask_verdict(draft: Draft) -> None:
    """On closing: a survey by SMS, or a revisit of every ticket (ZQ-28, YY-17).

    Who left no number cannot be called; where all are revisited, that duty stays (P-24).
    """
    rules = draft.regulation.survey
    reason = _not_asked_because(draft)
    if rules.channel == "phone":
        if reason == "no_phone":
            ask_nobody(draft, reason, rules)
        verdicts.await_revisit(draft)
        return
    if reason:
        ask_nobody(draft, reason, rules)
        verdicts.archive(draft, reason)
        return
    above = draft.context.facts.surveyed_above
    draft.record(SurveyAwaited() if above else SurveyQueued(), rules)


def _not_asked_because(draft: Draft) -> str | None:
    """Who wants no texts of ours may still be asked by the level above."""
    requester, facts = draft.ticket.requester, draft.context.facts
    if not requester.phone:
        return "no_phone"
    if not requester.reply_wanted:
        return "no_reply_wanted"
    return "opted_out" if facts.opted_out and not facts.surveyed_above else None


def ask_nobody(draft: Draft, reason: str, table: Ruled | None) -> None:
    """No survey in this round, and why: of every ticket that ends unasked (P-10, P-23)."""
    draft.record(SurveyNotSent(reason), table)


def by_sms(survey: Survey | None) -> bool:
    """Whether there is a survey of ours that was, or is to be, sent."""
    return survey is not None and survey.state != "not_sent" and not survey.above


def said_lost(survey: Survey | None) -> bool:
    """Whether it left, and the provider told that it did not arrive."""
    if survey is None or survey.state != "not_sent":
        return False
    return survey.not_sent_reason == "undeliverable" and survey.sent_at is not None


def _present(draft: Draft, number: int | None) -> Survey | None:
    """The survey of the present round, if it is by SMS and that round is the one meant."""
    survey = draft.ticket.survey if number in {None, draft.ticket.round} else None
    return survey if by_sms(survey) else None


def mark_sent(draft: Draft, command: MarkSurveySent) -> Refusal | None:
    """The survey left; where no receipt ever comes the window runs from here (A11)."""
    survey, rules = _present(draft, command.round), draft.regulation.survey
    named = survey is not None and survey.sms is not None
    if survey is None or (survey.state != "queued" and (named or command.sms is None)):
        return draft.refuse("survey_not_queued", "没有待发送的评价短信", rules)
    is_news = survey.state == "queued"
    closes_at = _open_window(draft, draft.now) if is_news else survey.closes_at
    draft.record(SurveySent(closes_at, command.sms, command.code), rules)
    if command.delivered and is_news:
        draft.record(SurveyDelivered(closes_at, draft.now, None, draft.now), rules)
    return None


def mark_not_sent(draft: Draft, command: MarkSurveyNotSent) -> Refusal | None:
    """Nobody is asked after all; an SMS that somebody answered did arrive."""
    survey, rules = _present(draft, command.round), draft.regulation.survey
    unanswered = survey is not None and survey.state == "sent" and not survey.replies
    if survey is None or not (survey.state == "queued" or unanswered):
        return draft.refuse("survey_not_queued", "没有待发送的评价短信", rules)
    if command.left and survey.state == "queued":
        leave(draft, draft.now)
    ask_nobody(draft, command.reason, rules)
    verdicts.archive(draft, command.reason)
    return None


def mark_delivered(draft: Draft, command: MarkSurveyDelivered) -> Refusal | None:
    """The citizen has the SMS (ZQ-29); of a round that is over, or told again, it is no news."""
    if command.round not in {None, draft.ticket.round}:
        return None
    arrived_after_all(draft, command.provider_at)
    survey, rules = _present(draft, command.round), draft.regulation.survey
    if survey is None:
        return draft.refuse("survey_not_sent", "没有已发送的评价短信", rules)
    if survey.delivered_at is not None:
        return None
    moment = moment_of(draft, survey, command.provider_at)
    closes_at = survey.closes_at
    if survey.state == "queued":
        closes_at = leave(draft, moment)
    elif survey.state == "sent" and _soon(survey, moment):
        closes_at = _open_window(draft, moment)
    event = SurveyDelivered(closes_at, moment, command.provider_at, draft.now)
    draft.record(event, rules)
    return None


def arrived_after_all(draft: Draft, provider_at: datetime | None) -> None:
    """Whatever was told first: what arrived within its window can still be answered."""
    ticket, survey = draft.ticket, draft.ticket.survey
    if survey is None or not said_lost(survey) or ticket.status != Status.ARCHIVED:
        return
    window = next(
        one
        for one in reversed(ticket.deadlines)
        if one.kind == DeadlineKind.SURVEY_REPLY and one.round == survey.round
    )
    if moment_of(draft, survey, provider_at) >= window.due_at:
        return
    draft.record(SurveyArrivedAfterAll(), draft.regulation.survey)
    closes_at = _open_window(draft, window.starts_at)
    draft.record(SurveySent(closes_at, survey.sms, survey.code), draft.regulation.survey)


def _soon(survey: Survey, moment: datetime) -> bool:
    return survey.sent_at is not None and moment - survey.sent_at <= RECEIPT_COUNTS


def leave(draft: Draft, moment: datetime) -> datetime:
    """What arrived or was answered had been sent, whoever tells first; answers the window's end."""
    closes_at = _open_window(draft, moment)
    with draft.as_of(moment):
        draft.record(SurveySent(closes_at), draft.regulation.survey)
    return closes_at


def moment_of(draft: Draft, survey: Survey, provider_at: datetime | None) -> datetime:
    """When it happened: by the provider's clock where that agrees with ours, and never before the
    SMS was sent, nor before the ticket was closed (P-18).
    """
    moment = draft.now
    if provider_at is not None and abs(provider_at - moment) <= CLOCKS_AGREE:
        moment = provider_at
    earliest = survey.sent_at or draft.ticket.closed_at
    return max(moment, earliest) if earliest else moment


def _open_window(draft: Draft, moment: datetime) -> datetime:
    """The window from `moment`; one that ran from the sending gives way."""
    old = draft.ticket.current(DeadlineKind.SURVEY_REPLY)
    if old is not None and old.starts_at == moment:
        return old.due_at
    with draft.as_of(moment):
        if old is not None:
            clocks.supersede(draft, old, DeadlineState.REPLACED)
        deadlines.reach(draft, Milestone.SURVEY_DELIVERED)
    window = draft.ticket.current(DeadlineKind.SURVEY_REPLY)
    assert window is not None, "loading refuses an SMS survey without a window"  # noqa: S101
    return window.due_at
