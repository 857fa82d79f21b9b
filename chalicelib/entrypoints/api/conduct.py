"""行为记录: what was recorded of how a requester used the hotline, and nothing of who they are."""

from __future__ import annotations

from datetime import datetime

from chalice.app import Blueprint

from chalicelib.application.access_logging import conduct_seen
from chalicelib.application.conduct import OnRecord, on_record
from chalicelib.application.context import zone_of
from chalicelib.application.ports import Ports
from chalicelib.domain.errors import Refusal
from chalicelib.entrypoints.api import http, views
from chalicelib.entrypoints.api.errors import refused
from chalicelib.entrypoints.api.http import Answer, Call
from chalicelib.entrypoints.api.presentation import cited
from chalicelib.entrypoints.api.tickets import seen_ticket
from chalicelib.late import dataclass

blueprint = Blueprint(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConductView:
    """One step, on the ticket that is named; `title` says the conduct in the regulation's words."""

    ticket: str
    number: str
    at: datetime
    conduct: str
    title: str
    title_en: str
    step: str
    basis: views.BasisView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConductListView:
    items: tuple[ConductView, ...]
    next_cursor: str | None


@http.route(blueprint, "GET", "/v1/tickets/{ticket_id}/conduct", gives=ConductListView)
def list_conduct(call: Call) -> Answer:
    """What is on record of this requester's conduct in this place, newest first; it bars nobody."""
    ticket = seen_ticket(call)
    found = on_record(call.ports, ticket, call.actor)
    if isinstance(found, Refusal):
        raise refused(found)
    conduct_seen(call.ports, call.actor, ticket, (one.ticket.id for one in found))
    shown = ConductListView(items=tuple(_view(call.ports, one) for one in found), next_cursor=None)
    regulation = call.ports.regulations.get(ticket.regulation)
    return Answer(views.to_json(shown, zone_of(regulation.identity.time_zone)))


def _view(ports: Ports, one: OnRecord) -> ConductView:
    regulation = ports.regulations.get(one.ticket.regulation)
    kinds = {choice.id: choice for choice in regulation.conduct.choices}
    kind = kinds.get(one.conduct)
    return ConductView(
        ticket=one.ticket.id,
        number=one.ticket.number,
        at=one.at,
        conduct=one.conduct,
        title=kind.name if kind else one.conduct,
        title_en=kind.name_en if kind else one.conduct,
        step=one.step,
        basis=cited(regulation.conduct, regulation),
    )
