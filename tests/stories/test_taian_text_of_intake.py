"""泰安 (draft), chapters one to three: the lists of the text, whole and in its order."""

import pytest

from chalicelib.domain.regulation import Regulation
from tests.builders import Regulations


def law() -> Regulation:
    return Regulations.of("taian")


@pytest.mark.rule("TA-39", "A39")
def test_a_draft_whose_day_of_effect_is_blank() -> None:
    identity = law().identity

    assert law().id == "taian@undated"
    assert (identity.place, identity.version) == ("taian", "undated")
    assert identity.name == "泰安市"
    assert identity.name_en == "Tai'an"
    assert identity.title == "泰安市12345政务服务便民热线管理办法（草案征求意见稿）"
    assert identity.office == "热线工作机构"
    assert identity.number_prefix == "TA"
    assert (identity.article, identity.statutory) == ("第三十三条、第九条", True)
    assert (identity.issued_on, identity.posted_on, identity.expires_on) == (None, None, None)


@pytest.mark.rule("TA-04")
def test_the_hotline_has_no_closed_hours() -> None:
    assert law().identity.office_hours == ()
    assert law().identity.time_zone == "Asia/Shanghai"


@pytest.mark.rule("TA-02", "TA-20", "TA-23")
def test_the_city_hotline_body_is_the_top() -> None:
    assert [(one.id, one.name, one.article, one.statutory) for one in law().levels] == [
        ("city", "市热线工作机构", "第三条、第十五条、第十六条", True)
    ]


@pytest.mark.rule("TA-08")
def test_requests_are_of_five_types() -> None:
    types = law().categories

    assert (types.article, types.statutory) == ("第十二条", True)
    assert [(one.id, one.name, one.name_en) for one in types.choices] == [
        ("consultation", "咨询", "Consultation"),
        ("help", "求助", "Help"),
        ("complaint", "投诉", "Complaint"),
        ("report", "举报", "Report of wrongdoing"),
        ("suggestion", "意见建议", "Suggestion"),
    ]


@pytest.mark.rule("TA-08", "TA-24")
def test_non_emergency_matters_are_accepted_and_there_are_special_seats() -> None:
    scope = law().scope

    assert (scope.article, scope.statutory) == ("第十二条、第十七条", True)
    assert [(one.id, one.name, one.name_en) for one in scope.choices] == [
        ("non_emergency", "非紧急诉求", "Non-emergency matter"),
        ("legal_service", "法律服务专席", "Legal service seat"),
        ("enterprise_service", "涉企服务专席", "Enterprise service seat"),
    ]


@pytest.mark.rule("TA-01")
def test_requests_may_come_from_these_platforms() -> None:
    kinds = law().source_kinds

    assert (kinds.article, kinds.statutory) == ("第二条", True)
    assert [(one.id, one.name, one.name_en) for one in kinds.choices] == [
        ("national_message", "国家平台留言", "National platform message"),
        ("provincial_platform", "省级平台", "Provincial platform"),
        ("county_platform", "县级平台", "County platform"),
        ("superior_assignment", "上级交办", "Assigned from above"),
    ]


@pytest.mark.rule("P-01")
def test_difficulty_and_urgency_are_the_products_and_cite_no_article() -> None:
    complexities, urgencies = law().complexities, law().urgencies

    assert (complexities.article, complexities.statutory) == ("—", False)
    assert (urgencies.article, urgencies.statutory) == ("—", False)
    assert [(one.id, one.name, one.name_en) for one in complexities.choices] == [
        ("simple", "简单", "Simple"),
        ("ordinary", "一般", "Ordinary"),
        ("complex", "复杂", "Complex"),
    ]
    assert [(one.id, one.name, one.name_en) for one in urgencies.choices] == [
        ("normal", "普通", "Normal"),
        ("urgent", "紧急", "Urgent"),
        ("emergency", "特急", "Emergency"),
    ]


@pytest.mark.rule("TA-22")
def test_satisfaction_has_five_grades_which_the_product_sets() -> None:
    ratings = law().ratings

    assert (ratings.article, ratings.statutory) == ("第十六条", False)
    assert [(one.id, one.name, one.name_en, one.good) for one in ratings.choices] == [
        ("very_satisfied", "非常满意", "Very satisfied", True),
        ("satisfied", "满意", "Satisfied", True),
        ("basically_satisfied", "基本满意", "Basically satisfied", True),
        ("dissatisfied", "不满意", "Dissatisfied", False),
        ("very_dissatisfied", "非常不满意", "Very dissatisfied", False),
    ]


