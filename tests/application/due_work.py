"""Looking at due work without touching it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from chalicelib.application.due_ports import Due, DuePlace
from tests.application.world import Desk


def due(desk: Desk, until: datetime | None = None) -> list[Due]:
    """All that counts and is due by `until` (by now), from the marks on; deliveries left out."""
    moment = until or desk.clock.now()
    found = (
        one for place in desk.ports.due_work.buckets(moment) for one in rest(desk, place, moment)
    )
    return sorted(one for one in found if one.delivers is None)


def rest(desk: Desk, place: DuePlace, until: datetime) -> Iterator[Due]:
    while True:
        slice_ = desk.ports.due_work.read(place, until, 7)
        yield from slice_.due
        if not slice_.more:
            return
        place = slice_.end
