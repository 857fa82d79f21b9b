"""Units of a place: the list, and one changed from a day on."""

from __future__ import annotations

import re
from datetime import date

from chalice.app import Blueprint

from chalicelib.application.directing import may_not_change, put_unit, today
from chalicelib.domain.errors import Refusal
from chalicelib.domain.units import UNIT_ID, UnitGiven, UnitRecord
from chalicelib.entrypoints.api import http, views
from chalicelib.entrypoints.api.body import as_a
from chalicelib.entrypoints.api.directory_views import (
    UnitListView,
    UnitView,
    day_asked,
    etag_of,
    marks_wanted,
    place_of,
    unit_view,
    zone_at,
)
from chalicelib.entrypoints.api.errors import not_found, refused
from chalicelib.entrypoints.api.http import Answer, Call
from chalicelib.entrypoints.api.paging import PAGING, cursor_after, limit_of, position_of

blueprint = Blueprint(__name__)

UNITS = "/v1/jurisdictions/{jurisdiction_id}/units"


@http.route(blueprint, "GET", UNITS, gives=UnitListView, query=("on", *PAGING))
def list_units(call: Call) -> Answer:
    """The units of a place, those that ended too, as they were on a day (left out: today)."""
    place = place_of(call)
    asked = call.asked("on", *PAGING)
    day, limit = day_asked(call, asked), limit_of(asked)
    bound = f"{call.actor.id}|{call.actor.jurisdiction}|{call.path}|{day}"
    position = position_of(call, asked, bound)
    records, _ = call.ports.directories.recorded(place)
    after = position[0] if position else ""
    found = [records[one] for one in sorted(records) if one > after]
    shown = [unit_view(call, one, day) for one in found[:limit]]
    more = [shown[-1].id] if len(found) > limit else None
    answer = {"items": shown, "next_cursor": cursor_after(call, more, bound)}
    return Answer(views.to_json(answer, zone_at(call, place)))


@http.route(blueprint, "GET", UNITS + "/{unit_id}", gives=UnitView, query=("on",), sends=("ETag",))
def get_unit(call: Call) -> Answer:
    """One unit as it was on a day (left out: today), and all that it was before."""
    place = place_of(call)
    day = day_asked(call, call.asked("on"))
    found = call.ports.directories.recorded(place)[0].get(call.params["unit_id"])
    if found is None:
        raise not_found("no such unit here")
    return _answer(call, place, found, day)


@http.route(
    blueprint,
    "PUT",
    UNITS + "/{unit_id}",
    takes=UnitGiven,
    gives=UnitView,
    reads=("If-Match",),
    sends=("ETag",),
)
def change_unit(call: Call) -> Answer:
    """A new unit, or what one is from a day on: renamed, moved, ended and handed over."""
    place, unit_id = call.params["jurisdiction_id"], call.params["unit_id"]
    if refusal := may_not_change(call.ports, place, call.actor):
        raise refused(refusal)
    if len(unit_id) > UNIT_ID.longest or not re.fullmatch(str(UNIT_ID.pattern), unit_id):
        raise not_found(f"an id has {UNIT_ID.hint}")
    given = as_a(UnitGiven, call.json())
    outcome = put_unit(call.ports, place, unit_id, given, call.actor, marks_wanted(call))
    if isinstance(outcome, Refusal):
        raise refused(outcome)
    return _answer(call, place, outcome, today(call.ports))


def _answer(call: Call, place: str, unit: UnitRecord, day: date) -> Answer:
    shown = views.to_json(unit_view(call, unit, day), zone_at(call, place))
    return Answer(shown, headers={"ETag": etag_of(call, unit)})
