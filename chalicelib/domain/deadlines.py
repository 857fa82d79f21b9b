"""Limits become instants: which limit a ticket is under, from when, by when, and why.

What becomes of a deadline after that is in `clocks`. A pending request never stops one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING, ClassVar

from chalicelib.domain import warnings
from chalicelib.domain.decision import Context, Draft, Event
from chalicelib.domain.explaining import explain
from chalicelib.domain.regulation import Limit
from chalicelib.domain.selecting import most_specific
from chalicelib.domain.state import Deadline
from chalicelib.domain.terms import DeadlineKind, Milestone
from chalicelib.domain.working_time import Due, OfficeHours, Period, TimeUnit, due
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.basis import Ruled
    from chalicelib.domain.regulation import Regulation
    from chalicelib.domain.state import Ticket

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class DeadlineSet(Event):
    type: ClassVar[str] = "deadline_set"
    deadline: Deadline

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket.with_deadline(self.deadline)


def work_out(deadline: Deadline, ticket: Ticket, context: Context) -> Due:
    """When a deadline falls due under the calendar of `context`."""
    found = _uncapped(deadline, ticket, context)
    if deadline.capped_at is not None and deadline.capped_at < found.due_at:
        return _at(deadline.capped_at, context)
    return found


def _uncapped(deadline: Deadline, ticket: Ticket, context: Context) -> Due:
    if deadline.fixed_at is not None:
        return _at(deadline.fixed_at, context)
    base = ticket.deadline(deadline.extends) if deadline.extends else None
    start, uncertain = deadline.starts_at, False
    period = deadline.limit
    if base is not None and deadline.extended_by is not None:
        ends = work_out(base, ticket, context)
        start, uncertain = end_of(ends.due_at, deadline.extended_by), ends.provisional
        period = deadline.extended_by
    assert period is not None, f"{deadline.id} has neither a limit nor a fixed date"  # noqa: S101
    hours = office_hours(context.regulation)
    found = due(start, period, context.calendar, context.zone, hours)
    return replace(found, provisional=found.provisional or uncertain)


def end_of(due_at: datetime, period: Period) -> datetime:
    """From where more time is counted: the last instant for days that exclude their start."""
    return due_at - INSTANT if period.unit == TimeUnit.WORKING_DAY else due_at


def _at(instant: datetime, context: Context) -> Due:
    return Due(instant, (instant - INSTANT).astimezone(context.zone).date(), provisional=False)


def office_hours(regulation: Regulation) -> OfficeHours | None:
    spans = regulation.identity.office_hours
    if not spans:
        return None
    return OfficeHours(tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in spans))


def next_id(ticket: Ticket, kind: DeadlineKind) -> str:
    number = sum(1 for d in ticket.deadlines if d.kind == kind and d.round == ticket.round) + 1
    return f"{kind}#{ticket.round}#{number}"


def set_deadline(draft: Draft, deadline: Deadline) -> None:
    """Work a deadline's date out and let it run."""
    found = work_out(deadline, draft.ticket, draft.context)
    running = replace(
        deadline, due_at=found.due_at, due_on=found.due_on, provisional=found.provisional
    )
    table = table_of(draft, running)
    base = draft.ticket.deadline(running.extends or "")
    by_law = table is not None and table.statutory and (base is None or base.statutory)
    running = warned_of(draft, replace(running, statutory=by_law))
    draft.record(DeadlineSet(running), table)


def warned_of(draft: Draft, deadline: Deadline) -> Deadline:
    """The deadline with the warnings of its present date; those of a former date are past."""
    to_come = warnings.to_come(deadline, draft.now, draft.context)
    return replace(deadline, warnings=to_come, warned=False)


def from_limit(draft: Draft, limit: Limit, starts_at: datetime) -> Deadline:
    return Deadline(
        id=next_id(draft.ticket, limit.kind),
        kind=limit.kind,
        round=draft.ticket.round,
        starts_at=starts_at,
        due_at=starts_at,
        due_on=starts_at.date(),
        source=limit.id,
        limit=limit.period,
    )


def fitting_limit(draft: Draft, kind: DeadlineKind) -> Limit | None:
    """The limit of a kind that this ticket is under, the most specific one."""
    return draft.once(kind, lambda: _fitting_limit(draft, kind))


def _fitting_limit(draft: Draft, kind: DeadlineKind) -> Limit | None:
    return most_specific((one for one in draft.regulation.limits if one.kind == kind), draft.axes)


def handling_limit(draft: Draft) -> Limit | None:
    """The limit to handle this round; a redo of a direct answer has that answer's limit."""
    limit = fitting_limit(draft, DeadlineKind.HANDLING)
    if limit is not None or not draft.ticket.in_redo:
        return limit
    direct = fitting_limit(draft, DeadlineKind.DIRECT_ANSWER)
    return replace(direct, kind=DeadlineKind.HANDLING) if direct else None


