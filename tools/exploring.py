"""Tries every action in every situation a ticket can reach, and notes where it leads.

Nothing is told twice: the domain itself decides. A situation is what decides over what comes
next (status, round, what is pending, the survey), so that the search ends; each is tried once,
by whoever may act, with a complete command and with its opposite.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.domain import intake, surveys
from chalicelib.domain.decision import Context, Decision, Facts
from chalicelib.domain.directory import Actor, Directory, Role, Unit, UnitKind
from chalicelib.domain.regulation import Regulation
from chalicelib.domain.state import DeadlineState, Ticket
from chalicelib.domain.terms import DeadlineKind
from chalicelib.domain.ticket import ACTIONS, FallDue, decide
from chalicelib.domain.working_time import Calendar
from chalicelib.reading import Unreadable, read
from tools.plausible import FIELDS, bare, registration

START = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # an ordinary Monday
ROUNDS = 2
UNITS = Directory(
    {
        unit.id: unit
        for unit in (
            Unit("first", "甲单位", UnitKind.DEPARTMENT),
            Unit("second", "乙单位", UnitKind.DEPARTMENT),
            Unit("below", "下级热线办", UnitKind.OFFICE),
            Unit("third", "丙单位", UnitKind.DEPARTMENT, parent="below"),
        )
    }
)


@dataclass(frozen=True, slots=True, order=True)
class Transition:
    """One observed change of status, and what brought it about."""

    before: str
    action: str
    after: str


@dataclass(frozen=True, slots=True)
class Findings:
    transitions: frozenset[Transition]
    accepted: frozenset[str]


Step = tuple[str, Ticket, datetime]


def explore(regulation: Regulation, calendar: Calendar) -> Findings:
    """Everything that can happen to a ticket under this regulation, breadth first."""
    trial = Trial(regulation, calendar)
    found: set[Transition] = set()
    accepted: set[str] = set()
    waiting = deque((trial.registered(directly=directly), START) for directly in trial.kinds)
    seen = {situation(ticket, regulation) for ticket, _ in waiting}
    while waiting:
        ticket, now = waiting.popleft()
        for action, after, later in trial.steps(ticket, now):
            accepted.add(action)
            if after.status != ticket.status:
                found.add(Transition(ticket.status, action, after.status))
            where = situation(after, regulation)
            if after.round <= ROUNDS and where not in seen:
                seen.add(where)
                waiting.append((after, later))
    return Findings(frozenset(found), frozenset(accepted))


def situation(ticket: Ticket, regulation: Regulation) -> tuple[Any, ...]:
    """What decides over what can come next; what this regulation never looks at is left out."""
    counted = regulation.adjudication.after_returns or 0
    looks_at_extensions = any(
        one.found_by == "extension_requested" for one in regulation.returns.refusals
    )
    return (
        ticket.status,
        ticket.round,
        ticket.unit == "below",
        bool(ticket.offices),
        ticket.directly_answerable,
        tuple((one.kind, one.step) for one in ticket.pending),
        ticket.lead_fixed,
        min(len(ticket.returned_by), counted),
        ticket.body,
        ticket.survey.state if ticket.survey else None,
        len(ticket.revisits),
        looks_at_extensions and bool(ticket.extension_asked_in),
    )


class Trial:
    """Tries things on tickets of one regulation."""

    def __init__(self, regulation: Regulation, calendar: Calendar) -> None:
        self.regulation = regulation
        self.calendar = calendar
        self.zone = ZoneInfo(regulation.identity.time_zone)
        self.facts = Facts(directory=UNITS, new_ids=(("tkt_2", "N-2"), ("tkt_3", "N-3")))
        direct = any(one.kind == DeadlineKind.DIRECT_ANSWER for one in regulation.limits)
        self.kinds = (False, True) if direct else (False,)
        self.commands = {name: tuple(self._commands(name)) for name in ACTIONS}

    def _commands(self, name: str) -> Iterator[tuple[Any, int]]:
        for fields, wait in FIELDS.get(name, bare)(self.regulation):
            given = {key: START.isoformat() if it == "now" else it for key, it in fields.items()}
            with suppress(Unreadable):
                yield read(ACTIONS[name].command, given), wait

    def registered(self, *, directly: bool) -> Ticket:
        """A ticket as it comes in: to be handled, or such as can be answered at once."""
        command = read(intake.Register, registration(self.regulation, directly=directly))
        blank = intake.new_ticket(command, "tkt_1", "N-1", self.regulation, START)
        made = self._try(blank, command, START, an(Role.OPERATOR))
        if made is None:
            raise ValueError(f"{self.regulation.id}: the plausible registration was refused")
        return made

    def steps(self, ticket: Ticket, now: datetime) -> Iterator[Step]:
        """What can happen next: every action that is accepted, and what comes by itself."""
        for name, action in ACTIONS.items():
            for command, wait in self.commands[name] if ticket.status in action.when else ():
                later = now + timedelta(minutes=wait)
                after = self._by_anybody(action.by, command, ticket, later)
                if after is not None:
                    yield name, after, later
        yield from self._by_itself(ticket, now)

    def _by_itself(self, ticket: Ticket, now: datetime) -> Iterator[Step]:
        """The SMS goes out and arrives; the next deadline falls due."""
        events: list[tuple[str, Any, datetime]] = [
            ("survey_sent", surveys.MarkSurveySent(), now + timedelta(minutes=1)),
            ("survey_delivered", surveys.MarkSurveyDelivered(), now + timedelta(minutes=1)),
        ]
        running = [one for one in ticket.deadlines if one.state == DeadlineState.RUNNING]
        if running:
            due = min(running, key=lambda one: (one.due_at, one.id))
            events.append((f"due:{due.kind}", FallDue(), due.due_at))
        for name, command, at in events:
            after = self._try(ticket, command, at, an(Role.SYSTEM))
            if after is not None:
                yield name, after, at

    def _by_anybody(
        self, roles: tuple[Role, ...], command: object, ticket: Ticket, now: datetime
    ) -> Ticket | None:
        """The ticket after a command, given by the first of those who may whom the rules let."""
        for role in roles:
            for unit in UNITS_OF.get(role, nobody)(ticket):
                after = self._try(ticket, command, now, an(role, unit))
                if after is not None:
                    return after
        return None

    def _try(self, ticket: Ticket, command: object, now: datetime, actor: Actor) -> Ticket | None:
        context = Context(
            now=now,
            actor=actor,
            regulation=self.regulation,
            calendar=self.calendar,
            zone=self.zone,
            facts=self.facts,
        )
        outcome = decide(ticket, command, context)
        return outcome.ticket if isinstance(outcome, Decision) else None


def an(role: Role, unit: str | None = None) -> Actor:
    return Actor("x", frozenset({role}), "", unit)


def nobody(ticket: Ticket) -> tuple[str | None, ...]:  # noqa: ARG001 - as in UNITS_OF
    return (None,)


# Whose token names a unit: the unit's own people, and a sub-office besides the office itself.
UNITS_OF: Mapping[Role, Callable[[Ticket], tuple[str | None, ...]]] = {
    Role.HANDLER: lambda ticket: (ticket.unit,),
    Role.LEADER: lambda ticket: (ticket.unit,),
    Role.OFFICE: lambda ticket: (None, ticket.unit),
}
