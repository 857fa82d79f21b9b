"""What holds of every ticket under every regulation, whatever anybody does, in whatever order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain import deadlines
from chalicelib.domain.clocks import (
    BreachWithdrawn,
    DeadlineMoved,
    DeadlineSettled,
    DeadlineWarned,
    DoneLate,
)
from chalicelib.domain.deadlines import DeadlineSet
from chalicelib.domain.decision import Decision, Entry
from chalicelib.domain.errors import Kind, Refusal
from chalicelib.domain.records import RequestKind
from chalicelib.domain.regulation import Regulation
from chalicelib.domain.state import Deadline, DeadlineState, Status, Ticket
from chalicelib.domain.terms import DeadlineKind
from chalicelib.domain.ticket import evolve
from chalicelib.domain.wakeups import Wakeup, wakeups
from tests.properties.life import Life, Step

OF_THE_PROGRAM = {"wrong_state", "nothing_to_confirm"}
"""Refusals that rest on no article: there is nothing here that could be done."""

WITH_UNIT = {Status.DISPATCHED, Status.HANDLING, Status.IN_REVIEW, Status.AWAITING_RATING}
OF_THE_UNIT = {RequestKind.EXTENSION, RequestKind.TERMINATION, RequestKind.ANSWER}
GONE = {DeadlineState.REPLACED, DeadlineState.VOID}
WORK = {DeadlineKind.HANDLING, DeadlineKind.DIRECT_ANSWER}
SECOND = timedelta(seconds=1)


def lead(life: Life, step: Step) -> Decision | Refusal:
    """Let a step happen and hold every law against what it did."""
    before, shown = life.ticket, repr(life.ticket)
    outcome = life.take(step)
    assert repr(before) == shown, "a decision changed the ticket it was given"
    if isinstance(outcome, Refusal):
        assert life.ticket is before
        refused(outcome)
        return outcome
    folded = fold(before, outcome.entries)
    assert folded.but(version=before.version + 1) == outcome.ticket, "events ≠ state"
    keeps_the_laws(life)
    return outcome


def refused(refusal: Refusal) -> None:
    assert refusal.code
    assert refusal.detail
    if refusal.kind == Kind.REFUSED and refusal.code not in OF_THE_PROGRAM:
        assert refusal.basis is not None, f"{refusal.code} cites nothing"
        assert refusal.basis.article


# --- events --------------------------------------------------------------------------------------


def fold(ticket: Ticket, entries: Sequence[Entry]) -> Ticket:
    for entry in entries:
        assert entry.seq == ticket.seq + 1, "a gap in the history"
        after = evolve(ticket, entry)
        of_deadlines(ticket, entry, after)
        earlier_rounds_stay(ticket, after)
        nobody_inherits(ticket, after)
        assert after.round - ticket.round in {0, 1}
        ticket = after
    return ticket


def of_deadlines(ticket: Ticket, entry: Entry, after: Ticket) -> None:
    """A deadline is set once, moves only while provisional, and is settled once."""
    event = entry.event
    if isinstance(event, DeadlineSet):
        set_in_its_place(ticket, event.deadline)
    elif isinstance(event, DeadlineMoved):
        known = ticket.deadline(event.deadline.id)
        assert known is not None
        assert known.provisional
        assert known.state.open or known.state == DeadlineState.REPLACED
        assert known.due_at == event.was_due_at
    elif isinstance(event, DeadlineSettled):
        settled_once(ticket, event, entry.at)
    elif isinstance(event, DeadlineWarned):
        warned_in_time(ticket, event, entry.at, after)
    elif isinstance(event, BreachWithdrawn):
        known = ticket.deadline(event.deadline)
        assert known is not None
        assert known.state == DeadlineState.BREACHED
        assert event.state in GONE
    elif isinstance(event, DoneLate):
        known = ticket.deadline(event.deadline)
        assert known is not None
        assert known.state == DeadlineState.BREACHED
        assert known.done_at is None
    elif ticket.seq:
        assert after.deadlines == ticket.deadlines, f"{event.name} touched a deadline"


def set_in_its_place(ticket: Ticket, deadline: Deadline) -> None:
    assert ticket.deadline(deadline.id) is None, "a deadline was overwritten"
    assert deadline.round == ticket.round
    assert deadline.state == DeadlineState.RUNNING
    current = ticket.current(deadline.kind)
    several = deadline.kind == DeadlineKind.SUPERVISION_REPLY
    assert several or current is None or not current.state.open, f"two {deadline.kind} at once"
    if deadline.extends is not None:
        base = ticket.deadline(deadline.extends)
        assert base is not None
        assert deadline.original_due_at == (base.original_due_at or base.due_at)


def settled_once(ticket: Ticket, event: DeadlineSettled, now: datetime) -> None:
    known = ticket.deadline(event.deadline)
    assert known is not None
    assert known.state.open, f"{known.id} is settled twice"
    assert event.state not in {DeadlineState.RUNNING, known.state}, f"{known.id}: twice the same"
    assert event.as_of <= now
    if event.state == DeadlineState.BREACHED:
        assert known.due_at <= now
        assert not known.provisional, "a provisional deadline breached"
        assert not known.warnings, "breached before it warned"
    if event.state == DeadlineState.MET:
        assert event.as_of < known.due_at


def warned_in_time(ticket: Ticket, event: DeadlineWarned, at: datetime, after: Ticket) -> None:
    """While it runs, with a certain date; and at the very moment, however late anybody came by."""
    known = ticket.deadline(event.deadline)
    assert known is not None
    assert known.state == DeadlineState.RUNNING, "a warning of what is settled"
    assert not known.provisional, "a warning of a provisional date"
    assert event.due_at == known.due_at
    assert known.starts_at < at < known.due_at
    assert Wakeup(at, event.wakeup) in set(wakeups([known])), "nothing would have woken a sweep"
    if event.warning == "three_quarters":
        assert abs(4 * (at - known.starts_at) - 3 * (known.due_at - known.starts_at)) < SECOND
    else:
        assert event.warning == "one_working_day"
    warned = after.deadline(event.deadline)
    assert warned is not None
    assert replace(warned, warnings=known.warnings, warned=known.warned) == known


def each_warning_once(history: Sequence[Entry]) -> None:
    """For each deadline and each of its dates."""
    given = [entry.event for entry in history if isinstance(entry.event, DeadlineWarned)]
    assert len(given) == len(set(given))


def earlier_rounds_stay(ticket: Ticket, after: Ticket) -> None:
    for known in ticket.deadlines:
        judged_later = known.state == DeadlineState.UNDECIDED and known.done_at is not None
        if known.round < ticket.round and not known.provisional and not judged_later:
            assert after.deadline(known.id) == known, "a redo changed a deadline of before"


def nobody_inherits(ticket: Ticket, after: Ticket) -> None:
    """Whoever has the ticket next is not held to what the unit before had asked for."""
    if ticket.unit is not None and after.unit not in {None, ticket.unit}:
        inherited = [one.id for one in after.pending if one.kind in OF_THE_UNIT]
        assert not inherited, f"{after.unit} inherits {inherited} of {ticket.unit}"


def never_both(history: Sequence[Entry]) -> None:
    """Met and breached exclude each other, unless the breach was withdrawn in between."""
    verdicts: dict[str, set[DeadlineState]] = {}
    for entry in history:
        event = entry.event
        if isinstance(event, BreachWithdrawn):
            verdicts[event.deadline] = set()
        if isinstance(event, DeadlineSettled):
            found = verdicts.setdefault(event.deadline, set())
            found.add(event.state)
            assert not {DeadlineState.MET, DeadlineState.BREACHED} <= found


# --- states --------------------------------------------------------------------------------------


def keeps_the_laws(life: Life) -> None:
    ticket = life.ticket
    ended_means_ended(ticket)
    asked_or_said_why(ticket)
    of_rounds(ticket, life.regulation)
    of_what_runs(ticket, life.now)
    of_the_unit(ticket)
    explained(life)


def ended_means_ended(ticket: Ticket) -> None:
    if ticket.status.final:
        still = [one.id for one in ticket.deadlines if one.state.open and not uncertain(one)]
        assert not still, f"{ticket.status} and still runs: {still}"
        assert not ticket.pending, f"{ticket.status} and still pending"
    kinds = [one.kind for one in ticket.pending]
    assert len(kinds) == len(set(kinds)), f"asked twice: {kinds}"


def asked_or_said_why(ticket: Ticket) -> None:
    """Who ends it was asked by SMS or on the phone, or it stands in the ticket why not."""
    if ticket.status.final:
        assert ticket.survey or ticket.revisits, f"{ticket.status} and nobody says why unasked"
    for survey in (ticket.survey, *(one.survey for one in ticket.rounds)):
        if survey is not None:
            assert (survey.state == "not_sent") == (survey.not_sent_reason is not None)


def uncertain(deadline: Deadline) -> bool:
    """Done after a date that is not certain yet: the next calendar says whether it was late."""
    undecided = deadline.state == DeadlineState.UNDECIDED
    return undecided and deadline.provisional and deadline.done_at is not None


def of_rounds(ticket: Ticket, regulation: Regulation) -> None:
    maximum = regulation.redo.maximum
    assert maximum is None or ticket.round - 1 <= maximum
    assert [one.round for one in ticket.rounds] == list(range(1, ticket.round))
    for rule in regulation.extensions.kinds:
        for number in range(1, ticket.round + 1):
            granted = [one for one in ticket.extensions if one[:2] == (number, rule.kind)]
            assert rule.times is None or len(granted) <= rule.times


def of_what_runs(ticket: Ticket, now: datetime) -> None:
    for one in ticket.deadlines:
        if one.state == DeadlineState.RUNNING and not one.provisional:
            assert now < one.due_at, f"{one.id} is past and was not settled"
            assert all(now < at < one.due_at for _, at in one.warnings)
        else:
            assert not one.warnings
            assert not one.warned
        if one.state == DeadlineState.BREACHED:
            assert one.due_at <= now
            assert not one.provisional
        if one.extends is not None:
            base = ticket.deadline(one.extends)
            assert base is not None
            assert one.original_due_at == (base.original_due_at or base.due_at)


def of_the_unit(ticket: Ticket) -> None:
    """Who has the ticket has a clock, and nobody else has one."""
    if ticket.status in WITH_UNIT:
        assert ticket.unit is not None
    if ticket.status in {Status.DISPATCHED, Status.HANDLING}:
        clocks = [one for kind in WORK if (one := ticket.current(kind))]
        assert clocks, "a unit works without a limit"


def explained(life: Life) -> None:
    for one in life.ticket.deadlines:
        assert deadlines.explanation(one, life.ticket, life.context())
