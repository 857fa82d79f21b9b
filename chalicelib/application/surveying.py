"""The survey of a round leaves for the requester's phone."""

from __future__ import annotations

from chalicelib.application.context import system_actor
from chalicelib.application.perform import perform
from chalicelib.application.ports import Ports, Sms
from chalicelib.domain.decision import Entry
from chalicelib.domain.regulation import Regulation
from chalicelib.domain.state import Ticket
from chalicelib.domain.surveys import MarkSurveySent, SurveyQueued
from chalicelib.domain.terms import DeadlineKind
from chalicelib.domain.working_time import TimeUnit

WORDS = {
    TimeUnit.MINUTE: "分钟",
    TimeUnit.HOUR: "小时",
    TimeUnit.WORKING_HOUR: "个工作小时",
    TimeUnit.DAY: "天",
    TimeUnit.WORKING_DAY: "个工作日",
    TimeUnit.MONTH: "个月",
}


def send(ports: Ports, ticket: Ticket, entry: Entry) -> None:
    """Hand the survey to the provider, then write down how far it got; `Undelivered`: not now.

    What has been sent already, or belongs to a round that is over, is left.
    """
    phone, survey = ticket.requester.phone, ticket.survey
    assert isinstance(entry.event, SurveyQueued)  # noqa: S101 - told apart by the caller
    if phone is None or survey is None or survey.state != "queued":
        return
    sms = Sms(
        id=f"sms_{ticket.id.removeprefix('tkt_')}_{ticket.round}",
        at=ports.clock.now(),
        to=phone,
        text=survey_text(ticket, ports.regulations.get(ticket.regulation)),
        ticket=ticket.id,
        round=ticket.round,
    )
    how_far = ports.sms.send(sms)
    command = MarkSurveySent(delivered=how_far == "delivered")
    perform(ports, ticket.id, command, system_actor(ticket.jurisdiction))


def survey_text(ticket: Ticket, regulation: Regulation) -> str:
    """Names the number and every grade; one digit is enough to answer."""
    grades = enumerate(regulation.ratings.choices, start=1)
    options = "，".join(f"{digit}{grade.name}" for digit, grade in grades)
    window = next(one for one in regulation.limits if one.kind == DeadlineKind.SURVEY_REPLY)
    solved = "并请告知问题是否已解决。" if regulation.survey.asks_solved else ""
    return (
        f"【{regulation.identity.name}12345】您的诉求（编号{ticket.number}）已办结，"
        f"请评价：{options}。{window.amount}{WORDS[window.unit]}内回复数字即可。{solved}"
    )
