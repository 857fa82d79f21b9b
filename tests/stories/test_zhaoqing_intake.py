"""肇庆，第二章 诉求受理: what the hotline takes in, and what it does not."""

from dataclasses import replace

import pytest

from chalicelib.domain.state import Status
from tests.builders import Story
from tests.stories.zhaoqing import asked, cites, dispatched, taken_in

DECLINED = {
    "outside_jurisdiction": ("第七条（一）", ("explanation", "advice")),
    "emergency": ("第七条（二）", ("explanation", "advice")),
    "legal_route": ("第七条（三）", ("explanation", "advice")),
    "secret_or_privacy": ("第七条（四）", ("explanation",)),
    "repeat": ("第七条（五）", ("explanation",)),
    "unlawful_or_groundless": ("第七条（六）", ("explanation",)),
    "other": ("第七条（七）", ("explanation",)),
}
WORDS = {"explanation": "依本办法不予受理", "advice": "请拨打相应热线"}


def repeated(**changes: object) -> Story:
    """A report of what was reported and closed before."""
    earlier = replace(asked("2026-03-02T09:00").earlier_ticket(), **changes)  # type: ignore[arg-type]
    return taken_in("2026-03-09T09:00", earlier=(earlier,))


@pytest.mark.rule("ZQ-01")
@pytest.mark.parametrize("channel", ["phone", "web", "wechat"])
@pytest.mark.parametrize("at", ["2026-03-02T10:00", "2026-02-17T03:00"])
def test_requests_are_taken_by_phone_website_and_wechat_day_and_night(
    channel: str, at: str
) -> None:
    story = taken_in(at, channel=channel)
    assert story.ticket.status == "registered"
    assert story.ticket.regulation == "zhaoqing@2023-09-13"


@pytest.mark.rule("ZQ-01")
@pytest.mark.parametrize("requester", [{}, {"name": "李四"}, {"phone": "+8613900000000"}])
def test_who_hides_his_identity_is_taken_in_all_the_same(requester: dict[str, str]) -> None:
    story = taken_in(requester=requester, location=None)
    assert story.events() == ["registered"]


@pytest.mark.rule("ZQ-01")
@pytest.mark.parametrize(
    "kind", ["national_message", "provincial_platform", "city_platform", "superior_assignment"]
)
def test_a_request_may_come_from_the_platform_of_a_level_above(kind: str) -> None:
    story = taken_in(source={"platform": "guangdong", "reference": "GD-1", "kind": kind})
    assert story.ticket.status == "registered"


@pytest.mark.rule("ZQ-01")
def test_a_kind_of_source_that_this_place_does_not_know_is_a_wrong_field() -> None:
    source = {"platform": "guangdong", "reference": "GD-1", "kind": "political_hotline"}
    story = taken_in(source=source, expect="invalid_field")
    assert [error.pointer for error in story.refusal.errors] == ["/source/kind"]


@pytest.mark.rule("ZQ-08")
@pytest.mark.parametrize("category", ["consultation", "help", "complaint", "report", "suggestion"])
def test_consultation_help_complaint_report_and_suggestion_are_accepted(category: str) -> None:
    story = taken_in(category=category)
    assert story.ticket.category == category
    assert cites(story, "registered") == "第七条、第二十五条"


@pytest.mark.rule("ZQ-08")
def test_praise_is_no_type_of_request_here() -> None:
    story = taken_in(category="praise", expect="invalid_field")
    assert [error.pointer for error in story.refusal.errors] == ["/category"]


@pytest.mark.rule("ZQ-08")
@pytest.mark.parametrize(
    "field",
    ["economic_regulation", "market_supervision", "social_management", "public_service", "ecology"],
)
def test_requests_in_the_five_fields_are_accepted(field: str) -> None:
    assert taken_in(scope=field).ticket.scope == field


@pytest.mark.rule("ZQ-08")
def test_a_sixth_field_is_not_accepted() -> None:
    story = taken_in(scope="daily_life", expect="invalid_field")
    assert [error.pointer for error in story.refusal.errors] == ["/scope"]


@pytest.mark.rule("P-01")
@pytest.mark.parametrize("complexity", ["simple", "ordinary", "complex"])
@pytest.mark.parametrize("urgency", ["normal", "urgent", "emergency"])
def test_difficulty_and_urgency_are_recorded_and_change_no_limit(
    complexity: str, urgency: str
) -> None:
    story = dispatched(complexity=complexity, urgency=urgency)
    assert story.due("handling") == "2026-03-23"


@pytest.mark.rule("ZQ-09")
@pytest.mark.parametrize("code", [code for code in DECLINED if code != "repeat"])
def test_what_is_not_accepted_is_declined_with_its_reason(code: str) -> None:
    article, required = DECLINED[code]
    given = {name: WORDS[name] for name in required}
    story = taken_in().do("operator", "decline", reason_code=code, **given)
    assert story.ticket.status == "declined"
    assert story.ticket.outcome == code
    assert cites(story, "declined") == article


