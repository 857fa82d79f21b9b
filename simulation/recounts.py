"""What holds of all tickets together: lists, notices and accounts, counted anew from events."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, get_args

from chalicelib.application.ports import ListClass, ListQuery
from chalicelib.domain.state import Ticket
from simulation import expected
from simulation.expected import Word, minute_of
from simulation.findings import fits
from simulation.history import Told
from simulation.plan import PLACES
from tests.builders import UNITS

if TYPE_CHECKING:
    from simulation.world import World

RECEIVERS = ("office", "city", "district", *sorted(UNITS.units))
MORE_THAN_THERE_ARE = 1_000


def nothing_accepted_is_lost(world: World, told: Sequence[Told]) -> None:
    """What was told a caller is in the history, as it was told."""
    by_id = {one.ticket.id: one for one in told}
    for accepted in world.accepted:
        known = by_id.get(accepted.ticket)
        assert known, f"{accepted.by}: {accepted.ticket} is gone"
        state = known.states.get(accepted.version)
        assert state, f"{accepted.by}: version {accepted.version} of {accepted.ticket} is gone"
        same = accepted.told in (None, state)
        assert same, f"{accepted.by}: version {accepted.version} of {accepted.ticket} differs"


def nothing_is_done_twice(world: World, told: Sequence[Told]) -> None:  # noqa: ARG001
    """Everybody acts under a name of their own; parts are registered in the name of who split."""
    done: Counter[str] = Counter()
    for one in told:
        for made in one.commits:
            who = made.entries[0].actor if made.entries else ""
            done[who] += who not in {"system", ""} and one.ticket.parent is None
    twice = [name for name, times in done.items() if times > 1]
    assert not twice, f"{twice} did it twice"


def each_sms_leaves_once(world: World, told: Sequence[Told]) -> None:  # noqa: ARG001
    times = Counter(
        sms_id for one in world.providers for sms_id, kept in one.kept.items() for _ in kept
    )
    twice = {sms_id: number for sms_id, number in times.items() if number > 1}
    assert not twice, f"{twice}"


def notices_are_what_happened(world: World, told: Sequence[Told]) -> None:
    """Exactly those that the events ask for."""
    wanted = {word for one in told for word in expected.words(one)}
    found = {
        Word(place, receiver, one.kind, minute_of(one.at), noticed.ticket, noticed.deadline)
        for place in PLACES
        for receiver in RECEIVERS
        for one in world.plain.notices.of(place, receiver, None)
        for noticed in one.tickets
    }
    assert found == wanted, f"missing {wanted - found}, too much {found - wanted}"


def lists_are_what_tickets_say(world: World, told: Sequence[Told]) -> None:
    """Each list of each place, counted again from the events."""
    tickets = [one.states[one.ticket.version] for one in told]
    for query in queries(world, tickets):
        found = {one.id for _, one in _all_of(world, query)}
        expected = {one.id for one in tickets if fits(one, query)}
        assert found == expected, f"{query}: {sorted(found ^ expected)}"


def _all_of(world: World, query: ListQuery) -> Iterable[tuple[object, Ticket]]:
    return world.plain.tickets.find(query, None, MORE_THAN_THERE_ARE).tickets


def queries(world: World, tickets: Sequence[Ticket]) -> Iterator[ListQuery]:
    """Those that have something in them, or once had."""
    names: dict[str, set[str]] = defaultdict(lambda: {"office"})
    for one in tickets:
        names[one.jurisdiction] |= {*one.units_before, *one.offices, one.unit or "office"}
    for place, values in sorted(names.items()):
        for value in sorted(values):
            for listed_as in get_args(ListClass):
                for by in ("holder", "unit"):
                    yield ListQuery(by=by, value=value, jurisdiction=place, listed_as=listed_as)
    for phone in world.plan.phones:
        yield ListQuery(by="requester", value=phone, jurisdiction=None)


OF_ALL: dict[str, Callable[[World, Sequence[Told]], None]] = {
    "nothing accepted is lost": nothing_accepted_is_lost,
    "nothing is done twice": nothing_is_done_twice,
    "an SMS leaves once": each_sms_leaves_once,
    "notices are what happened": notices_are_what_happened,
    "lists are what the tickets say": lists_are_what_tickets_say,
}
