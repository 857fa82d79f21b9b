"""Every way a ticket ends unasked says why, in all five places."""

import pytest

from chalicelib.domain.satisfaction import counted
from chalicelib.domain.terms import DeadlineKind
from tests.builders import PHONE, Story

PLACES = ["xixian", "taian", "zhaoqing", "suqian", "youyilu"]
UNLISTED = {"name": "张三"}
SAID = {
    "reached": True,
    "contacted": True,
    "solved": True,
    "satisfied": True,
    "attitude_ok": True,
}


def said_why(story: Story, reason: str) -> None:
    """The reason stands in the survey of the round and in the history, and no SMS will follow."""
    assert (story.survey().state, story.survey().not_sent_reason) == ("not_sent", reason)
    assert story.survey().round == story.ticket.round
    recorded = story.event("survey_not_sent")
    assert getattr(recorded.event, "reason", None) == reason
    assert recorded.basis is not None
    assert story.ticket.current(DeadlineKind.SURVEY_REPLY) is None
    assert not counted(story.ticket, story.regulation.ratings)[-1].participated


@pytest.mark.rule("TA-08", "SQ-10", "P-23")
@pytest.mark.parametrize("place", PLACES)
def test_what_was_answered_on_the_spot_is_not_asked_about(place: str) -> None:
    story = Story(place).do("operator", "answer_directly", answer="每周二休息")
    assert story.ticket.status == "answered_directly"
    said_why(story, "answered_directly")


@pytest.mark.rule("TA-12", "P-23")
def test_nor_is_a_repeat_that_was_told_how_far_it_is() -> None:
    before = Story("taian").earlier_ticket()
    story = Story("taian", earlier=(before,)).do("operator", "answer_directly")
    said_why(story, "answered_directly")


@pytest.mark.rule("TA-09", "TA-10", "SQ-07", "P-23")
@pytest.mark.parametrize(
    ("place", "to"), [("taian", "110"), ("suqian", "water_rescue"), ("suqian", "110")]
)
def test_what_was_handed_over_is_not_asked_about(place: str, to: str) -> None:
    story = Story(place).do("operator", "refer", to=to)
    assert story.ticket.status == "referred"
    said_why(story, "referred")


@pytest.mark.rule("XX-05", "TA-14", "ZQ-09", "SQ-05", "P-23")
@pytest.mark.parametrize("place", ["xixian", "taian", "zhaoqing", "suqian"])
def test_what_was_not_accepted_is_not_asked_about(place: str) -> None:
    story = Story(place)
    code = story.regulation.decline_reasons[0].code
    story.do("office", "decline", reason_code=code, explanation="不属本区", advice="请向市里反映")
    said_why(story, "declined")


@pytest.mark.rule("TA-16", "P-23")
@pytest.mark.parametrize("place", PLACES)
def test_of_a_split_ticket_its_parts_are_asked_about(place: str) -> None:
    parts = [
        {"unit": unit, "subject": "其一", "description": "噪声"} for unit in ("roads", "parks")
    ]
    said_why(Story(place).do("office", "split", parts=parts), "split")


@pytest.mark.rule("YY-07", "P-23")
def test_what_goes_back_to_the_level_above_is_not_asked_about() -> None:
    story = Story("youyilu").do(
        "office", "request_return", reason="不属于本街道", basis="辖区范围", suggestion="转邻街道"
    )
    story.do("upper_office", "decide_return", by_unit="district", approve=True)
    assert story.ticket.status == "returned_up"
    said_why(story, "returned_up")


@pytest.mark.rule("P-04", "P-10")
@pytest.mark.parametrize("place", PLACES)
def test_what_was_taken_back_is_not_asked_about(place: str) -> None:
    said_why(Story(place).do("citizen", "withdraw"), "withdrawn")


@pytest.mark.rule("YY-17", "P-24")
@pytest.mark.parametrize("reply_wanted", [True, False])
def test_who_left_no_number_in_youyilu_is_still_to_be_revisited(*, reply_wanted: bool) -> None:
    """第十一条 names no way to ask and no exception: a hundred per cent, by a visit if need be."""
    requester = {**UNLISTED, "reply_wanted": reply_wanted}
    story = Story("youyilu", requester=requester).dispatch().answer().approve()
    story.do("upper_office", "register_closing", by_unit="district", approve=True)
    assert story.ticket.status == "awaiting_revisit"
    said_why(story, "no_phone")
    story.step("office", "record_revisit", SAID)
    assert (story.ticket.status, story.ticket.rating) == ("archived", "satisfied")


@pytest.mark.rule("YY-17", "P-24")
def test_each_round_in_youyilu_says_anew_that_there_is_no_number() -> None:
    story = Story("youyilu", requester=UNLISTED).dispatch().answer().approve()
    story.do("upper_office", "register_closing", by_unit="district", approve=True)
    story.step("office", "record_revisit", {**SAID, "solved": False, "satisfied": False})
    assert story.ticket.survey is None
    story.answer().do("leader", "confirm", approve=True).approve()
    story.do("upper_office", "register_closing", by_unit="district", approve=True)
    said_why(story, "no_phone")
    assert story.survey().round == 2


@pytest.mark.rule("YY-17")
def test_who_can_be_called_in_youyilu_has_no_survey_that_was_not_sent() -> None:
    story = Story("youyilu", requester={"phone": PHONE}).dispatch().answer().approve()
    story.do("upper_office", "register_closing", by_unit="district", approve=True)
    assert story.ticket.survey is None
