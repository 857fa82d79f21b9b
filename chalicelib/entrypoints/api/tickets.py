"""Tickets: file one, read one, its history, lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from http import HTTPStatus

from chalice.app import Blueprint

from chalicelib.application import access, access_logging, ask
from chalicelib.application.context import view_of, views_of
from chalicelib.application.edge_ports import ShownTicket
from chalicelib.application.perform import Once, seen
from chalicelib.application.ports import SortKey
from chalicelib.application.registering import register
from chalicelib.domain.decision import Draft
from chalicelib.domain.directory import Role
from chalicelib.domain.errors import Refusal
from chalicelib.domain.intake import Register
from chalicelib.domain.state import Ticket
from chalicelib.entrypoints.api import http, views
from chalicelib.entrypoints.api.attachments import files_json
from chalicelib.entrypoints.api.body import as_a
from chalicelib.entrypoints.api.errors import invalid, refused
from chalicelib.entrypoints.api.glass import glass_for_history
from chalicelib.entrypoints.api.http import Answer, Call
from chalicelib.entrypoints.api.paging import PAGING, cursor_after, limit_of, position_of
from chalicelib.entrypoints.api.presentation import etag, event_json, ticket_json
from chalicelib.reading import Unreadable, read

blueprint = Blueprint(__name__)

CREATED = HTTPStatus.CREATED
LONGEST_VERSION = 20
FILTERS = ("holder", "unit", "requester", "class", "due_before", "updated_since")


@http.route(
    blueprint,
    "POST",
    "/v1/tickets",
    takes=Register,
    gives=views.TicketView,
    status=CREATED,
    sends=("ETag", "Location"),
)
def file_ticket(call: Call) -> Answer:
    """Register a request as a ticket."""
    _check_may_file(call, None)
    given = call.json()
    _check_may_file(call, given)
    command = as_a(Register, _with_own_phone(call, given))
    outcome = register(call.ports, command, call.actor, once=shown_once(call, CREATED))
    if isinstance(outcome, Refusal):
        raise refused(outcome)
    return ticket_answer(call, outcome, CREATED)


def _check_may_file(call: Call, given: object) -> None:
    """Before the shape of the body is looked at: who may file here, and for whom."""
    refusal = access.may_not_file(call.actor, given if isinstance(given, dict) else {})
    if refusal:
        raise refused(refusal)


def _with_own_phone(call: Call, given: object) -> object:
    """A citizen's token fills in the phone."""
    staff = call.actor.is_a(Role.OPERATOR, Role.OFFICE, Role.PLATFORM)
    if staff or call.actor.phone is None or not isinstance(given, dict):
        return given
    requester = given.get("requester")
    if requester is not None and not isinstance(requester, dict):
        return given
    return {**given, "requester": {**(requester or {}), "phone": call.actor.phone}}


@http.route(blueprint, "GET", "/v1/tickets/{ticket_id}", gives=views.TicketView, sends=("ETag",))
def get_ticket(call: Call) -> Answer:
    """One ticket, as this caller may see it."""
    ticket = seen_ticket(call)
    access_logging.seen(call.ports, call.actor, (ticket,))
    answer = ticket_answer(call, ticket)
    if not ticket.attachments:
        return answer
    return replace(answer, body={**answer.body, "files": files_json(call.ports, ticket)})


@http.route(
    blueprint,
    "GET",
    "/v1/tickets/{ticket_id}/events",
    gives=views.EventListView,
    query=PAGING,
)
def list_events(call: Call) -> Answer:
    """The audit trail of a ticket, oldest first."""
    ticket = seen_ticket(call)
    asked = call.asked(*PAGING)
    limit = limit_of(asked)
    bound = f"{call.actor.id}|{call.actor.jurisdiction}|{call.path}"
    position = position_of(call, asked, bound)
    access_logging.seen(call.ports, call.actor, (ticket,))
    after = int(position[0]) if position else 0
    whole = call.ports.tickets.history(ticket.id)
    history = [one for one in whole if one.seq > after]
    draft = view_of(call.ports, ticket, call.actor)
    glass = glass_for_history(draft, whole)
    more = [str(history[limit - 1].seq)] if len(history) > limit else None
    return Answer(
        {
            "items": [event_json(entry, draft, glass) for entry in history[:limit]],
            "next_cursor": cursor_after(call, more, bound),
        }
    )


