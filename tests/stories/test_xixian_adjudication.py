"""西咸新区, art 15 and 18: who is responsible, the second return, and what follows a ruling."""

import pytest

from tests.builders import Story

EIGHTEEN = "第十八条（一）、第十五条"
NOT_OURS = {"reason": "不属于本单位职责", "basis": "三定规定"}


def returned(story: Story) -> Story:
    """Asked for by the unit and confirmed by its leader."""
    return story.do("handler", "request_return", **NOT_OURS).do("leader", "confirm", approve=True)


def granted(story: Story) -> Story:
    return returned(story).do("office", "decide_return", approve=True)


def refused(story: Story) -> Story:
    return returned(story).do("office", "decide_return", approve=False, reason="属其职责")


@pytest.mark.rule("XX-26", "A4")
def test_the_second_return_by_the_same_unit_goes_to_the_organisation_department() -> None:
    story = returned(refused(Story("xixian").dispatch()))

    assert story.ticket.status == "adjudication"
    opened = story.event("adjudication_opened")
    assert opened.basis is not None
    assert opened.basis.article == EIGHTEEN
    assert getattr(opened.event, "body", None) == "新区组织部"
    assert story.ticket.pending == ()


@pytest.mark.rule("XX-26", "A4")
def test_the_second_return_by_another_unit_goes_there_too_but_no_first_one() -> None:
    story = granted(Story("xixian").dispatch("roads"))
    assert story.ticket.status == "registered"

    returned(story.dispatch("parks"))

    assert story.ticket.status == "adjudication"
    assert story.ticket.returned_by == ("roads", "parks")


@pytest.mark.rule("XX-26", "A28")
def test_the_ruling_has_a_target_of_five_working_days() -> None:
    story = returned(refused(Story("xixian").dispatch()))

    assert story.due("adjudication") == "2026-03-09"
    assert story.article("adjudication") == "第十八条（一）"
    assert not story.deadline("adjudication").statutory


@pytest.mark.rule("XX-23", "XX-26")
def test_the_question_passes_on_to_a_joint_meeting_and_no_further() -> None:
    story = Story("xixian").do("office", "open_adjudication", reason="职能交叉")
    story.refused("supervisor", "adjudicate", "rationale_required", article=EIGHTEEN, unit="parks")
    story.do("supervisor", "adjudicate", pass_on=True, rationale="跨区域")
    assert getattr(story.event("adjudication_passed_on").event, "body", None) == "联席会议"
    story.refused("supervisor", "adjudicate", "last_body", article=EIGHTEEN, pass_on=True)

    story.do("supervisor", "adjudicate", unit="parks", rationale="三定规定")

    assert (story.ticket.status, story.ticket.unit) == ("dispatched", "parks")
    assert story.due("handling") == "2026-03-09"


@pytest.mark.rule("XX-26", "A45")
@pytest.mark.parametrize("ruled", ["roads", "parks"])
def test_after_the_ruling_there_is_no_third_return(ruled: str) -> None:
    story = returned(refused(Story("xixian").dispatch("roads")))
    story.do("supervisor", "adjudicate", unit=ruled, rationale="三定规定")

    story.refused("handler", "request_return", "lead_fixed", article=EIGHTEEN, **NOT_OURS)
    story.sign()
    story.refused("office", "open_adjudication", "lead_fixed", article=EIGHTEEN, reason="再议")


@pytest.mark.rule("XX-26", "A6")
def test_ruled_its_own_the_unit_goes_on_with_the_clock_as_first_counted() -> None:
    story = returned(refused(Story("xixian").dispatch("roads").sign()))
    story.at("2026-03-04T09:00").do("supervisor", "adjudicate", unit="roads", rationale="三定规定")

    assert story.ticket.status == "handling"
    assert story.due("handling") == "2026-03-09"
    assert story.deadline("adjudication").state == "met"


@pytest.mark.rule("XX-10", "XX-26", "A6", "A38")
def test_ruled_anothers_every_clock_starts_at_the_dispatch_to_that_unit() -> None:
    story = returned(refused(Story("xixian", category="consultation").dispatch("roads").sign()))
    story.at("2026-03-04T09:00").do("supervisor", "adjudicate", unit="parks", rationale="三定规定")

    assert story.due("handling") == "2026-03-09"
    assert story.due_at("sign_in") == "2026-03-04T11:00"
    assert story.due("first_contact") == "2026-03-09"


@pytest.mark.rule("XX-09", "XX-26", "A42")
def test_ruled_anothers_the_new_unit_does_not_begin_overdue() -> None:
    """The first unit asked to be rid of the order before its two hours were over."""
    story = returned(refused(Story("xixian").dispatch("roads").after(hours=1)))
    story.after(hours=5).do("supervisor", "adjudicate", unit="parks", rationale="三定规定")

    assert "overdue" not in story.ticket.flags


@pytest.mark.rule("XX-28")
def test_sent_twice_to_the_same_unit_which_refuses_again_is_a_finding() -> None:
    story = granted(Story("xixian").dispatch("roads"))
    assert "finding_recorded" not in story.events()

    returned(story.dispatch("roads"))

    assert story.events().count("finding_recorded") == 1
    basis = story.event("finding_recorded").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == ("第十八条（三）", True)


@pytest.mark.rule("XX-28")
def test_sent_twice_to_a_unit_which_then_takes_it_is_no_finding() -> None:
    """承办单位拒不接收的: only who still refuses."""
    story = granted(Story("xixian").dispatch("roads"))

    story.dispatch("roads").sign().answer()

    assert "finding_recorded" not in story.events()


@pytest.mark.rule("XX-28")
def test_sent_to_another_unit_is_no_finding() -> None:
    story = granted(Story("xixian").dispatch("roads")).dispatch("parks")

    assert "finding_recorded" not in story.events()
