"""What the use cases need from the outside, as protocols; the adapters implement them.

Instants are aware and in UTC. A store answers what is committed, never what is on its way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple, Protocol

from chalicelib.application.access_ports import AccessLog
from chalicelib.application.directory_ports import Changed, StaffLists, Told
from chalicelib.application.due_ports import DueWork, Workers
from chalicelib.application.edge_ports import UNLIMITED, Answered, Answers, Limits
from chalicelib.application.file_ports import Files
from chalicelib.application.message_ports import (
    Notices,
    Outbox,
    Records,
    Seals,
    SmsSettings,
)
from chalicelib.application.sms_ports import Inbox, SmsProvider, SmsWebhook
from chalicelib.application.telling_ports import UNTOLD, Telling
from chalicelib.domain.calendar import Calendar, PublishedYear
from chalicelib.domain.decision import Entry
from chalicelib.domain.directory import Actor, Directory
from chalicelib.domain.regulation import Regulation
from chalicelib.domain.state import Ticket
from chalicelib.domain.units import UnitRecord, UnitRecords
from chalicelib.late import dataclass

SortKey = tuple[str, str]
# Nobody looks for a repeat further back, and no number makes registering dear.
MOST_EARLIER = 20
ListClass = Literal["open", "overdue", "closed"]


class Conflict(Exception):
    """Somebody else committed first, or the id is taken: read again and decide again."""


class AlreadyAnswered(Exception):
    """The same request was answered by now: nothing is stored a second time."""


class Unavailable(Exception):
    """The store does not answer, and nobody can say yet what became of the call."""


class Unstorable(ValueError):
    """A value that the store cannot hold as it is."""


class TooLarge(Unstorable):
    """The store could hold it if there were less of it."""


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
    """One of the lists there are. `jurisdiction` is None only for a requester's own tickets.

    `updated_before` only goes with `updated_since`.
    """

    by: Literal["holder", "unit", "requester"]
    value: str
    jurisdiction: str | None
    listed_as: ListClass | None = None
    due_before: datetime | None = None
    updated_since: datetime | None = None
    updated_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Tickets in order, each with the key after which the list goes on."""

    tickets: tuple[tuple[SortKey, Ticket], ...]


class Made(NamedTuple):
    """A commit: its version, what was recorded in it, and the mark of the trail it belongs to."""

    version: int
    entries: Sequence[Entry]
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Along:
    """What is stored with a change: when to look after its effects, and what it answers."""

    deliver_at: datetime | None = None
    answered: Answered | None = None


ALONE = Along()


class TicketStore(Protocol):
    def load(self, ticket_id: str) -> Ticket | None: ...

    def history(self, ticket_id: str) -> Sequence[Entry]: ...

    def commits(self, ticket_id: str, after: int, until: int) -> Sequence[Made]:
        """The versions behind `after` up to `until`."""

    def commit(
        self,
        ticket: Ticket,
        entries: Sequence[Entry],
        expected_version: int,
        listed: Listed,
        along: Along = ALONE,
    ) -> None:
        """All or nothing, on the version read (0: it must not exist yet); else `Conflict`.

        Files due work too: a row for each wake-up that is new. `AlreadyAnswered` if the request
        it answers is known by now.
        """

    def find(self, query: ListQuery, after: SortKey | None, limit: int) -> Page:
        """By the earliest running statutory deadline, or by when it changed; then by id.

        A requester's own: newest first.
        """

    def of_requester(self, jurisdiction: str, phone: str) -> Sequence[Ticket]:
        """Of the newest `MOST_EARLIER` of this number, those of the place; oldest first."""

    def open_since(self, day: date) -> Sequence[str]:
        """Tickets with a deadline that still counts and ends on `day` or later."""

    def erase(self, ticket_id: str) -> None:
        """Of a ticket that is marked as erased, what is left of a person in its history; the same
        again does no harm. Until it is done, the history is told as if it were.
        """


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
    def of(self, place: str) -> Directory:
        """The units as they are today; as it was known a minute ago, or later."""

    def recorded(self, place: str) -> tuple[UnitRecords, int]:
        """All that is known of the units now, and which version that is (0: nothing)."""

    def commit(self, place: str, changes: Sequence[Changed[UnitRecord]], expected: int) -> None:
        """The new entries and the records of their changes, all or none, on the version read.

        `Conflict` if somebody else was first.
        """

    def changes(self, place: str, before: str | None, limit: int) -> Sequence[Told[UnitRecord]]:
        """Newest first, those before the key."""


class Settings(Protocol):
    def staff_listed(self, place: str) -> bool:
        """Whether the place keeps a list of all its staff: who is not on it has no role there."""

    def audit_on(self, place: str) -> bool:
        """Whether the office audits where its regulation lets answers pass by themselves."""

    def surveyed_above(self, place: str) -> bool:
        """Whether a level above this deployment asks the citizens of the place."""

    def sms(self, place: str) -> SmsSettings: ...

    def personal_data_kept(self) -> timedelta:
        """For so long after the last change of a ticket that is over."""

    def public_url(self) -> str:
        """Where a citizen's browser and the providers find us; no slash at the end."""


class Erasures(Protocol):
    """Which tickets were erased, and when: nothing else of them. Kept apart from the tickets."""

    def add(self, ticket_id: str, at: datetime) -> None:
        """The same again changes nothing."""

    def since(self, moment: datetime) -> Iterator[str]:
        """Those erased then or later, in order of time."""


class Clock(Protocol):
    def now(self) -> datetime: ...


class Ids(Protocol):
    def number(self, prefix: str, day: date) -> str:
        """A ticket number that cannot be counted through, with a check character."""

    def attachment(self) -> str: ...

    def lookup(self) -> str:
        """An id that nobody can guess."""


class Waker(Protocol):
    def committed(self, ports: Ports, ticket_id: str, version: int) -> bool:
        """A commit means something for others; True if it is delivered by now."""


class Tokens(Protocol):
    def verify(self, token: str, now: datetime) -> Actor | None:
        """Who this token names, if it is ours and valid now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The outside as one value: what a use case is given."""

    tickets: TicketStore
    erasures: Erasures
    due_work: DueWork
    workers: Workers
    regulations: Regulations
    calendars: Calendars
    directories: Directories
    staff: StaffLists
    access_log: AccessLog
    settings: Settings
    clock: Clock
    ids: Ids
    providers: Sequence[SmsProvider]
    webhooks: Mapping[str, SmsWebhook]
    inbox: Inbox
    records: Records
    seals: Seals
    outbox: Outbox
    notices: Notices
    waker: Waker
    tokens: Tokens
    answers: Answers
    files: Files
    cursor_key: bytes
    telling: Telling = UNTOLD
    limits: Limits = UNLIMITED
