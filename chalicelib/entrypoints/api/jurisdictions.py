"""Jurisdictions: what a place's regulation lets one choose from, each choice with its article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from chalice.app import Blueprint

from chalicelib.application.context import zone_of
from chalicelib.application.registering import regulation_now
from chalicelib.domain.basis import Ruled
from chalicelib.domain.directory import Directory
from chalicelib.domain.files import KINDS, Sizes
from chalicelib.domain.regulation import Regulation
from chalicelib.domain.shape import FEW
from chalicelib.domain.terms import Choice, Selector
from chalicelib.entrypoints.api import http, views
from chalicelib.entrypoints.api.errors import not_found
from chalicelib.entrypoints.api.http import Answer, Call
from chalicelib.entrypoints.api.jurisdiction_views import (
    FilesTakenView,
    FileTakenView,
    JurisdictionDetailView,
    JurisdictionListView,
)
from chalicelib.entrypoints.api.presentation import cited

blueprint = Blueprint(__name__)

Json = dict[str, Any]
LANGUAGES = ("zh-CN", "en")


@http.route(blueprint, "GET", "/v1/jurisdictions", gives=JurisdictionListView)
def list_jurisdictions(call: Call) -> Answer:
    """Every jurisdiction that this system serves."""
    items = [_short(call, place) for place in call.ports.regulations.versions()]
    return Answer({"items": items, "next_cursor": None})


@http.route(blueprint, "GET", "/v1/jurisdictions/{jurisdiction_id}", gives=JurisdictionDetailView)
def get_jurisdiction(call: Call) -> Answer:
    """One jurisdiction: what a form needs, its codes, limits and units."""
    place = call.params["jurisdiction_id"]
    regulation = regulation_now(call.ports, place)
    if regulation is None:
        raise not_found("no such jurisdiction")
    detail = {**_short(call, place), **_lists(regulation), **_procedures(regulation)}
    detail["units"] = _units(call.ports.directories.of(place))
    detail["files"] = _files(call.ports.files.sizes)
    detail["languages"] = LANGUAGES
    zone = zone_of(regulation.identity.time_zone)
    return Answer(views.to_json(detail, zone))


def _short(call: Call, place: str) -> Json:
    versions = call.ports.regulations.versions()[place]
    now = regulation_now(call.ports, place)
    identity = versions[-1].identity
    return {
        "id": place,
        "name": identity.name,
        "name_en": identity.name_en,
        "regulation": now.id if now else None,
        "regulations": [_version(one) for one in versions],
    }


def _version(regulation: Regulation) -> Json:
    identity = regulation.identity
    days = (identity.issued_on, identity.posted_on, identity.expires_on)
    issued_on, posted_on, expires_on = (str(day) if day else None for day in days)
    return {
        "id": regulation.id,
        "title": identity.title,
        "version": identity.version,
        "issued_on": issued_on,
        "posted_on": posted_on,
        "expires_on": expires_on,
    }


def _lists(regulation: Regulation) -> Json:
    return {
        "office": regulation.identity.office,
        "time_zone": regulation.identity.time_zone,
        "levels": [_told(one, regulation) for one in regulation.levels],
        "categories": _choices(regulation.categories.choices, regulation.categories, regulation),
        "scope": _choices(regulation.scope.choices, regulation.scope, regulation),
        "source_kinds": _choices(
            regulation.source_kinds.choices, regulation.source_kinds, regulation
        ),
        "complexities": _choices(
            regulation.complexities.choices, regulation.complexities, regulation
        ),
        "urgencies": _choices(regulation.urgencies.choices, regulation.urgencies, regulation),
        "ratings": _choices(regulation.ratings.choices, regulation.ratings, regulation),
        "required": _all(regulation.required, regulation),
        "decline_reasons": _all(regulation.decline_reasons, regulation),
        "referrals": _all(regulation.referrals, regulation),
        "limits": _all(regulation.limits, regulation),
        "conduct": _choices(regulation.conduct.choices, regulation.conduct, regulation),
    }


def _procedures(regulation: Regulation) -> Json:
    extensions, supervision = regulation.extensions, regulation.supervision
    adjudication, termination = regulation.adjudication, regulation.termination
    return {
        "returns": _told(regulation.returns, regulation),
        "extension": {
            **_told(extensions, regulation),
            "grounds": _choices(extensions.grounds, extensions, regulation),
        },
        "answer": _told(regulation.answer, regulation),
        "redo": _told(regulation.redo, regulation),
        "termination_grounds": _all(termination.grounds, regulation) if termination else [],
        "adjudication_bodies": _choices(adjudication.bodies, adjudication, regulation),
        "supervision_forms": _choices(supervision.forms, supervision, regulation),
        "supervision_triggers": _all(supervision.triggers, regulation),
    }


def _all(tables: Iterable[Ruled], regulation: Regulation) -> list[Json]:
    return [_told(table, regulation) for table in tables]


def _choices(choices: Sequence[Choice], table: Ruled, regulation: Regulation) -> list[Json]:
    """The entries of a list, which share the article of their table."""
    return [
        {one.name: getattr(choice, one.name) for one in fields(choice)}
        | {"basis": cited(table, regulation)}
        for choice in choices
    ]


OF_EVERY_TABLE = {"rules", "article", "summary", "statutory"}


def _told(table: Ruled, regulation: Regulation) -> Json:
    """A table's own values, the tables inside it told the same way, and its article."""
    own = {
        one.name: _value(getattr(table, one.name), regulation)
        for one in fields(table)
        if one.name not in OF_EVERY_TABLE
    }
    return own | {"basis": cited(table, regulation)}


def _value(value: object, regulation: Regulation) -> object:
    if isinstance(value, Ruled):
        return _told(value, regulation)
    if isinstance(value, Selector):
        return {
            one.name: getattr(value, one.name)
            for one in fields(value)
            if getattr(value, one.name) is not None
        }
    if isinstance(value, tuple):
        return [_value(entry, regulation) for entry in value]
    return value


def _files(sizes: Sizes) -> FilesTakenView:
    taken = [FileTakenView(content_type=one, most_bytes=sizes.most(one)) for one in KINDS]
    return FilesTakenView(most_files=FEW.most, types=tuple(taken))


def _units(directory: Directory) -> list[Json]:
    return [
        {"id": unit.id, "name": unit.name, "kind": unit.kind, "parent": unit.parent}
        for unit in directory.units.values()
    ]
