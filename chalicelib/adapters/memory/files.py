"""The ports `FileRows` and `Bucket` in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from threading import Lock

from chalicelib.application.file_ports import Announced, Confirmed, Download, FileRow, Upload
from chalicelib.domain.files import DOWNLOAD_WITHIN, UPLOAD_WITHIN, State

QUARANTINE, CLEAN = "quarantine", "clean"


class MemoryFileRows:
    def __init__(self) -> None:
        self._lock = Lock()
        self._rows: dict[str, FileRow] = {}
        self._queue: set[Announced] = set()

    def announce(self, row: FileRow) -> None:
        with self._lock:
            self._rows[row.id] = row
            self._queue.add(Announced(row.announced_at, row.id))

    def get_many(self, ids: Collection[str]) -> Mapping[str, FileRow]:
        with self._lock:
            return {one: self._rows[one] for one in ids if one in self._rows}

    def claim(self, file_id: str, ticket_id: str) -> bool:
        with self._lock:
            row = self._rows.get(file_id)
            if row is not None:
                self._rows[file_id] = replace(row, tickets=row.tickets | {ticket_id})
            return row is not None

    def settle(
        self, file_id: str, state: State, reason: str | None, confirmed: Confirmed | None = None
    ) -> bool:
        with self._lock:
            row = self._rows.get(file_id)
            if row is None or row.state != "pending":
                return False
            self._rows[file_id] = replace(row, state=state, reason=reason, confirmed=confirmed)
            return True

    def announced_before(self, moment: datetime, limit: int) -> Sequence[Announced]:
        with self._lock:
            due = (one for one in self._queue if one.at < moment)
            return sorted(due, key=lambda one: (one.at, one.id))[:limit]

    def looked_after(self, announced: Announced) -> None:
        with self._lock:
            self._queue.discard(announced)

    def remove_if_unclaimed(self, row: FileRow) -> bool:
        with self._lock:
            known = self._rows.get(row.id)
            if known is None or known.tickets != row.tickets:
                return False
            del self._rows[row.id]
            return True

    def remove(self, rows: Collection[FileRow]) -> None:
        with self._lock:
            for row in rows:
                self._rows.pop(row.id, None)
                self._queue.discard(Announced(row.announced_at, row.id))


class MemoryBucket:
    """Offers what nobody listens to: files come in by `put`."""

    def __init__(self) -> None:
        self._versions = count(1)
        self.objects: dict[tuple[str, str, str], bytes] = {}

    def put(self, file_id: str, body: bytes) -> str:
        """Into quarantine, as a client does; the version."""
        return self._put(QUARANTINE, file_id, body)

    def _put(self, where: str, file_id: str, body: bytes) -> str:
        version = f"v{next(self._versions)}"
        self.objects[where, file_id, version] = body
        return version

    def offer(self, file_id: str, content_type: str, size: int, now: datetime) -> Upload:
        fields = {"key": f"{QUARANTINE}/{file_id}", "Content-Type": content_type}
        url = f"/uploads?bytes={size}"
        return Upload(url=url, fields=fields, expires_at=now + UPLOAD_WITHIN)

    def quarantined(self, file_id: str, version: str) -> bytes | None:
        return self.objects.get((QUARANTINE, file_id, version))

    def release(self, file_id: str, version: str) -> None:
        self.objects.pop((QUARANTINE, file_id, version), None)

    def keep(self, file_id: str, body: bytes, content_type: str) -> str:  # noqa: ARG002
        return self._put(CLEAN, file_id, body)

    def unkeep(self, file_id: str, version: str) -> None:
        self.objects.pop((CLEAN, file_id, version), None)

    def erase(self, file_ids: Collection[str]) -> None:
        for key in [one for one in self.objects if one[1] in file_ids]:
            del self.objects[key]

    def download(self, row: FileRow, filename: str, now: datetime) -> Download:
        return Download(f"/downloads/{row.id}/{filename}", now + DOWNLOAD_WITHIN)
