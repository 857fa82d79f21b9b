"""保存期限: what is personal goes when a ticket has been over for as long as it may be kept.

Found in the lists of what is closed, oldest change first, behind a mark a list: nothing is read a
second time, and of what is not due nothing at all. A run that has no more time leaves the rest to
the next one; one that breaks anywhere loses nothing, for a mark moves behind what was done.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime

from chalicelib.application.erasing import erase
from chalicelib.application.opting_out import FOR_GOOD
from chalicelib.application.perform import CONFLICT
from chalicelib.application.ports import ListQuery, Ports, SortKey
from chalicelib.application.sweep import SECONDS_TO_HAND_ON, UNLIMITED, Budget
from chalicelib.domain.errors import Refusal
from chalicelib.domain.records import OFFICE
from chalicelib.late import dataclass

A_PAGE = 25
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class List:
    """What is closed and was whose last; where the office had it, the office's."""

    place: str
    holder: str

    @property
    def key(self) -> str:
        return f"{self.place}#{self.holder}"


def erase_due(ports: Ports, budget: Budget = UNLIMITED) -> int:
    """How many tickets were erased."""
    before = ports.clock.now() - ports.settings.personal_data_kept()
    erased = 0
    for one in _lists(ports):
        for done in _worked(ports, one, before):
            erased += done
            if budget.seconds_left() < SECONDS_TO_HAND_ON:
                log.warning("no time for all that is due: the next run goes on")
                return erased
    return erased


def _lists(ports: Ports) -> Iterator[List]:
    """Units that ended have theirs too."""
    for place in sorted(ports.regulations.versions()):
        records, _ = ports.directories.recorded(place)
        for holder in sorted({OFFICE, *records}):
            yield List(place, holder)


def _worked(ports: Ports, of: List, before: datetime) -> Iterator[int]:
    """One list, page by page; how many were erased, page by page."""
    while True:
        mark, version = _mark(ports, of)
        query = ListQuery(
            by="holder",
            value=of.holder,
            jurisdiction=of.place,
            listed_as="closed",
            updated_since=datetime.fromisoformat(mark[0]),
            updated_before=before,
        )
        tickets = ports.tickets.find(query, mark, A_PAGE).tickets
        if not tickets:
            return
        reached, erased = mark, 0
        for key, ticket in tickets:
            outcome = erase(ports, ticket.id, "retention")
            if outcome == CONFLICT:
                break
            erased += not isinstance(outcome, Refusal) and ticket.erased_at is None
            reached = key
        if reached == mark or not _move(ports, of, reached, version):
            return  # somebody else is at it
        yield erased


def _mark(ports: Ports, of: List) -> tuple[SortKey, int]:
    known = ports.records.get("retention", of.key, ports.clock.now())
    if known is None:
        return (BEGINNING.isoformat(), ""), 0
    return (known.fields["at"], known.fields["ticket"]), known.version


def _move(ports: Ports, of: List, mark: SortKey, version: int) -> bool:
    fields, now = {"at": mark[0], "ticket": mark[1]}, ports.clock.now()
    put = ports.records.put
    return put("retention", of.key, fields, expected=version, now=now, until=FOR_GOOD)
