"""进度查询: a ticket's progress by its number and a code sent to its requester; no account."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated

from chalice.app import Blueprint

from chalicelib.application import lookup, progress
from chalicelib.application.context import zone_of
from chalicelib.application.lookup import Denied
from chalicelib.domain.numbers import is_number
from chalicelib.domain.shape import Text
from chalicelib.domain.state import Status, Ticket
from chalicelib.domain.terms import DeadlineKind
from chalicelib.entrypoints.api import http
from chalicelib.entrypoints.api.body import as_a
from chalicelib.entrypoints.api.errors import Problem, invalid, not_found
from chalicelib.entrypoints.api.http import Answer, Call
from chalicelib.entrypoints.api.progress import SPOKEN, in_words, spoken, wants_english
from chalicelib.entrypoints.api.views import to_json
from chalicelib.late import dataclass

blueprint = Blueprint(__name__)

TOLD = "如果编号与手机号相符，验证码已发往该手机"
TOLD_EN = "if the number and the phone fit each other, a code is on its way to that phone"
WRONG = "验证码不正确或尚未送达 / the code is wrong, or not sent yet"
USED_UP = "请重新获取验证码 / ask for a new code, please"
OVER = "查询已过期，请重新获取验证码 / it is over: ask for a new code, please"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskLookup:
    """The ticket's number and how the requester's phone ends."""

    number: Annotated[str, Text(30, 1, r"[A-Z]{2,4}[0-9]{8}-[0-9A-Z]+", "ZQ20260302-7K3M9Q4")]
    phone_last_four: Annotated[str, Text(4, 4, r"[0-9]{4}", "four digits")]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterCode:
    code: Annotated[str, Text(6, 6, r"[0-9]{6}", "six digits")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupAskedView:
    """The same whether there is such a ticket or not."""

    id: str
    expires_at: datetime
    told: str
    told_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneView:
    at: datetime
    type: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUpView:
    """Where a ticket stands; of persons, words and places nothing. `due_on`: of its handling."""

    number: str
    jurisdiction: str
    status: Status
    text: str
    due_on: date | None
    items: tuple[MilestoneView, ...]


@http.route(
    blueprint,
    "POST",
    "/v1/lookups",
    open_to_all=True,
    takes=AskLookup,
    gives=LookupAskedView,
    status=HTTPStatus.ACCEPTED,
)
def ask_lookup(call: Call) -> Answer:
    """Ask for a code to look a ticket up; it goes to the requester's phone."""
    asked = as_a(AskLookup, call.json())
    if not is_number(asked.number):
        raise invalid("/number", "编号有误，请核对 / a character of the number is wrong")
    opened = lookup.ask(call.ports, asked.number, asked.phone_last_four)
    shown = LookupAskedView(id=opened.id, expires_at=opened.until, told=TOLD, told_en=TOLD_EN)
    return Answer(to_json(shown, zone_of(http.HOME)), HTTPStatus.ACCEPTED)


@http.route(
    blueprint,
    "POST",
    "/v1/lookups/{lookup_id}",
    open_to_all=True,
    takes=EnterCode,
    gives=LookedUpView,
    reads=("Accept-Language",),
    sends=SPOKEN,
)
def enter_code(call: Call) -> Answer:
    """The progress of a ticket for the code that was sent, once."""
    given = as_a(EnterCode, call.json())
    outcome = lookup.enter_code(call.ports, call.params["lookup_id"], given.code)
    if not isinstance(outcome, Ticket):
        raise _denied(outcome)
    in_english = wants_english(call)
    shown = _looked_up(call, outcome, in_english=in_english)
    regulation = call.ports.regulations.get(outcome.regulation)
    zone = zone_of(regulation.identity.time_zone)
    return Answer(to_json(shown, zone), headers=spoken(in_english=in_english))


def _denied(why: Denied) -> Problem:
    if why == "over":
        return not_found(OVER)
    if why == "wrong":
        return Problem(HTTPStatus.FORBIDDEN, "wrong_code", WRONG)
    return Problem(HTTPStatus.FORBIDDEN, "code_used_up", USED_UP)


def _looked_up(call: Call, ticket: Ticket, *, in_english: bool) -> LookedUpView:
    directory = call.ports.directories.of(ticket.jurisdiction)
    handling = [one for one in ticket.deadlines if one.kind == DeadlineKind.HANDLING]
    return LookedUpView(
        number=ticket.number,
        jurisdiction=ticket.jurisdiction,
        status=ticket.status,
        text=in_words(progress.STATUSES[ticket.status], in_english=in_english),
        due_on=next((one.due_on for one in handling if one.state.open), None),
        items=tuple(
            MilestoneView(
                at=one.at,
                type=one.event.name,
                text=in_words(progress.told(one, directory), in_english=in_english),
            )
            for one in call.ports.tickets.history(ticket.id)
            if one.event.name in progress.MILESTONES
        ),
    )
