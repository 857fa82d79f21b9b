"""What a round counts for: in the participation, in the satisfaction, or nowhere."""

from typing import Any

import pytest

from chalicelib.domain.satisfaction import Counted, counted
from chalicelib.domain.surveys import MarkSurveyNotSent
from tests.builders import Story
from tests.stories.zhaoqing import answered, asked, redone

NOWHERE, ASKED, BAD, GOOD = (
    (False, False, False),
    (True, False, False),
    (True, True, False),
    (True, True, True),
)


def of_rounds(story: Story) -> list[tuple[bool, bool, bool]]:
    """In the participation, in the satisfaction, satisfied: round by round."""
    found = counted(story.ticket, story.regulation.ratings)
    assert [one.round for one in found] == list(range(1, story.ticket.round + 1))
    return [(one.participated, one.in_denominator, one.satisfied) for one in found]


@pytest.mark.rule("A10")
def test_what_is_counted_is_named_by_its_round() -> None:
    story = asked().rate("satisfied")
    assert counted(story.ticket, story.regulation.ratings) == (
        Counted(round=1, participated=True, in_denominator=True, satisfied=True),
    )


@pytest.mark.rule("A10", "ZQ-30")
@pytest.mark.parametrize(
    ("grade", "counts"),
    [("very_satisfied", GOOD), ("basically_satisfied", GOOD), ("dissatisfied", BAD)],
)
def test_a_grade_counts_in_both(grade: str, counts: tuple[bool, bool, bool]) -> None:
    assert of_rounds(asked().rate(grade)) == [counts]


@pytest.mark.rule("A10", "ZQ-29")
def test_not_rated_or_unreadable_is_outside_the_satisfaction_and_inside_the_participation() -> None:
    assert of_rounds(asked().after(hours=24).sweep()) == [ASKED]
    assert of_rounds(asked().reply("谢谢").after(hours=24).sweep()) == [ASKED]


@pytest.mark.rule("A10", "P-10", "A26")
def test_who_was_not_asked_counts_nowhere() -> None:
    assert of_rounds(answered(requester={}).approve()) == [NOWHERE]
    story = answered().approve().tell(MarkSurveyNotSent(reason="undeliverable"))
    assert of_rounds(story) == [NOWHERE]
    assert of_rounds(Story("zhaoqing").do("citizen", "withdraw")) == [NOWHERE]


@pytest.mark.rule("A10")
def test_what_is_not_known_yet_counts_nowhere() -> None:
    assert of_rounds(Story("zhaoqing")) == [NOWHERE]
    assert of_rounds(answered().approve()) == [NOWHERE]
    assert of_rounds(asked().reply("谢谢")) == [NOWHERE]


@pytest.mark.rule("ZQ-32", "A10")
def test_a_corrected_grade_counts_as_corrected() -> None:
    story = asked().rate("dissatisfied")
    corrected = {"reached": True, "corrected_rating": "satisfied", "reason": "按错"}
    story.step("upper_office", "record_revisit", corrected)
    assert story.survey().rating == "dissatisfied"
    assert of_rounds(story) == [GOOD]


@pytest.mark.rule("ZQ-33", "A10")
def test_each_round_counts_for_itself() -> None:
    story = redone()
    assert of_rounds(story) == [BAD, NOWHERE]
    story.answer().approve().surveyed().reply("1")
    assert of_rounds(story) == [BAD, GOOD]
    assert of_rounds(redone().answer().approve().surveyed().after(hours=24).sweep()) == [BAD, ASKED]


SAID: dict[str, Any] = {"contacted": True, "solved": True, "attitude_ok": True}


def closed_by_phone() -> Story:
    story = Story("youyilu", at="2026-05-06T09:00").dispatch().answer().approve()
    return story.do("upper_office", "register_closing", by_unit="district", approve=True)


@pytest.mark.rule("YY-17", "A10")
@pytest.mark.parametrize(("satisfied", "counts"), [(True, [GOOD]), (False, [BAD, NOWHERE])])
def test_a_verdict_on_the_phone_counts_as_one_by_sms(
    satisfied: bool, counts: list[tuple[bool, bool, bool]]
) -> None:
    story = closed_by_phone()
    story.do("office", "record_revisit", reached=True, satisfied=satisfied, **SAID)
    assert of_rounds(story) == counts


@pytest.mark.rule("YY-17", "A9", "A10")
def test_who_could_not_be_reached_was_asked_and_gave_no_grade() -> None:
    story = closed_by_phone()
    for at in ("2026-05-06T10:00", "2026-05-07T10:00", "2026-05-07T11:00"):
        assert of_rounds(story) == [NOWHERE]
        story.at(at).do("office", "record_revisit", reached=False)
    assert (story.ticket.status, of_rounds(story)) == ("archived", [ASKED])
