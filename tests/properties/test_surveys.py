"""Surveys, whatever a provider and a citizen do, in whatever order and at whatever moment."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.decision import Decision, Entry
from chalicelib.domain.directory import Actor, Role
from chalicelib.domain.errors import Refusal
from chalicelib.domain.redo import DecideRedo, RedoOpened
from chalicelib.domain.replying import ReplyReceived, TakeReply
from chalicelib.domain.revisits import RecordRevisit
from chalicelib.domain.satisfaction import counted
from chalicelib.domain.state import Status, Ticket
from chalicelib.domain.surveys import (
    MarkSurveyDelivered,
    MarkSurveyNotSent,
    MarkSurveySent,
    SurveyArrivedAfterAll,
    SurveyNotSent,
    SurveyQueued,
)
from chalicelib.domain.ticket import FallDue, decide
from chalicelib.domain.verdicts import ExpiryWithdrawn, Rate, Rated, SurveyExpired
from tests.builders import Story
from tests.properties.laws import ended_means_ended, fold, of_rounds, of_what_runs, refused
from tests.properties.life import dice

SEEDS = st.integers(0, 2**32 - 1)
BY_SMS = ("xixian", "taian", "zhaoqing", "suqian")
ENDS = {"rated", "expired", "invalid", "not_sent"}
TEXTS = ("1", "2", "4", "5", "2", "12", "谢谢", "满意", "TD", "", "K7 3")
LONG = timedelta(days=40)
Said = tuple[Role, object]


def closed(place: str) -> Story:
    """Closed; where it is closed by the answer itself nobody need approve it."""
    return close(Story(place).dispatch().sign())


def close(story: Story) -> Story:
    story.answer()
    return story.approve() if story.ticket.status == Status.IN_REVIEW else story


def give(story: Story, by: Role, command: object) -> Decision | Refusal:
    """A command at the story's moment, held against every law; a refusal changes nothing."""
    actor = Actor(f"{by}-1", frozenset({by}), story.ticket.jurisdiction, None)
    outcome = decide(story.ticket, command, story.context(actor))
    if isinstance(outcome, Refusal):
        refused(outcome)
        return outcome
    folded = fold(story.ticket, outcome.entries)
    assert folded.but(version=outcome.ticket.version) == outcome.ticket, "events ≠ state"
    for entry in outcome.entries:
        rated_in_the_window(outcome.ticket, entry)
    story.ticket = outcome.ticket
    story.history.extend(outcome.entries)
    ended_means_ended(story.ticket)
    of_rounds(story.ticket, story.regulation)
    of_what_runs(story.ticket, story.now)
    return outcome


def rated_in_the_window(ticket: Ticket, entry: Entry) -> None:
    """Unless it was given before anything was sent: then there is no window yet."""
    survey = ticket.survey
    if isinstance(entry.event, Rated) and survey is not None and survey.closes_at is not None:
        assert entry.at < survey.closes_at, "rated after the window"


def some_moment(story: Story, rng: Random) -> datetime:
    """Soon, some hours on, or around the end of the window."""
    ends = story.ticket.survey.closes_at if story.ticket.survey else None
    if ends is not None and ends > story.now and rng.random() < 0.3:
        near = ends + timedelta(seconds=rng.choice((-240, -1, 0, 1, 240)))
        return max(near, story.now)
    return story.now + timedelta(seconds=rng.choice((0, 1, 60, 1800, 3600, 7200, 40_000)))


def something(story: Story, rng: Random) -> Said:
    """What may come next: mostly from a provider, now and then the same again."""
    number = max(1, story.ticket.round - (rng.random() < 0.1))
    provider_at = story.now + timedelta(seconds=rng.choice((-900, -300, -30, 0, 30, 300, 900)))
    told = rng.choice((None, provider_at))
    reply = f"r{rng.randrange(12)}"
    by_system: tuple[object, ...] = (
        FallDue(),
        MarkSurveySent(sms="sms_1", code="K7", round=number),
        MarkSurveySent(sms="sms_1", code="K7", round=number),
        MarkSurveyDelivered(round=number, provider_at=told),
        TakeReply(id=reply, text=rng.choice(TEXTS), round=number, provider_at=told),
        TakeReply(id=reply, text=rng.choice(TEXTS), round=number, provider_at=told),
        MarkSurveyNotSent(reason="undeliverable") if rng.random() < 0.2 else FallDue(),
    )
    if story.ticket.status == Status.AWAITING_REVISIT:
        return of_the_office(story, rng)
    if rng.random() < 0.1:
        return Role.CITIZEN, Rate(rating=rng.choice(("satisfied", "dissatisfied")))
    return Role.SYSTEM, rng.choice(by_system)


