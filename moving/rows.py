"""A row of a file as a ticket of another system, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from chalicelib.application.context import zone_of
from chalicelib.application.move_in import Incoming
from chalicelib.domain.directory import Directory
from chalicelib.domain.dispatching import Dispatch
from chalicelib.domain.errors import FieldError, Refusal
from chalicelib.domain.intake import Register
from chalicelib.domain.moving_in import KeepAsHistory
from chalicelib.domain.regulation import Ratings, Regulation
from chalicelib.domain.state import Status
from chalicelib.domain.terms import Listing
from chalicelib.reading import Unreadable as WrongShape
from chalicelib.reading import read
from moving import values
from moving.columns import BY_KEY, CHANNEL_WORDS, COLUMNS, STATUS_WORDS, Column
from moving.refused import WHOLE_ROW, Refused
from moving.values import Cell

Found = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """The place the tickets are of. `words`: by kind of column, the id each word stands for."""

    id: str
    system: str
    zone: tzinfo
    epoch: datetime
    words: Mapping[str, Mapping[str, str]]


def place_of(regulation: Regulation, directory: Directory, system: str, epoch: datetime) -> Place:
    """As the place speaks today: cells are read by its newest lists, whatever was in force then."""
    listings: Mapping[str, Listing | Ratings] = {
        "category": regulation.categories,
        "complexity": regulation.complexities,
        "urgency": regulation.urgencies,
        "scope": regulation.scope,
        "rating": regulation.ratings,
    }
    words = {
        kind: _words((one.id, one.name, one.name_en) for one in listing.choices)
        for kind, listing in listings.items()
    }
    words |= {
        "status": _words((status, *words) for status, words in STATUS_WORDS.items()),
        "channel": _words(CHANNEL_WORDS.items()),
        "unit": _words((one.id, one.name) for one in directory.units.values()),
        "outcome": {
            **_words((one.code, one.name) for one in regulation.decline_reasons),
            **_words((one.to, one.name) for one in regulation.referrals),
            **_words((one.id, one.name) for one in regulation.answer.outcomes),
        },
    }
    identity = regulation.identity
    return Place(identity.place, system, zone_of(identity.time_zone), epoch, words)


def _words(choices: Iterable[Sequence[str]]) -> Mapping[str, str]:
    return {word.lower(): str(words[0]) for words in choices for word in words}


@dataclass(slots=True)
class Row:
    """One row on its way: what its cells say, and what is wrong so far."""

    number: int
    place: Place
    cells: Mapping[str, Cell]
    found: Found = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)

    def refuse(self, column: Column, code: str) -> None:
        self.refused.append(Refused.known(self.number, column.header, code))

    def read_cells(self) -> None:
        for column in COLUMNS:
            cell = self.cells.get(column.key)
            if values.is_empty(cell):
                continue
            try:
                self.found[column.key] = self._value(column, cell)
            except values.Unreadable as wrong:
                self.refuse(column, str(wrong))
        if "status" in self.found:
            self._check_status(Status(self.found["status"]))
        elif not self.refused:
            self.refuse(BY_KEY["status"], "required")

    def _value(self, column: Column, cell: Cell) -> object:
        readers: Mapping[str, Callable[[Cell], object]] = {
            "text": values.text,
            "phone": values.phone,
            "yes_no": values.yes_no,
            "instant": self._instant,
            "units": self._units,
        }
        reader = readers.get(column.kind)
        return reader(cell) if reader else self._listed(column.kind, values.text(cell))

    def _instant(self, cell: Cell) -> datetime:
        return values.instant(cell, self.place.zone, self.place.epoch)

    def _units(self, cell: Cell) -> list[str]:
        named = values.text(cell).replace("；", "、").replace(";", "、").split("、")
        return [self._listed("unit", one.strip()) for one in named if one.strip()]

    def _listed(self, kind: str, said: str) -> str:
        known = self.place.words[kind].get(said.lower())
        if known is None:
            raise values.Unreadable("not_listed")
        return known

    def _check_status(self, status: Status) -> None:
        """What stands in a cell that could not be read is not missing besides."""
        for column in COLUMNS:
            there = not values.is_empty(self.cells.get(column.key))
            if status in column.needed_for and not there:
                self.refuse(column, "required")
            elif there and status not in column.only_for:
                self.refuse(column, "not_for_status")


def read_row(number: int, cells: Mapping[str, Cell], place: Place) -> Incoming | list[Refused]:
    """The ticket that a row tells of; else everything wrong with the row."""
    row = Row(number, place, cells)
    row.read_cells()
    if row.refused:
        return row.refused
    try:
        return _incoming(row.found, place)
    except WrongShape as wrong:
        return [_of_field(number, one) for one in wrong.errors]


def _incoming(found: Found, place: Place) -> Incoming:
    status = Status(found["status"])
    return Incoming(
        register=read(Register, _register(found, place)),
        registered_at=found["registered_at"],
        dispatch=read(Dispatch, _given(found, "unit", "co_handlers"))
        if not status.final and "unit" in found
        else None,
        dispatched_at=found.get("dispatched_at"),
        signed_at=found.get("signed_at"),
        contacted_at=found.get("contacted_at"),
        ended=read(KeepAsHistory, _ended(found)) if status.final else None,
    )


def _register(found: Found, place: Place) -> Found:
    return {
        **_given(found, "category", "subject", "description", "complexity", "urgency", "scope"),
        "jurisdiction": place.id,
        "channel": found.get("channel", "phone"),
        "requester": _given(found, "name", "phone", "confidential", "reply_wanted"),
        "source": {"platform": place.system, "reference": found["reference"]},
        **({"location": {"address": found["address"]}} if "address" in found else {}),
    }


def _ended(found: Found) -> Found:
    return _given(
        found, "status", "closed_at", "unit", "dispatched_at", "answered_at", "answer", "outcome",
        "rating",
    )  # fmt: skip


def _given(found: Found, *keys: str) -> Found:
    return {key: found[key] for key in keys if key in found}


def refusals(number: int, refusal: Refusal) -> list[Refused]:
    """What a rule refused, at the column it is about where it names one."""
    if refusal.errors:
        return [_of_field(number, one, refusal) for one in refusal.errors]
    return [_told(number, WHOLE_ROW, refusal.code, refusal.detail, refusal)]


def _of_field(number: int, error: FieldError, refusal: Refusal | None = None) -> Refused:
    names = [one for one in error.pointer.split("/") if one in BY_KEY]
    column = BY_KEY[names[-1]].header if names else WHOLE_ROW
    code = refusal.code if refusal else "invalid_field"
    return _told(number, column, code, error.detail, refusal)


def _told(number: int, column: str, code: str, detail: str, refusal: Refusal | None) -> Refused:
    article = refusal.basis.article if refusal and refusal.basis else ""
    by = f"（{article}）" if article else ""
    chinese, english = f"不符合规则{by}：{detail}", f"the rule refuses it: {code}: {detail}"
    return Refused(number, column, code, chinese, english)
