"""Units, people and who changed them, as this caller may see them."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import Any

from chalicelib.application.context import zone_of
from chalicelib.application.directing import knows_staff, mark_of, may_not_see, today
from chalicelib.application.directory_ports import Changed
from chalicelib.application.registering import regulation_now
from chalicelib.domain.masking import masked_name, masked_phone
from chalicelib.domain.staff import Post, StaffMember
from chalicelib.domain.units import UnitRecord, UnitSpell
from chalicelib.entrypoints.api import views
from chalicelib.entrypoints.api.errors import invalid, not_found, refused
from chalicelib.entrypoints.api.http import Call
from chalicelib.late import dataclass

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpellView:
    """`valid_to` is the first day on which it no longer holds."""

    name: str
    kind: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """Name, kind and parent are those of the day that was asked for, or the last before it.

    `etag` is for the If-Match of a change.
    """

    id: str
    etag: str
    name: str
    kind: str
    parent: str | None
    in_force: bool
    valid_from: date | None
    valid_to: date | None
    successor: str | None
    history: tuple[SpellView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitListView:
    items: tuple[UnitView, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostView:
    roles: tuple[str, ...]
    unit: str | None
    duties: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffView:
    """A citizen sees who is named for a unit, name and phone masked, and no id and no history.

    `etag` is for the If-Match of a change.
    """

    id: str | None
    etag: str | None
    name: str
    phone: str | None
    post: PostView | None
    history: tuple[PostView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffListView:
    items: tuple[StaffView, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointedView:
    """Without name and phone: answers to requests with an Idempotency-Key are kept for a day."""

    id: str
    post: PostView | None
    history: tuple[PostView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapView:
    unit: str
    unit_name: str
    duty: str
    name: str
    basis: views.BasisView


@dataclass(frozen=True, slots=True, kw_only=True)
class GapListView:
    items: tuple[GapView, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """`old` is null where the entry was new."""

    at: datetime
    by: str
    id: str
    old: dict[str, Any] | None
    new: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeListView:
    items: tuple[ChangeView, ...]
    next_cursor: str | None


def etag_of(call: Call, entry: UnitRecord | StaffMember) -> str:
    return f'"{mark_of(call.ports, entry)}"'


def marks_wanted(call: Call) -> frozenset[str] | None:
    """The versions that an If-Match names; None without one."""
    given = call.headers.get("if-match")
    if given is None:
        return None
    return frozenset(one.strip().removeprefix("W/").strip('"') for one in given.split(","))


def unit_view(call: Call, record: UnitRecord, day: date) -> UnitView:
    """As on the day; one that is yet to begin as it will begin."""
    begun = [one for one in record.spells if one.has_begun(day)]
    shown = begun[-1] if begun else record.spells[0]
    return UnitView(
        id=record.id,
        etag=etag_of(call, record),
        name=shown.name,
        kind=shown.kind,
        parent=shown.parent,
        in_force=record.on(day) is not None,
        valid_from=shown.valid_from,
        valid_to=shown.valid_to,
        successor=record.successor,
        history=tuple(_spell_view(one) for one in record.spells),
    )


def _spell_view(spell: UnitSpell) -> SpellView:
    return SpellView(
        name=spell.name,
        kind=spell.kind,
        parent=spell.parent,
        valid_from=spell.valid_from,
        valid_to=spell.valid_to,
    )


def staff_view(member: StaffMember, day: date, call: Call) -> StaffView:
    post = member.post_on(day)
    shown = _post_view(post) if post else None
    if knows_staff(call.actor):
        return StaffView(
            id=member.id,
            etag=etag_of(call, member),
            name=member.name,
            phone=member.phone,
            post=shown,
            history=tuple(_post_view(one) for one in member.posts),
        )
    name, phone = masked_name(member.name) or "", masked_phone(member.phone)
    return StaffView(id=None, etag=None, name=name, phone=phone, post=shown, history=())


def appointed_view(member: StaffMember, day: date) -> AppointedView:
    post = member.post_on(day)
    return AppointedView(
        id=member.id,
        post=_post_view(post) if post else None,
        history=tuple(_post_view(one) for one in member.posts),
    )


def _post_view(post: Post) -> PostView:
    return PostView(
        roles=tuple(sorted(post.roles)),
        unit=post.unit,
        duties=post.duties,
        valid_from=post.valid_from,
        valid_to=post.valid_to,
    )


def change_json(change: Changed[UnitRecord] | Changed[StaffMember], zone: tzinfo) -> Json:
    old, new = views.to_json(change.old, zone), views.to_json(change.new, zone)
    shown = ChangeView(at=change.at, by=change.by, id=change.new.id, old=old, new=new)
    told: Json = views.to_json(shown, zone)
    return told


# --- what every route here begins with ---


def place_of(call: Call) -> str:
    """The jurisdiction of the path, if it exists for this caller."""
    place = call.params["jurisdiction_id"]
    if refusal := may_not_see(call.ports, place, call.actor):
        raise refused(refusal)
    return place


def zone_at(call: Call, place: str) -> tzinfo:
    regulation = regulation_now(call.ports, place)
    if regulation is None:
        raise not_found("no such jurisdiction")
    return zone_of(regulation.identity.time_zone)


def day_asked(call: Call, asked: dict[str, str]) -> date:
    """`on`, or today."""
    if "on" not in asked:
        return today(call.ports)
    try:
        return date.fromisoformat(asked["on"])
    except ValueError:
        raise invalid("/on", "expected a day such as 2026-03-02") from None
