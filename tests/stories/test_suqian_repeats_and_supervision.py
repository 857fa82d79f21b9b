"""宿迁 重复投诉、督查督办、扰序行为：第七条（四）、第十八至二十一条."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.following import LeaderFollows
from chalicelib.domain.repeats import RepeatLinked
from chalicelib.domain.supervision import SupervisionOpened
from tests.builders import Regulations, Story

TRIGGERS = [
    ("livelihood", "第十八条"),
    ("poor_quality", "第十八条"),
    ("assigned_or_media", "第十八条"),
    ("cross_department", "第十八条"),
    ("unsolved", "第十八条"),
    ("able_not_done", "第二十条"),
]


def cited(story: Story, event: str) -> str:
    basis = story.event(event).basis
    assert basis is not None
    return basis.article


def closed_on_10_march() -> Story:
    story = Story("suqian", at="2026-03-10T09:00").dispatch().sign()
    return story.answer().at("2026-03-10T12:00").approve()


def again(before: Story, at: str, **given: object) -> Story:
    more: dict[str, Any] = {**given}
    return Story("suqian", at=at, earlier=(before.earlier_ticket(),), **more)


@pytest.mark.rule("SQ-29", "A18")
@pytest.mark.parametrize("at", ["2026-03-10T12:00", "2026-03-25T12:00", "2026-04-10T11:59"])
def test_the_same_problem_within_a_month_of_the_closing_reply_is_a_repeat(at: str) -> None:
    story = again(closed_on_10_march(), at)
    assert story.ticket.flags == ("repeat_proposed",)
    assert cited(story, "repeat_proposed") == "第十九条"
    assert story.ticket.status == "registered", "it is taken in all the same"


@pytest.mark.rule("SQ-29", "A18")
@pytest.mark.parametrize("at", ["2026-04-11T00:00", "2026-04-12T12:00"])
def test_the_same_problem_after_a_month_is_a_new_one(at: str) -> None:
    assert again(closed_on_10_march(), at).ticket.flags == ()


@pytest.mark.rule("SQ-29", "A18")
def test_a_month_ends_with_the_same_day_of_the_next_month() -> None:
    """一月内: the corresponding day is the last one, to its 24:00 (Civil Code 202, 203)."""
    assert again(closed_on_10_march(), "2026-04-10T18:00").ticket.flags == ("repeat_proposed",)


@pytest.mark.rule("SQ-29", "A18")
def test_a_month_from_the_31st_ends_on_the_last_day_of_the_next() -> None:
    before = Story("suqian", at="2026-01-31T08:00").dispatch().sign().answer().approve()
    assert again(before, "2026-02-28T07:59").ticket.flags == ("repeat_proposed",)
    assert again(before, "2026-03-01T00:00").ticket.flags == ()


@pytest.mark.rule("SQ-29", "A16")
def test_unsolved_for_more_than_six_days_and_reported_again_is_a_repeat() -> None:
    before = Story("suqian", at="2026-03-02T09:00").dispatch().sign()
    assert again(before, "2026-03-08T09:00").ticket.flags == (), "six days are not more than six"
    assert again(before, "2026-03-08T09:01").ticket.flags == ("repeat_proposed",)
    assert again(before, "2026-06-08T09:00").ticket.flags == ("repeat_proposed",)


@pytest.mark.rule("SQ-29", "A18")
@pytest.mark.parametrize(
    "other",
    [
        {"category": "suggestion"},
        {"subject": "路灯不亮", "location": {"address": "人民路2号"}},
    ],
)
def test_another_problem_is_no_repeat(other: dict[str, object]) -> None:
    assert again(closed_on_10_march(), "2026-03-20T09:00", **other).ticket.flags == ()


@pytest.mark.rule("SQ-29")
@pytest.mark.parametrize("status", ["withdrawn", "declined"])
def test_what_was_never_answered_was_not_closed_with_a_reply(status: str) -> None:
    """办结回复后: a request taken back or declined had neither."""
    story = Story("suqian", at="2026-03-10T09:00")
    if status == "withdrawn":
        story.do("citizen", "withdraw")
    else:
        story.do("office", "decline", reason_code="other", explanation="…", advice="…")
    assert story.ticket.status == status
    assert again(story, "2026-03-12T09:00").ticket.flags == ()


@pytest.mark.rule("SQ-29", "SQ-30", "A18")
def test_the_hotline_confirms_a_repeat_and_a_leader_follows_it_in_person() -> None:
    story = again(closed_on_10_march(), "2026-03-20T09:00")
    story.do("office", "link_repeat", to="tkt_0", reason="同一工地")
    linked = story.event("repeat_linked").event
    assert isinstance(linked, RepeatLinked)
    assert linked.count == 1
    assert cited(story, "repeat_linked") == "第十九条"
    assert "repeat" in story.ticket.flags
    story.refused("office", "link_repeat", "already_linked", article="第十九条", to="tkt_0")
    story.do("office", "unlink_repeat", reason="不是同一问题")
    assert "repeat" not in story.ticket.flags
    story.refused("office", "unlink_repeat", "not_a_repeat", article="第十九条")


@pytest.mark.rule("SQ-30")
@pytest.mark.parametrize(
    ("unit", "leader"),
    [("roads", "main_leader"), ("county", "county_leader"), ("county-roads", "county_leader")],
)
def test_a_municipal_units_main_leader_or_the_countys_leader_follows_a_repeat(
    unit: str, leader: str
) -> None:
    """市直承办单位: its 主要负责人; 县（区）: the county's 分管领导."""
    known_before = again(closed_on_10_march(), "2026-03-20T09:00")
    known_before.do("office", "link_repeat", to="tkt_0")
    assert "leader_follows" not in known_before.events(), "it is with no unit yet"
    found_out_later = again(closed_on_10_march(), "2026-03-20T09:00").dispatch(unit)
    found_out_later.do("office", "link_repeat", to="tkt_0")
    for story in (known_before.dispatch(unit), found_out_later):
        follows = story.event("leader_follows").event
        assert isinstance(follows, LeaderFollows)
        assert (follows.unit, follows.leader) == (unit, leader)
        assert cited(story, "leader_follows") == "第十九条"


