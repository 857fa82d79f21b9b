"""Units of a place: the list, and one changed from a day on."""

from __future__ import annotations

import re

from chalice.app import Blueprint

from chalicelib.application.directing import may_not_change, put_unit
from chalicelib.domain.errors import Refusal
from chalicelib.domain.units import UNIT_ID, UnitGiven
from chalicelib.entrypoints.api import http, views
from chalicelib.entrypoints.api.body import as_a
from chalicelib.entrypoints.api.directory_views import (
    UnitListView,
    UnitView,
    day_asked,
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
    shown = [unit_view(one, day) for one in found[:limit]]
    more = [shown[-1].id] if len(found) > limit else None
    answer = {"items": shown, "next_cursor": cursor_after(call, more, bound)}
    return Answer(views.to_json(answer, zone_at(call, place)))


@http.route(blueprint, "PUT", UNITS + "/{unit_id}", takes=UnitGiven, gives=UnitView)
def change_unit(call: Call) -> Answer:
    """A new unit, or what one is from a day on: renamed, moved, ended and handed over."""
    place, unit_id = call.params["jurisdiction_id"], call.params["unit_id"]
    if refusal := may_not_change(call.ports, place, call.actor):
        raise refused(refusal)
    if len(unit_id) > UNIT_ID.longest or not re.fullmatch(str(UNIT_ID.pattern), unit_id):
        raise not_found(f"an id has {UNIT_ID.hint}")
    given = as_a(UnitGiven, call.json())
    outcome = put_unit(call.ports, place, unit_id, given, call.actor)
    if isinstance(outcome, Refusal):
        raise refused(outcome)
    shown = unit_view(outcome, day_asked(call, {}))
    return Answer(views.to_json(shown, zone_at(call, place)))
