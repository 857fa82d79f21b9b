"""What one caller looks through at one ticket: each field as `domain.privacy` lets them see it.

Of a protected requester a unit learns no instants either: what was before the ticket came to it,
and what the requester did since, is told by the day. At what minute somebody called tells who it
was to whoever stood beside them; no time that binds the unit begins with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, time, tzinfo
from enum import Enum
from functools import cache
from typing import Any

from chalicelib.domain import masking
from chalicelib.domain.decision import Draft, Entry
from chalicelib.domain.masking import Whose
from chalicelib.domain.privacy import (
    CLASS_OF,
    CLEAR,
    HIDDEN,
    MASKED,
    SIGHT,
    PrivacyClass,
    Row,
    Standing,
    class_of,
    sight_of,
)
from chalicelib.domain.records import RequestKind
from chalicelib.domain.state import Deadline, Ticket
from chalicelib.domain.terms import DeadlineKind
from chalicelib.entrypoints.api.views import PLAIN, BasisView, basis_json, to_json
from chalicelib.late import dataclass

Json = Any
REQUESTER = "requester"  # in the place of who acted for them, by an id that might say who it is
BY_REQUESTER = frozenset(
    {"registered", "supplemented", "withdrawn", "rated", "reply_received", "redo_requested"}
)
# Whoever did one of these works here; others are told by what they are.
BY_STAFF = frozenset(
    {
        *("declined", "referred", "answered_directly", "classified", "dispatched", "split"),
        *("signed", "contacted", "contributed", "opinion_issued", "answer_submitted"),
        *("answer_audited", "answer_confirmed", "return_requested", "return_confirmed"),
        *("return_decided", "extension_requested", "extension_confirmed", "extension_decided"),
        *("termination_requested", "termination_decided", "closing_decided", "revisited"),
        *("redo_decided", "adjudication_opened", "adjudicated", "reported_up"),
        *("repeat_linked", "repeat_unlinked", "conduct_recorded", "supervision_answered"),
    }
)
SYSTEM = "system"
BY_THE_CLOCK = ("minute", "hour", "working_hour")
AFTER_VERDICT = (DeadlineKind.REVISIT, DeadlineKind.REDO_DECISION)


@dataclass(frozen=True, slots=True)
class Glass:
    """`until`: up to this instant, and at those of `by_day`, only the day is told."""

    row: Row
    whose: Whose
    zone: tzinfo
    staff: frozenset[str] = frozenset()
    until: datetime | None = None
    by_day: frozenset[datetime] = frozenset()

    @property
    def struck(self) -> bool:
        return self.row.identity == HIDDEN

    def seen(self, value: object) -> Json:
        """Any value of a ticket, a view or an event, as JSON."""
        type_of: Any = type(value)
        if type_of in PLAIN:
            return value
        if type_of is BasisView:
            return basis_json(value)
        if (classes := _classes(type_of)) is not None:
            return self._fields(value, classes)
        return self._held(value)

    def _held(self, value: object) -> Json:
        if isinstance(value, Enum):
            return value.value
        if isinstance(value, datetime):
            return to_json(self.moment(value), self.zone)
        if isinstance(value, tuple | list | frozenset):
            return [self.seen(one) for one in value]
        if isinstance(value, Mapping):
            return {key: self.field(key, _of_detail(key), one) for key, one in value.items()}
        return to_json(value, self.zone)

    def _fields(self, value: object, classes: Iterable[tuple[str, PrivacyClass]]) -> Json:
        """Most are open and plain: these are not asked after one by one."""
        shown: dict[str, Json] = {}
        for name, kind in classes:
            one = getattr(value, name)
            if kind is PrivacyClass.OPEN:
                shown[name] = one if type(one) in PLAIN else self.seen(one)
            else:
                shown[name] = self.field(name, kind, one)
        return shown

    def field(self, name: str, kind: PrivacyClass, value: object) -> Json:
        """A field by its class; null is what this caller may not see."""
        if value is None:
            return None
        if kind is PrivacyClass.OPEN:
            return self.seen(value)
        if kind == PrivacyClass.IDENTITY:
            return self._identity(name, value)
        if kind == PrivacyClass.PLACE:
            return self._place(value)
        sight = self.row.words if kind == PrivacyClass.WORDS else self.row.internal
        return None if sight == HIDDEN else self.said(value)

    def said(self, value: object) -> Json:
        """Words, wherever in it they stand."""
        if isinstance(value, str):
            return masking.masked_text(value, self.whose)
        if is_dataclass(value):
            return {one.name: self.said(getattr(value, one.name)) for one in fields(value)}
        if isinstance(value, tuple | list):
            return [self.said(one) for one in value]
        return self.seen(value)

    def moment(self, at: datetime) -> datetime:
        if not self.struck or not (at in self.by_day or (self.until and at <= self.until)):
            return at
        return day_of(at, self.zone)

    def actor(self, entry: Entry) -> str:
        return self._who(entry.actor)

    def _who(self, actor: str) -> str:
        if self.struck and actor not in self.staff:
            return REQUESTER
        return masking.masked_text(actor, self.whose)

    def _identity(self, name: str, value: object) -> Json:
        text = str(value)
        if name == "requested_by":
            return self._who(text)
        if self.row.identity == HIDDEN:
            return None
        masked = masking.masked_phone if name == "phone" else masking.masked_name
        return masked(text)

    def _place(self, value: object) -> Json:
        if self.row.place == HIDDEN:
            return None
        if isinstance(value, float | int):
            return value if self.row.place == CLEAR else masking.masked_coordinate(value)
        where = str(value) if self.row.place == CLEAR else masking.masked_address(str(value))
        return self.said(where)


class Clear(Glass):
    """Nothing between: one's own."""

    def seen(self, value: object) -> Json:
        return to_json(value, self.zone)

    def field(self, name: str, kind: PrivacyClass, value: object) -> Json:  # noqa: ARG002 - all alike
        return self.seen(value)

    def actor(self, entry: Entry) -> str:
        return entry.actor


