"""西咸新区, chapter six: eight reasons to supervise, five forms; and what the product records."""

import pytest

from tests.builders import Story

CHAPTER_SIX = "第十九条、第二十条"


def handling() -> Story:
    return Story("xixian").dispatch().sign()


@pytest.mark.rule("XX-29", "XX-30")
@pytest.mark.parametrize(
    ("trigger", "article"),
    [
        ("city_item", "第十九条（一）"),
        ("overdue", "第十九条（二）"),
        ("untrue", "第十九条（三）"),
        ("cross_department", "第十九条（四）"),
        ("mass_incident", "第十九条（五）"),
        ("unsolved_reasonable", "第十九条（六）"),
        ("shirking", "第十九条（七）"),
        ("other", "第十九条（八）"),
    ],
)
def test_the_office_supervises_for_each_of_the_eight_reasons(trigger: str, article: str) -> None:
    story = handling().do(
        "office", "supervise", form="supervision_order", trigger=trigger, demand="限期办结"
    )

    basis = story.event("supervision_opened").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (article, True)
    assert "supervised" in story.ticket.flags


@pytest.mark.rule("XX-30")
@pytest.mark.parametrize(
    "form", ["phone", "urge_notice", "supervision_order", "coordination_meeting", "inspection"]
)
def test_the_five_forms_are_of_equal_force(form: str) -> None:
    story = handling().do("office", "supervise", form=form, trigger="other", demand="限期办结")

    assert [one.form for one in story.ticket.supervisions] == [form]


@pytest.mark.rule("XX-29", "XX-30")
@pytest.mark.parametrize(
    ("given", "pointer"),
    [({"form": "on_site", "trigger": "other"}, "/form"),
     ({"form": "phone", "trigger": "repeats"}, "/trigger")],
)  # fmt: skip
def test_a_form_or_reason_of_another_text_is_wrong(given: dict[str, str], pointer: str) -> None:
    refusal = handling().refused("office", "supervise", "invalid_field", demand="限期", **given)

    assert [error.pointer for error in refusal.errors] == [pointer]


@pytest.mark.rule("XX-30")
def test_a_deadline_demanded_by_phone_is_kept_or_not() -> None:
    story = handling().do(
        "office",
        "supervise",
        form="phone",
        trigger="overdue",
        demand="限期办结",
        due="2026-03-04T12:00:00+08:00",
    )
    assert story.due_at("supervision_reply") == "2026-03-04T12:00"
    assert story.article("supervision_reply") == CHAPTER_SIX

    story.do("handler", "answer_supervision", reply="已办结")

    assert story.deadline("supervision_reply").state == "met"
    story.do("office", "close_supervision", result="属实")
    story.refused("office", "close_supervision", "no_open_supervision", article=CHAPTER_SIX,
                  result="再次")  # fmt: skip


@pytest.mark.rule("XX-30")
def test_the_unit_is_urged_while_the_order_runs() -> None:
    story = handling().do("office", "urge", reason="市民催问")

    basis = story.event("urged").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (CHAPTER_SIX, True)
    assert "urged" in story.ticket.flags


@pytest.mark.rule("P-05")
@pytest.mark.parametrize(
    "conduct",
    ["fabrication", "occupation", "harassment", "improper_gain", "other_disturbance"],
)
def test_conduct_is_dissuaded_then_warned_of_then_reported(conduct: str) -> None:
    story = handling()
    story.refused(
        "handler", "record_conduct", "conduct_order", article="—", conduct=conduct, step="warned"
    )
    story.do("handler", "record_conduct", conduct=conduct, step="dissuaded")
    story.refused(
        "office", "record_conduct", "conduct_order", article="—", conduct=conduct, step="reported"
    )
    story.do("office", "record_conduct", conduct=conduct, step="warned")

    story.do("operator", "record_conduct", conduct=conduct, step="reported")

    basis = story.event("conduct_recorded").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == ("—", False)


@pytest.mark.rule("P-05")
def test_conduct_that_is_not_on_the_list_is_wrong() -> None:
    refusal = handling().refused(
        "office", "record_conduct", "invalid_field", conduct="rudeness", step="dissuaded"
    )

    assert [error.pointer for error in refusal.errors] == ["/conduct"]


@pytest.mark.rule("XX-05", "XX-14", "XX-35")
def test_this_text_terminates_nothing() -> None:
    handling().refused(
        "handler",
        "request_termination",
        "termination_not_provided",
        ground="refuses_cooperation",
        evidence="三次拒接",
    )
