"""A citizen's text about a survey: a verdict, nothing that can be read, or too late.

Whatever came is kept. The first grade inside the window counts, whichever channel it took; what
cannot be read closes nothing and is answered once (ZQ-29, A10, P-19).
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Literal

from chalicelib.domain import surveys, verdicts
from chalicelib.domain.decision import Draft, Event
from chalicelib.domain.replies import Graded, Invalid, OptedIn, OptedOut, Parsed, grades, parse
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from chalicelib.domain.errors import Refusal
    from chalicelib.domain.records import Survey
    from chalicelib.domain.state import Ticket

Verdict = Literal["valid", "invalid", "late"]
KEPT = 500
REMEMBERED = 20
OPEN = ("sent", "delivered")
OVER = ("expired", "invalid")
ONE_OF_SEVERAL = "one_of_several"
NOT_ABOUT_THE_GRADE = {"opt_out", "opt_in", "already_rated", ONE_OF_SEVERAL}


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeReply:
    """A text about the survey of `round`; `id`: told twice, it is the same.

    `provider_at`: when the citizen sent it, by the provider's clock. `code`: the survey's own, for
    a reply may name it before the sending has been noted. `alone`: no other survey could be meant;
    else it is kept with each of them, and is a verdict of none.
    """

    id: str
    text: str
    round: int
    channel: str = "sms"
    provider_at: datetime | None = None
    code: str | None = None
    alone: bool = True


@dataclass(frozen=True, slots=True)
class ReplyReceived(Event):
    """`replied_at` is what counts; `answered`: a hint how to reply follows from this event."""

    type: ClassVar[str] = "reply_received"
    reply: str
    round: int
    verdict: Verdict
    reason: str | None
    text: str
    channel: str
    replied_at: datetime
    provider_at: datetime | None
    received_at: datetime
    answered: bool

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        if ticket.survey is not None and ticket.survey.round == self.round:
            return ticket.but(survey=self._noted(ticket.survey))
        rounds = (
            replace(one, survey=self._noted(one.survey))
            if one.survey is not None and one.round == self.round
            else one
            for one in ticket.rounds
        )
        return ticket.but(rounds=tuple(rounds))

    def _noted(self, survey: Survey) -> Survey:
        seen = (*survey.replies, mark_of(self.reply))[-REMEMBERED:]
        misread = self.verdict == "invalid" and self.reason not in NOT_ABOUT_THE_GRADE
        return replace(survey, replies=seen, misread=survey.misread or misread)


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What a text is worth, why it is worth nothing, and the moment it counts as of."""

    verdict: Verdict
    reason: str | None
    moment: datetime


def mark_of(reply: str) -> str:
    """An id short enough to be kept with the survey, whoever gave it."""
    return hashlib.sha256(reply.encode()).hexdigest()[:10]


def take_reply(draft: Draft, command: TakeReply) -> Refusal | None:
    """Keep what the citizen wrote; a grade inside the window is the verdict (ZQ-29)."""
    if command.alone and command.round == draft.ticket.round:
        surveys.arrived_after_all(draft, command.provider_at)
    survey = _asked(draft.ticket, command.round)
    if survey is None:
        return draft.refuse("survey_not_sent", "没有已发送的评价短信", draft.regulation.survey)
    if mark_of(command.id) in survey.replies:
        return None
    moment = surveys.moment_of(draft, survey, command.provider_at)
    said = _parsed(draft, command.text)
    found = _Judgement(*_judged(draft.ticket, survey, said, moment, command), moment)
    # Only a grade tells that the survey had left; any other text may be about something else.
    if found.verdict == "valid" and survey.state == "queued":
        surveys.leave(draft, moment)
    if found.verdict == "valid" and survey.state in OVER:
        verdicts.withdraw_expiry(draft)
    _keep(draft, command, survey, found)
    if found.verdict == "valid" and isinstance(said, Graded):
        with draft.as_of(moment):
            verdicts.take(draft, verdicts.Rated(said.rating, None))
    return None


def _asked(ticket: Ticket, number: int) -> Survey | None:
    """The SMS survey of a round, the present one or an earlier, that was sent or is being sent."""
    known = [ticket.survey, *(one.survey for one in ticket.rounds)]
    ours = (one for one in known if surveys.by_sms(one) or surveys.said_lost(one))
    return next((one for one in ours if one and one.round == number), None)


def _parsed(draft: Draft, text: str) -> Parsed:
    ratings = draft.regulation.ratings
    return parse(text, grades(ratings), words_allowed=ratings.words_allowed)


def _judged(
    ticket: Ticket, survey: Survey, said: Parsed, moment: datetime, command: TakeReply
) -> tuple[Verdict, str | None]:
    """What the text is worth, and why it is worth nothing; leaving is never a grade."""
    is_late = _is_late(ticket, survey, moment)
    if not command.alone:
        return "late" if is_late else "invalid", ONE_OF_SEVERAL
    if isinstance(said, OptedOut | OptedIn):
        return "invalid", "opt_out" if isinstance(said, OptedOut) else "opt_in"
    if is_late:
        return "late", None
    if survey.state == "rated":
        return "invalid", "already_rated"
    reason = _unusable(said, {None, survey.code, command.code})
    return ("invalid", reason) if reason else ("valid", None)


def _unusable(said: Graded | Invalid, codes: Collection[str | None]) -> str | None:
    if isinstance(said, Invalid):
        return said.reason
    return None if said.code in codes else "other_code"


def _is_late(ticket: Ticket, survey: Survey, moment: datetime) -> bool:
    closed = survey.closes_at is not None and moment >= survey.closes_at
    return closed or surveys.said_lost(survey) or survey.round != ticket.round


def _keep(draft: Draft, command: TakeReply, survey: Survey, found: _Judgement) -> None:
    """It is answered if it is the first that is no grade, from somebody who still wants texts."""
    about_the_grade = found.verdict == "invalid" and found.reason not in NOT_ABOUT_THE_GRADE
    in_vain = survey.misread or draft.context.facts.opted_out
    event = ReplyReceived(
        reply=command.id,
        round=command.round,
        verdict=found.verdict,
        reason=found.reason,
        text=command.text[:KEPT],
        channel=command.channel,
        replied_at=found.moment,
        provider_at=command.provider_at,
        received_at=draft.now,
        answered=about_the_grade and survey.state in OPEN and not in_vain,
    )
    draft.record(event, draft.regulation.survey)
