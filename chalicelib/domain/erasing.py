"""删除个人信息: what remains of a ticket when nobody may be told from it (PIPL, 第四十七条).

Dates, units, categories, ratings, counts and codes stay: the statistics are whole. Who asked,
where, and every free text go, of the ticket and of each event of its history. It cannot be undone,
and an erased ticket is over: nothing more is done with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar

from chalicelib.domain import requests
from chalicelib.domain.basis import Basis
from chalicelib.domain.decision import Draft, Entry, Event
from chalicelib.domain.privacy import PrivacyClass, class_of
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.errors import Refusal
    from chalicelib.domain.state import Ticket

ERASED = "已删除"
# `restored`: a backup brought back what was erased before.
Why = Literal["request", "retention", "restored"]
LAW = Basis(
    regulation="personal-information-protection-law@2021-11-01",
    article="第四十七条",
    summary="保存期限届满，或个人请求且处理目的已实现的，删除其个人信息",
)

BLANK = (PrivacyClass.IDENTITY, PrivacyClass.PLACE)
# Staff's own names for themselves: codes, whatever is beside.
STAYS = frozenset({"Pending.requested_by"})
# By which other tickets of the same person could be found: that there was one stays, and how many.
LINKS = frozenset(
    {
        *("Ticket.repeat_of", "Ticket.repeat_proposed_of", "Ticket.parent", "Ticket.parts"),
        *("RepeatProposed.of", "RepeatLinked.of", "AnsweredDirectly.repeat_of"),
        "SplitIntoParts.parts",
    }
)
# Codes by which another system, or a provider, still knows the person; and what may be any word.
GOES: Mapping[str, Any] = {
    "Contacted.method": ERASED,
    "Source.reference": ERASED,
    "Imported.reference": ERASED,
    "Survey.sms": None,
    "Survey.code": None,
    "Survey.replies": (),
    "SurveySent.sms": None,
    "SurveySent.code": None,
}
# Where the id of a file may stand: it tells nothing, and by it the file itself is found and goes.
FILES, ATTACHMENT = frozenset({"details.form", "details.material"}), "att_"
# What a citizen does in person: whoever did it may be the requester.
IN_PERSON = frozenset({"Registered", "Supplemented", "Withdrawn", "Rated"})

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Erase:
    """Why it is erased: the requester asked for it, or the time to keep it is over."""

    reason: Why


@dataclass(frozen=True, slots=True)
class PersonalDataErased(Event):
    type: ClassVar[str] = "personal_data_erased"
    why: Why

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:
        return without_person(ticket).but(erased_at=at)


def erase(draft: Draft, command: Erase) -> Refusal | None:
    """What was erased stays as it is."""
    if draft.ticket.erased_at is None:
        requests.close_down(draft)
        draft.record(PersonalDataErased(command.reason), basis=LAW)
    return None


def without_person(one: T) -> T:
    """A ticket, an event or a part of them with what is nobody's."""
    kind: Any = type(one)
    left = {
        known.name: _left(kind.__name__, known.name, getattr(one, known.name))
        for known in fields(kind)
    }
    changed: T = replace(one, **left)  # type: ignore[type-var]
    return changed


def history_without_person(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries of one commit, or of several."""
    entries = tuple(entries)
    persons = {one.actor for one in entries if type(one.event).__name__ in IN_PERSON}
    return tuple(
        replace(
            one,
            event=without_person(one.event),
            actor=ERASED if one.actor in persons else one.actor,
        )
        for one in entries
    )


def _left(kind: str, name: str, value: Any) -> Any:  # noqa: ANN401 - any field's
    field = f"{kind}.{name}"
    if field in GOES:
        return GOES[field]
    if is_dataclass(value):
        return without_person(value)
    if isinstance(value, Mapping):
        return {key: _left("details", key, held) for key, held in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(_left(kind, name, held) for held in value)
    return _of_one(kind, name, value)


def _of_one(kind: str, name: str, value: Any) -> Any:  # noqa: ANN401 - as above
    """A value that has no parts."""
    field = f"{kind}.{name}"
    if field in LINKS:
        return value and ERASED
    if field in FILES and isinstance(value, str):
        return value if value.startswith(ATTACHMENT) else ERASED
    return value if field in STAYS else _of_class(_class_of(kind, name), value)


def _class_of(kind: str, name: str) -> PrivacyClass:
    """What nobody has a name for in the details of a request is taken for words."""
    try:
        return class_of(kind, name)
    except KeyError:
        return PrivacyClass.WORDS


def _of_class(kind: PrivacyClass, value: Any) -> Any:  # noqa: ANN401 - as above
    """Texts and coordinates go; a code, a date, a count or a yes stays, whatever it is about."""
    if kind == PrivacyClass.OPEN or isinstance(value, Enum) or not isinstance(value, str | float):
        return value
    return None if kind in BLANK else ERASED
