"""泰安 (draft), art 9 to 13: taken in at any hour, then answered, referred or declined."""

from collections.abc import Callable

import pytest

from chalicelib.domain.errors import Kind
from tests.builders import PHONE, Story

TOLD = {"explanation": "不予受理的理由", "advice": "请向管辖地反映"}


def earlier_closed() -> Story:
    return Story("taian").dispatch().answer().approve()


@pytest.mark.rule("TA-04")
@pytest.mark.parametrize("at", ["2026-02-17T03:00", "2026-10-01T23:59", "2026-03-07T12:00"])
def test_requests_are_taken_at_any_hour_holidays_included(at: str) -> None:
    assert Story("taian", at=at).ticket.status == "registered"


@pytest.mark.rule("TA-08")
@pytest.mark.parametrize("category", ["consultation", "help", "complaint", "report", "suggestion"])
def test_each_of_the_five_types_is_registered(category: str) -> None:
    story = Story("taian", category=category)

    basis = story.event("registered").basis
    assert basis is not None
    assert (basis.regulation, basis.article) == ("taian@undated", "第十二条")


@pytest.mark.rule("TA-08")
def test_praise_is_not_among_the_types() -> None:
    story = Story("taian", category="praise", expect="invalid_field")

    assert story.refusal.kind == Kind.INVALID
    assert [error.pointer for error in story.refusal.errors] == ["/category"]


@pytest.mark.rule("TA-08", "TA-24")
@pytest.mark.parametrize("scope", ["non_emergency", "legal_service", "enterprise_service"])
def test_special_seats_take_their_matters(scope: str) -> None:
    assert Story("taian", scope=scope).ticket.scope == scope


@pytest.mark.rule("TA-01")
@pytest.mark.parametrize(
    "kind", ["national_message", "provincial_platform", "county_platform", "superior_assignment"]
)
def test_what_another_platform_passes_on_is_taken_in(kind: str) -> None:
    source = {"platform": "shandong", "reference": "SD-1", "kind": kind}

    story = Story("taian", channel="platform", source=source)

    assert story.ticket.source is not None
    assert story.ticket.source.kind == kind


@pytest.mark.rule("TA-01")
@pytest.mark.parametrize("channel", ["phone", "email", "web", "wechat"])
def test_phone_mailbox_website_and_wechat_make_up_the_hotline(channel: str) -> None:
    assert Story("taian", channel=channel).ticket.channel == channel


@pytest.mark.rule("TA-05")
def test_voice_text_pictures_and_video_come_with_the_request() -> None:
    story = Story("taian", attachments=["att_voice", "att_picture", "att_video"])

    assert story.ticket.attachments == ("att_voice", "att_picture", "att_video")


@pytest.mark.rule("TA-06", "A46")
@pytest.mark.parametrize("category", ["help", "complaint", "report"])
@pytest.mark.parametrize("location", [None, {"lat": 36.2, "lon": 117.1}])
def test_help_complaints_and_reports_need_the_exact_address(
    category: str, location: dict[str, float] | None
) -> None:
    story = Story("taian", category=category, location=location, expect="required_at_intake")

    assert story.refusal.basis is not None
    assert story.refusal.basis.article == "第十条"
    assert [error.pointer for error in story.refusal.errors] == ["/location/address"]


@pytest.mark.rule("TA-06", "A46")
@pytest.mark.parametrize("category", ["consultation", "suggestion"])
def test_questions_and_suggestions_need_no_address(category: str) -> None:
    assert Story("taian", category=category, location=None).ticket.status == "registered"


@pytest.mark.rule("TA-06", "A46")
def test_who_wants_a_reply_must_give_a_contact() -> None:
    story = Story("taian", requester={"name": "张三"}, expect="required_at_intake")

    assert story.refusal.basis is not None
    assert story.refusal.basis.article == "第十条"
    assert [error.pointer for error in story.refusal.errors] == ["/requester/phone"]


@pytest.mark.rule("TA-06", "A46")
def test_real_name_is_only_encouraged_and_who_wants_no_reply_stays_anonymous() -> None:
    assert Story("taian", requester={"phone": PHONE}).ticket.requester.name is None
    assert Story("taian", requester={"reply_wanted": False}).ticket.requester.phone is None


@pytest.mark.rule("TA-08")
def test_what_can_be_answered_on_the_spot_is_answered() -> None:
    story = Story("taian", category="consultation")
    story.refused("operator", "answer_directly", "invalid_field")

    story.do("operator", "answer_directly", answer="办理时间为工作日上午")

    assert story.ticket.status == "answered_directly"


