"""Files, as the use cases see them: the rows that tell of them, and the bucket that holds them.

A file lies in quarantine until its bytes are looked at; only what was confirmed lies where it can
be had. Nobody's file is found by its name: the id of its row is its name in the bucket.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Literal, Protocol

from chalicelib.domain.files import Announcer, NotTaken, Sizes, State
from chalicelib.late import dataclass


class Unscanned(Exception):
    """The scanner does not answer: the file stays where it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """Where and with which form fields a client sends the file itself."""

    url: str
    fields: Mapping[str, str]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Download:
    url: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What was kept: the version in the bucket, and how many bytes it has."""

    version: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """A file that was announced. `tickets` name it, or were about to when they were committed."""

    id: str
    filename: str
    content_type: str
    size: int
    by: Announcer
    announced_at: datetime
    state: State = "pending"
    reason: str | None = None
    confirmed: Confirmed | None = None
    tickets: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Announced:
    """When which file was announced: a line of the queue of those that nobody may have named."""

    at: datetime
    id: str


class FileRows(Protocol):
    """All of it is read as it is committed."""

    def announce(self, row: FileRow) -> None: ...

    def get_many(self, ids: Collection[str]) -> Mapping[str, FileRow]: ...

    def claim(self, file_id: str, ticket_id: str) -> bool:
        """The ticket is about to name it; False: there is no such file, or none any more."""

    def settle(
        self, file_id: str, state: State, reason: str | None, confirmed: Confirmed | None = None
    ) -> bool:
        """Of one that is pending; False: it is not, or it is gone."""

    def announced_before(self, moment: datetime, limit: int) -> Sequence[Announced]:
        """The oldest of those that were not looked after yet."""

    def looked_after(self, announced: Announced) -> None:
        """Its line of the queue goes."""

    def remove_if_unclaimed(self, row: FileRow) -> bool:
        """The row, unless a ticket claimed it since it was read."""

    def remove(self, rows: Collection[FileRow]) -> None:
        """With their lines of the queue."""


class Bucket(Protocol):
    """Every object has versions. `version` is the one in quarantine that an event tells of."""

    def offer(self, file_id: str, content_type: str, size: int, now: datetime) -> Upload: ...

    def quarantined(self, file_id: str, version: str) -> bytes | None:
        """None: it is not there any more."""

    def release(self, file_id: str, version: str) -> None:
        """The version leaves quarantine for good."""

    def keep(self, file_id: str, body: bytes, content_type: str) -> str:
        """Where it can be had from; the version it is kept as."""

    def unkeep(self, file_id: str, version: str) -> None:
        """Another was kept before."""

    def erase(self, file_ids: Collection[str]) -> None:
        """Every version, in quarantine and kept; of what is not there nothing."""

    def download(self, row: FileRow, filename: str, now: datetime) -> Download:
        """An address of a confirmed file that opens for minutes, for whoever has it."""


class Pictures(Protocol):
    def redrawn(self, body: bytes, content_type: str) -> bytes | NotTaken:
        """The same picture, upright, with its colours and nothing else that was in the file."""


class Scanner(Protocol):
    def finds(self, body: bytes) -> Literal["nothing", "something"]:
        """Raises `Unscanned`."""


class NoScanner:
    """Where none is configured."""

    def finds(self, body: bytes) -> Literal["nothing", "something"]:  # noqa: ARG002
        return "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    rows: FileRows
    bucket: Bucket
    pictures: Pictures
    scanner: Scanner = field(default_factory=NoScanner)
    sizes: Sizes = field(default_factory=Sizes)

    def forget(self, file_ids: Collection[str]) -> None:
        """Files and rows, for good: the objects first, so that a row is left if that fails."""
        found = self.rows.get_many(file_ids)
        self.bucket.erase(file_ids)
        self.rows.remove(found.values())
