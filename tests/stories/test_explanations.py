"""What a deadline says of itself is enough to work its date out again, with the calendar alone."""

import re
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import deadlines
from tests.builders import ZONE, Regulations, Story
from tests.domain.test_explanation import MOMENT, parsed, recomputed

PLACES = ("xixian", "taian", "zhaoqing", "suqian", "youyilu")
moments = st.datetimes(datetime(2026, 1, 5, 8), datetime(2026, 10, 15, 23)).map(
    lambda moment: moment.replace(microsecond=0)
)


def worked_out(words: str) -> datetime:
    """The first instant that is late, from the words."""
    if given_date := re.match(rf"(?:限定时间|以更早的限定时间为准)：{MOMENT}届满", words):
        return parsed(given_date[1]).replace(tzinfo=ZONE)
    if extended := re.match(r"原期限\S+届满，经批准延期：(.+)", words):
        words = extended[1].replace("原届满日", "收到之日")
    return recomputed(words)[0].replace(tzinfo=ZONE)


def every_explanation_holds(story: Story) -> None:
    for deadline in story.ticket.deadlines:
        words = deadlines.explanation(deadline, story.ticket, story.context())
        assert worked_out(words) == deadline.due_at, words


@given(st.sampled_from(PLACES), st.data(), moments)
def test_every_deadline_of_a_dispatched_ticket_explains_itself(
    place: str, data: st.DataObject, start: datetime
) -> None:
    regulation = Regulations.of(place)
    story = Story(
        place,
        at=start.isoformat(),
        category=data.draw(st.sampled_from([c.id for c in regulation.categories.choices])),
        complexity=data.draw(st.sampled_from([c.id for c in regulation.complexities.choices])),
        directly_answerable=data.draw(st.booleans()),
    ).dispatch(data.draw(st.sampled_from(["roads", "water"])))
    every_explanation_holds(story)


@pytest.mark.parametrize(
    ("place", "extension"),
    [
        ("xixian", {"reason": "复杂", "amount": 4}),
        ("taian", {"reason": "复杂", "amount": 7, "requester_informed": True}),
        ("zhaoqing", {"reason": "复杂", "ground": "complex", "form": "att_1"}),
        ("suqian", {"reason": "客观原因", "amount": 6}),
        ("youyilu", {"reason": "疑难"}),
    ],
)
@given(start=moments)
def test_an_extended_deadline_explains_itself(
    place: str, extension: dict[str, object], start: datetime
) -> None:
    story = Story(place, at=start.isoformat()).dispatch()
    if place in {"xixian", "suqian"}:
        story.sign()
    story.step("handler", "request_extension", extension)
    if story.ticket.pending[0].decided_by == "leader":
        story.do("leader", "confirm", approve=True)
    story.do("office", "decide_extension", approve=True)
    assert story.deadline("handling").extends == "handling#1#1"
    every_explanation_holds(story)


@given(moments, st.integers(1, 400))
def test_a_date_given_from_outside_explains_itself(start: datetime, hours: int) -> None:
    given_date = (start.replace(tzinfo=ZONE) + timedelta(hours=hours)).isoformat()
    for place in PLACES:
        by_law = Story(place, at=start.isoformat(), statutory_due_at=given_date)
        every_explanation_holds(by_law.dispatch())
        sent = {"platform": "p", "reference": "r", "due_at": given_date}
        every_explanation_holds(Story(place, at=start.isoformat(), source=sent).dispatch())