@pytest.mark.rule("TA-09", "TA-10")
@pytest.mark.parametrize(
    ("to", "article"),
    [(line, "第十三条（一）") for line in ("110", "119", "120", "122")]
    + [
        (route, "第十三条（二）")
        for route in (
            "reconsideration",
            "litigation",
            "arbitration",
            "discipline",
            "information_disclosure",
            "petition",
        )
    ],
)
def test_emergencies_are_transferred_at_once_and_legal_routes_are_named(
    to: str, article: str
) -> None:
    story = Story("taian").do("operator", "refer", to=to)

    basis = story.event("referred").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (article, True)
    assert (story.ticket.status, story.ticket.outcome) == ("referred", to)
    assert story.event("referred").at == story.ticket.registered_at


@pytest.mark.rule("TA-09", "TA-10")
def test_water_rescue_is_no_line_of_this_text() -> None:
    refusal = Story("taian").refused("operator", "refer", "invalid_field", to="water_rescue")

    assert [error.pointer for error in refusal.errors] == ["/to"]


@pytest.mark.rule("TA-11", "TA-14")
@pytest.mark.parametrize(
    ("reason", "article"), [("unlawful_or_secret", "第十三条（三）"), ("other", "第十三条（六）")]
)
def test_what_is_not_accepted_is_explained_with_its_reason(reason: str, article: str) -> None:
    story = Story("taian")
    refusal = story.refused(
        "operator", "decline", "decline_incomplete", article=article, reason_code=reason
    )
    assert [error.pointer for error in refusal.errors] == ["/explanation"]

    story.do("operator", "decline", reason_code=reason, explanation=TOLD["explanation"])

    basis = story.event("declined").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (article, True)
    assert (story.ticket.status, story.ticket.outcome) == ("declined", reason)


@pytest.mark.rule("TA-13")
def test_outside_the_city_the_citizen_is_told_where_to_go() -> None:
    story = Story("taian")
    refusal = story.refused(
        "operator",
        "decline",
        "decline_incomplete",
        article="第十三条（五）",
        reason_code="outside_jurisdiction",
        explanation=TOLD["explanation"],
    )
    assert [error.pointer for error in refusal.errors] == ["/advice"]

    story.do("operator", "decline", reason_code="outside_jurisdiction", **TOLD)

    basis = story.event("declined").basis
    assert basis is not None
    assert basis.article == "第十三条（五）"


@pytest.mark.rule("TA-13")
def test_outside_the_city_nothing_more_than_where_to_go_is_demanded() -> None:
    story = Story("taian")

    story.do("operator", "decline", reason_code="outside_jurisdiction", advice=TOLD["advice"])

    assert story.ticket.status == "declined"


@pytest.mark.rule("TA-11", "TA-12", "TA-13", "TA-14")
@pytest.mark.parametrize("reason", ["repeat", "emergency", "legal_route"])
def test_a_repeat_an_emergency_and_a_legal_route_are_not_declined(reason: str) -> None:
    refusal = Story("taian").refused(
        "operator", "decline", "invalid_field", reason_code=reason, **TOLD
    )

    assert [error.pointer for error in refusal.errors] == ["/reason_code"]


@pytest.mark.rule("TA-12")
@pytest.mark.parametrize(
    ("earlier", "words"),
    [(Story.dispatch, "正在办理"), (lambda story: story.dispatch().answer().approve(), "办结")],
)
def test_a_plain_repeat_hears_how_far_it_is(earlier: Callable[[Story], Story], words: str) -> None:
    before = earlier(Story("taian")).earlier_ticket()
    story = Story("taian", at="2026-03-05T09:00", earlier=(before,))
    proposed = story.event("repeat_proposed").basis
    assert proposed is not None
    assert proposed.article == "第十三条（四）"

    story.do("operator", "answer_directly")

    answered = story.event("answered_directly")
    assert words in getattr(answered.event, "answer", "")
    assert answered.basis is not None
    assert (answered.basis.article, answered.basis.statutory) == ("第十三条（四）", True)
    assert story.ticket.status == "answered_directly"


@pytest.mark.rule("TA-12")
def test_new_facts_make_it_a_new_request() -> None:
    before = earlier_closed().earlier_ticket()
    story = Story("taian", at="2026-03-05T09:00", earlier=(before,))
    story.do("citizen", "supplement", text="又有新情况", new_facts=True)

    story.refused("operator", "answer_directly", "invalid_field")


@pytest.mark.rule("TA-12")
def test_a_request_once_withdrawn_was_neither_in_handling_nor_handled() -> None:
    before = Story("taian").do("citizen", "withdraw").earlier_ticket()

    story = Story("taian", at="2026-03-05T09:00", earlier=(before,))

    story.refused("operator", "answer_directly", "invalid_field")


@pytest.mark.rule("P-01")
def test_difficulty_and_urgency_change_no_target() -> None:
    for complexity in ("simple", "ordinary", "complex"):
        for urgency in ("normal", "urgent", "emergency"):
            story = Story("taian", complexity=complexity, urgency=urgency).dispatch()
            assert story.due("handling") == "2026-03-16"
