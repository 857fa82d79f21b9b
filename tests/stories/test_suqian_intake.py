"""宿迁 受理：第二条、第六至九条、第十条（一）（三）, as the text has them."""

from typing import Any

import pytest

from chalicelib.domain.intake import Declined, Referred
from tests.builders import PHONE, Regulations, Story

CATEGORIES = ["consultation", "help", "suggestion", "complaint", "report"]
SCOPE = [
    "consultation",
    "hot_issues",
    "staff_conduct",
    "development_suggestion",
    "daily_life",
    "platform_assignment",
    "joint_platform",
    "reform_coordination",
    "city_assignment",
]
DECLINED_BECAUSE = [
    ("outside_jurisdiction", "第七条（一）"),
    ("legal_route", "第七条（二）"),
    ("secret_or_privacy", "第七条（三）"),
    ("malicious_or_unspecific", "第七条（四）"),
    ("emergency", "第七条（五）"),
    ("other", "第七条（六）"),
]
EMERGENCIES = ["110", "119", "120", "water_rescue"]
LEGAL_ROUTES = ["petition", "litigation", "arbitration", "reconsideration"]


def cited(story: Story, event: str) -> str:
    basis = story.event(event).basis
    assert basis is not None
    return basis.article


@pytest.mark.rule("SQ-01", "SQ-20", "SQ-36")
def test_a_request_is_taken_in_at_night_on_a_national_holiday() -> None:
    story = Story("suqian", at="2026-10-01T03:00")
    assert story.ticket.status == "registered"
    assert story.ticket.regulation == "suqian@2020-10-19"


@pytest.mark.rule("SQ-01")
@pytest.mark.parametrize("channel", ["phone", "web", "wechat"])
def test_requests_come_by_phone_website_and_wechat(channel: str) -> None:
    assert Story("suqian", channel=channel).ticket.channel == channel


@pytest.mark.rule("SQ-04")
@pytest.mark.parametrize("category", CATEGORIES)
def test_each_kind_of_request_of_articles_2_and_6_is_taken_in(category: str) -> None:
    story = Story("suqian", category=category)
    assert story.ticket.category == category
    assert cited(story, "registered") == "第二条、第六条"


@pytest.mark.rule("SQ-04")
def test_praise_is_no_kind_of_request_in_suqian() -> None:
    Story("suqian", category="praise", expect="invalid_field")


@pytest.mark.rule("SQ-04", "SQ-06")
@pytest.mark.parametrize("scope", SCOPE)
def test_each_of_the_nine_classes_in_scope_is_taken_in(scope: str) -> None:
    assert Story("suqian", scope=scope).ticket.scope == scope


@pytest.mark.rule("SQ-04", "SQ-06")
def test_there_are_nine_classes_in_scope_and_no_tenth() -> None:
    assert [one.id for one in Regulations.of("suqian").scope.choices] == SCOPE
    Story("suqian", scope="consumer_rights", expect="invalid_field")


@pytest.mark.rule("SQ-04")
@pytest.mark.parametrize(
    "kind",
    [
        "national_message",
        "national_supervision",
        "national_service_platform",
        "national_regulation",
        "provincial_platform",
        "political_hotline",
        "service_rating",
        "reform_coordination",
        "superior_assignment",
    ],
)
def test_what_platforms_and_superiors_assign_is_taken_in(kind: str) -> None:
    source = {"platform": "jiangsu", "reference": "JS-1", "kind": kind}
    ticket = Story("suqian", source=source).ticket
    assert ticket.source is not None
    assert ticket.source.kind == kind


@pytest.mark.rule("SQ-04")
def test_an_unknown_kind_of_source_is_refused() -> None:
    source = {"platform": "x", "reference": "1", "kind": "district_platform"}
    Story("suqian", source=source, expect="invalid_field")


@pytest.mark.rule("SQ-08")
@pytest.mark.parametrize(
    ("requester", "lacking"),
    [
        ({"phone": PHONE}, ["/requester/name"]),
        ({"name": "张三"}, ["/requester/phone"]),
        ({}, ["/requester/name", "/requester/phone"]),
    ],
)
def test_real_names_are_registered(requester: dict[str, str], lacking: list[str]) -> None:
    refusal = Story("suqian", requester=requester, expect="required_at_intake").refusal
    assert refusal.basis is not None
    assert refusal.basis.article == "第十条（一）"
    assert [error.pointer for error in refusal.errors] == lacking


@pytest.mark.rule("SQ-08")
@pytest.mark.parametrize("what", ["requester.name", "requester.phone"])
def test_real_name_rests_on_article_10_1(what: str) -> None:
    required = {str(one.what): one for one in Regulations.of("suqian").required}
    assert (required[what].article, required[what].statutory) == ("第十条（一）", True)


@pytest.mark.rule("SQ-08")
def test_an_address_is_not_required() -> None:
    assert Story("suqian", location=None).ticket.location is None


