"""The rating by the link in the survey: no account, one ticket, one round."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from chalice.app import Blueprint

from chalicelib.application import rating_links
from chalicelib.application.context import system_actor, zone_of
from chalicelib.application.perform import perform
from chalicelib.domain.directory import Actor, Role
from chalicelib.domain.errors import Refusal
from chalicelib.domain.records import Survey
from chalicelib.domain.state import Status, Ticket
from chalicelib.domain.surveys import MarkSurveyDelivered, said_lost
from chalicelib.domain.verdicts import Rate
from chalicelib.entrypoints.api import http
from chalicelib.entrypoints.api.body import as_a
from chalicelib.entrypoints.api.errors import Problem, not_found, refused
from chalicelib.entrypoints.api.http import Answer, Call
from chalicelib.entrypoints.api.views import to_json
from chalicelib.late import dataclass

blueprint = Blueprint(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceView:
    """One grade: `number` is what a reply by SMS says."""

    number: int
    rating: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedView:
    """What is asked of the citizen; `rating` is null until it is given."""

    number: str
    round: int
    choices: tuple[ChoiceView, ...]
    asks_solved: bool
    closes_at: datetime | None
    rating: str | None


@http.route(blueprint, "GET", "/v1/ratings/{token}", open_to_all=True, linked=True, gives=AskedView)
def get_rating(call: Call) -> Answer:
    """What a rating link asks."""
    return _shown(call, _asked(call))


@http.route(
    blueprint,
    "POST",
    "/v1/ratings/{token}",
    open_to_all=True,
    linked=True,
    takes=Rate,
    gives=AskedView,
)
def give_rating(call: Call) -> Answer:
    """Rate by the link: the first verdict counts, whichever way it came."""
    ticket = _asked(call)
    command = as_a(Rate, call.json())
    citizen = Actor(
        "rating-link", frozenset({Role.CITIZEN}), ticket.jurisdiction, None, ticket.requester.phone
    )
    outcome = perform(call.ports, ticket.id, command, citizen)
    if isinstance(outcome, Refusal):
        raise refused(outcome)
    return _shown(call, outcome)


def _asked(call: Call) -> Ticket:
    """The ticket a link is for: 404 if it was altered, 409 if it was used, 410 if its time is over.

    A round that was rated in another way, or long ago, needs no verdict any more either.
    """
    link = rating_links.read(call.params["token"], call.ports.cursor_key)
    ticket = call.ports.tickets.load(link.ticket) if link else None
    if link is None or ticket is None:
        raise not_found()
    if said_lost(ticket.survey) and link.round == ticket.round:
        ticket = _arrived(call, ticket)
    surveys = [ticket.survey, *(one.survey for one in ticket.rounds)]
    survey = next((one for one in surveys if one and one.round == link.round), None)
    if survey is not None and survey.state == "rated":
        raise Problem(HTTPStatus.CONFLICT, "already_rated", "已经评价过了 / already rated")
    past = survey is None or _is_past(survey, call.ports.clock.now())
    if past or link.round != ticket.round or ticket.status != Status.AWAITING_RATING:
        raise Problem(HTTPStatus.GONE, "rating_closed", "评价时间已过 / the time to rate is over")
    return ticket


def _arrived(call: Call, ticket: Ticket) -> Ticket:
    """Whoever follows the link has the SMS, whatever its provider says became of it."""
    command = MarkSurveyDelivered(round=ticket.round)
    outcome = perform(call.ports, ticket.id, command, system_actor(ticket.jurisdiction))
    return outcome if isinstance(outcome, Ticket) else ticket


def _is_past(survey: Survey, now: datetime) -> bool:
    return survey.closes_at is not None and survey.closes_at <= now


def _shown(call: Call, ticket: Ticket) -> Answer:
    regulation = call.ports.regulations.get(ticket.regulation)
    survey = ticket.survey
    shown = AskedView(
        number=ticket.number,
        round=ticket.round,
        choices=tuple(
            ChoiceView(number=number, rating=one.id, name=one.name, name_en=one.name_en)
            for number, one in enumerate(regulation.ratings.choices, start=1)
        ),
        asks_solved=regulation.survey.asks_solved,
        closes_at=survey.closes_at if survey else None,
        rating=survey.rating if survey else None,
    )
    return Answer(to_json(shown, zone_of(regulation.identity.time_zone)))
