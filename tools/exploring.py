"""Tries every action in every situation a ticket can reach, and notes where it leads.

Nothing is told twice: the domain itself decides. A situation is what decides over what comes
next (status, round, what is pending, the survey), so that the search ends; each is tried once,
by whoever may act, with a complete command and with its opposite.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.domain import intake, surveys
from chalicelib.domain.decision import Context, Decision, Facts
from chalicelib.domain.directory import Actor, Directory, Role, Unit, UnitKind
from chalicelib.domain.regulation import Regulation
from chalicelib.domain.state import DeadlineState, Ticket
from chalicelib.domain.ticket import ACTIONS, FallDue, decide
from chalicelib.domain.working_time import Calendar
from chalicelib.reading import Unreadable, read
from tools.plausible import FIELDS, registration

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


def explore(regulation: Regulation, calendar: Calendar) -> Findings:
    """Everything that can happen to a ticket under this regulation, breadth first."""
    found: set[Transition] = set()
    accepted: set[str] = set()
    waiting = deque(_registered(regulation, calendar))
    seen = {_situation(ticket) for ticket, _ in waiting}
    while waiting:
        ticket, now = waiting.popleft()
        for action, after, later in _steps(ticket, now, regulation, calendar):
            accepted.add(action)
            if after.status != ticket.status:
                found.add(Transition(ticket.status, action, after.status))
            if after.round <= ROUNDS and _situation(after) not in seen:
                seen.add(_situation(after))
                waiting.append((after, later))
    return Findings(frozenset(found), frozenset(accepted))


def _registered(regulation: Regulation, calendar: Calendar) -> Iterator[tuple[Ticket, datetime]]:
    """Tickets as they come in: to be handled, and such as can be answered at once."""
    for directly in (False, True):
        command = read(intake.Register, registration(regulation, directly=directly))
        blank = intake.new_ticket(command, "tkt_1", "N-1", regulation, START)
        made = _try(blank, command, START, Actor("x", frozenset({Role.OPERATOR}), ""),
                    regulation, calendar)  # fmt: skip
        assert made is not None, f"{regulation.id}: the plausible registration was refused"  # noqa: S101
        yield made, START


def _situation(ticket: Ticket) -> tuple[Any, ...]:
    return (
        ticket.status,
        ticket.round,
        ticket.unit == "below",
        bool(ticket.offices),
        ticket.directly_answerable,
        tuple((one.kind, one.step) for one in ticket.pending),
        ticket.lead_fixed,
        min(len(ticket.returned_by), 2),
        ticket.body,
        ticket.survey.state if ticket.survey else None,
        len(ticket.revisits),
        bool(ticket.extension_asked_in),
    )


def _steps(
    ticket: Ticket, now: datetime, regulation: Regulation, calendar: Calendar
) -> Iterator[tuple[str, Ticket, datetime]]:
    """What can happen next: every action that is accepted, and what falls due."""
    for name, action in ACTIONS.items():
        plausible = FIELDS.get(name, lambda _: [({}, 1)])
        for fields, wait in plausible(regulation) if ticket.status in action.when else ():
            later = now + timedelta(minutes=wait)
            after = _act(name, fields, ticket, later, regulation, calendar)
            if after is not None:
                yield name, after, later
    yield from _by_itself(ticket, now, regulation, calendar)


def _by_itself(
    ticket: Ticket, now: datetime, regulation: Regulation, calendar: Calendar
) -> Iterator[tuple[str, Ticket, datetime]]:
    """The SMS goes out and arrives; the next deadline falls due."""
    system = Actor("x", frozenset({Role.SYSTEM}), "")
    later = now + timedelta(minutes=1)
    for name, command in (
        ("survey_sent", surveys.MarkSurveySent()),
        ("survey_delivered", surveys.MarkSurveyDelivered()),
    ):
        after = _try(ticket, command, later, system, regulation, calendar)
        if after is not None:
            yield name, after, later
    running = [one for one in ticket.deadlines if one.state == DeadlineState.RUNNING]
    if running:
        due = min(running, key=lambda one: (one.due_at, one.id))
        after = _try(ticket, FallDue(), due.due_at, system, regulation, calendar)
        if after is not None:
            yield f"due:{due.kind}", after, due.due_at


def _act(name: str, fields: dict[str, Any], ticket: Ticket, now: datetime,
         regulation: Regulation, calendar: Calendar) -> Ticket | None:  # fmt: skip
    """The ticket after an action, by the first of those who may whom the rules let."""
    given = {key: now.isoformat() if value == "now" else value for key, value in fields.items()}
    try:
        command: Any = read(ACTIONS[name].command, given)
    except Unreadable:
        return None
    for actor in _actors(ACTIONS[name].by, ticket):
        after = _try(ticket, command, now, actor, regulation, calendar)
        if after is not None:
            return after
    return None


def _actors(roles: tuple[Role, ...], ticket: Ticket) -> Iterator[Actor]:
    for role in roles:
        if role in {Role.HANDLER, Role.LEADER}:
            yield Actor("x", frozenset({role}), "", ticket.unit)
        elif role == Role.OFFICE:
            yield Actor("x", frozenset({role}), "")
            yield Actor("x", frozenset({role}), "", ticket.unit)
        else:
            yield Actor("x", frozenset({role}), "")


def _try(ticket: Ticket, command: object, now: datetime, actor: Actor, regulation: Regulation,
         calendar: Calendar) -> Ticket | None:  # fmt: skip
    ids = (("tkt_2", "N-2"), ("tkt_3", "N-3"))
    facts = Facts(directory=UNITS, new_ids=ids)
    zone = ZoneInfo(regulation.identity.time_zone)
    outcome = decide(
        ticket,
        command,
        Context(
            now=now, actor=actor, regulation=regulation, calendar=calendar, zone=zone, facts=facts
        ),
    )
    return outcome.ticket if isinstance(outcome, Decision) else None
