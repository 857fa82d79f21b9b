"""What a place's regulation lets one choose from, as callers see it."""

from __future__ import annotations

from datetime import date
from typing import Any

from chalicelib.domain.directory import UnitKind
from chalicelib.domain.provisions import RequiredAtIntake
from chalicelib.entrypoints.api import views
from chalicelib.late import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """A version of the regulation; the days are null where its text gives none."""

    id: str
    title: str
    version: str
    issued_on: date | None
    posted_on: date | None
    expires_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionView:
    """One entry of a list that is chosen from: `id` is sent, the name is shown."""

    id: str
    name: str
    name_en: str
    basis: views.BasisView


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingView:
    """`good`: what the place counts as satisfied."""

    id: str
    name: str
    name_en: str
    good: bool
    basis: views.BasisView


@dataclass(frozen=True, slots=True, kw_only=True)
class WhenView:
    """Which requests a rule is for: by every axis that is there, one of its values; of all if none
    is.
    """

    category: tuple[str, ...] | None = None
    complexity: tuple[str, ...] | None = None
    urgency: tuple[str, ...] | None = None
    source: tuple[str, ...] | None = None
    unit_kind: tuple[str, ...] | None = None
    directly_answerable: bool | None = None
    reply_wanted: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredView:
    """A field of `POST /v1/tickets` that this place needs besides the four that all do."""

    what: RequiredAtIntake
    when: WhenView
    basis: views.BasisView


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitShortView:
    id: str
    name: str
    kind: UnitKind
    parent: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTakenView:
    """What `POST /v1/attachments` takes of one type."""

    content_type: str
    most_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesTakenView:
    """At most `most_files` go with one request."""

    most_files: int
    types: tuple[FileTakenView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JurisdictionView:
    id: str
    name: str
    name_en: str
    regulation: str | None
    regulations: tuple[VersionView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JurisdictionListView:
    items: tuple[JurisdictionView, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JurisdictionDetailView:
    """Codes come with the article that has them; `when` names the tickets a rule is for.

    A form to file a request is built from `categories`, `scope`, `required` and `files`; ratings
    stand in the order of the survey's numbers. `languages`: what progress is told in.
    """

    id: str
    name: str
    name_en: str
    office: str
    time_zone: str
    languages: tuple[str, ...]
    regulation: str
    regulations: tuple[VersionView, ...]
    levels: tuple[dict[str, Any], ...]
    categories: tuple[OptionView, ...]
    scope: tuple[OptionView, ...]
    source_kinds: tuple[OptionView, ...]
    complexities: tuple[OptionView, ...]
    urgencies: tuple[OptionView, ...]
    ratings: tuple[RatingView, ...]
    required: tuple[RequiredView, ...]
    files: FilesTakenView
    decline_reasons: tuple[dict[str, Any], ...]
    referrals: tuple[dict[str, Any], ...]
    limits: tuple[dict[str, Any], ...]
    returns: dict[str, Any]
    extension: dict[str, Any]
    answer: dict[str, Any]
    redo: dict[str, Any]
    termination_grounds: tuple[dict[str, Any], ...]
    adjudication_bodies: tuple[dict[str, Any], ...]
    supervision_forms: tuple[dict[str, Any], ...]
    supervision_triggers: tuple[dict[str, Any], ...]
    conduct: tuple[OptionView, ...]
    units: tuple[UnitShortView, ...]