@pytest.mark.rule("ZQ-09")
@pytest.mark.parametrize(
    ("code", "left_out"), [(code, name) for code, (_, names) in DECLINED.items() for name in names]
)
def test_declining_needs_the_explanation_and_where_there_is_another_way_the_advice(
    code: str, left_out: str
) -> None:
    article, _ = DECLINED[code]
    given = {name: words for name, words in WORDS.items() if name != left_out}
    refusal = repeated().refused(
        "office", "decline", "decline_incomplete", article=article, reason_code=code, **given
    )
    assert [error.pointer for error in refusal.errors] == [f"/{left_out}"]


@pytest.mark.rule("ZQ-09")
def test_no_other_reason_turns_a_request_away() -> None:
    refusal = taken_in().refused(
        "office", "decline", "invalid_field", reason_code="vague", explanation="诉求不明"
    )
    assert [error.pointer for error in refusal.errors] == ["/reason_code"]


@pytest.mark.rule("ZQ-09")
def test_declining_is_the_hotlines_and_comes_before_the_dispatch() -> None:
    story = dispatched()
    given = {"reason_code": "other", "explanation": "依法不予受理"}
    story.refused("office", "decline", "wrong_state", **given)
    story.refused("handler", "decline", "forbidden", **given)


@pytest.mark.rule("ZQ-09")
@pytest.mark.parametrize("channel", ["110", "119", "120", "122", "litigation"])
def test_emergencies_and_legal_routes_are_declined_not_referred(channel: str) -> None:
    taken_in().refused("operator", "refer", "referral_not_provided", to=channel)


@pytest.mark.rule("ZQ-09", "A18")
def test_the_same_matter_is_proposed_as_a_repeat() -> None:
    story = repeated()
    assert story.events() == ["registered", "repeat_proposed"]
    assert cites(story, "repeat_proposed") == "第七条（五）"
    assert "repeat_proposed" in story.ticket.flags


@pytest.mark.rule("ZQ-09", "A18")
def test_another_place_and_subject_or_another_type_is_no_repeat() -> None:
    elsewhere = repeated(subject="路灯不亮", address="东路9号")
    another_type = repeated(category="help")
    assert elsewhere.events() == another_type.events() == ["registered"]


@pytest.mark.rule("ZQ-09")
@pytest.mark.parametrize("status", [Status.HANDLING, Status.AWAITING_RATING, Status.ARCHIVED])
def test_the_same_facts_and_reasons_in_handling_or_closed_are_declined_as_a_repeat(
    status: Status,
) -> None:
    closed_at = None if status == Status.HANDLING else asked().ticket.closed_at
    story = repeated(status=status, closed_at=closed_at)
    story.do("office", "decline", reason_code="repeat", explanation="同一事项已办结")
    assert story.ticket.status == "declined"
    assert cites(story, "declined") == "第七条（五）"


@pytest.mark.rule("ZQ-09")
def test_a_first_report_is_not_declined_as_a_repeat() -> None:
    taken_in().refused(
        "office",
        "decline",
        "not_a_repeat",
        article="第七条（五）",
        reason_code="repeat",
        explanation="重复",
    )


@pytest.mark.rule("ZQ-09")
def test_new_facts_make_the_report_a_matter_of_its_own() -> None:
    story = repeated().do("citizen", "supplement", text="昨夜又施工", new_facts=True)
    story.refused(
        "office",
        "decline",
        "not_a_repeat",
        article="第七条（五）",
        reason_code="repeat",
        explanation="重复",
    )


@pytest.mark.rule("ZQ-09")
@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.DECLINED])
def test_what_was_withdrawn_or_declined_was_never_handled_and_is_not_repeated(
    status: Status,
) -> None:
    """第七条（五）: 正在办理过程中或已……办理完毕. Neither holds here."""
    story = repeated(status=status)
    story.refused(
        "office",
        "decline",
        "not_a_repeat",
        article="第七条（五）",
        reason_code="repeat",
        explanation="重复",
    )


@pytest.mark.rule("ZQ-09")
def test_a_repeat_that_is_taken_in_is_linked_and_opens_no_supervision_by_itself() -> None:
    first = asked().earlier_ticket("tkt_a")
    chain = tuple(replace(first, id=f"tkt_{n}", repeat_of="tkt_a") for n in range(9))
    story = taken_in("2026-03-09T09:00", earlier=(first, *chain))
    story.do("office", "link_repeat", to="tkt_8")
    assert story.last_events() == ["repeat_linked"]
    assert cites(story, "repeat_linked") == "第七条（五）"
    assert "repeat" in story.ticket.flags
    assert story.do("office", "unlink_repeat").ticket.flags == ()


@pytest.mark.rule("ZQ-09", "P-05")
@pytest.mark.parametrize(
    "conduct",
    ["fabrication", "occupation", "harassment", "improper_gain", "other_disturbance"],
)
def test_malicious_conduct_is_recorded_dissuaded_first_then_warned_then_reported(
    conduct: str,
) -> None:
    story = taken_in()
    story.refused(
        "operator",
        "record_conduct",
        "conduct_order",
        article="第七条（六）",
        conduct=conduct,
        step="reported",
    )
    for step in ("dissuaded", "warned", "reported"):
        story.do("operator", "record_conduct", conduct=conduct, step=step)
    assert story.ticket.conduct[-1] == f"{conduct}:reported"
    assert cites(story, "conduct_recorded") == "第七条（六）"
