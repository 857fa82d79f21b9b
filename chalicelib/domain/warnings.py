"""预警: which deadlines warn before they end, and when.

Two warnings at most: three quarters of the span are gone, by the clock (A48); one working day is
left. A warning costs a commit, so short limits warn only of the work itself. The product decides
this, not the texts (P-16).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from chalicelib.domain.terms import DeadlineKind
from chalicelib.domain.working_time import Period, TimeUnit
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from chalicelib.domain.decision import Context
    from chalicelib.domain.state import Deadline
    from chalicelib.domain.working_time import Calendar

ONE_DAY = timedelta(days=1)
SHORTEST = timedelta(hours=1)


class WarningKind(StrEnum):
    """The value ends the id of a wake-up, and is what is stored."""

    THREE_QUARTERS = "w1"
    ONE_WORKING_DAY = "w2"

    @property
    def word(self) -> str:
        """What the audit trail calls it."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Rule:
    """How a kind of deadline warns: at three quarters, and what else."""

    even_if_short: bool = False
    one_working_day: bool = False


# What a unit or an office has to do. A survey's time is the citizen's own: nobody is warned.
RULES: Mapping[DeadlineKind, Rule] = {
    DeadlineKind.HANDLING: Rule(even_if_short=True, one_working_day=True),
    DeadlineKind.DIRECT_ANSWER: Rule(even_if_short=True),
    DeadlineKind.SUPERVISION_REPLY: Rule(one_working_day=True),
    DeadlineKind.PROMISE: Rule(one_working_day=True),
    DeadlineKind.CORRECTION: Rule(one_working_day=True),
    DeadlineKind.SIGN_IN: Rule(),
    DeadlineKind.FIRST_CONTACT: Rule(),
    DeadlineKind.REVISIT: Rule(),
    DeadlineKind.ADJUDICATION: Rule(),
    DeadlineKind.RETURN_DECISION: Rule(),
    DeadlineKind.EXTENSION_DECISION: Rule(),
    DeadlineKind.TERMINATION_DECISION: Rule(),
    DeadlineKind.REDO_DECISION: Rule(),
}


def to_come(
    deadline: Deadline, now: datetime, context: Context
) -> tuple[tuple[WarningKind, datetime], ...]:
    """The warnings of a deadline set or moved at `now`, each with its instant, in their order.

    One whose instant is not after `now` is not given late; a provisional date warns of nothing.
    """
    rule = RULES.get(deadline.kind)
    if rule is None or deadline.provisional:
        return ()
    found = sorted(_of(deadline, rule, context), key=lambda one: one[1])
    return tuple(one for one in found if one[1] > now)


def _of(deadline: Deadline, rule: Rule, context: Context) -> Iterator[tuple[WarningKind, datetime]]:
    span = deadline.due_at - deadline.starts_at
    short = span < ONE_DAY or _is_one_working_day(deadline)
    if span < SHORTEST or (short and not rule.even_if_short):
        return
    three_quarters = deadline.starts_at + span * 3 / 4
    yield WarningKind.THREE_QUARTERS, three_quarters
    if rule.one_working_day and not short:
        last = _one_working_day_before(deadline, context)
        if last is not None and last != three_quarters:
            yield WarningKind.ONE_WORKING_DAY, last


def _is_one_working_day(deadline: Deadline) -> bool:
    return deadline.limit == Period(1, TimeUnit.WORKING_DAY) and deadline.extends is None


def _one_working_day_before(deadline: Deadline, context: Context) -> datetime | None:
    """One whole working day's time before the end: for a limit in working days, the end of the
    working day before the last one.

    None where the days are not published: what is only guessed is not warned of.
    """
    zone, due_on = context.zone, deadline.due_on
    days = _working_days_back(due_on, context.calendar)
    last, before = next(days, None), next(days, None)
    if before is None:
        return None
    into = deadline.due_at - datetime.combine(due_on, time.min, zone) if last == due_on else ONE_DAY
    return (datetime.combine(before, time.min, zone) + into).astimezone(deadline.due_at.tzinfo)


def _working_days_back(day: date, calendar: Calendar) -> Iterator[date]:
    """From `day` on backwards, as far as they are published."""
    while calendar.is_published(day):
        if calendar.is_working_day(day):
            yield day
        day -= ONE_DAY
