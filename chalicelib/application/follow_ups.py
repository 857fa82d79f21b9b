"""What a commit means for others: parts become tickets, a survey leaves for the phone.

Everything here follows from committed events and may be done again without doing it twice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from chalicelib.application.context import context_of, system_actor
from chalicelib.application.ports import Conflict, Ports, Sms
from chalicelib.domain.decision import Decision, Entry
from chalicelib.domain.directory import Actor, Role
from chalicelib.domain.dispatching import RegisterPart, SplitIntoParts, part_of
from chalicelib.domain.errors import Refusal
from chalicelib.domain.regulation import Regulation
from chalicelib.domain.state import Ticket
from chalicelib.domain.surveys import MarkSurveyDelivered, MarkSurveySent, SurveyQueued
from chalicelib.domain.terms import DeadlineKind
from chalicelib.domain.ticket import decide
from chalicelib.domain.working_time import TimeUnit

WORDS = {
    TimeUnit.MINUTE: "分钟",
    TimeUnit.HOUR: "小时",
    TimeUnit.WORKING_HOUR: "个工作小时",
    TimeUnit.DAY: "天",
    TimeUnit.WORKING_DAY: "个工作日",
    TimeUnit.MONTH: "个月",
}
Commit = Callable[[Ports, Decision, int, Regulation], None]


class Perform(Protocol):
    def __call__(
        self, ports: Ports, ticket_id: str, command: object, actor: Actor
    ) -> Ticket | Refusal: ...


def follow(ports: Ports, decision: Decision, perform: Perform, commit: Commit) -> None:
    """Do what the events of one commit ask for."""
    for entry in decision.entries:
        if isinstance(entry.event, SplitIntoParts):
            register_parts(ports, decision.ticket, entry, commit)
        elif isinstance(entry.event, SurveyQueued):
            send_survey(ports, decision.ticket, perform)


def register_parts(ports: Ports, whole: Ticket, entry: Entry, commit: Commit) -> None:
    """Each part is a ticket under the id that the split gave it; one that exists is left."""
    assert isinstance(entry.event, SplitIntoParts)  # noqa: S101 - told apart by the caller
    regulation = ports.regulations.get(whole.regulation)
    actor = Actor(entry.actor, frozenset({Role.SYSTEM}), whole.jurisdiction)
    for part_id, number, part in entry.event.parts:
        command = RegisterPart(unit=part.unit)
        draft = part_of(whole, part_id, number, part)
        outcome = decide(draft, command, context_of(ports, draft, actor, regulation))
        if isinstance(outcome, Refusal):
            raise TypeError(f"a part of a split cannot be refused: {outcome.code}")
        try:
            commit(ports, outcome, 0, regulation)
        except Conflict:
            continue


def send_survey(ports: Ports, ticket: Ticket, perform: Perform) -> None:
    """Hand the survey to the provider, then write down how far it got."""
    phone = ticket.requester.phone
    if phone is None:
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
    actor = system_actor(ticket.jurisdiction)
    perform(ports, ticket.id, MarkSurveySent(), actor)
    if how_far == "delivered":
        perform(ports, ticket.id, MarkSurveyDelivered(), actor)


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
