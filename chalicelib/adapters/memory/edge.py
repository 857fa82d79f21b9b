"""What stands at the edge, in memory: answers given before, uploads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from chalicelib.application.edge_ports import (
    REMEMBERED_FOR,
    Begun,
    KnownAnswer,
    Upload,
)

UPLOAD_WITHIN = timedelta(hours=1)


@dataclass(slots=True)
class Remembered:
    fingerprint: str
    since: datetime
    answer: KnownAnswer | None = None


class MemoryIdempotency:
    def __init__(self) -> None:
        self._lock = Lock()
        self._known: dict[str, Remembered] = {}

    def begin(self, key: str, fingerprint: str, now: datetime) -> Begun:
        with self._lock:
            known = self._known.get(key)
            if known is None or now - known.since >= REMEMBERED_FOR:
                self._known[key] = Remembered(fingerprint, now)
                return "new"
            if known.fingerprint != fingerprint:
                return "other_body"
            return known.answer or "in_flight"

    def finish(self, key: str, answer: KnownAnswer) -> None:
        with self._lock:
            known = self._known.get(key)
            if known is not None and known.answer is None:
                known.answer = answer


class LocalUploads:
    """Points at the machine itself: `base` is where its server takes files."""

    def __init__(self, base: str) -> None:
        self._base = base

    def offer(self, attachment_id: str, content_type: str, size: int, now: datetime) -> Upload:
        return Upload(
            url=f"{self._base}/{attachment_id}",
            fields={"content_type": content_type, "size": str(size)},
            expires_at=now + UPLOAD_WITHIN,
        )
