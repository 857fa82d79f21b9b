"""What the use cases need from the outside, as protocols; the adapters implement them.

Instants are aware and in UTC. A store answers what is committed, never what is on its way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from chalicelib.domain.calendar import Calendar, PublishedYear
from chalicelib.domain.decision import Entry
from chalicelib.domain.directory import Actor, Directory
from chalicelib.domain.regulation import Regulation
from chalicelib.domain.state import Ticket

SortKey = tuple[str, str]
ListClass = Literal["open", "overdue", "closed"]


class Conflict(Exception):
    """Somebody else committed first, or the id is taken: read again and decide again."""


@dataclass(eq=False)
class CalendarRejected(Exception):
    """A year that cannot be carried out; `pointer` says where, as a JSON pointer."""

    pointer: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """How a ticket is found: whose turn it is, in which class, by when.

    Worked out by the use case at each commit, so that a store only indexes what it is told.
    """

    holders: frozenset[str]
    units: frozenset[str]
    overdue: bool
    closed: bool
    due_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """One of the lists there are. `jurisdiction` is None only for a requester's own tickets."""

    by: Literal["holder", "unit", "requester"]
    value: str
    jurisdiction: str | None
    listed_as: ListClass | None = None
    due_before: datetime | None = None
    updated_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Tickets in order, each with the key after which the list goes on."""

    tickets: tuple[tuple[SortKey, Ticket], ...]


class TicketStore(Protocol):
    def load(self, ticket_id: str) -> Ticket | None: ...

    def history(self, ticket_id: str) -> Sequence[Entry]: ...

    def commit(
        self, ticket: Ticket, entries: Sequence[Entry], expected_version: int, listed: Listed
    ) -> None:
        """All or nothing, on the version read (0: it must not exist yet); else `Conflict`."""

    def find(self, query: ListQuery, after: SortKey | None, limit: int) -> Page:
        """By the earliest running statutory deadline, then by id."""

    def of_requester(self, jurisdiction: str, phone: str) -> Sequence[Ticket]: ...

    def due(self, until: datetime) -> Sequence[tuple[datetime, str]]:
        """Tickets with a running, not provisional deadline before or at `until`, in due order."""

    def next_due_at(self) -> datetime | None: ...

    def open_since(self, day: date) -> Sequence[str]:
        """Tickets with a deadline that still counts and ends on `day` or later."""


class Regulations(Protocol):
    def get(self, regulation_id: str) -> Regulation: ...

    def in_force(self, place: str, day: date) -> Regulation | None:
        """The version of `place` in force on `day`; None for an unknown place, or too early."""

    def versions(self) -> Mapping[str, Sequence[Regulation]]:
        """Every place with its versions, oldest first."""


class Calendars(Protocol):
    def current(self) -> Calendar: ...

    def years(self) -> Sequence[PublishedYear]: ...

    def put(self, year: int, document: object) -> None:
        """Add or replace one year; `CalendarRejected` if it cannot be carried out."""


class Directories(Protocol):
    def of(self, place: str) -> Directory: ...


class Settings(Protocol):
    def audit_on(self, place: str) -> bool:
        """Whether the office audits where its regulation lets answers pass by themselves."""


class Clock(Protocol):
    def now(self) -> datetime: ...


class Ids(Protocol):
    def ticket(self) -> str: ...

    def number(self, prefix: str, day: date) -> str:
        """A ticket number that cannot be counted through, with a check character."""

    def attachment(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sms:
    """One message. Its id says what it is for, so that sending it twice is sending it once."""

    id: str
    at: datetime
    to: str
    text: str
    ticket: str
    round: int


class SmsSender(Protocol):
    def send(self, sms: Sms) -> Literal["sent", "delivered"]:
        """Hand a message to the provider; how far it got. The same id again does nothing."""


class Tokens(Protocol):
    def verify(self, token: str, now: datetime) -> Actor | None:
        """Who this token names, if it is ours and valid now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAnswer:
    """What was answered to a request before."""

    status: int
    headers: Mapping[str, str]
    body: str


Begun = Literal["new", "in_flight", "other_body"] | KnownAnswer


class Idempotency(Protocol):
    """Remembers answers for a day, by caller, path and key."""

    def begin(self, key: str, fingerprint: str, now: datetime) -> Begun: ...

    def finish(self, key: str, answer: KnownAnswer) -> None: ...

    def forget(self, key: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """Where and with which form fields a client sends the file itself."""

    url: str
    fields: Mapping[str, str]
    expires_at: datetime


class Uploads(Protocol):
    def offer(self, attachment_id: str, content_type: str, size: int, now: datetime) -> Upload: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The outside as one value: what a use case is given."""

    tickets: TicketStore
    regulations: Regulations
    calendars: Calendars
    directories: Directories
    settings: Settings
    clock: Clock
    ids: Ids
    sms: SmsSender
    tokens: Tokens
    idempotency: Idempotency
    uploads: Uploads
    cursor_key: bytes
