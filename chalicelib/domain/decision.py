"""How a procedure decides: a draft collects events and applies each at once.

A procedure reads the draft's ticket, refuses by returning a `Refusal`, or records events. What
it recorded before it refused is thrown away with the draft: a refusal changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import field
from typing import TYPE_CHECKING, ClassVar, Literal, TypeVar, cast

from chalicelib.domain.basis import Basis
from chalicelib.domain.directory import Actor, Directory, Role
from chalicelib.domain.errors import FieldError, Kind, Refusal
from chalicelib.domain.selecting import Axes, axes_of
from chalicelib.domain.state import Status
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from chalicelib.domain.basis import Ruled
    from chalicelib.domain.regulation import Regulation
    from chalicelib.domain.state import Ticket
    from chalicelib.domain.working_time import Calendar


class Event:
    """Something that happened to a ticket. A subclass is frozen data with one `apply`."""

    type: ClassVar[str]

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:
        """The ticket after this event."""
        raise NotImplementedError

    @property
    def name(self) -> str:
        return self.type


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in its place in the ticket's history."""

    seq: int
    at: datetime
    actor: str
    event: Event
    basis: Basis | None = None


P = TypeVar("P")
R = TypeVar("R")
NEVER_HANDLED = (Status.WITHDRAWN, Status.DECLINED, Status.REFERRED, Status.RETURNED_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An earlier ticket of the same requester, as far as the repeat rules look at it."""

    id: str
    number: str
    category: str
    subject: str
    address: str | None
    registered_at: datetime
    closed_at: datetime | None
    status: Status
    repeat_of: str | None = None

    @property
    def was_taken_up(self) -> bool:
        """What was withdrawn, declined or passed on was never handled."""
        return self.status not in NEVER_HANDLED


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Looked up before deciding: what a ticket cannot know of itself.

    `opted_out`: the requester's number wants no texts; `surveyed_above`: a level above asks for the
    verdict in this place.
    """

    directory: Directory = field(default_factory=Directory)
    earlier: tuple[Earlier, ...] = ()
    new_ids: tuple[tuple[str, str], ...] = ()
    audit_on: bool = False
    opted_out: bool = False
    surveyed_above: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """All that a decision may look at besides the ticket and the command."""

    now: datetime
    actor: Actor
    regulation: Regulation
    calendar: Calendar
    zone: tzinfo
    facts: Facts = field(default_factory=Facts)


@dataclass(frozen=True, slots=True)
class Decision:
    """What one command did: the next state and the events that lead there."""

    ticket: Ticket
    entries: tuple[Entry, ...]


class Draft:
    """A ticket on its way through one command."""

    def __init__(self, ticket: Ticket, context: Context) -> None:
        self.ticket = ticket
        self.context = context
        self.entries: list[Entry] = []
        self._moment = context.now
        self._found: dict[object, object] = {}
        self._found_for = (ticket, self._moment)

    @property
    def now(self) -> datetime:
        """When what is recorded happens: now, or the legal moment of what fell due before."""
        return self._moment

    @contextmanager
    def as_of(self, moment: datetime) -> Iterator[None]:
        """What is recorded inside happened at `moment`, however late we come by."""
        self._moment = moment
        try:
            yield
        finally:
            self._moment = self.context.now

    @property
    def regulation(self) -> Regulation:
        return self.context.regulation

    @property
    def actor(self) -> Actor:
        return self.context.actor

    @property
    def axes(self) -> Axes:
        return self.once("axes", lambda: axes_of(self.ticket, self.context.facts.directory))

    def once(self, name: object, work: Callable[[], R]) -> R:
        """What `work` finds, worked out once for the ticket as it stands at this moment."""
        ticket, moment = self._found_for
        if ticket is not self.ticket or moment is not self._moment:
            self._found, self._found_for = {}, (self.ticket, self._moment)
        if name not in self._found:
            self._found[name] = work()
        return cast("R", self._found[name])

    def record(
        self, event: Event, table: Ruled | None = None, *, basis: Basis | None = None
    ) -> None:
        """Let an event happen now; `table` is the part of the regulation it rests on, `basis` what
        it rests on outside of that.
        """
        basis = self.regulation.cite(table) if table else basis
        seq = self.ticket.seq + 1
        self.ticket = event.apply(self.ticket, self.now).but(seq=seq)
        self.entries.append(Entry(seq, self.now, self.actor.id, event, basis))

    def refuse(self, code: str, detail: str, table: Ruled | None, *errors: FieldError) -> Refusal:
        basis = self.regulation.cite(table) if table else None
        return Refusal(code, detail, basis, Kind.REFUSED, errors)

    def refuse_silent(self, code: str, detail: str) -> Refusal:
        """The text knows no such thing at all."""
        return Refusal(code, detail, Basis(self.regulation.id, "全文", detail, statutory=False))

    def not_listed(self, pointer: str, table: Ruled, known: Iterable[str]) -> Refusal:
        """A value that the regulation's own list does not have."""
        detail = "one of: " + ", ".join(known)
        return Refusal(
            "invalid_field",
            detail,
            self.regulation.cite(table),
            Kind.INVALID,
            (FieldError(pointer, detail),),
        )


Procedure = Callable[[Draft, P], Refusal | None]
By = Literal["handler", "office"]


def invalid(pointer: str, detail: str) -> Refusal:
    """A field has the right shape and an impossible value."""
    return Refusal(
        "invalid_field", detail, kind=Kind.INVALID, errors=(FieldError(pointer, detail),)
    )


def forbidden(detail: str, basis: Basis | None = None) -> Refusal:
    return Refusal("forbidden", detail, basis, kind=Kind.FORBIDDEN)


def missing(command: object, required: tuple[str, ...]) -> tuple[FieldError, ...]:
    """The required fields that a command lacks or leaves empty."""
    return tuple(
        FieldError(f"/{name}", "required by the regulation")
        for name in required
        if getattr(command, name) in (None, "", False, ())
    )


SYSTEM = frozenset({Role.SYSTEM})