@pytest.mark.rule("SQ-30")
def test_what_is_no_repeat_is_not_followed_by_a_leader() -> None:
    story = again(closed_on_10_march(), "2026-03-20T09:00").dispatch()
    assert "leader_follows" not in story.events()


@pytest.mark.rule("SQ-29", "SQ-30")
def test_however_often_it_is_repeated_no_supervision_opens_by_itself() -> None:
    """The text has a leader follow a repeat; it counts none."""
    first = closed_on_10_march().earlier_ticket()
    more = [replace(first, id=f"tkt_r{i}", repeat_of="tkt_0") for i in range(5)]
    story = Story("suqian", at="2026-03-20T09:00", earlier=(first, *more))
    story.do("office", "link_repeat", to="tkt_0")
    assert story.ticket.supervisions == ()


@pytest.mark.rule("SQ-29")
def test_a_repeat_is_neither_declined_nor_answered_with_the_progress() -> None:
    story = again(closed_on_10_march(), "2026-03-20T09:00")
    story.refused("office", "decline", "invalid_field", reason_code="repeat", explanation="…")
    story.refused("office", "answer_directly", "invalid_field")


@pytest.mark.rule("SQ-28")
def test_the_hotline_urges_the_member() -> None:
    story = Story("suqian").dispatch().do("office", "urge", reason="请尽快办理")
    assert cited(story, "urged") == "第十八条、第二十条、第二十一条"
    assert story.ticket.flags == ("urged",)


@pytest.mark.rule("SQ-28", "SQ-31")
@pytest.mark.parametrize(("trigger", "article"), TRIGGERS)
def test_each_reason_of_articles_18_and_20_opens_a_supervision(trigger: str, article: str) -> None:
    story = Story("suqian").dispatch().sign()
    story.do("office", "supervise", form="order_supervision", trigger=trigger, demand="限期办结")
    opened = story.event("supervision_opened").event
    assert isinstance(opened, SupervisionOpened)
    assert (opened.supervision.form, opened.supervision.trigger) == ("order_supervision", trigger)
    assert cited(story, "supervision_opened") == article
    assert story.ticket.flags == ("supervised",)


@pytest.mark.rule("SQ-28", "SQ-31")
def test_the_reasons_to_supervise_are_five_groups_and_what_could_be_done_and_is_not() -> None:
    triggers = Regulations.of("suqian").supervision.triggers
    assert [(one.code, one.article) for one in triggers] == TRIGGERS
    assert all(one.statutory for one in triggers)


@pytest.mark.rule("SQ-31", "SQ-32")
@pytest.mark.parametrize("form", ["order_supervision", "interview", "bulletin", "special_report"])
def test_order_supervision_interview_bulletin_and_special_report_are_the_forms(form: str) -> None:
    story = Story("suqian").dispatch().sign()
    story.do("supervisor", "supervise", form=form, trigger="poor_quality", demand="说明情况")
    assert story.ticket.supervisions[0].form == form
    story.refused(
        "office",
        "supervise",
        "invalid_field",
        form="joint_meeting",
        trigger="poor_quality",
        demand="…",
    )


@pytest.mark.rule("SQ-28", "SQ-31")
def test_a_supervision_is_answered_by_its_date_and_closed() -> None:
    story = Story("suqian").dispatch().sign()
    story.do(
        "office",
        "supervise",
        form="order_supervision",
        trigger="unsolved",
        demand="限期办结",
        due="2026-03-04T18:00:00+08:00",
    )
    assert story.due_at("supervision_reply") == "2026-03-04T18:00"
    assert story.article("supervision_reply") == "第十八条、第二十条、第二十一条"
    story.do("handler", "answer_supervision", reply="已整改")
    assert story.deadline("supervision_reply").state == "met"
    story.do("office", "close_supervision", result="整改到位")
    assert story.ticket.supervisions[0].closed


@pytest.mark.rule("SQ-05", "P-05")
@pytest.mark.parametrize(
    "conduct",
    ["fabrication", "occupation", "harassment", "improper_gain", "other_disturbance"],
)
def test_disturbing_the_hotline_is_dissuaded_then_warned_then_reported(conduct: str) -> None:
    story = Story("suqian")
    story.refused(
        "operator",
        "record_conduct",
        "conduct_order",
        article="第七条（四）",
        conduct=conduct,
        step="warned",
    )
    for step in ("dissuaded", "warned", "reported"):
        story.do("operator", "record_conduct", conduct=conduct, step=step)
    basis = story.event("conduct_recorded").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == ("第七条（四）", False)
