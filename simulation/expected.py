"""Who must have been told what, read from the events alone: their names and fields as stored.

A second opinion is worth nothing if it asks the first: no code that tells anybody is imported here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from simulation.history import Told

NEWS_OF_A_DEADLINE = {"deadline_warned", "deadline_breached", "breach_withdrawn"}
FOLLOWED = {*NEWS_OF_A_DEADLINE, "split", "survey_queued"}
# What others than the unit let pass: the office that decides, asks and checks, and the citizen.
# Whatever else falls due is work of the unit.
NOT_OF_THE_UNIT = {
    "return_decision",
    "extension_decision",
    "termination_decision",
    "redo_decision",
    "adjudication",
    "survey_reply",
    "revisit",
}
OF_A_SURVEY = re.compile("sms_([^_]+)_([0-9]+)(?:_hint)?")


class Word(NamedTuple):
    """Of one deadline to one receiver; `minute`: since 1970, for those of a minute are one."""

    place: str
    receiver: str
    kind: str
    minute: int
    ticket: str
    deadline: str


def minute_of(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


@dataclass(slots=True)
class Holders:
    """Who has a ticket, as far as its events were read: a unit, and the sub-offices it came by."""

    unit: str | None = None
    offices: list[str] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)  # of deadlines, by their ids

    def after(self, event: Any) -> None:  # noqa: ANN401 - by its fields
        if event.name == "deadline_set":
            self.kinds[event.deadline.id] = str(event.deadline.kind)
        elif event.name == "dispatched":
            self.offices = [*self.offices, str(self.unit)] if event.onward else []
            self.unit = event.unit
        elif event.name == "taken_back":
            back = event.to == "sub_office"
            self.unit = self.offices[-1] if back else None
            self.offices = self.offices[:-1] if back else []

    def told_of(self, deadline: str) -> set[str]:
        """The office always; the sub-office next above the unit; the unit of its own work."""
        receivers = {"office", *self.offices[-1:]}
        if self.unit and self.kinds[deadline] not in NOT_OF_THE_UNIT:
            receivers.add(self.unit)
        return receivers


def words(told: Told) -> Iterator[Word]:
    """All that must have been said about the deadlines of a ticket, to whoever had it then."""
    place, holders = told.ticket.jurisdiction, Holders()
    for entry in told.history:
        event: Any = entry.event
        if event.name in NEWS_OF_A_DEADLINE:
            minute = minute_of(entry.at)
            for receiver in holders.told_of(event.deadline):
                yield Word(place, receiver, event.name, minute, told.ticket.id, event.deadline)
        holders.after(event)


def is_followed(event: Any) -> bool:  # noqa: ANN401
    """Whether something follows from it for anybody else."""
    return event.name in FOLLOWED or (event.name == "reply_received" and event.answered)


def surveys(told: Told) -> Iterator[str]:
    """The SMS that must have been tried: each survey queued, unless it is said why it was not sent,
    or the verdict was there before it could leave.
    """
    for number in range(1, told.ticket.round + 1):
        names = {entry.event.name for entry in told.round(number)}
        if "survey_queued" in names and not names & {"survey_not_sent", "rated"}:
            yield sms_of(told.ticket.id, number)


def hints(told: Told) -> Iterator[set[str]]:
    """Of each set one SMS must have been tried: a hint names the round in which it leaves."""
    for entry in told.history:
        event: Any = entry.event
        if event.name == "reply_received" and event.answered:
            rounds = range(event.round, told.ticket.round + 1)
            yield {f"{sms_of(told.ticket.id, number)}_hint" for number in rounds}


def sms_of(ticket: str, number: int) -> str:
    return f"sms_{ticket.removeprefix('tkt_')}_{number}"


def asked_by(sms: str) -> tuple[str, int] | None:
    """The ticket and the round that a survey, or a hint about it, belongs to; None: to no one."""
    found = OF_A_SURVEY.fullmatch(sms)
    return (f"tkt_{found[1]}", int(found[2])) if found else None


def unasked_by_wish(events: Iterable[Any]) -> bool:
    """Whether somebody was not asked because of a wish for no more SMS."""
    return any(one.name == "survey_not_sent" and one.reason == "opted_out" for one in events)
