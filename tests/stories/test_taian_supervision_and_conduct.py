"""泰安 (draft), art 11, 19 and 32: six reasons to supervise, four forms; improper conduct."""

import pytest

from tests.builders import Story

NINETEEN = "第十九条"
CONDUCT = "第十一条、第三十二条"


@pytest.mark.rule("TA-26", "TA-27")
@pytest.mark.parametrize(
    ("trigger", "article"),
    [
        ("refuses_own", "第十九条（一）"),
        ("overdue", "第十九条（二）"),
        ("repeats", "第十九条（三）"),
        ("knowledge_base", "第十九条（四）"),
        ("negative_influence", "第十九条（五）"),
        ("other", "第十九条（六）"),
    ],
)
@pytest.mark.parametrize("form", ["phone", "system", "written", "on_site"])
def test_the_hotline_supervises_for_six_reasons_in_four_forms(
    form: str, trigger: str, article: str
) -> None:
    story = (
        Story("taian")
        .dispatch()
        .do("office", "supervise", form=form, trigger=trigger, demand="限期办结")
    )

    basis = story.event("supervision_opened").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (article, True)
    assert [(one.form, one.trigger) for one in story.ticket.supervisions] == [(form, trigger)]


@pytest.mark.rule("TA-26", "TA-27")
@pytest.mark.parametrize(
    ("given", "pointer"),
    [({"form": "inspection", "trigger": "other"}, "/form"),
     ({"form": "phone", "trigger": "shirking"}, "/trigger")],
)  # fmt: skip
def test_a_form_or_reason_of_another_text_is_wrong(given: dict[str, str], pointer: str) -> None:
    refusal = (
        Story("taian").dispatch().refused("office", "supervise", "invalid_field", demand="限",
                                          **given)
    )  # fmt: skip

    assert [error.pointer for error in refusal.errors] == [pointer]


@pytest.mark.rule("TA-26", "TA-27")
def test_a_reply_is_awaited_by_the_date_that_was_demanded() -> None:
    story = (
        Story("taian")
        .dispatch()
        .do(
            "office",
            "supervise",
            form="written",
            trigger="overdue",
            demand="限期办结",
            due="2026-03-04T12:00:00+08:00",
        )
    )
    assert story.due_at("supervision_reply") == "2026-03-04T12:00"
    assert story.article("supervision_reply") == NINETEEN

    story.do("handler", "answer_supervision", reply="已办结")

    assert story.deadline("supervision_reply").state == "met"
    story.refused(
        "handler", "answer_supervision", "no_open_supervision", article=NINETEEN, reply="再次"
    )


@pytest.mark.rule("TA-07")
@pytest.mark.parametrize(
    "conduct",
    ["fabrication", "occupation", "harassment", "improper_gain", "other_disturbance"],
)
def test_conduct_is_dissuaded_then_warned_of_then_reported(conduct: str) -> None:
    story = Story("taian").dispatch()
    for step in ("warned", "reported"):
        story.refused(
            "handler", "record_conduct", "conduct_order", article=CONDUCT, conduct=conduct,
            step=step,
        )  # fmt: skip
    story.do("handler", "record_conduct", conduct=conduct, step="dissuaded")
    story.do("operator", "record_conduct", conduct=conduct, step="warned")

    story.do("office", "record_conduct", conduct=conduct, step="reported")

    basis = story.event("conduct_recorded").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (CONDUCT, True)


@pytest.mark.rule("TA-07")
def test_each_conduct_is_dissuaded_for_itself() -> None:
    story = Story("taian").do("operator", "record_conduct", conduct="harassment", step="dissuaded")

    story.refused(
        "operator", "record_conduct", "conduct_order", article=CONDUCT, conduct="occupation",
        step="warned",
    )  # fmt: skip


@pytest.mark.rule("TA-07")
def test_conduct_that_is_not_of_the_five_is_wrong() -> None:
    refusal = Story("taian").refused(
        "office", "record_conduct", "invalid_field", conduct="rudeness", step="dissuaded"
    )

    assert [error.pointer for error in refusal.errors] == ["/conduct"]


@pytest.mark.rule("TA-07")
def test_conduct_does_not_stop_the_handling_of_the_request() -> None:
    story = Story("taian").dispatch().do(
        "handler", "record_conduct", conduct="harassment", step="dissuaded"
    )  # fmt: skip

    assert story.ticket.status == "dispatched"
    assert story.answer().ticket.status == "in_review"