@pytest.mark.rule("TA-06", "A46")
def test_contact_is_required_for_a_reply_and_the_address_to_handle_a_place() -> None:
    phone, address = law().required

    assert (phone.what, phone.when.reply_wanted, phone.when.category) == (
        "requester.phone",
        True,
        None,
    )
    assert (phone.article, phone.statutory) == ("第十条", True)
    assert (address.what, address.when.reply_wanted, address.when.category) == (
        "location.address",
        None,
        ("help", "complaint", "report"),
    )
    assert (address.article, address.statutory) == ("第十条", False)


@pytest.mark.rule("TA-11")
def test_what_is_unlawful_or_secret_is_explained() -> None:
    assert _reason("unlawful_or_secret") == (
        "违法违背公序良俗或涉密涉隐私",
        ("explanation",),
        "第十三条（三）",
        True,
    )


@pytest.mark.rule("TA-13")
def test_what_is_outside_the_city_is_told_where_to_go() -> None:
    name, required, article, statutory = _reason("outside_jurisdiction")

    assert (name, article, statutory) == ("不属于本市行政管辖范围", "第十三条（五）", True)
    assert isinstance(required, tuple)
    assert "advice" in required


@pytest.mark.rule("TA-14")
def test_any_other_refusal_gives_its_reason() -> None:
    assert _reason("other") == ("其他依法不予受理", ("explanation",), "第十三条（六）", True)


@pytest.mark.rule("TA-11", "TA-12", "TA-13", "TA-14")
def test_there_are_three_reasons_to_decline_and_a_repeat_is_none() -> None:
    assert [one.code for one in law().decline_reasons] == [
        "unlawful_or_secret",
        "outside_jurisdiction",
        "other",
    ]


def _reason(code: str) -> tuple[object, ...]:
    one = next(one for one in law().decline_reasons if one.code == code)
    return (one.name, one.required, one.article, one.statutory)


@pytest.mark.rule("TA-09", "TA-10")
def test_four_emergency_lines_and_six_legal_routes_are_referred_to() -> None:
    assert [(one.to, one.name, one.article, one.statutory) for one in law().referrals] == [
        ("110", "公安110", "第十三条（一）", True),
        ("119", "消防119", "第十三条（一）", True),
        ("120", "急救120", "第十三条（一）", True),
        ("122", "交通事故122", "第十三条（一）", True),
        ("reconsideration", "行政复议", "第十三条（二）", True),
        ("litigation", "诉讼", "第十三条（二）", True),
        ("arbitration", "仲裁", "第十三条（二）", True),
        ("discipline", "纪检监察", "第十三条（二）", True),
        ("information_disclosure", "政府信息公开", "第十三条（二）", True),
        ("petition", "信访", "第十三条（二）", True),
    ]


@pytest.mark.rule("TA-12")
def test_a_plain_repeat_is_answered_with_the_progress() -> None:
    repeats = law().repeats

    assert repeats.without_new_facts == "answer_progress"
    assert (repeats.article, repeats.statutory) == ("第十三条（四）", True)
    assert (repeats.windows, repeats.supervise_at, repeats.leader_follows) == ((), None, False)


@pytest.mark.rule("TA-15", "TA-16")
def test_dispatch_is_straight_or_to_a_lead_and_a_choice_is_reasoned() -> None:
    dispatch = law().dispatch

    assert dispatch.rationale_for == ("negotiated", "designated")
    assert dispatch.lead_fixed_by == ()
    assert (dispatch.article, dispatch.statutory) == ("第十四条（一）（二）", True)


@pytest.mark.rule("TA-17")
def test_unclear_duty_goes_to_a_study_meeting_or_to_the_government() -> None:
    adjudication = law().adjudication

    assert adjudication.after_returns is None
    assert (adjudication.article, adjudication.statutory) == ("第十四条（三）", True)
    assert [(one.id, one.name, one.name_en) for one in adjudication.bodies] == [
        ("study_meeting", "机构编制、司法行政等会议研究", "Study meeting"),
        ("government", "同级人民政府", "Government of the same level"),
    ]
