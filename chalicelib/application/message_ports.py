"""What leaves, and what is remembered of it, as the use cases see it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import datetime, time
from hashlib import blake2b
from typing import Any, Literal, Protocol

from chalicelib.late import dataclass

RecordKind = Literal[
    "sms", "sent", "open", "opt_out", "inbound", "health", "rate", "lookup", "retention"
]


@dataclass(eq=False)
class Undelivered(Exception):
    """Whoever should take it does not take it now; to be tried again, at `until` if known."""

    until: datetime | None = None


class HeldBack(Undelivered):
    """By our own rules not now: at night, or enough for this number today. Nothing is stuck."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsSettings:
    """How a place sends: its sign as the providers approved it (None: the place's name), and
    their code of each kind of text.

    From `quiet_from` to `quiet_until`, in the place's own time, nobody is woken by a survey.
    """

    sign: str | None = None
    templates: Mapping[str, str] = field(default_factory=dict)
    quiet_from: time = time(21)
    quiet_until: time = time(8)
    most_a_day: int = 20
    per_second: int | None = None


class Outbox(Protocol):
    """How far each ticket's commits have been delivered to whom they concern."""

    def delivered_through(self, ticket_ids: Collection[str]) -> Mapping[str, int]:
        """The version through which all is delivered; without an entry: nothing yet."""

    def delivered(self, ticket_id: str, version: int) -> None:
        """All up to this version is; never goes back."""


@dataclass(frozen=True, slots=True)
class Record:
    """What stands under a key: plain JSON values, and how often it was written."""

    fields: Mapping[str, Any]
    version: int


class Records(Protocol):
    """What sending and the webhooks have to remember, in small pieces."""

    def get(self, kind: RecordKind, key: str, now: datetime) -> Record | None:
        """As it is committed; None once it is older than it was to be kept."""

    def put(  # noqa: PLR0913 - a place, what stands there, and until when
        self,
        kind: RecordKind,
        key: str,
        fields: Mapping[str, Any],
        *,
        expected: int,
        now: datetime,
        until: datetime,
    ) -> bool:
        """Write it on the version read (0: none, or over); False: somebody was first.

        It may be forgotten from `until` on.
        """

    def add(
        self, kind: RecordKind, key: str, *, now: datetime, until: datetime, **counts: int
    ) -> None:
        """Count up. May count twice where an answer is lost: for measures, not for sums."""


class CannotOpen(Exception):
    """Sealed by a key that is gone, or about something else."""


class Seals(Protocol):
    """Hides what tells who somebody is."""

    def sealed(self, plain: str, about: str) -> str:
        """Opens only together with `about`."""

    def opened(self, sealed: str, about: str) -> str:
        """`CannotOpen` if it was sealed by no key of ours, or about something else."""

    def indexed(self, phone: str) -> str:
        """The same for the same number; nobody can tell the number from it."""


@dataclass(frozen=True, slots=True, order=True)
class Noticed:
    """A deadline of a ticket that somebody is told of."""

    due_at: datetime
    number: str
    ticket: str
    deadline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What one unit or office is told: what happened, when, to which deadlines."""

    place: str
    receiver: str
    kind: str
    at: datetime
    tickets: tuple[Noticed, ...]

    @property
    def group(self) -> str:
        """The same for all that are read as one, those of a minute; in order of time."""
        return f"{int(self.at.timestamp()) // 60:012d}#{self.kind}"

    @property
    def bundle(self) -> str:
        """Of the group, the part with these tickets: the same whenever it is made again."""
        named = "|".join(f"{one.ticket}#{one.deadline}" for one in self.tickets)
        return blake2b(named.encode(), digest_size=9).hexdigest()


class Notices(Protocol):
    def put(self, notices: Sequence[Notice]) -> None:
        """The same notice again changes nothing."""

    def of(self, place: str, receiver: str, before: str | None) -> Iterator[Notice]:
        """Newest group first; `before`: only those of groups older than this one."""
