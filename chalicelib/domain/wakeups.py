"""When a ticket wants to be looked at again: all that may take effect by itself.

A sweep is woken by these and nothing else. One whose ticket no longer shows it does nothing.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from chalicelib.domain.state import DeadlineState
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from chalicelib.domain.state import Deadline
    from chalicelib.domain.warnings import WarningKind


@dataclass(frozen=True, slots=True, order=True)
class Wakeup:
    """An instant, and the id of what takes effect at it: unique in its ticket."""

    at: datetime
    id: str


def wakeups(deadlines: Iterable[Deadline]) -> Iterator[Wakeup]:
    """Of every deadline that runs, what comes next: `handling#1#1#w1` is a warning of it,
    `handling#1#1` its end. What follows is asked for once that has happened, so that a deadline
    kept in good time has been looked after by one row.
    """
    for one in deadlines:
        for at, warning in islice(moments(one), 1):
            yield Wakeup(at, f"{one.id}#{warning}" if warning else one.id)


def moments(deadline: Deadline) -> Iterator[tuple[datetime, WarningKind | None]]:
    """When a deadline warns, and when it ends (None); a provisional one does neither."""
    if deadline.state != DeadlineState.RUNNING or deadline.provisional:
        return
    for warning, at in deadline.warnings:
        yield at, warning
    yield deadline.due_at, None
