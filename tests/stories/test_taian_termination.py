"""泰安 (draft), art 15 (5) and (6): terminated by the city body on two grounds, with material."""

from typing import Any

import pytest

from tests.builders import Story

BOTH = "第十五条（五）（六）"
GROUNDS: dict[str, dict[str, Any]] = {
    "refuses_cooperation": {"evidence": "三次约定均未到场"},
    "explained_unlawful": {"evidence": "通话录音", "explained": "已书面说明不符合法规"},
}
ARTICLES = [("refuses_cooperation", "第十五条（五）"), ("explained_unlawful", "第十五条（六）")]


def handling() -> Story:
    return Story("taian").dispatch().do("handler", "record_contact", reached=True)


def asked(ground: str = "refuses_cooperation") -> Story:
    return handling().do("handler", "request_termination", ground=ground, **GROUNDS[ground])


@pytest.mark.rule("TA-20", "TA-21", "TA-40")
@pytest.mark.parametrize(("ground", "article"), ARTICLES)
def test_the_unit_asks_on_a_ground_of_the_text(ground: str, article: str) -> None:
    story = asked(ground)

    basis = story.event("termination_requested").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (article, True)
    assert story.ticket.status == "handling"


@pytest.mark.rule("TA-20", "TA-21")
@pytest.mark.parametrize(("ground", "article"), ARTICLES)
def test_each_ground_needs_its_material(ground: str, article: str) -> None:
    for lacking in GROUNDS[ground]:
        given = {name: words for name, words in GROUNDS[ground].items() if name != lacking}
        refusal = handling().refused(
            "handler",
            "request_termination",
            "termination_incomplete",
            article=article,
            ground=ground,
            **given,
        )
        assert [error.pointer for error in refusal.errors] == [f"/{lacking}"]


@pytest.mark.rule("TA-20", "TA-21")
def test_there_is_no_third_ground() -> None:
    refusal = handling().refused(
        "handler", "request_termination", "invalid_field", ground="too_hard", evidence="材料"
    )

    assert [error.pointer for error in refusal.errors] == ["/ground"]


@pytest.mark.rule("TA-20", "A27")
def test_the_review_has_a_target_of_three_working_days() -> None:
    story = asked()

    assert story.due("termination_decision") == "2026-03-05"
    assert story.article("termination_decision") == BOTH
    assert not story.deadline("termination_decision").statutory


@pytest.mark.rule("TA-20", "TA-21", "A26")
@pytest.mark.parametrize("role", ["office", "upper_office"])
@pytest.mark.parametrize("ground", list(GROUNDS))
def test_after_review_the_city_body_ends_it_for_good(role: str, ground: str) -> None:
    story = asked(ground).do(role, "decide_termination", approve=True)

    basis = story.event("terminated").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (BOTH, True)
    assert (story.ticket.status, story.ticket.outcome) == ("terminated", ground)
    assert story.ticket.status.final
    assert story.deadline("termination_decision").state == "met"


@pytest.mark.rule("A26", "TA-20")
def test_what_was_terminated_is_neither_surveyed_nor_redone() -> None:
    story = asked().do("office", "decide_termination", approve=True)

    assert (story.survey().state, story.survey().not_sent_reason) == ("not_sent", "terminated")
    assert all(not one.state.open for one in story.ticket.deadlines)
    story.refused("citizen", "rate", "rating_closed", rating="dissatisfied")
    story.refused("upper_office", "decide_redo", "wrong_state", approve=True)


@pytest.mark.rule("TA-20", "TA-21", "TA-02")
def test_a_county_body_does_not_decide() -> None:
    story = Story("taian").dispatch("county")
    story.do("office", "dispatch", by_unit="county", unit="county-roads")
    story.do("handler", "record_contact", reached=True)
    story.do(
        "handler",
        "request_termination",
        ground="refuses_cooperation",
        **GROUNDS["refuses_cooperation"],
    )

    story.refused("office", "decide_termination", "forbidden", by_unit="county", approve=True)


@pytest.mark.rule("TA-20", "TA-21")
def test_refused_with_a_reason_the_unit_goes_on_with_the_target_as_it_was() -> None:
    story = asked()
    story.refused("office", "decide_termination", "reason_required", article=BOTH, approve=False)

    story.do("office", "decide_termination", approve=False, reason="材料不足")

    assert (story.ticket.status, story.due("handling")) == ("handling", "2026-03-16")
    assert story.ticket.pending == ()


@pytest.mark.rule("TA-20", "A30")
def test_a_request_stops_no_clock() -> None:
    story = asked().at("2026-03-17T00:00").sweep()

    assert story.deadline("handling").state == "breached"
    assert story.deadline("termination_decision").state == "breached"
    assert story.ticket.status == "handling"


@pytest.mark.rule("TA-20")
def test_a_second_request_waits_for_the_first() -> None:
    asked().refused(
        "handler",
        "request_termination",
        "already_requested",
        article=BOTH,
        ground="refuses_cooperation",
        evidence="又一次",
    )