def reach(draft: Draft, milestone: Milestone) -> None:
    """Set what runs from a milestone, now that it is reached."""
    for kind in dict.fromkeys(one.kind for one in draft.regulation.limits):
        limit = fitting_limit(draft, kind)
        known = draft.ticket.current(kind)
        if limit is None or limit.starts != milestone or (known and known.state.open):
            continue
        if kind == DeadlineKind.HANDLING:
            set_handling(draft, limit, draft.now)
        elif not (kind == DeadlineKind.FIRST_CONTACT and contact_exception(draft)):
            set_deadline(draft, from_limit(draft, limit, draft.now))


def set_handling(draft: Draft, limit: Limit, starts_at: datetime) -> None:
    """The handling deadline of this round, from the rule that governs this very ticket."""
    ticket, regulation = draft.ticket, draft.regulation
    deadline = from_limit(draft, limit, starts_at)
    if ticket.in_redo:
        redo = regulation.redo.limit
        own = Period(redo.amount or 0, redo.unit) if redo.unit else limit.period
        set_deadline(draft, replace(deadline, source="redo", limit=own))
        return
    set_deadline(draft, _as_sent(deadline, ticket, regulation))


def _as_sent(deadline: Deadline, ticket: Ticket, regulation: Regulation) -> Deadline:
    """What the office, the sending platform and a stricter law make of the limit, in that order."""
    caps: list[tuple[datetime, str]] = []
    if ticket.override_due_at is not None:
        deadline = _fixed(deadline, ticket.override_due_at, "limit_override")
    if ticket.source and ticket.source.due_at:
        if regulation.platform_limit.effect == "replaces":
            deadline = _fixed(deadline, ticket.source.due_at, "platform_limit")
        else:
            caps.append((ticket.source.due_at, "platform_limit"))
    if ticket.statutory_due_at:
        caps.append((ticket.statutory_due_at, "statutory_date"))
    if not caps:
        return deadline
    capped_at, capped_by = min(caps)
    return replace(deadline, capped_at=capped_at, capped_by=capped_by)


def _fixed(deadline: Deadline, instant: datetime, source: str) -> Deadline:
    return replace(deadline, fixed_at=instant, source=source, limit=None)


def contact_exception(draft: Draft) -> str | None:
    """Why nobody need be contacted on this ticket, where the regulation says so."""
    requester = draft.ticket.requester
    held = {
        "confidential": requester.confidential,
        "no_reply_wanted": not requester.reply_wanted,
    }
    return next((why for why in draft.regulation.contact.exceptions if held[why]), None)


def table_of(draft: Draft, deadline: Deadline) -> Ruled | None:
    return ruling(deadline, draft.regulation)


def ruling(deadline: Deadline, regulation: Regulation) -> Ruled | None:
    """The part of the regulation that a deadline comes from."""
    named: dict[str, Ruled | None] = {one.id: one for one in regulation.limits}
    named |= {f"extension:{kind.id}": kind for kind in regulation.extensions.kinds}
    named |= {
        "redo": regulation.redo.limit,
        "platform_limit": regulation.platform_limit,
        "statutory_date": regulation.statutory_date,
        "limit_override": regulation.limit_override,
        "supervision": regulation.supervision,
    }
    return named.get(deadline.binding_cap or deadline.source)


def explanation(deadline: Deadline, ticket: Ticket, context: Context) -> str:
    """How the date came about, in words from which it can be worked out again."""
    zone = context.zone
    if deadline.binding_cap:
        return f"以更早的限定时间为准：{_clock(deadline.due_at, context)}届满"
    if deadline.fixed_at is not None:
        return f"限定时间：{_clock(deadline.fixed_at, context)}届满"
    found = work_out(deadline, ticket, context)
    if found.due_at != deadline.due_at:
        return f"按当时公布的节假日安排：{_clock(deadline.due_at, context)}届满"
    hours = office_hours(context.regulation)
    base = ticket.deadline(deadline.extends) if deadline.extends else None
    if base is not None and deadline.extended_by is not None:
        ends = end_of(base.due_at, deadline.extended_by)
        words = explain(ends, deadline.extended_by, found, context.calendar, zone, hours)
        return f"原期限{base.due_on}届满，经批准延期：{words.replace('收到之日', '原届满日')}"
    assert deadline.limit is not None  # noqa: S101 - checked by work_out
    return explain(deadline.starts_at, deadline.limit, found, context.calendar, zone, hours)


def _clock(instant: datetime, context: Context) -> str:
    return instant.astimezone(context.zone).strftime("%Y-%m-%d %H:%M:%S")
