"""The port `Records` in memory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from threading import Lock
from typing import Any

from chalicelib.application.message_ports import Record, RecordKind

Kept = tuple[Record, datetime]


class MemoryRecords:
    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[tuple[RecordKind, str], Kept] = {}

    def get(self, kind: RecordKind, key: str, now: datetime) -> Record | None:
        with self._lock:
            return self._get(kind, key, now)

    def _get(self, kind: RecordKind, key: str, now: datetime) -> Record | None:
        record, until = self._kept.get((kind, key), (None, now))
        return record if until > now else None

    def put(  # noqa: PLR0913 - as the port says
        self,
        kind: RecordKind,
        key: str,
        fields: Mapping[str, Any],
        *,
        expected: int,
        now: datetime,
        until: datetime,
    ) -> bool:
        with self._lock:
            known = self._get(kind, key, now)
            if (known.version if known else 0) != expected:
                return False
            self._kept[kind, key] = Record(dict(fields), expected + 1), until
            return True

    def add(
        self, kind: RecordKind, key: str, *, now: datetime, until: datetime, **counts: int
    ) -> None:
        with self._lock:
            known = self._get(kind, key, now) or Record({}, 0)
            fields = dict(known.fields)
            for name, count in counts.items():
                fields[name] = fields.get(name, 0) + count
            self._kept[kind, key] = Record(fields, known.version + 1), until
