"""Units and staff from a CSV, or first only what would become of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Protocol

from chalice.app import Blueprint

from chalicelib.application.directing import may_not_change
from chalicelib.application.directory_files import NoTable
from chalicelib.application.import_directory import Imported, import_staff, import_units
from chalicelib.application.ports import Ports
from chalicelib.domain.directory import Actor
from chalicelib.entrypoints.api import http, views
from chalicelib.entrypoints.api.body import MOST_BYTES
from chalicelib.entrypoints.api.directory_views import zone_at
from chalicelib.entrypoints.api.errors import Problem, invalid, malformed, refused
from chalicelib.entrypoints.api.http import Answer, Call
from chalicelib.late import dataclass

blueprint = Blueprint(__name__)

LISTS = "/v1/jurisdictions/{jurisdiction_id}/directory"
MEDIA_TYPES = ("text/csv", "application/octet-stream")
YES_OR_NO = {"true": True, "false": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedCellView:
    line: int
    column: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportView:
    """`line` counts the lines of the file; its header is line 1."""

    dry_run: bool
    rows: int
    accepted: int
    refused: tuple[RefusedCellView, ...]


class Importing(Protocol):
    def __call__(
        self, ports: Ports, place: str, raw: bytes, actor: Actor, *, dry_run: bool
    ) -> Imported: ...


@http.route(blueprint, "POST", LISTS + "/units", takes=bytes, gives=ImportView, query=("dry_run",))
def take_units(call: Call) -> Answer:
    """Units from a CSV; with `dry_run=true` only the report of what would be refused."""
    return _taken(call, import_units)


@http.route(blueprint, "POST", LISTS + "/staff", takes=bytes, gives=ImportView, query=("dry_run",))
def take_staff(call: Call) -> Answer:
    """Staff from a CSV; with `dry_run=true` only the report of what would be refused."""
    return _taken(call, import_staff)


def _taken(call: Call, taking: Importing) -> Answer:
    place = call.params["jurisdiction_id"]
    if refusal := may_not_change(call.ports, place, call.actor):
        raise refused(refusal)
    asked = call.asked("dry_run").get("dry_run", "false")
    if asked not in YES_OR_NO:
        raise invalid("/dry_run", "true or false")
    try:
        report = taking(call.ports, place, _csv(call), call.actor, dry_run=YES_OR_NO[asked])
    except NoTable as wrong:
        raise malformed(str(wrong)) from wrong
    return Answer(views.to_json(report, zone_at(call, place)))


def _csv(call: Call) -> bytes:
    given = call.headers.get("content-type") or MEDIA_TYPES[0]
    if given.partition(";")[0].strip().lower() not in MEDIA_TYPES:
        expected = f"expected {' or '.join(MEDIA_TYPES)}"
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "media_type", expected)
    if len(call.raw) > MOST_BYTES:
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", "the body exceeds 6 MB")
    return call.raw
