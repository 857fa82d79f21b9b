"""What stories of the store ask for, and tickets they begin with."""

from datetime import datetime

from chalicelib.application.attaching import announce
from chalicelib.application.listing import listed
from chalicelib.application.ports import ListClass, ListQuery
from chalicelib.domain.answers import SubmitAnswer
from chalicelib.domain.confirmations import Confirm
from chalicelib.domain.directory import Actor, Role
from chalicelib.domain.errors import Refusal
from chalicelib.domain.extensions import RequestExtension
from chalicelib.domain.handling import Sign
from chalicelib.domain.state import Ticket
from tests.application.world import HANDLER, PLACE, REGULATIONS, Desk, actor

UNIT = "urban-management"
OPERATOR, OFFICE = actor(Role.OPERATOR), actor(Role.OFFICE)


def put(desk: Desk, ticket: Ticket, expected_version: int) -> None:
    found = listed(ticket, REGULATIONS.get(ticket.regulation), desk.clock.now())
    desk.ports.tickets.commit(ticket, (), expected_version, found)


def by(
    kind: str,
    value: str,
    listed_as: ListClass = "open",
    due_before: datetime | None = None,
    updated_since: datetime | None = None,
) -> ListQuery:
    return ListQuery(
        by="unit" if kind == "unit" else "holder",
        value=value,
        jurisdiction=PLACE,
        listed_as=listed_as,
        due_before=due_before,
        updated_since=updated_since,
    )


def ids(desk: Desk, kind: str, value: str, listed_as: ListClass = "open") -> list[str]:
    page = desk.ports.tickets.find(by(kind, value, listed_as), None, 100)
    for _, ticket in page.tickets:
        assert ticket == desk.ports.tickets.load(ticket.id)
    return [ticket.id for _, ticket in page.tickets]


def found(desk: Desk, query: ListQuery) -> set[str]:
    return {ticket.id for _, ticket in desk.ports.tickets.find(query, None, 100).tickets}


def announced(desk: Desk, who: Actor) -> str:
    """A file that a command of theirs may name; its id."""
    made = announce(desk.ports, who, "张三的表.pdf", "application/pdf", 1000)
    assert not isinstance(made, Refusal)
    return made[0].id


def asked_for_time(desk: Desk) -> Ticket:
    ticket = desk.do(desk.dispatched(), Sign(), HANDLER)
    form = announced(desk, HANDLER)
    asked = RequestExtension(ground="complex", form=form, reason="须专业检测")
    ticket = desk.do(ticket, asked, HANDLER)
    return desk.do(ticket, Confirm(approve=True), actor(Role.LEADER, UNIT))


def answered(desk: Desk) -> Ticket:
    ticket = desk.do(desk.dispatched(), Sign(), HANDLER)
    answer = SubmitAnswer(
        outcome="solved",
        handled_at=desk.clock.now(),
        process="到现场查看",
        result="已责令停工",
        legal_basis="噪声污染防治法",
        replied_by="phone",
    )
    return desk.do(ticket, answer, HANDLER)