def of_the_office(story: Story, rng: Random) -> Said:
    if story.ticket.pending:
        decided_by = story.ticket.pending[0].decided_by
        role = Role.OFFICE if decided_by == "office" else Role.UPPER_OFFICE
        return role, DecideRedo(approve=True)
    said = RecordRevisit(
        reached=True, satisfied=rng.random() < 0.2, solved=False, reasonable=True, reason="未解决"
    )
    return Role.UPPER_OFFICE, said


@settings(max_examples=80, deadline=None)
@pytest.mark.parametrize("place", BY_SMS)
@given(seed=SEEDS)
def test_each_survey_ends_in_one_way_and_there_is_one_a_round(place: str, seed: int) -> None:
    story, rng = closed(place), dice(seed)
    for _ in range(40):
        if story.ticket.status == Status.HANDLING:
            close(story)
        story.at(some_moment(story, rng))
        give(story, *something(story, rng))
    for _ in range(2):
        give(story, Role.SYSTEM, MarkSurveySent())
        give(story.after(days=40), Role.SYSTEM, FallDue())
    ended_once_a_round(story)
    each_reply_once(story)
    counts_as_it_ended(story)


def ended_once_a_round(story: Story) -> None:
    number, asked, ended = 1, Counter[int](), Counter[int]()
    for entry in story.history:
        event = entry.event
        number += isinstance(event, RedoOpened)
        asked[number] += isinstance(event, SurveyQueued)
        ended[number] += isinstance(event, Rated | SurveyExpired | SurveyNotSent)
        ended[number] -= isinstance(event, ExpiryWithdrawn | SurveyArrivedAfterAll)
    every = [story.ticket.survey, *(one.survey for one in story.ticket.rounds)]
    surveys = [one for one in every if one is not None]
    for survey in surveys:
        assert survey.state in ENDS, f"round {survey.round} is still {survey.state}"
        assert (asked[survey.round], ended[survey.round]) == (1, 1)
    assert sum(asked.values()) == len(surveys)


def each_reply_once(story: Story) -> None:
    kept = [one.event for one in story.history if isinstance(one.event, ReplyReceived)]
    told = Counter((one.round, one.reply) for one in kept)
    assert all(times == 1 for times in told.values())
    hints = Counter(one.round for one in kept if one.answered)
    assert all(times == 1 for times in hints.values()), "hinted twice in a round"
    assert all(one.verdict == "invalid" for one in kept if one.answered)


def counts_as_it_ended(story: Story) -> None:
    for one in counted(story.ticket, story.regulation.ratings):
        assert one.participated or not one.in_denominator
        assert one.in_denominator or not one.satisfied


def test_zhaoqing_is_never_redone_twice() -> None:
    """However bad the verdicts, and whoever calls."""
    story = closed("zhaoqing")
    for _ in range(4):
        give(story, Role.SYSTEM, MarkSurveySent())
        give(story, Role.SYSTEM, TakeReply(id="r1", text="5", round=story.ticket.round))
        give(story, *of_the_office(story, dice(1)))
        give(story, Role.UPPER_OFFICE, DecideRedo(approve=True))
        if story.ticket.status == Status.HANDLING:
            close(story)
    assert (story.ticket.round, story.ticket.status) == (2, Status.ARCHIVED)


@pytest.mark.parametrize("place", BY_SMS)
@pytest.mark.parametrize("text", ["1", "5", "谢谢"])
def test_in_whatever_order_a_provider_tells_it_the_same_has_happened(place: str, text: str) -> None:
    told = (
        MarkSurveySent(sms="sms_1", code="K7"),
        MarkSurveyDelivered(round=1),
        TakeReply(id="r1", text=text, round=1),
    )
    found = []
    for order in permutations(told):
        story = closed(place).after(minutes=1)
        for command in (*order, *order):
            give(story, Role.SYSTEM, command)
        found.append((story.ticket.status, story.ticket.rating, story.ticket.survey))
    assert len(set(found)) == 1, found
