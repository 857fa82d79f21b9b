"""Units as plain values: the list that every release reads, and beside it what units were before.

A release that knows no history still finds each unit as it was last written.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from chalicelib.application.directory_ports import Changed
from chalicelib.domain.directory import Directory, Unit, UnitKind
from chalicelib.domain.units import UnitRecord, UnitRecords, UnitSpell, of_always

Fields = dict[str, Any]


def fields_of_units(records: UnitRecords, day: date) -> Fields:
    """`history` only has the units of which more is known than what they are."""
    units = [_row(one.last_on(day) or one.at_first()) for one in records.values()]
    history = {one.id: _plain(one) for one in records.values() if not _is_always(one)}
    return {"units": units, **({"history": history} if history else {})}


def _row(unit: Unit) -> list[str | None]:
    return [unit.id, unit.name, unit.kind.value, unit.parent]


def _is_always(record: UnitRecord) -> bool:
    dates = {(one.valid_from, one.valid_to) for one in record.spells}
    return len(record.spells) == 1 and dates == {(None, None)} and record.successor is None


def records_of(fields: Mapping[str, Any]) -> UnitRecords:
    rows = fields.get("units", ())
    units = [Unit(one, name, UnitKind(kind), parent) for one, name, kind, parent in rows]
    history = fields.get("history", {})
    return {
        **of_always(Directory({unit.id: unit for unit in units})),
        **{one: _record(one, plain) for one, plain in history.items()},
    }


def _plain(record: UnitRecord) -> Fields:
    spells = [
        [one.name, one.kind.value, one.parent, _day(one.valid_from), _day(one.valid_to)]
        for one in record.spells
    ]
    return {"spells": spells, "successor": record.successor}


def _record(unit_id: str, plain: Mapping[str, Any]) -> UnitRecord:
    spells = tuple(
        UnitSpell(
            name=name,
            kind=UnitKind(kind),
            parent=parent,
            valid_from=day_of(valid_from),
            valid_to=day_of(valid_to),
        )
        for name, kind, parent, valid_from, valid_to in plain["spells"]
    )
    return UnitRecord(id=unit_id, spells=spells, successor=plain["successor"])


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def told_of(change: Changed[UnitRecord]) -> Fields:
    return {
        "at": change.at.isoformat(),
        "by": change.by,
        "id": change.new.id,
        "old": _plain(change.old) if change.old else None,
        "new": _plain(change.new),
    }


def change_of(fields: Mapping[str, Any]) -> Changed[UnitRecord]:
    old, unit_id = fields["old"], fields["id"]
    return Changed(
        at=datetime.fromisoformat(fields["at"]),
        by=fields["by"],
        old=_record(unit_id, old) if old else None,
        new=_record(unit_id, fields["new"]),
    )
