"""Units over time: renamed, moved under another, ended and handed over, always under one id.

What a unit was on a day stays to be read; a change holds from a day on (XX-25).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated

from chalicelib.domain.directory import Directory, Unit, UnitKind, holds
from chalicelib.domain.errors import FieldError, Kind, Refusal
from chalicelib.domain.shape import NAME, Text
from chalicelib.late import dataclass

LONGEST_BACK = timedelta(days=366)
UNIT_ID = Text(60, 1, r"[a-z0-9][a-z0-9-]*", "small letters, digits and -")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSpell:
    """What a unit is called, is and stands under, from a day on until another, which is out."""

    name: str
    kind: UnitKind
    parent: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        return holds(self.valid_from, self.valid_to, day)

    def has_begun(self, day: date) -> bool:
        return self.valid_from is None or self.valid_from <= day


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRecord:
    """All that is known of a unit, oldest spell first; `successor` takes over when it ends."""

    id: str
    spells: tuple[UnitSpell, ...]
    successor: str | None = None

    def on(self, day: date) -> Unit | None:
        return next((self._as(one) for one in self.spells if one.holds_on(day)), None)

    def last_on(self, day: date) -> Unit | None:
        """What it is on the day, or was when it ended; None before it begins."""
        begun = [one for one in self.spells if one.has_begun(day)]
        return self._as(begun[-1]) if begun else None

    def at_first(self) -> Unit:
        return self._as(self.spells[0])

    def ends_on(self) -> date | None:
        return self.spells[-1].valid_to

    def _as(self, spell: UnitSpell) -> Unit:
        return Unit(self.id, spell.name, spell.kind, spell.parent)


UnitRecords = Mapping[str, UnitRecord]


def of_always(directory: Directory) -> dict[str, UnitRecord]:
    """Units of which only today is known."""
    return {one.id: _always(one) for one in directory.units.values()}


def _always(unit: Unit) -> UnitRecord:
    spell = UnitSpell(name=unit.name, kind=unit.kind, parent=unit.parent)
    return UnitRecord(id=unit.id, spells=(spell,))


def directory_on(records: UnitRecords, day: date) -> Directory:
    """The units as they are on a day."""
    units, past = {}, {}
    for record in records.values():
        now, last = record.on(day), record.last_on(day)
        if now:
            units[record.id] = now
        elif last:
            past[record.id] = last
    heirs = {one: _heir(records, one, day) for one in past}
    return Directory(units, past, {one: heir for one, heir in heirs.items() if heir})


def _heir(records: UnitRecords, ended: str, day: date) -> str | None:
    """Who has the work now: the first in force of those that handed on to one another."""
    seen: set[str] = set()
    unit: str | None = ended
    while unit and unit not in seen:
        seen.add(unit)
        record = records.get(unit)
        if record is None or record.on(day):
            return unit if record else None
        unit = record.successor
    return None


# --- changes ---


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitGiven:
    """What a unit is from a day on (left out: from today). With `valid_to` it ends on that day."""

    name: Annotated[str, NAME]
    kind: UnitKind
    parent: Annotated[str, UNIT_ID] | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successor: Annotated[str, UNIT_ID] | None = None


def changed(
    records: UnitRecords, unit_id: str, given: UnitGiven, today: date
) -> UnitRecord | Refusal:
    """The unit after the change: what was before its day stays, what was planned after it goes."""
    begins = given.valid_from or today
    spell = UnitSpell(
        name=given.name,
        kind=given.kind,
        parent=given.parent,
        valid_from=begins,
        valid_to=given.valid_to,
    )
    known = records.get(unit_id)
    spells = _joined((*(_before(known, begins) if known else ()), spell))
    after = UnitRecord(id=unit_id, spells=spells, successor=given.successor)
    errors = tuple(_wrong({**records, unit_id: after}, after, begins))
    if errors:
        return Refusal("invalid_field", "some fields are wrong", kind=Kind.INVALID, errors=errors)
    return after


def reaches_back(
    known: UnitRecord | None, after: UnitRecord, begins: date, today: date
) -> Refusal | None:
    """Why a change may not begin so long ago: what a unit was when a ticket was sent to it is told
    of that ticket, and is not to be another all at once. A successor may be said at any time.
    """
    earliest = today - LONGEST_BACK
    spell = _present(known, today) if known else None
    if spell and spell.valid_from and spell.valid_from > earliest:
        earliest = min(spell.valid_from, today)
    if begins >= earliest or (known and after.spells == known.spells):
        return None
    detail = (
        f"expected {earliest} or later: the day from which the unit is as it is now, at most"
        f" {LONGEST_BACK.days} days ago; older history is taken in by tools.put_directory"
    )
    errors = (FieldError("/valid_from", detail),)
    return Refusal("invalid_field", "some fields are wrong", kind=Kind.INVALID, errors=errors)


def _present(record: UnitRecord, today: date) -> UnitSpell | None:
    """How it is today, or was when it ended."""
    return next((one for one in reversed(record.spells) if one.has_begun(today)), None)


def _before(record: UnitRecord, day: date) -> Iterator[UnitSpell]:
    for one in record.spells:
        if one.valid_from is None or one.valid_from < day:
            ends = one.valid_to if one.valid_to and one.valid_to < day else day
            yield replace(one, valid_to=ends)


def _joined(spells: tuple[UnitSpell, ...]) -> tuple[UnitSpell, ...]:
    """The same said again for the days that follow is one spell."""
    *before, last = spells
    if not before:
        return spells
    same = replace(before[-1], valid_from=last.valid_from, valid_to=last.valid_to) == last
    if same and before[-1].valid_to == last.valid_from:
        return (*before[:-1], replace(before[-1], valid_to=last.valid_to))
    return spells


def _wrong(records: UnitRecords, after: UnitRecord, begins: date) -> Iterator[FieldError]:
    ends, spell = after.ends_on(), after.spells[-1]
    if ends is not None and ends <= begins:
        yield FieldError("/valid_to", "expected a day after valid_from: it is the first day out")
    if spell.parent is not None:
        parent = records.get(spell.parent)
        if parent is None or parent.on(begins) is None:
            yield FieldError("/parent", "no unit of this place on that day")
        elif directory_on(records, begins).is_under(spell.parent, after.id):
            yield FieldError("/parent", "stands under this unit itself")
    if after.successor is not None:
        heir = records.get(after.successor)
        if ends is None:
            yield FieldError("/successor", "only a unit that ends hands over: valid_to is missing")
        elif heir is None or heir.id == after.id or heir.on(ends) is None:
            yield FieldError("/successor", "no other unit of this place on the day it takes over")
