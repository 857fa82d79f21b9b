"""The shapes of what is answered. The OpenAPI document is made from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, tzinfo
from enum import Enum
from functools import cache, lru_cache
from typing import Any

from chalicelib.domain.state import DeadlineState, Status
from chalicelib.domain.terms import DeadlineKind
from chalicelib.late import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisView:
    regulation: str
    article: str
    summary: str
    rules: tuple[str, ...]
    statutory: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitView:
    amount: int
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineView:
    """`due_at` is the first instant that is late, `due_on` the last day in time."""

    id: str
    kind: DeadlineKind
    round: int
    starts_at: datetime
    due_at: datetime
    due_on: date
    original_due_at: datetime | None
    limit: LimitView | None
    state: DeadlineState
    statutory: bool
    provisional: bool
    label: str | None
    basis: BasisView | None
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowView:
    action: str
    closes_at: datetime
    basis: BasisView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingView:
    kind: str
    id: str
    requested_at: datetime
    requested_by: str
    decided_by: str
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyView:
    round: int
    state: str
    sent_at: datetime | None
    delivered_at: datetime | None
    closes_at: datetime | None
    rating: str | None
    not_sent_reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionView:
    id: str
    form: str
    trigger: str
    demand: str
    basis: BasisView
    opened_at: datetime
    due_at: datetime | None
    state: str
    reply: str | None
    result: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundView:
    round: int
    unit: str | None
    answered_at: datetime | None
    closed_at: datetime | None
    outcome: str | None
    rating: str | None
    solved: bool | None
    survey: SurveyView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequesterView:
    """Null or masked is what this caller may not see."""

    name: str | None
    phone: str | None
    confidential: bool
    reply_wanted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationView:
    address: str | None
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    platform: str
    reference: str
    kind: str | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileStateView:
    """Of an attachment that nothing is known of, all but its id is null."""

    id: str
    kind: str | None
    state: str | None
    reason: str | None
    detail: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketView:
    """`files`: what became of the attachments; null where a ticket is not looked at by itself."""

    id: str
    number: str
    jurisdiction: str
    regulation: str
    status: Status
    round: int
    version: int
    channel: str
    category: str
    complexity: str
    urgency: str
    scope: str | None
    directly_answerable: bool
    subject: str
    description: str
    requester: RequesterView
    location: LocationView | None
    attachments: tuple[str, ...]
    files: tuple[FileStateView, ...] | None
    source: SourceView | None
    statutory_due_at: datetime | None
    unit: str | None
    co_handlers: tuple[str, ...]
    offices: tuple[str, ...]
    registered_at: datetime
    dispatched_at: datetime | None
    signed_at: datetime | None
    contacted_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    archived_at: datetime | None
    outcome: str | None
    promised_for: datetime | None
    rating: str | None
    solved: bool | None
    flags: tuple[str, ...]
    repeat_of: str | None
    repeat_proposed_of: str | None
    repeat_count: int
    parent: str | None
    parts: tuple[str, ...]
    deadlines: tuple[DeadlineView, ...]
    windows: tuple[WindowView, ...]
    pending: tuple[PendingView, ...]
    survey: SurveyView | None
    supervisions: tuple[SupervisionView, ...]
    rounds: tuple[RoundView, ...]
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketListView:
    items: tuple[TicketView, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    seq: int
    at: datetime
    actor: str
    type: str
    basis: BasisView | None
    data: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventListView:
    items: tuple[EventView, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionView:
    """`schema` is the JSON Schema of the body."""

    name: str
    title: str
    schema: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionListView:
    items: tuple[ActionView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadView:
    url: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentView:
    id: str
    upload: UploadView
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadView:
    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """`state`: pending, confirmed, refused. `withheld`: it would tell who asked."""

    id: str
    state: str
    reason: str | None
    detail: str | None
    kind: str
    content_type: str
    size: int
    filename: str
    announced_at: datetime
    withheld: bool
    download: DownloadView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthView:
    status: str


# What is JSON as it stands.
PLAIN = frozenset((str, int, float, bool, type(None)))


def to_json(value: object, zone: tzinfo) -> Any:  # noqa: ANN401 - any JSON value
    """A view, an event or any plain value as JSON; instants in the offset of `zone`."""
    kind: Any = type(value)
    if kind in PLAIN:
        return value
    if kind is BasisView:
        return basis_json(value)
    if kind is datetime:
        return _instant(value, zone)
    if (names := _field_names(kind)) is not None:
        return {name: to_json(getattr(value, name), zone) for name in names}
    return _held(value, zone)


def _held(value: object, zone: tzinfo) -> object:
    """What holds several, or is written otherwise than it stands."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list | frozenset):
        return [to_json(entry, zone) for entry in value]
    if isinstance(value, Mapping):
        return {str(key): to_json(entry, zone) for key, entry in value.items()}
    return _of_time(value, zone)


@lru_cache(maxsize=1024)
def basis_json(basis: BasisView) -> dict[str, Any]:
    """The same to everybody, of the same part of the same regulation; nobody changes it."""
    shown = {name: getattr(basis, name) for name in _field_names(BasisView) or ()}
    return {**shown, "rules": list(basis.rules)}


@cache
def _field_names(kind: type[Any]) -> tuple[str, ...] | None:
    """Of a dataclass, which may have none; None of any other."""
    return tuple(one.name for one in fields(kind)) if is_dataclass(kind) else None


def _of_time(value: object, zone: tzinfo) -> object:
    if isinstance(value, datetime):
        return _instant(value, zone)
    return value.isoformat() if isinstance(value, date) else value


@lru_cache(maxsize=4096)
def _instant(at: datetime, zone: tzinfo) -> str:
    """What one thing ends with another begins with: in a list most stand several times."""
    local = at.astimezone(zone)
    return local.isoformat(timespec="milliseconds" if local.microsecond else "seconds")
