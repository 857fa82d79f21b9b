"""争议裁定: who is responsible is being decided, by one body after the other.

XX sends the second return to the organisation department (art 18), ZQ a dispute the office could
not settle to the party-work department and then the committee (art 9-4), TA to a study meeting
or the government (art 14-3). Whom the ruling names may not return the ticket.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, ClassVar

from chalicelib.domain import clocks, deadlines, dispatching, requests
from chalicelib.domain.decision import Draft, Event, invalid
from chalicelib.domain.errors import FieldError
from chalicelib.domain.records import Pending, RequestKind
from chalicelib.domain.shape import FEW, LONG_TEXT, NAME
from chalicelib.domain.state import Status
from chalicelib.domain.terms import DeadlineKind, Milestone
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from chalicelib.domain.errors import Refusal
    from chalicelib.domain.state import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAdjudication:
    reason: Annotated[str, LONG_TEXT]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjudicate:
    """Name the unit, or pass the question on to the next body."""

    unit: Annotated[str, NAME] | None = None
    co_handlers: Annotated[tuple[Annotated[str, NAME], ...], FEW] = ()
    rationale: Annotated[str, LONG_TEXT] | None = None
    pass_on: bool = False


@dataclass(frozen=True, slots=True)
class AdjudicationOpened(Event):
    type: ClassVar[str] = "adjudication_opened"
    body: str
    reason: str
    request: str | None
    since: datetime

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        rest = ticket.without_pending(self.request) if self.request else ticket
        return rest.but(status=Status.ADJUDICATION, body=0, disputed_at=self.since)


@dataclass(frozen=True, slots=True)
class AdjudicationPassedOn(Event):
    type: ClassVar[str] = "adjudication_passed_on"
    body: str
    rationale: str | None

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket.but(body=ticket.body + 1)


@dataclass(frozen=True, slots=True)
class Adjudicated(Event):
    """`stays`: the unit that held it must go on, its clock as first counted."""

    type: ClassVar[str] = "adjudicated"
    body: str
    unit: str
    co_handlers: tuple[str, ...]
    rationale: str
    stays: bool

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        if self.stays:
            status = Status.HANDLING if ticket.signed_at else Status.DISPATCHED
            return ticket.but(status=status, co_handlers=self.co_handlers, lead_fixed=True)
        return ticket.but(status=Status.REGISTERED)


def open_for(draft: Draft, pending: Pending) -> None:
    """The return that reaches the regulation's count goes to the first body (XX-26)."""
    rules = draft.regulation.adjudication
    event = AdjudicationOpened(
        rules.bodies[0].name, pending.details["reason"] or "", pending.id, pending.requested_at
    )
    draft.record(event, rules)
    deadlines.reach(draft, Milestone.ADJUDICATION_OPENED)


def open_adjudication(draft: Draft, command: OpenAdjudication) -> Refusal | None:
    """The office could not settle who is responsible (XX-23, TA-17, ZQ-16, SQ-31, YY-06)."""
    rules, ticket = draft.regulation.adjudication, draft.ticket
    if ticket.lead_fixed:
        return draft.refuse("lead_fixed", "已裁定承办单位", rules)
    pending = ticket.request(RequestKind.RETURN)
    event = AdjudicationOpened(
        rules.bodies[0].name,
        command.reason,
        pending.id if pending else None,
        pending.requested_at if pending else draft.now,
    )
    draft.record(event, rules)
    clocks.void(draft, [DeadlineKind.RETURN_DECISION])
    deadlines.reach(draft, Milestone.ADJUDICATION_OPENED)
    return None


def adjudicate(draft: Draft, command: Adjudicate) -> Refusal | None:
    """Rule, or pass on to the next body; there is none after the last."""
    rules, ticket = draft.regulation.adjudication, draft.ticket
    body = rules.bodies[ticket.body]
    if command.pass_on:
        if ticket.body + 1 >= len(rules.bodies):
            return draft.refuse("last_body", f"{body.name}为最后的裁定机构", rules)
        following = rules.bodies[ticket.body + 1]
        draft.record(AdjudicationPassedOn(following.name, command.rationale), rules)
        return None
    directory = draft.context.facts.directory
    if command.unit is None or directory.get(command.unit) is None:
        return invalid("/unit", "not a unit of this jurisdiction")
    if any(directory.get(unit) is None for unit in command.co_handlers):
        return invalid("/co_handlers", "not a unit of this jurisdiction")
    if not command.rationale:
        return draft.refuse(
            "rationale_required", rules.summary, rules, FieldError("/rationale", "required")
        )
    _rule(draft, command, command.unit, command.rationale, body.name)
    return None


def _rule(draft: Draft, command: Adjudicate, unit: str, rationale: str, body: str) -> None:
    rules, ticket = draft.regulation.adjudication, draft.ticket
    stays = unit == ticket.unit
    clocks.meet(draft, DeadlineKind.ADJUDICATION)
    draft.record(Adjudicated(body, unit, command.co_handlers, rationale, stays), rules)
    if stays:
        return
    requests.drop_all(draft)
    clocks.release_unit(draft, asked_at=ticket.disputed_at or draft.now)
    dispatching.send(
        draft, unit, command.co_handlers, "designated", rationale, rules, lead_fixed=True
    )
