"""Files that nobody named within a day, and what was announced and never sent, are swept away."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from chalicelib.application.attaching import names
from chalicelib.application.file_ports import Announced, FileRow
from chalicelib.application.ports import Ports
from chalicelib.application.sweep import UNLIMITED, Budget
from chalicelib.domain.files import NAMED_WITHIN
from chalicelib.late import dataclass

SLICE = 100
SECONDS_NEEDED = 10
Fate = Literal["named", "claimed", "removed"]


@dataclass(frozen=True, slots=True)
class SweptFiles:
    named: int
    removed: int


def sweep(ports: Ports, budget: Budget = UNLIMITED) -> SweptFiles:
    """Slice after slice as far as the time goes; the rest is the next hour's."""
    before = ports.clock.now() - NAMED_WITHIN
    told: Counter[Fate] = Counter()
    while not told["claimed"] and (due := ports.files.rows.announced_before(before, SLICE)):
        rows = ports.files.rows.get_many([one.id for one in due])
        for one in due:
            if budget.seconds_left() < SECONDS_NEEDED:
                return SweptFiles(told["named"], told["removed"])
            told[_look_after(ports, one, rows.get(one.id))] += 1
    return SweptFiles(told["named"], told["removed"])


def _look_after(ports: Ports, announced: Announced, row: FileRow | None) -> Fate:
    """Its line of the queue goes last: whatever breaks is done again."""
    rows = ports.files.rows
    if row is not None and _is_named(ports, row):
        if row.state == "pending" and row.reason is None:
            rows.settle(row.id, "refused", "never_sent")
        rows.looked_after(announced)
        return "named"
    if row is not None and not rows.remove_if_unclaimed(row):
        return "claimed"  # at this moment: the next sweep asks that ticket
    ports.files.bucket.erase([announced.id])
    rows.looked_after(announced)
    return "removed"


def _is_named(ports: Ports, row: FileRow) -> bool:
    """A claim alone does not count: its commit may have failed."""
    found = (ports.tickets.load(one) for one in sorted(row.tickets))
    return any(ticket is not None and names(ports, ticket, row.id) for ticket in found)
