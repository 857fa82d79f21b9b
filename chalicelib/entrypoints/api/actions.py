"""What is done with a ticket: one route for all actions, told apart by `ACTIONS`."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.application import access
from chalicelib.application.context import view_of
from chalicelib.application.options import open_actions
from chalicelib.application.perform import perform
from chalicelib.domain.errors import Refusal
from chalicelib.domain.ticket import ACTIONS
from chalicelib.entrypoints.api import http, views
from chalicelib.entrypoints.api.body import as_a
from chalicelib.entrypoints.api.choices import schema_for
from chalicelib.entrypoints.api.errors import not_found, refused
from chalicelib.entrypoints.api.http import Answer, Call
from chalicelib.entrypoints.api.tickets import (
    seen_ticket,
    shown_once,
    ticket_answer,
    version_wanted,
)

blueprint = Blueprint(__name__)


@http.route(
    blueprint,
    "POST",
    "/v1/tickets/{ticket_id}/actions/{action}",
    gives=views.TicketView,
    reads=("If-Match",),
    sends=("ETag",),
)
def act(call: Call) -> Answer:
    """Do one action with a ticket; a rule that refuses changes nothing."""
    ticket = seen_ticket(call)
    action = ACTIONS.get(call.params["action"])
    if action is None:
        raise not_found("no such action")
    refusal = access.refuses(call.actor, action, ticket)
    if refusal:
        raise refused(refusal)
    command = as_a(action.command, call.json())
    if_match = version_wanted(call)
    outcome = perform(
        call.ports, ticket.id, command, call.actor, if_match=if_match, once=shown_once(call)
    )
    if isinstance(outcome, Refusal):
        raise refused(outcome)
    return ticket_answer(call, outcome)


@http.route(blueprint, "GET", "/v1/tickets/{ticket_id}/actions", gives=views.ActionListView)
def list_actions(call: Call) -> Answer:
    """What this caller may do with the ticket now, each with the JSON Schema of its body."""
    draft = view_of(call.ports, seen_ticket(call), call.actor)
    items = [
        {"name": name, "title": action.title, "schema": schema_for(name, action, draft)}
        for name, action in open_actions(draft).items()
    ]
    return Answer({"items": items})
