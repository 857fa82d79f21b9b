"""明文与访问日志: seeing in clear with a purpose, and who saw what."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from chalice.app import Blueprint

from chalicelib.application import access_logging, revealing
from chalicelib.application.access_ports import Access, LogPage, Wanted
from chalicelib.application.context import view_of, zone_of
from chalicelib.application.registering import regulation_now
from chalicelib.application.revealing import Reveal, Revealed, TooMany
from chalicelib.domain.decision import Draft
from chalicelib.domain.directory import HOME, Role
from chalicelib.domain.errors import Refusal
from chalicelib.entrypoints.api import http, views
from chalicelib.entrypoints.api.body import as_a
from chalicelib.entrypoints.api.errors import forbidden, invalid, refused, too_many
from chalicelib.entrypoints.api.glass import clear_glass
from chalicelib.entrypoints.api.http import Answer, Call
from chalicelib.entrypoints.api.paging import PAGING, cursor_after, limit_of, position_of
from chalicelib.entrypoints.api.presentation import event_json
from chalicelib.entrypoints.api.tickets import seen_ticket
from chalicelib.late import dataclass

blueprint = Blueprint(__name__)

MAY_READ_LOG = (Role.AUDITOR, Role.SUPERVISOR)
FILTERS = ("ticket", "by", "from", "to")
USUAL_DAYS, MOST_DAYS = 7, 31


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealedView:
    """In clear what was asked for; all else is null."""

    name: str | None
    phone: str | None
    location: views.LocationView | None
    subject: str | None
    description: str | None
    history: tuple[views.EventView, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessView:
    """One reading: `fields` are names where they were revealed, else classes of fields."""

    at: datetime
    by: str
    role: str
    tickets: tuple[str, ...]
    fields: tuple[str, ...]
    purpose: str | None
    note: str | None
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessListView:
    items: tuple[AccessView, ...]
    next_cursor: str | None


@http.route(blueprint, "POST", "/v1/tickets/{ticket_id}/reveal", takes=Reveal, gives=RevealedView)
def reveal(call: Call) -> Answer:
    """Show in clear what is masked, for a purpose; it is written down first."""
    ticket = seen_ticket(call)
    if refusal := revealing.may_not(call.actor, ticket):
        raise refused(refusal)
    asked = as_a(Reveal, call.json())
    outcome = revealing.reveal(call.ports, ticket, call.actor, asked)
    if isinstance(outcome, TooMany):
        raise too_many(outcome.wait)
    if isinstance(outcome, Refusal):
        raise refused(outcome)
    # Not kept to be answered again: whoever wants it again is written down again.
    return Answer(_revealed(outcome, view_of(call.ports, ticket, call.actor)), lasting=False)


def _revealed(found: Revealed, draft: Draft) -> dict[str, object]:
    glass, where = clear_glass(draft), found.location
    history = found.history
    return {
        "name": found.name,
        "phone": found.phone,
        "location": glass.seen(where),
        "subject": found.subject,
        "description": found.description,
        "history": None if history is None else [event_json(one, draft, glass) for one in history],
    }


@http.route(blueprint, "GET", "/v1/access-log", gives=AccessListView, query=(*FILTERS, *PAGING))
def read_access_log(call: Call) -> Answer:
    """Who read what of whom, newest first, by day: the last seven if none is named."""
    actor, ports = call.actor, call.ports
    if not actor.is_a(*MAY_READ_LOG) or not actor.jurisdiction:
        raise forbidden("only for auditors and supervisors")
    asked = call.asked(*FILTERS, *PAGING)
    limit = limit_of(asked)
    told = "|".join(asked.get(name, "") for name in FILTERS)
    bound = f"{actor.id}|{actor.jurisdiction}|{call.path}|{told}"
    position = position_of(call, asked, bound)
    wanted = _wanted(asked, position or [], ports.clock.now().astimezone(HOME).date())
    named = (wanted.ticket,) if wanted.ticket else ()
    access_logging.written(ports, actor, actor.jurisdiction, named, (access_logging.LOG,))
    page = ports.access_log.page(
        actor.jurisdiction, wanted, position[2] if position else None, limit
    )
    return Answer(_listed(call, page, wanted, bound))


def _wanted(asked: dict[str, str], position: list[str], today: date) -> Wanted:
    """The filters; a cursor goes on with the days that its first page had."""
    last = _day(asked, "to", today)
    first = _day(asked, "from", last - timedelta(days=USUAL_DAYS - 1))
    if position:
        first, last = (date.fromisoformat(one) for one in position[:2])
    if not timedelta() <= last - first < timedelta(days=MOST_DAYS):
        raise invalid("/from", f"from the first day to the last, {MOST_DAYS} days at most")
    return Wanted(first, last, asked.get("ticket"), asked.get("by"))


def _day(asked: dict[str, str], name: str, usual: date) -> date:
    if name not in asked:
        return usual
    try:
        return date.fromisoformat(asked[name])
    except ValueError:
        raise invalid(f"/{name}", "expected a day such as 2026-03-02") from None


def _listed(call: Call, page: LogPage, wanted: Wanted, bound: str) -> object:
    behind = [str(wanted.first_day), str(wanted.last_day), page.next] if page.next else None
    regulation = regulation_now(call.ports, call.actor.jurisdiction)
    shown = AccessListView(
        items=tuple(map(_view, page.rows)), next_cursor=cursor_after(call, behind, bound)
    )
    zone = zone_of(regulation.identity.time_zone if regulation else http.HOME)
    return views.to_json(shown, zone)


def _view(access: Access) -> AccessView:
    return AccessView(
        at=access.at,
        by=access.by,
        role=access.role,
        tickets=access.tickets,
        fields=access.fields,
        purpose=access.purpose,
        note=access.note,
        request_id=access.request_id,
    )
