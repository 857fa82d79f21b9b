"""Everything there is, written to files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from chalicelib.adapters.dynamodb.items import Torn
from chalicelib.application.ports import Regulations
from moving.layout import TableName
from moving.records import Records, Whole
from moving.writing import Format, Writer


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write, and where. `source` says what was read, for the manifest."""

    to: Path
    format: Format
    personal: bool
    exported_at: datetime
    source: str


@dataclass(slots=True)
class Done:
    """Rows by table, and the tickets that could not be told."""

    counts: dict[TableName, int]
    torn: list[str] = field(default_factory=list)


def export(found: Iterable[Whole | Torn], regulations: Regulations, plan: Plan) -> Done:
    """Raises `NoRoom`, or what reading raises: then the directory has no manifest."""
    records, torn = Records(regulations, plan.personal), list[str]()
    writer = Writer(plan.to, plan.format, plan.personal)
    writer.prepare()
    for one in found:
        if isinstance(one, Torn):
            torn.append(str(one))
            continue
        place = records.place(one.ticket)
        for table, row in records.rows(one):
            writer.add(place, table, row)
    about = {"exported_at": plan.exported_at.isoformat(), "from": plan.source, "torn": torn}
    writer.finish(about)
    return Done(dict(writer.counts), torn)
