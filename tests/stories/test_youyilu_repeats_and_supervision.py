"""友谊路 重复投诉、督办：第四条（五）、第十二条（二）."""

import pytest

from chalicelib.domain.decision import Earlier
from chalicelib.domain.repeats import RepeatLinked
from chalicelib.domain.supervision import SupervisionOpened
from tests.builders import Regulations, Story

MUST = [
    ("shirking", "第十二条（二）1"),
    ("repeats", "第十二条（二）2"),
    ("should_be_done", "第十二条（二）3"),
    ("revisit_dissatisfied", "第十二条（二）4"),
    ("leader_or_media", "第十二条（二）5"),
]
FORMS = ["supervision_order", "joint_meeting"]


def cited(story: Story, event: str) -> str:
    basis = story.event(event).basis
    assert basis is not None
    return basis.article


def repeated(times: int, *, each_of_the_first: bool = False) -> Story:
    """The matter of March 2, reported again so many times, every report linked."""
    story = Story("youyilu")
    reports: list[Earlier] = [story.earlier_ticket("tkt_r0")]
    for again in range(1, times + 1):
        story = Story("youyilu", at=f"2026-03-{2 + again:02}T09:00", earlier=tuple(reports))
        story.do("office", "link_repeat", to="tkt_r0" if each_of_the_first else reports[-1].id)
        reports.append(story.earlier_ticket(f"tkt_r{again}"))
    return story


@pytest.mark.rule("YY-23", "A18")
def test_the_same_matter_reported_again_is_proposed_as_a_repeat_and_taken_in() -> None:
    first = Story("youyilu").dispatch()
    story = Story("youyilu", at="2027-01-04T09:00", earlier=(first.earlier_ticket(),))
    assert story.ticket.flags == ("repeat_proposed",)
    assert cited(story, "repeat_proposed") == "第十二条（二）2"
    assert story.ticket.status == "registered"
    story.refused("office", "answer_directly", "invalid_field")
    other = Story(
        "youyilu",
        at="2027-01-04T09:00",
        earlier=(first.earlier_ticket(),),
        subject="路灯不亮",
        location={"address": "人民路2号"},
    )
    assert other.ticket.flags == ()


@pytest.mark.rule("YY-23", "A23")
def test_the_third_repeat_is_supervised_at_once_on_the_newest_ticket() -> None:
    story = repeated(3)
    assert story.ticket.flags == ("repeat", "supervised")
    opened = story.event("supervision_opened").event
    assert isinstance(opened, SupervisionOpened)
    assert (opened.supervision.form, opened.supervision.trigger) == ("supervision_order", "repeats")
    assert cited(story, "supervision_opened") == "第十二条（二）2"


@pytest.mark.rule("YY-23", "A23")
@pytest.mark.parametrize("times", [1, 2])
def test_the_first_report_is_not_counted(times: int) -> None:
    """Three repeats are four reports."""
    story = repeated(times)
    linked = story.event("repeat_linked").event
    assert isinstance(linked, RepeatLinked)
    assert linked.count == times
    assert "leader_follows" not in story.events()
    assert story.ticket.supervisions == ()


@pytest.mark.rule("YY-23", "A23")
def test_the_fourth_repeat_is_supervised_as_well() -> None:
    """3次及以上."""
    assert repeated(4).ticket.flags == ("repeat", "supervised")


@pytest.mark.rule("YY-23", "A23")
def test_repeats_count_for_the_matter_whichever_earlier_report_each_is_linked_to() -> None:
    assert repeated(3, each_of_the_first=True).ticket.flags == ("repeat", "supervised")
    assert repeated(2, each_of_the_first=True).ticket.flags == ("repeat",)


@pytest.mark.rule("YY-23")
@pytest.mark.parametrize(("trigger", "article"), MUST)
@pytest.mark.parametrize("form", FORMS)
def test_each_of_the_five_reasons_of_article_12_opens_a_supervision(
    trigger: str, article: str, form: str
) -> None:
    story = Story("youyilu").dispatch()
    story.do("office", "supervise", form=form, trigger=trigger, demand="限时办结")
    opened = story.event("supervision_opened").event
    assert isinstance(opened, SupervisionOpened)
    assert (opened.supervision.form, opened.supervision.trigger) == (form, trigger)
    assert cited(story, "supervision_opened") == article
    assert story.ticket.flags == ("supervised",)


@pytest.mark.rule("YY-23")
def test_article_12_has_five_reasons_and_two_forms() -> None:
    supervision = Regulations.of("youyilu").supervision
    known = [
        (one.code, one.article)
        for one in supervision.triggers
        if one.article.startswith("第十二条")
    ]
    assert known == MUST
    assert [one.id for one in supervision.forms] == FORMS
    Story("youyilu").refused(
        "office", "supervise", "invalid_field", form="bulletin", trigger="shirking", demand="…"
    )


@pytest.mark.rule("YY-33")
@pytest.mark.parametrize("trigger", ["not_in_place", "unsolved_reasonable", "flawed_procedure"])
def test_article_4_5_gives_three_reasons_to_supervise_as_the_case_may_be(trigger: str) -> None:
    """办理不到位, 未解决市民合理诉求, 办理程序存在瑕疵: each can be named."""
    story = Story("youyilu").dispatch()
    story.do("office", "supervise", form="supervision_order", trigger=trigger, demand="限时解决")
    assert cited(story, "supervision_opened") == "第四条（五）"


@pytest.mark.rule("YY-23", "YY-33")
def test_the_office_urges_a_unit() -> None:
    story = Story("youyilu").dispatch().do("office", "urge", reason="请尽快办理")
    assert cited(story, "urged") == "第十二条（二）、第四条（五）"


@pytest.mark.rule("YY-22", "YY-23")
def test_a_supervision_sets_a_date_and_is_answered_by_it() -> None:
    story = (
        Story("youyilu")
        .dispatch()
        .do(
            "supervisor",
            "supervise",
            form="joint_meeting",
            trigger="shirking",
            demand="限时办结",
            due="2026-03-06T18:00:00+08:00",
        )
    )
    assert story.due_at("supervision_reply") == "2026-03-06T18:00"
    story.at("2026-03-06T18:00").sweep()
    assert story.deadline("supervision_reply").state == "breached"
    story.do("handler", "answer_supervision", reply="已办结")
    story.do("office", "close_supervision", result="到位")
    assert story.ticket.supervisions[0].closed
    story.refused("office", "close_supervision", "no_open_supervision", result="…")


@pytest.mark.rule("P-05")
@pytest.mark.parametrize(
    "conduct",
    ["fabrication", "occupation", "harassment", "improper_gain", "other_disturbance"],
)
def test_disturbing_the_hotline_is_dissuaded_then_warned_then_reported(conduct: str) -> None:
    story = Story("youyilu")
    story.refused(
        "operator", "record_conduct", "conduct_order", article="—", conduct=conduct, step="reported"
    )
    for step in ("dissuaded", "warned", "reported"):
        story.do("operator", "record_conduct", conduct=conduct, step=step)
    basis = story.event("conduct_recorded").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == ("—", False)
