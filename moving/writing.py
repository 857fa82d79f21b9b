"""Writes rows into files by place and month, holding no more than so many at once."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, Protocol

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from chalicelib.entrypoints.api import views
from moving.layout import FORMAT_VERSION, Column, Kind, TableName, columns
from moving.records import Place, Values

Format = Literal["parquet", "jsonl"]
ROWS_HELD = 50_000
MOST_OPEN = 128
MANIFEST = "manifest.json"

ARROW: Mapping[Kind, Any] = {
    "text": pa.string(),
    "texts": pa.list_(pa.string()),
    "integer": pa.int64(),
    "number": pa.float64(),
    "yes_no": pa.bool_(),
    "instant": pa.timestamp("us", tz="UTC"),
    "day": pa.date32(),
}


class NoRoom(Exception):
    """The directory cannot take an export; the message says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """Where rows of one table go."""

    table: TableName
    place: Place

    def folder(self, root: Path) -> Path:
        place = f"jurisdiction={self.place.jurisdiction}"
        return root / self.table / place / f"month={self.place.month}"


class File(Protocol):
    def write(self, rows: Sequence[Values]) -> None: ...

    def close(self) -> None: ...


class Parquet:
    """One file of Parquet; each writing is a row group."""

    def __init__(self, path: Path, known: Sequence[Column]) -> None:
        self._schema = schema(known)
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")

    def write(self, rows: Sequence[Values]) -> None:
        self._writer.write_table(pa.Table.from_pylist([dict(one) for one in rows], self._schema))

    def close(self) -> None:
        self._writer.close()


class JsonLines:
    """One file of JSON Lines; instants with microseconds and Z, days as 2026-03-02."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8")

    def write(self, rows: Sequence[Values]) -> None:
        for row in rows:
            plain = {name: _plain(value) for name, value in row.items()}
            self._file.write(json.dumps(plain, ensure_ascii=False, separators=(",", ":")) + "\n")

    def close(self) -> None:
        self._file.close()


def schema(known: Sequence[Column]) -> Any:  # noqa: ANN401 - pyarrow has no types
    return pa.schema([(one.name, ARROW[one.kind]) for one in known])


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
    if isinstance(value, date):
        return value.isoformat()
    plain: object = views.to_json(value, UTC)
    return plain


@dataclass(slots=True)
class Writer:
    """All files of one export. A directory without its manifest is no whole export."""

    root: Path
    format: Format
    personal: bool
    rows_held: int = ROWS_HELD
    held: dict[Part, list[Values]] = field(default_factory=dict)
    waiting: int = 0
    counts: dict[TableName, int] = field(default_factory=dict)
    begun: dict[Part, int] = field(default_factory=dict)
    open: OrderedDict[Part, File] = field(default_factory=OrderedDict)

    def prepare(self) -> None:
        """Raises `NoRoom` if there is something already."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            if any(self.root.iterdir()):
                raise NoRoom(f"{self.root} is not empty")
        except OSError as wrong:
            raise NoRoom(f"{self.root}: {wrong.strerror}") from None

    def add(self, place: Place, table: TableName, row: Values) -> None:
        self.held.setdefault(Part(table, place), []).append(row)
        self.counts[table] = self.counts.get(table, 0) + 1
        self.waiting += 1
        while self.waiting >= self.rows_held:
            self._write(max(self.held, key=lambda part: len(self.held[part])))

    def finish(self, about: Mapping[str, object]) -> None:
        """Write what waits, close all, and say at last what there is."""
        for part in list(self.held):
            self._write(part)
        while self.open:
            self._close_oldest()
        told = {
            "format_version": FORMAT_VERSION,
            "format": self.format,
            "personal_data": self.personal,
            "rows": self.counts,
            **about,
        }
        text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
        (self.root / MANIFEST).write_text(text, "utf-8")

    def _write(self, part: Part) -> None:
        rows = self.held.pop(part)
        self.waiting -= len(rows)
        self._file(part).write(rows)

    def _file(self, part: Part) -> File:
        if part not in self.open:
            if len(self.open) >= MOST_OPEN:
                self._close_oldest()
            self.open[part] = self._begin(part)
        self.open.move_to_end(part)
        return self.open[part]

    def _begin(self, part: Part) -> File:
        number = self.begun.get(part, 0)
        self.begun[part] = number + 1
        folder = part.folder(self.root)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"part-{number:05d}.{self.format}"
        if self.format == "jsonl":
            return JsonLines(path)
        return Parquet(path, columns(part.table, personal=self.personal))

    def _close_oldest(self) -> None:
        _, file = self.open.popitem(last=False)
        file.close()