@http.route(
    blueprint,
    "GET",
    "/v1/tickets",
    gives=views.TicketListView,
    query=(*FILTERS, *PAGING),
)
def list_tickets(call: Call) -> Answer:
    """Tickets by holder, by unit or one's own, by the earliest running statutory deadline.

    `?requester=me` is a citizen's own, the newest first; `?requester=me&updated_since=
    2026-03-02T09:00:00%2B08:00` those of them that changed since.
    """
    asked = call.asked(*FILTERS, *PAGING)
    query = ask.query_for(call.ports, _wanted(asked), call.actor)
    if isinstance(query, Refusal):
        raise refused(query)
    limit = limit_of(asked)
    bound = ask.bound_to(query, call.actor)
    position = position_of(call, asked, bound)
    after: SortKey | None = (position[0], position[1]) if position else None
    found, last = ask.tickets(call.ports, query, call.actor, after, limit)
    access_logging.seen(call.ports, call.actor, found)
    return Answer(
        {
            "items": [ticket_json(one) for one in views_of(call.ports, found, call.actor)],
            "next_cursor": cursor_after(call, list(last) if last else None, bound),
        }
    )


def _wanted(asked: dict[str, str]) -> ask.Wanted:
    return ask.Wanted(
        holder=asked.get("holder"),
        unit=asked.get("unit"),
        requester=asked.get("requester"),
        listed_as=asked.get("class"),
        due_before=_instant(asked, "due_before"),
        updated_since=_instant(asked, "updated_since"),
    )


def _instant(asked: dict[str, str], name: str) -> datetime | None:
    if name not in asked:
        return None
    # In a query a plus sign means a space: an offset that was not escaped arrives as one.
    text = asked[name].replace(" ", "+")
    try:
        return read(datetime, text)
    except Unreadable as wrong:
        raise invalid(f"/{name}", wrong.errors[0].detail) from wrong


def seen_ticket(call: Call) -> Ticket:
    ticket = seen(call.ports, call.params["ticket_id"], call.actor)
    if isinstance(ticket, Refusal):
        raise refused(ticket)
    return ticket


def ticket_answer(call: Call, ticket: Ticket, status: int = HTTPStatus.OK) -> Answer:
    """As it is now; if it stands as the request's own commit left it, as it was then."""
    draft = view_of(call.ports, ticket, call.actor)
    committed = call.request.committed if call.request else None
    if committed and (committed.id, committed.version) == (ticket.id, ticket.version):
        draft = Draft(ticket, replace(draft.context, now=committed.at))
    shows = ShownTicket(id=ticket.id, version=ticket.version, at=draft.now)
    headers = _headers(ticket, status)
    return Answer(ticket_json(draft), status=status, headers=headers, shows=shows)


def shown_once(call: Call, status: int = HTTPStatus.OK) -> Once | None:
    """For a commit to remember that it answers this request, if the caller gave it a key."""
    if call.request is None:
        return None

    def headers(ticket: Ticket) -> dict[str, str]:
        return {"Content-Type": http.JSON, **_headers(ticket, status)}

    return call.request.will_show(status, headers)


def _headers(ticket: Ticket, status: int) -> dict[str, str]:
    located = {"Location": f"/v1/tickets/{ticket.id}"} if status == HTTPStatus.CREATED else {}
    return {"ETag": etag(ticket), **located}


def version_wanted(call: Call) -> int | None:
    """The version an If-Match names; `*` matches any. What is no version of ours is stale."""
    given = call.headers.get("if-match")
    if given is None or given.strip() == "*":
        return None
    text = given.strip().removeprefix("W/").strip('"')
    if text.isascii() and text.isdigit() and len(text) < LONGEST_VERSION:
        return int(text)
    return -1
