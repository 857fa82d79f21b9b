"""通知: what a unit and the office are told of their deadlines, many at once as one digest."""

from __future__ import annotations

from datetime import datetime

from chalice.app import Blueprint

from chalicelib.application import ask, notifying
from chalicelib.application.context import zone_of
from chalicelib.application.registering import regulation_now
from chalicelib.domain.directory import OF_A_UNIT
from chalicelib.entrypoints.api import http
from chalicelib.entrypoints.api.errors import forbidden
from chalicelib.entrypoints.api.http import Answer, Call
from chalicelib.entrypoints.api.paging import PAGING, cursor_after, limit_of, position_of
from chalicelib.entrypoints.api.views import to_json
from chalicelib.late import dataclass

blueprint = Blueprint(__name__)

SHOWN = 20
TITLES = {
    "deadline_warned": ("{count}项时限即将届满", "{count} deadline(s) about to end"),
    "deadline_breached": ("{count}项时限已逾期", "{count} deadline(s) breached"),
    "breach_withdrawn": ("{count}项逾期已撤销", "{count} breach(es) withdrawn"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticedView:
    ticket: str
    number: str
    deadline: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """`count` deadlines, of which `tickets` names the first to fall due."""

    id: str
    kind: str
    at: datetime
    title: str
    title_en: str
    count: int
    tickets: tuple[NoticedView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeListView:
    items: tuple[NoticeView, ...]
    next_cursor: str | None


@http.route(blueprint, "GET", "/v1/notices", gives=NoticeListView, query=PAGING)
def list_notices(call: Call) -> Answer:
    """Warnings and breaches of the caller's own unit or office, newest first."""
    actor, ports = call.actor, call.ports
    if not actor.is_a(*ask.STAFF, *OF_A_UNIT) or not actor.jurisdiction:
        raise forbidden("only for the staff of a unit or an office")
    asked = call.asked(*PAGING)
    limit = limit_of(asked)
    receiver = ask.own_queue(ports, actor)
    bound = f"{actor.id}|{actor.jurisdiction}|{call.path}|{receiver}"
    position = position_of(call, asked, bound)
    before = position[0] if position else None
    found = notifying.digests(ports, actor.jurisdiction, receiver, before, limit + 1)
    shown = found[:limit]
    more = [shown[-1].id] if len(found) > limit else None
    listed = NoticeListView(
        items=tuple(view_of(one) for one in shown), next_cursor=cursor_after(call, more, bound)
    )
    regulation = regulation_now(ports, actor.jurisdiction)
    zone = zone_of(regulation.identity.time_zone if regulation else http.HOME)
    return Answer(to_json(listed, zone))


def view_of(digest: notifying.Digest) -> NoticeView:
    title, title_en = TITLES[digest.kind]
    count = len(digest.tickets)
    return NoticeView(
        id=digest.id,
        kind=digest.kind,
        at=digest.at,
        title=title.format(count=count),
        title_en=title_en.format(count=count),
        count=count,
        tickets=tuple(
            NoticedView(
                ticket=one.ticket, number=one.number, deadline=one.deadline, due_at=one.due_at
            )
            for one in digest.tickets[:SHOWN]
        ),
    )
