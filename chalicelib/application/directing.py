"""The lists of units and staff: who may look at them and change them, and each change recorded."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date

from chalicelib.application.directory_ports import Changed
from chalicelib.application.ports import Conflict, Ports
from chalicelib.application.registering import regulation_now
from chalicelib.domain import staff, units
from chalicelib.domain.decision import forbidden
from chalicelib.domain.directory import HOME, STAFF_ROLES, Actor, Directory, Role
from chalicelib.domain.errors import Kind, Refusal
from chalicelib.domain.provisions import NamedPerson
from chalicelib.domain.staff import Gap, StaffGiven, StaffMember
from chalicelib.domain.units import UnitGiven, UnitRecord, UnitRecords, directory_on

ATTEMPTS = 5
PAGE = 500
MAY_CHANGE = (Role.OFFICE, Role.SUPERVISOR)
NO_PLACE = Refusal("not_found", "no such jurisdiction", kind=Kind.NOT_FOUND)
CONFLICT = Refusal("conflict", "too many changes at the same time: try again")
STALE = Refusal("stale", "the entry has changed since it was read", kind=Kind.STALE)
ANY_VERSION = "*"
MARK_BYTES = 12


def today(ports: Ports) -> date:
    return ports.clock.now().astimezone(HOME).date()


def may_not_see(ports: Ports, place: str, actor: Actor) -> Refusal | None:
    """Another place's lists do not exist for anybody; a citizen may be of no place."""
    if regulation_now(ports, place) is None:
        return NO_PLACE
    any_place = not actor.jurisdiction and actor.is_a(Role.CITIZEN)
    return None if any_place or actor.jurisdiction == place else NO_PLACE


def may_not_change(ports: Ports, place: str, actor: Actor) -> Refusal | None:
    """The office of the place, not one below it; or its leadership."""
    if refusal := may_not_see(ports, place, actor):
        return refusal
    if not actor.is_a(*MAY_CHANGE):
        return forbidden(f"only for: {', '.join(MAY_CHANGE)}")
    if actor.unit is not None and not actor.is_a(Role.SUPERVISOR):
        return forbidden("only for the office itself: a sub-office asks it")
    return None


def may_not_read_changes(ports: Ports, place: str, actor: Actor) -> Refusal | None:
    if refusal := may_not_see(ports, place, actor):
        return refusal
    readers = (*MAY_CHANGE, Role.AUDITOR)
    return None if actor.is_a(*readers) else forbidden(f"only for: {', '.join(readers)}")


def knows_staff(actor: Actor) -> bool:
    """Whether this caller sees people in full: those who work for the place do."""
    return actor.is_a(*STAFF_ROLES)


# --- which version of an entry is meant ---

Marks = frozenset[str]


def mark_of(ports: Ports, entry: UnitRecord | StaffMember) -> str:
    """What tells one version of an entry from every other. It is keyed: a mark that is kept
    somewhere lets nobody try names and phones until one fits.
    """
    told = json.dumps(asdict(entry), default=_plain, sort_keys=True)
    digest = hmac.new(ports.cursor_key, f"{type(entry).__name__}\0{told}".encode(), hashlib.sha256)
    return digest.hexdigest()[: 2 * MARK_BYTES]


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else str(value)


def _is_stale(ports: Ports, entry: UnitRecord | StaffMember | None, wanted: Marks | None) -> bool:
    """Whether the caller meant another version, or any, of what is not there."""
    if wanted is None:
        return False
    return entry is None or wanted.isdisjoint({ANY_VERSION, mark_of(ports, entry)})


# --- units ---


def put_unit(  # noqa: PLR0913 - what a change is
    ports: Ports,
    place: str,
    unit_id: str,
    given: UnitGiven,
    actor: Actor,
    wanted: Marks | None = None,
) -> UnitRecord | Refusal:
    """A unit as it is from a day on; with `wanted` only if it is still one of these versions."""
    (outcome,) = put_units(ports, place, [(unit_id, given)], actor, wanted=wanted)
    return outcome


