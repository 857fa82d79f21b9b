"""A list of several queues is what one queue with all of it would be, whatever the page's size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.application import ask
from chalicelib.application.ports import ListQuery, Page, Ports, SortKey, TicketStore
from chalicelib.domain.directory import Directory, Role, Unit, UnitKind
from chalicelib.domain.state import Ticket
from tests.application.world import PLACE, Desk, actor

HEIR, ENDED = "parks", ("green", "trees")
SAMPLE = Desk().file()
DUE = st.sampled_from(["2026-03-02T00:00", "2026-03-03T00:00", "9999"])


class Queues:
    """Which tickets lie where, each under the moment it is due."""

    def __init__(self, of: dict[str, list[tuple[SortKey, Ticket]]]) -> None:
        self.of = of

    def find(self, query: ListQuery, after: SortKey | None, limit: int) -> Page:
        behind = [one for one in self.of[query.value] if after is None or one[0] > after]
        return Page(tuple(behind[:limit]))


class Units:
    def of(self, place: str) -> Directory:  # noqa: ARG002 - there is one
        heir = Unit(HEIR, "园林局", UnitKind.DEPARTMENT)
        return Directory({HEIR: heir}, {}, dict.fromkeys(ENDED, HEIR))


def ports(of: dict[str, list[tuple[SortKey, Ticket]]]) -> Ports:
    store = cast("TicketStore", Queues(of))
    return replace(Desk().ports, tickets=store, directories=cast("Any", Units()))


def paged(found: Ports, limit: int) -> Sequence[str]:
    query = ListQuery(by="unit", value=HEIR, jurisdiction=PLACE, listed_as="open")
    ids, after = [], None
    while True:
        tickets, after = ask.tickets(found, query, actor(Role.OFFICE), after, limit)
        ids += [one.id for one in tickets]
        if after is None:
            return ids


@given(
    st.lists(st.tuples(DUE, st.sets(st.sampled_from([HEIR, *ENDED]), min_size=1)), max_size=12),
    st.integers(1, 5),
)
def test_every_ticket_comes_once_and_in_order(told: list[tuple[str, set[str]]], limit: int) -> None:
    """One that two of them work on lies in the queues of both."""
    of: dict[str, list[tuple[SortKey, Ticket]]] = {one: [] for one in (HEIR, *ENDED)}
    keys = sorted((due, f"tkt_{number:02}") for number, (due, _) in enumerate(told))
    where = {f"tkt_{number:02}": queues for number, (_, queues) in enumerate(told)}
    for key in keys:
        for queue in where[key[1]]:
            of[queue].append((key, replace(SAMPLE, id=key[1])))
    assert paged(ports(of), limit) == [ticket for _, ticket in keys]
