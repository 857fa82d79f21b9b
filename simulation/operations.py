"""What somebody does: plain data, so that a story can be told again with parts of it left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

from chalicelib.domain.records import LEADER, RequestKind
from chalicelib.domain.state import Status, Ticket
from tests.properties.life import INSTANT, possible, weight

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
REGISTER, TEXT, LINK, LOOK, PUBLISH = "register", "text", "link", "look", "publish"
ENOUGH_OPEN = 4
# What is done just when something falls due, or around it.
AROUND = (-MINUTE, -INSTANT, timedelta(), timedelta(), INSTANT, MINUTE)
ABOUT_A_SURVEY = (TEXT, TEXT, TEXT, TEXT, LINK, "rate", LOOK)
# Else lives would be long, and never reach a second round.
BRINGS_ON = {"dispatch", "sign", "submit_answer", "confirm", "audit_answer", "register_closing"}
BRINGS_ON |= {"record_revisit", "decide_redo", "adjudicate"}
DECIDES = {f"decide_{kind}": kind for kind in RequestKind} | {
    "register_closing": RequestKind.CLOSING
}


@dataclass(frozen=True, slots=True)
class Operation:
    """`number` is also where its chance comes from; `at` is by the true clock.

    What it is about exists under the same id whatever else is left out; if it does not exist,
    nothing happens.
    """

    number: int
    at: datetime
    name: str
    ticket: str = ""

    def __str__(self) -> str:
        return f"{self.number:>4}  {self.at:%Y-%m-%d %H:%M:%S}  {self.name:<20} {self.ticket}"


class Seen(Protocol):
    """What decides what is likely next."""

    @property
    def now(self) -> datetime: ...
    @property
    def looks(self) -> float:
        """How often somebody looks at a list."""

    def alive(self) -> Sequence[Ticket]: ...
    def ended(self) -> Sequence[Ticket]: ...


def drawn(number: int, seen: Seen, random: Random) -> Operation:
    """Something plausible: mostly what brings a ticket on, by whoever may do it."""
    alive = seen.alive()
    busy = len([one for one in alive if one.status != Status.AWAITING_REVISIT])
    soon = seen.now + timedelta(seconds=random.randint(0, 1200))
    if random.random() < (0.4 if busy < ENOUGH_OPEN else 0.02):
        return Operation(number, soon, REGISTER)
    if random.random() < 0.01:
        return Operation(number, soon, PUBLISH)
    if random.random() < seen.looks or not alive:
        known = [one.id for one in (*alive, *seen.ended()[-8:])]
        return Operation(number, soon, LOOK, random.choice(known) if known else "")
    if random.random() < 0.07 and (ended := seen.ended()):
        return _about_the_ended(number, soon, random.choice(ended[-8:]), random)
    ticket = random.choice(alive)
    name = _next_of(ticket, random)
    return Operation(number, _moment(seen, ticket, name, random), name, ticket.id)


def _about_the_ended(number: int, at: datetime, ticket: Ticket, random: Random) -> Operation:
    """Texts come late, conduct is recorded, supervisions are closed."""
    names = possible(ticket)
    name = random.choice((TEXT, TEXT, LINK, *names))
    return Operation(number, at, name, ticket.id)


def _next_of(ticket: Ticket, random: Random) -> str:
    if ticket.survey is not None and ticket.status == Status.AWAITING_RATING:
        return random.choice(ABOUT_A_SURVEY)
    names = [one for one in possible(ticket) if _is_asked_for(one, ticket)]
    if random.random() < 0.05:
        names = list(possible(ticket))
    onwards = [one for one in names if one in BRINGS_ON]
    if onwards and random.random() < 0.5:
        return random.choice(onwards)
    return random.choices(names, [weight(name, ticket) for name in names])[0]


def _is_asked_for(name: str, ticket: Ticket) -> bool:
    """Nobody decides what nobody asked for, and what is with a unit is not sent on for nothing."""
    if name == "dispatch":
        return ticket.status == Status.REGISTERED or ticket.unit == "county"
    if name == "record_revisit":
        return not ticket.pending
    if name == "confirm":
        return any(one.decided_by == LEADER for one in ticket.pending)
    if name in {"close_supervision", "answer_supervision"}:
        return any(not one.closed for one in ticket.supervisions)
    kind = DECIDES.get(name)
    return kind is None or ticket.request(kind) is not None


def _moment(seen: Seen, ticket: Ticket, name: str, random: Random) -> datetime:
    """Soon, some hours on, or at and around the moment when something falls due."""
    survey, share = ticket.survey, 0.08
    ahead = [
        moment
        for one in ticket.deadlines
        for moment in (one.due_at, *(at for _, at in one.warnings))
        if one.state.open and seen.now < moment < seen.now + 3 * DAY
    ]
    if name in ABOUT_A_SURVEY and survey and survey.closes_at:
        ahead, share = [survey.closes_at], 0.3
    if ahead and random.random() < share:
        return max(seen.now, random.choice(ahead) + random.choice(AROUND))
    if random.random() < 0.9:
        return seen.now + timedelta(seconds=random.randint(0, 1800))
    return seen.now + timedelta(minutes=random.randint(30, 1200))
