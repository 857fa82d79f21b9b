"""Holidays as published. They are the same for all of China, so any supervisor may add a year."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from chalice.app import Blueprint

from chalicelib.application.context import zone_of
from chalicelib.application.import_calendar import import_year
from chalicelib.application.ports import CalendarRejected
from chalicelib.domain.directory import Role
from chalicelib.entrypoints.api import http, views
from chalicelib.entrypoints.api.errors import Problem, forbidden, invalid, not_found
from chalicelib.entrypoints.api.http import Answer, Call
from chalicelib.late import dataclass

blueprint = Blueprint(__name__)

YEAR_DIGITS = 4
MOST_BYTES = 64 * 1024  # a year has some forty days off and make-up days: 4 KB


@dataclass(frozen=True, slots=True, kw_only=True)
class YearGiven:
    """A year as published: each day off with its holiday, each working weekend day."""

    holidays: dict[str, Any]
    make_up_days: dict[str, Any]
    published: dict[str, Any] | None = None
    notices: tuple[str, ...] | None = None
    decisions: dict[str, Any] | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearView:
    year: int
    first: str
    last: str
    holidays: dict[str, Any]
    make_up_days: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarView:
    items: tuple[YearView, ...]
    next_cursor: str | None
    published_through: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearImportView:
    """`moved` lists the deadlines of the caller's jurisdiction, `moved_in_all` counts all."""

    year: int
    published_through: str
    version: str
    moved: tuple[dict[str, Any], ...]
    moved_in_all: int


@http.route(blueprint, "GET", "/v1/calendars", gives=CalendarView)
def list_calendars(call: Call) -> Answer:
    """The published years."""
    calendar = call.ports.calendars.current()
    items = [
        YearView(
            year=one.first.year,
            first=one.first.isoformat(),
            last=one.last.isoformat(),
            holidays={str(day): name for day, name in one.holidays.items()},
            make_up_days={str(day): name for day, name in one.make_up_days.items()},
        )
        for one in call.ports.calendars.years()
    ]
    shown = CalendarView(
        items=tuple(items),
        next_cursor=None,
        published_through=calendar.published_through.isoformat(),
        version=calendar.version,
    )
    return Answer(views.to_json(shown, zone_of(http.HOME)))


@http.route(blueprint, "PUT", "/v1/calendars/{year}", takes=YearGiven, gives=YearImportView)
def put_calendar(call: Call) -> Answer:
    """Add or replace a year; provisional deadlines are worked out anew."""
    text = call.params["year"]
    if not (text.isascii() and text.isdigit() and len(text) == YEAR_DIGITS):
        raise not_found("a year has four digits")
    if not call.actor.is_a(Role.SUPERVISOR):
        raise forbidden("only for: supervisor")
    if len(call.raw) > MOST_BYTES:
        raise Problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", "a year takes 64 KB at most"
        )
    given = call.json()
    if not isinstance(given, dict):
        raise invalid("", "expected an object")
    year = int(text)
    try:
        moved = import_year(call.ports, year, _completed(given, year))
    except CalendarRejected as wrong:
        raise invalid(wrong.pointer, wrong.detail) from wrong
    calendar = call.ports.calendars.current()
    shown = YearImportView(
        year=year,
        published_through=calendar.published_through.isoformat(),
        version=calendar.version,
        moved=tuple(
            views.to_json(one, zone_of(http.HOME))
            for one in moved
            if one.jurisdiction == call.actor.jurisdiction
        ),
        moved_in_all=len(moved),
    )
    return Answer(views.to_json(shown, zone_of(http.HOME)))


def _completed(given: dict[str, Any], year: int) -> dict[str, Any]:
    """What a notice leaves out: that it is for the whole year, of which nothing is disputed."""
    whole_year = {"first": f"{year}-01-01", "last": f"{year}-12-31"}
    usual = {"year": year, "published": whole_year, "notices": None, "decisions": {}}
    return {**usual, **given}
