"""肇庆，第十七条: the office supervises a unit in five cases."""

import pytest

from tests.stories.zhaoqing import cites, dispatched

CASES = [
    ("overdue", "第十七条（一）"),
    ("repeats", "第十七条（二）"),
    ("low_rates", "第十七条（三）"),
    ("knowledge_base", "第十七条（四）"),
    ("other", "第十七条（五）"),
]


@pytest.mark.rule("ZQ-36")
@pytest.mark.parametrize(("trigger", "article"), CASES)
@pytest.mark.parametrize("form", ["phone", "system", "written"])
def test_the_office_supervises_in_five_cases(form: str, trigger: str, article: str) -> None:
    story = dispatched().do("office", "supervise", form=form, trigger=trigger, demand="限期办结")
    assert cites(story, "supervision_opened") == article
    assert (story.ticket.supervisions[0].form, story.ticket.supervisions[0].trigger) == (
        form,
        trigger,
    )


@pytest.mark.rule("ZQ-36")
def test_in_no_other_case_and_no_other_form() -> None:
    story = dispatched()
    story.refused(
        "office", "supervise", "invalid_field", form="phone", trigger="media", demand="限期办结"
    )
    story.refused(
        "office", "supervise", "invalid_field", form="order", trigger="overdue", demand="限期办结"
    )


@pytest.mark.rule("ZQ-36")
def test_the_unit_replies_by_the_date_the_office_sets_and_the_office_closes() -> None:
    story = dispatched().do(
        "office",
        "supervise",
        form="written",
        trigger="overdue",
        demand="限期办结",
        due="2026-03-06T18:00:00+08:00",
    )
    assert story.due_at("supervision_reply") == "2026-03-06T18:00"
    assert story.article("supervision_reply") == "第十七条"
    story.do("handler", "answer_supervision", reply="已办结")
    assert story.deadline("supervision_reply").state == "met"
    assert cites(story, "supervision_answered") == "第十七条"
    story.do("office", "close_supervision", result="同意")
    story.refused("office", "close_supervision", "no_open_supervision", result="再次")


@pytest.mark.rule("ZQ-36")
def test_urging_a_unit_while_the_limit_runs_is_recorded() -> None:
    story = dispatched().do("office", "urge", reason="诉求人催促")
    assert cites(story, "urged") == "第十七条"
    assert "urged" in story.ticket.flags


def test_nobody_is_supervised_more_often_than_anybody_can_follow() -> None:
    said = {"form": "phone", "trigger": "overdue", "demand": "限期办结"}
    story = dispatched()
    for _ in range(20):
        story.do("office", "supervise", **said)
    story.refused("office", "supervise", "too_many_supervisions", **said)
