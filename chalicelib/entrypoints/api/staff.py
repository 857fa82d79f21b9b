"""People of a place: the list, one appointed, who is still to be named, and who changed what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import blake2b

from chalice.app import Blueprint

from chalicelib.application.access_logging import staff_seen
from chalicelib.application.directing import (
    all_staff,
    gaps,
    knows_staff,
    may_not_change,
    may_not_read_changes,
    put_staff,
    today,
)
from chalicelib.application.registering import regulation_now
from chalicelib.domain.errors import Refusal
from chalicelib.domain.staff import Gap, StaffGiven, StaffMember
from chalicelib.entrypoints.api import http, views
from chalicelib.entrypoints.api.body import as_a
from chalicelib.entrypoints.api.directory_views import (
    AppointedView,
    ChangeListView,
    GapListView,
    Json,
    StaffListView,
    appointed_view,
    change_json,
    day_asked,
    etag_of,
    marks_wanted,
    place_of,
    staff_view,
    zone_at,
)
from chalicelib.entrypoints.api.errors import forbidden, invalid, not_found, refused
from chalicelib.entrypoints.api.http import Answer, Call
from chalicelib.entrypoints.api.paging import PAGING, cursor_after, limit_of, position_of
from chalicelib.entrypoints.api.presentation import cited

blueprint = Blueprint(__name__)

JURISDICTION = "/v1/jurisdictions/{jurisdiction_id}"
STAFF = JURISDICTION + "/staff"
FILTERS = ("unit", "id", "on")
OF = ("units", "staff")


@http.route(blueprint, "GET", STAFF, gives=StaffListView, query=(*FILTERS, *PAGING))
def list_staff(call: Call) -> Answer:
    """People by unit or by id, as they were on a day (left out: today)."""
    place = place_of(call)
    asked = call.asked(*FILTERS, *PAGING)
    day, limit = day_asked(call, asked), limit_of(asked)
    filters = [asked.get(name, "") for name in FILTERS]
    bound = f"{call.actor.id}|{call.actor.jurisdiction}|{call.path}|{filters}"
    found = list(_behind(_wanted(call, place, asked, day), position_of(call, asked, bound)))
    shown = [staff_view(one, day, call) for one in found[:limit]]
    if shown and knows_staff(call.actor):
        staff_seen(call.ports, call.actor, place)
    more = [_mark(found[limit - 1])] if len(found) > limit else None
    answer = {"items": shown, "next_cursor": cursor_after(call, more, bound)}
    return Answer(views.to_json(answer, zone_at(call, place)))


def _wanted(call: Call, place: str, asked: dict[str, str], day: date) -> Iterator[StaffMember]:
    """A citizen finds those who are named for a unit, and nobody by an id."""
    insider = knows_staff(call.actor)
    if not insider and "id" in asked:
        raise forbidden("people are found by their id only by those who work here")
    for one in all_staff(call.ports, place):
        post = one.post_on(day)
        if asked.get("unit") not in (None, post.unit if post else None):
            continue
        if asked.get("id") in (None, one.id) and (insider or (post and post.duties)):
            yield one


def _mark(member: StaffMember) -> str:
    """In as few characters as any id."""
    return blake2b(member.id.encode(), digest_size=9).hexdigest()


def _behind(members: Iterator[StaffMember], position: list[str] | None) -> Iterator[StaffMember]:
    if position:
        any(_mark(one) == position[0] for one in members)  # goes on where it was found
    return members


@http.route(
    blueprint,
    "POST",
    STAFF,
    takes=StaffGiven,
    gives=AppointedView,
    reads=("If-Match",),
    sends=("ETag",),
)
def change_staff(call: Call) -> Answer:
    """Somebody new, or with another post from a day on."""
    place = call.params["jurisdiction_id"]
    if refusal := may_not_change(call.ports, place, call.actor):
        raise refused(refusal)
    given = as_a(StaffGiven, call.json())
    outcome = put_staff(call.ports, place, given, call.actor, marks_wanted(call))
    if isinstance(outcome, Refusal):
        raise refused(outcome)
    shown = appointed_view(outcome, today(call.ports))
    headers = {"ETag": etag_of(call, outcome)}
    return Answer(views.to_json(shown, zone_at(call, place)), headers=headers)


@http.route(blueprint, "GET", JURISDICTION + "/directory/gaps", gives=GapListView)
def list_gaps(call: Call) -> Answer:
    """Whom the regulation wants each unit to name, and who is not named today."""
    place = place_of(call)
    if not knows_staff(call.actor):
        raise forbidden("only for those who work here")
    found = [_gap_json(call, place, one) for one in gaps(call.ports, place)]
    return Answer(views.to_json({"items": found, "next_cursor": None}, zone_at(call, place)))


def _gap_json(call: Call, place: str, gap: Gap) -> Json:
    regulation = regulation_now(call.ports, place)
    if regulation is None:
        raise not_found("no such jurisdiction")
    return {
        "unit": gap.unit,
        "unit_name": gap.unit_name,
        "duty": gap.person.duty,
        "name": gap.person.name,
        "basis": cited(gap.person, regulation),
    }


@http.route(
    blueprint,
    "GET",
    JURISDICTION + "/directory/changes",
    gives=ChangeListView,
    query=("of", *PAGING),
)
def list_changes(call: Call) -> Answer:
    """Who changed units or staff, when, from what to what; the newest first."""
    place = call.params["jurisdiction_id"]
    if refusal := may_not_read_changes(call.ports, place, call.actor):
        raise refused(refusal)
    asked = call.asked("of", *PAGING)
    limit, what = limit_of(asked), asked.get("of", OF[0])
    if what not in OF:
        raise invalid("/of", f"one of: {', '.join(OF)}")
    bound = f"{call.actor.id}|{call.actor.jurisdiction}|{call.path}|{what}"
    position = position_of(call, asked, bound)
    before, zone = (position[0] if position else None), zone_at(call, place)
    ports = call.ports
    source = ports.directories if what == OF[0] else ports.staff
    found = source.changes(place, before, limit + 1)
    if found and what != OF[0]:
        staff_seen(ports, call.actor, place)
    more = [found[limit - 1].key] if len(found) > limit else None
    return Answer(
        {
            "items": [change_json(one.change, zone) for one in found[:limit]],
            "next_cursor": cursor_after(call, more, bound),
        }
    )