@pytest.mark.rule("SQ-05", "SQ-06")
@pytest.mark.parametrize(("code", "article"), DECLINED_BECAUSE)
def test_what_is_out_of_scope_is_declined_with_its_reason(code: str, article: str) -> None:
    story = Story("suqian").do(
        "operator", "decline", reason_code=code, explanation="不属受理范围", advice="请向…反映"
    )
    declined = story.event("declined").event
    assert isinstance(declined, Declined)
    assert declined.reason_code == code
    assert cited(story, "declined") == article
    assert story.ticket.status == "declined"


@pytest.mark.rule("SQ-05")
def test_there_are_six_reasons_to_decline_and_no_seventh() -> None:
    known = [(one.code, one.article) for one in Regulations.of("suqian").decline_reasons]
    assert known == DECLINED_BECAUSE
    Story("suqian").refused("office", "decline", "invalid_field", reason_code="repeat")


@pytest.mark.rule("SQ-05", "SQ-06")
@pytest.mark.parametrize("code", [code for code, _ in DECLINED_BECAUSE])
@pytest.mark.parametrize(
    ("given", "lacking"), [("advice", "explanation"), ("explanation", "advice")]
)
def test_whoever_declines_explains_and_guides_whatever_the_reason(
    code: str, given: str, lacking: str
) -> None:
    """第八条 asks for 解释引导 on everything out of scope."""
    said: dict[str, Any] = {"reason_code": code, given: "…"}
    refusal = Story("suqian").refused(
        "operator", "decline", "decline_incomplete", article="第八条", **said
    )
    assert [error.pointer for error in refusal.errors] == [f"/{lacking}"]


@pytest.mark.rule("SQ-06")
def test_to_explain_and_to_guide_is_asked_for_by_article_8() -> None:
    guidance = Regulations.of("suqian").guidance
    assert guidance is not None
    assert (guidance.article, guidance.statutory) == ("第八条", True)


@pytest.mark.rule("SQ-06")
def test_a_first_receiver_who_cannot_decide_reports_up() -> None:
    story = Story("suqian").do("operator", "report_up", question="是否属受理范围")
    assert story.last_events() == ["reported_up"]
    assert cited(story, "reported_up") == "第六条、第八条"
    assert story.ticket.status == "registered"


@pytest.mark.rule("SQ-07")
@pytest.mark.parametrize("to", [*EMERGENCIES, *LEGAL_ROUTES])
def test_emergencies_and_legal_routes_are_guided_to_where_they_belong(to: str) -> None:
    story = Story("suqian").do("operator", "refer", to=to)
    referred = story.event("referred").event
    assert isinstance(referred, Referred)
    assert referred.to == to
    assert cited(story, "referred") == "第九条"
    assert story.ticket.status == "referred"


@pytest.mark.rule("SQ-07")
def test_article_9_names_three_numbers_water_rescue_and_four_legal_routes() -> None:
    referrals = Regulations.of("suqian").referrals
    assert [one.to for one in referrals] == [*EMERGENCIES, *LEGAL_ROUTES]
    assert all(one.statutory for one in referrals)
    Story("suqian").refused("operator", "refer", "invalid_field", to="122")


@pytest.mark.rule("SQ-10", "A14")
def test_what_can_be_answered_directly_is_answered_within_4_hours_of_acceptance() -> None:
    story = Story("suqian", at="2026-03-07T22:00", directly_answerable=True)
    assert story.due_at("direct_answer") == "2026-03-08T02:00"
    assert story.article("direct_answer") == "第十条（三）"
    assert story.deadline("direct_answer").statutory
    story.at("2026-03-08T01:59").do("operator", "answer_directly", answer="办理时间为9时至17时")
    assert story.deadline("direct_answer").state == "met"
    assert story.ticket.status == "answered_directly"
    assert cited(story, "answered_directly") == "第十条（三）"


@pytest.mark.rule("SQ-10")
def test_a_direct_answer_after_4_hours_is_late() -> None:
    story = Story("suqian", directly_answerable=True).at("2026-03-02T13:00")
    story.do("operator", "answer_directly", answer="…")
    assert story.deadline("direct_answer").state == "breached"


@pytest.mark.rule("SQ-10", "SQ-11", "SQ-12", "A14")
def test_a_member_that_holds_a_direct_answer_has_the_same_4_hours() -> None:
    story = Story("suqian", directly_answerable=True).after(hours=1).dispatch().after(hours=2)
    story.answer()
    assert story.due_at("direct_answer") == "2026-03-02T13:00"
    assert {one.kind for one in story.ticket.deadlines} == {"direct_answer", "first_contact"}
    story.after(hours=2).sweep()
    assert story.deadline("direct_answer").state == "undecided"
    story.approve()
    assert story.deadline("direct_answer").state == "met"


@pytest.mark.rule("SQ-09")
def test_a_three_way_call_is_one_way_to_dispose_of_a_request() -> None:
    story = Story("suqian").do("office", "record_contact", reached=True, method="three_way_call")
    assert story.last_events() == ["contacted"]