def put_units(  # noqa: PLR0913 - what changes are
    ports: Ports,
    place: str,
    given: Sequence[tuple[str, UnitGiven]],
    actor: Actor,
    *,
    wanted: Marks | None = None,
    history: bool = False,
) -> list[UnitRecord | Refusal]:
    """Several at once, each on top of those before it; what is refused leaves the others alone.

    Only with `history` may they begin as long ago as they like.
    """
    for _ in range(ATTEMPTS):
        records, version = ports.directories.recorded(place)
        outcomes, changes = _changed(ports, records, given, actor, wanted=wanted, history=history)
        try:
            if changes:
                ports.directories.commit(place, changes, version)
        except Conflict:
            continue
        return outcomes
    return [CONFLICT] * len(given)


def tried_units(
    ports: Ports,
    place: str,
    given: Sequence[tuple[str, UnitGiven]],
    actor: Actor,
    *,
    history: bool = False,
) -> list[UnitRecord | Refusal]:
    """What would become of them."""
    records, _ = ports.directories.recorded(place)
    return _changed(ports, records, given, actor, history=history)[0]


def _changed(  # noqa: PLR0913 - as above
    ports: Ports,
    records: UnitRecords,
    given: Sequence[tuple[str, UnitGiven]],
    actor: Actor,
    *,
    wanted: Marks | None = None,
    history: bool = False,
) -> tuple[list[UnitRecord | Refusal], list[Changed[UnitRecord]]]:
    now, day = ports.clock.now(), today(ports)
    outcomes: list[UnitRecord | Refusal] = []
    changes = []
    for unit_id, one in given:
        old = records.get(unit_id)
        stale = _is_stale(ports, old, wanted)
        new = STALE if stale else _change(records, unit_id, one, day, history=history)
        outcomes.append(new)
        if isinstance(new, UnitRecord) and new != old:
            records = {**records, unit_id: new}
            changes.append(Changed(at=now, by=actor.id, old=old, new=new))
    return outcomes, changes


def _change(
    records: UnitRecords, unit_id: str, given: UnitGiven, day: date, *, history: bool
) -> UnitRecord | Refusal:
    new = units.changed(records, unit_id, given, day)
    if history or isinstance(new, Refusal):
        return new
    begins = given.valid_from or day
    return units.reaches_back(records.get(unit_id), new, begins, day) or new


# --- staff ---


def demanded(ports: Ports, place: str) -> Sequence[NamedPerson]:
    """Whom the units of the place must name."""
    regulation = regulation_now(ports, place)
    return regulation.persons if regulation else ()


def put_staff(
    ports: Ports, place: str, given: StaffGiven, actor: Actor, wanted: Marks | None = None
) -> StaffMember | Refusal:
    """Somebody with their post from a day on; `wanted` as for a unit."""
    for _ in range(ATTEMPTS):
        old, version = ports.staff.recorded(place, given.id)
        if _is_stale(ports, old, wanted):
            return STALE
        new = _appointed(ports, place, old, given)
        if isinstance(new, Refusal) or new == old:
            return new
        try:
            change = Changed(at=ports.clock.now(), by=actor.id, old=old, new=new)
            ports.staff.commit(place, change, version)
        except Conflict:
            continue
        return new
    return CONFLICT


def tried_staff(ports: Ports, place: str, given: StaffGiven) -> StaffMember | Refusal:
    """What would become of somebody."""
    return _appointed(ports, place, ports.staff.recorded(place, given.id)[0], given)


def _appointed(
    ports: Ports, place: str, old: StaffMember | None, given: StaffGiven
) -> StaffMember | Refusal:
    directory = units_on(ports, place, given.valid_from or today(ports))
    return staff.appointed(old, given, directory, demanded(ports, place), today(ports))


def units_on(ports: Ports, place: str, day: date) -> Directory:
    return directory_on(ports.directories.recorded(place)[0], day)


def all_staff(ports: Ports, place: str, after: str | None = None) -> Iterator[StaffMember]:
    """By id, those behind `after`."""
    while page := ports.staff.page(place, after, PAGE):
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1].id


def gaps(ports: Ports, place: str) -> list[Gap]:
    """Who is to be named by the regulation, unit by unit, and is not."""
    day = today(ports)
    asked = demanded(ports, place)
    return staff.gaps(asked, units_on(ports, place, day), all_staff(ports, place), day)
