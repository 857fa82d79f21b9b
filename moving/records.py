"""A whole ticket as the rows of an export."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from chalicelib.application.context import zone_of
from chalicelib.application.listing import earliest_due_at
from chalicelib.application.ports import Made, Regulations
from chalicelib.domain import deadlines
from chalicelib.domain.decision import Entry
from chalicelib.domain.records import Location, Source
from chalicelib.domain.state import Deadline, Ticket
from chalicelib.entrypoints.api import views
from moving.layout import PLAIN_DATA, TABLES, TableName, columns

Values = Mapping[str, Any]
SAME_NAME = {table: {one.name for one in known} for table, known in TABLES.items()}


@dataclass(frozen=True, slots=True)
class Whole:
    """A ticket as it stood after its last commit, and all that was ever recorded of it."""

    ticket: Ticket
    commits: Sequence[Made]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the rows of a ticket lie."""

    jurisdiction: str
    month: str


@dataclass(frozen=True, slots=True)
class Records:
    """What is told of tickets. `personal`: also who asked, in their words, and who acted."""

    regulations: Regulations
    personal: bool

    def place(self, ticket: Ticket) -> Place:
        zone = zone_of(self.regulations.get(ticket.regulation).identity.time_zone)
        return Place(ticket.jurisdiction, f"{ticket.registered_at.astimezone(zone):%Y-%m}")

    def rows(self, whole: Whole) -> Iterator[tuple[TableName, Values]]:
        """Every row, with the columns that may be told."""
        for table, row in self._rows(whole):
            yield table, {one.name: row[one.name] for one in columns(table, personal=self.personal)}

    def _rows(self, whole: Whole) -> Iterator[tuple[TableName, Values]]:
        ticket = whole.ticket
        yield "tickets", _ticket(ticket)
        for made in whole.commits:
            for entry in made.entries:
                row = _event(ticket, made.version, entry)
                yield "events", {**row, "data": self._data(entry)}
        for deadline in ticket.deadlines:
            yield "deadlines", self._deadline(ticket, deadline)
        yield from (("surveys", row) for row in _surveys(ticket))

    def _deadline(self, ticket: Ticket, deadline: Deadline) -> Values:
        ruling = deadlines.ruling(deadline, self.regulations.get(ticket.regulation))
        return {
            **_named("deadlines", deadline),
            "ticket_id": ticket.id,
            "limit_amount": deadline.limit.amount if deadline.limit else None,
            "limit_unit": deadline.limit.unit if deadline.limit else None,
            "article": ruling.article if ruling else None,
        }

    def _data(self, entry: Entry) -> str:
        told: dict[str, Any] = views.to_json(entry.event, UTC)
        if not self.personal:
            told = {key: value for key, value in told.items() if key in PLAIN_DATA}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _named(table: TableName, value: object) -> dict[str, Any]:
    """The columns that are called as the fields of the domain."""
    return {name: getattr(value, name) for name in SAME_NAME[table] if hasattr(value, name)}


def _ticket(ticket: Ticket) -> Values:
    where, source = (
        ticket.location or Location(),
        ticket.source or Source(platform="", reference=""),
    )
    return {
        **_named("tickets", ticket),
        "due_at": earliest_due_at(ticket),
        "pending": [one.kind for one in ticket.pending],
        "source_platform": source.platform or None,
        "source_reference": source.reference or None,
        "source_kind": source.kind,
        "confidential": ticket.requester.confidential,
        "reply_wanted": ticket.requester.reply_wanted,
        "requester_name": ticket.requester.name,
        "requester_phone": ticket.requester.phone,
        "address": where.address,
        "lat": where.lat,
        "lon": where.lon,
    }


def _event(ticket: Ticket, version: int, entry: Entry) -> Values:
    basis = entry.basis
    return {
        "ticket_id": ticket.id,
        "seq": entry.seq,
        "version": version,
        "at": entry.at,
        "type": entry.event.name,
        "basis_regulation": basis.regulation if basis else None,
        "basis_article": basis.article if basis else None,
        "basis_rules": list(basis.rules) if basis else [],
        "actor": entry.actor,
    }


def _surveys(ticket: Ticket) -> Iterator[Values]:
    """That of every round that had one."""
    earlier = (one.survey for one in ticket.rounds)
    for survey in (*earlier, ticket.survey):
        if survey is not None:
            yield {
                **_named("surveys", survey),
                "ticket_id": ticket.id,
                "asked_above": survey.above,
            }
