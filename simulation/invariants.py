"""What must hold once the troubles are over and nothing is due any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from chalicelib.domain.dispatching import SplitIntoParts
from chalicelib.domain.replying import ReplyReceived
from chalicelib.domain.satisfaction import counted
from chalicelib.domain.state import Ticket
from chalicelib.domain.surveys import (
    SurveyArrivedAfterAll,
    SurveyDelivered,
    SurveyNotSent,
    SurveyQueued,
)
from chalicelib.domain.verdicts import ExpiryWithdrawn, Rated, SurveyExpired
from simulation import expected, recounts
from simulation.history import Told
from simulation.stores import loaded, regulations
from tests.builders import UNITS
from tests.properties import laws

if TYPE_CHECKING:
    from simulation.world import World

ENDINGS = (Rated, SurveyExpired, SurveyNotSent)
RECEIVERS = ("office", "city", "district", *sorted(UNITS.units))
MORE_THAN_THERE_ARE = 1_000


def check(world: World) -> list[tuple[str, str, str]]:
    """Hold everything against the events; the transitions that were seen, by place."""
    told = [_told(world, one) for one in sorted(world.known)]
    for one in told:
        _hold(world, TRAIL, one.ticket.id, partial(the_trail_is_the_state, world, one))
    if world.violations:
        return []  # the rest looks at what the trail says
    for one in told:
        for law, of_one in OF_A_TICKET.items():
            _hold(world, law, one.ticket.id, partial(of_one, world, one))
    for law, of_all in recounts.OF_ALL.items():
        _hold(world, law, "all", partial(of_all, world, told))
    return [seen for one in told for seen in _transitions(one)]


def _hold(world: World, law: str, about: str, holds: Callable[[], None]) -> None:
    try:
        holds()
    except AssertionError as broken:
        world.violated(law, about, broken)


def _transitions(told: Told) -> Iterator[tuple[str, str, str]]:
    states = list(told.states.values())
    for before, after in pairwise(states):
        if before.status != after.status:
            yield told.ticket.jurisdiction, before.status.value, after.status.value


def _told(world: World, ticket_id: str) -> Told:
    ticket = loaded(world.plain.tickets, ticket_id)
    return Told(ticket, world.plain.tickets.commits(ticket_id, 0, MORE_THAN_THERE_ARE))


# --- of one ticket ---


def the_trail_is_the_state(world: World, told: Told) -> None:
    versions = [one.version for one in told.commits]
    assert versions == list(range(1, told.ticket.version + 1)), f"commits {versions}"
    told.fold(skewed=world.plan.skewed)
    folded = told.states[told.ticket.version]
    assert folded == told.ticket, _difference(folded, told.ticket)


def _difference(one: Ticket, other: Ticket) -> str:
    names = [name for name in Ticket.__slots__ if getattr(one, name) != getattr(other, name)]
    return f"events and header differ in {names}"


def deadlines_fire_once(world: World, told: Told) -> None:
    """Whatever is past is settled; nothing was settled, or warned of, twice."""
    laws.of_what_runs(told.ticket, world.now)
    laws.each_warning_once(told.history)
    laws.never_both(told.history)
    laws.ended_means_ended(told.ticket)
    laws.of_the_unit(told.ticket)


def rounds_keep_their_number(world: World, told: Told) -> None:  # noqa: ARG001 - as every law
    laws.of_rounds(told.ticket, regulations().get(told.ticket.regulation))


def each_survey_has_one_outcome(world: World, told: Told) -> None:  # noqa: ARG001
    for number in range(1, told.ticket.round + 1):
        events = [entry.event for entry in told.round(number)]
        asked = sum(isinstance(one, SurveyQueued) for one in events)
        ended = sum(isinstance(one, ENDINGS) for one in events)
        ended -= sum(isinstance(one, ExpiryWithdrawn | SurveyArrivedAfterAll) for one in events)
        arrived = sum(isinstance(one, SurveyDelivered) for one in events)
        assert asked <= 1, f"round {number} is surveyed {asked} times"
        assert asked <= ended <= 1, f"the survey of round {number} ended {ended} times"
        assert arrived <= 1, f"the survey of round {number} arrived {arrived} times"


def rated_in_the_window(world: World, told: Told) -> None:  # noqa: ARG001
    for made in told.commits:
        survey = told.states[made.version].survey
        for entry in made.entries:
            closes_at = survey.closes_at if survey else None
            if isinstance(entry.event, Rated) and closes_at:
                assert entry.at < closes_at, f"rated at {entry.at}, closed at {closes_at}"


def each_reply_counts_once(world: World, told: Told) -> None:
    kept = [entry.event for entry in told.history if isinstance(entry.event, ReplyReceived)]
    times = Counter((one.round, one.reply) for one in kept)
    assert all(number == 1 for number in times.values()), f"replies {times}"
    for one in (each for each in kept if each.verdict == "valid"):
        meant = world.watch.meant.get(one.reply.partition(":")[2], told.ticket.id)
        assert meant == told.ticket.id, f"{one.reply} was meant for {meant}"


def what_counts_is_what_happened(world: World, told: Told) -> None:  # noqa: ARG001
    """Participation and satisfaction, worked out again from the events of each round."""
    ratings = regulations().get(told.ticket.regulation).ratings
    for one in counted(told.ticket, ratings):
        grade = None
        for entry in told.round(one.round):
            event = entry.event
            if event.name in {"rated", "rating_corrected"}:
                grade = getattr(event, "new", None) or getattr(event, "rating", None)
        assert one.in_denominator == (grade is not None), f"round {one.round}: {grade}"
        assert one.satisfied == (grade is not None and ratings.is_good(grade)), grade


def effects_followed(world: World, told: Told) -> None:
    """All is delivered; parts exist, and what should have left was tried."""
    followed = [
        made.version
        for made in told.commits
        if any(expected.is_followed(entry.event) for entry in made.entries)
    ]
    if not followed:
        return
    reached = world.plain.outbox.delivered_through([told.ticket.id]).get(told.ticket.id, 0)
    assert reached >= followed[-1], f"delivered through {reached} of {followed}"
    for entry in told.history:
        if isinstance(entry.event, SplitIntoParts):
            for part, _, _ in entry.event.parts:
                found = world.plain.tickets.load(part)
                assert found, f"part {part} was never registered"
                assert found.parent == told.ticket.id


def _tried(world: World) -> set[str]:
    """The SMS that providers were given, and those that a provider could not say it has: these are
    believed to have left, where a sender died (decision 014).
    """
    return {sms for one in world.providers for sms in (*one.tries, *one.believed)}


def surveys_left(world: World, told: Told) -> None:
    missing = set(expected.surveys(told)) - _tried(world)
    assert not missing, f"{missing} never left"


def hints_left(world: World, told: Told) -> None:
    """To whoever may have left in the meantime none is owed."""
    phone, tried = told.ticket.requester.phone, _tried(world)
    if phone and world.watch.last_words.may_have_left(phone):
        return
    for any_of in expected.hints(told):
        assert any_of & tried, f"none of {any_of} left"


def only_who_left_is_unasked(world: World, told: Told) -> None:
    if expected.unasked_by_wish(entry.event for entry in told.history):
        phone = told.ticket.requester.phone
        assert phone, "nobody left"
        assert world.watch.last_words.may_have_left(phone), f"{phone} never left"


TRAIL = "the trail is the state"
OF_A_TICKET: dict[str, Callable[[World, Told], None]] = {
    "a deadline fires once, if it is due": deadlines_fire_once,
    "no redo beyond its number": rounds_keep_their_number,
    "each survey has one outcome": each_survey_has_one_outcome,
    "a rating is given in its window": rated_in_the_window,
    "each reply counts once, where it was meant": each_reply_counts_once,
    "satisfaction is what was said": what_counts_is_what_happened,
    "no effect is missing": effects_followed,
    "a survey that was queued was tried": surveys_left,
    "a hint that was promised was tried": hints_left,
    "only who left is not asked": only_who_left_is_unasked,
}