def day_of(at: datetime, zone: tzinfo) -> datetime:
    """All that is told of an instant which would tell who it was."""
    return datetime.combine(at.astimezone(zone).date(), time(), zone)


def glass_of(draft: Draft) -> Glass:
    """For the ticket as it stands."""
    ticket, row = draft.ticket, sight_of(draft.actor, draft.ticket)
    requester, zone = ticket.requester, draft.context.zone
    if row.identity == CLEAR:
        return Clear(row, Whose(), zone)
    struck = row.identity == HIDDEN
    by_day = _of_the_verdict(ticket) if struck else set[datetime]()
    return Glass(
        row=row,
        whose=Whose(requester.name, requester.phone, struck, _unshown_address(ticket, row)),
        zone=zone,
        staff=frozenset({SYSTEM, *_asking(ticket)}),
        until=ticket.registered_at,
        by_day=frozenset(by_day),
    )


def _unshown_address(ticket: Ticket, row: Row) -> str | None:
    """What their words must not say either."""
    return ticket.location.address if ticket.location and row.place == MASKED else None


def clear_glass(draft: Draft) -> Glass:
    """For what is shown on asking, with a purpose."""
    return Clear(SIGHT[Standing.OWN], Whose(), draft.context.zone)


def glass_for_history(draft: Draft, history: Iterable[Entry]) -> Glass:
    """For what happened to it, which tells more instants, and who acted."""
    glass, told = glass_of(draft), list(history)
    if not glass.struck:
        return glass
    dispatched = [one.at for one in told if one.event.name == "dispatched"]
    own = {one.at for one in told if one.event.name in BY_REQUESTER}
    return replace(
        glass,
        until=max(draft.ticket.registered_at, *(dispatched[:1] or [draft.ticket.registered_at])),
        by_day=glass.by_day | own | frozenset(_counted_from_the_call(draft.ticket)),
        staff=glass.staff | {one.actor for one in told if one.event.name in BY_STAFF},
    )


def _of_the_verdict(ticket: Ticket) -> set[datetime]:
    """When the requester judged, as far as the ticket itself tells it."""
    found = {one.starts_at for one in ticket.deadlines if one.kind in AFTER_VERDICT}
    found |= {one.requested_at for one in ticket.pending if one.kind == RequestKind.REDO}
    return found | ({ticket.archived_at} if ticket.rating and ticket.archived_at else set())


def _asking(ticket: Ticket) -> set[str]:
    """Who of the staff asked for something. A redo is asked for by the requester's verdict."""
    return {one.requested_by for one in ticket.pending if one.kind != RequestKind.REDO}


def _counted_from_the_call(ticket: Ticket) -> set[datetime]:
    """Ends from which it could be counted back when somebody called."""
    return {one.due_at for one in ticket.deadlines if tells_the_call(one, ticket)}


def tells_the_call(deadline: Deadline, ticket: Ticket) -> bool:
    """A time of the office's own, by the clock, from when the requester called, or judged."""
    by_clock = deadline.limit is not None and deadline.limit.unit in BY_THE_CLOCK
    of_requester = deadline.kind in AFTER_VERDICT or deadline.starts_at <= ticket.registered_at
    return by_clock and of_requester


@cache
def _classes(cls: type[Any]) -> tuple[tuple[str, PrivacyClass], ...] | None:
    """Of the fields of a dataclass, which may have none; None of any other."""
    if not is_dataclass(cls):
        return None
    return tuple((one.name, class_of(cls.__name__, one.name)) for one in fields(cls))


def _of_detail(key: str) -> PrivacyClass:
    """Of what a request or an answer came with. What nobody has classed is somebody's words."""
    return CLASS_OF.get(f"details.{key}") or CLASS_OF.get(key, PrivacyClass.WORDS)
