"""退订: a number that wants no more SMS gets none until it says otherwise. Never a rating."""

from __future__ import annotations

from datetime import UTC, datetime

from chalicelib.application.ports import Conflict, Ports

FOR_GOOD = datetime(2999, 1, 1, tzinfo=UTC)
ATTEMPTS = 5


def is_out(ports: Ports, phone: str) -> bool:
    record = ports.records.get("opt_out", ports.seals.indexed(phone), ports.clock.now())
    return bool(record and record.fields["out"])


def put(ports: Ports, phone: str, at: datetime, *, out: bool) -> None:
    """What the citizen wrote last, at `at`, counts, in whatever order it is told."""
    key, now = ports.seals.indexed(phone), ports.clock.now()
    for _ in range(ATTEMPTS):
        known = ports.records.get("opt_out", key, now)
        if known and datetime.fromisoformat(known.fields["since"]) > at:
            return
        fields = {"out": out, "since": min(at, now).isoformat()}
        version = known.version if known else 0
        if ports.records.put("opt_out", key, fields, expected=version, now=now, until=FOR_GOOD):
            return
    raise Conflict
