"""肇庆: the lists of the text, whole, with their articles and names."""

from datetime import date

import pytest

from chalicelib.domain.regulation import Regulation
from tests.builders import Regulations


@pytest.fixture(name="law")
def of_zhaoqing() -> Regulation:
    return Regulations.of("zhaoqing")


@pytest.mark.rule("ZQ-48", "ZQ-01", "A39")
def test_the_text_is_of_2023_09_13_and_holds_five_years(law: Regulation) -> None:
    text = law.identity
    assert law.id == "zhaoqing@2023-09-13"
    assert text.title == "肇庆高新区12345政务服务便民热线运行管理办法"
    assert (text.place, text.name, text.name_en) == (
        "zhaoqing",
        "肇庆高新区",
        "Zhaoqing High-tech Zone",
    )
    assert text.office == "区12345热线协管办"
    assert text.number_prefix == "ZQ"
    assert text.time_zone == "Asia/Shanghai"
    assert (text.issued_on, text.posted_on) == (date(2023, 9, 13), date(2023, 9, 20))
    assert text.expires_on == date(2028, 9, 13)
    assert text.office_hours == ()
    assert (text.article, text.statutory) == ("第二十七条", True)


@pytest.mark.rule("ZQ-28", "ZQ-33")
def test_above_the_district_office_stands_the_municipal_body(law: Regulation) -> None:
    levels = [(one.id, one.name, one.article, one.statutory) for one in law.levels]
    assert levels == [("city", "市12345热线管理机构", "第十五条", True)]


@pytest.mark.rule("ZQ-08")
def test_five_types_of_request(law: Regulation) -> None:
    assert [(one.id, one.name, one.name_en) for one in law.categories.choices] == [
        ("consultation", "咨询", "Consultation"),
        ("help", "求助", "Help"),
        ("suggestion", "意见建议", "Suggestion"),
        ("complaint", "投诉", "Complaint"),
        ("report", "举报", "Report of wrongdoing"),
    ]
    assert (law.categories.article, law.categories.statutory) == ("第七条、第二十五条", True)


@pytest.mark.rule("ZQ-08")
def test_five_fields(law: Regulation) -> None:
    assert [(one.id, one.name, one.name_en) for one in law.scope.choices] == [
        ("economic_regulation", "经济调节", "Economic regulation"),
        ("market_supervision", "市场监管", "Market supervision"),
        ("social_management", "社会管理", "Social management"),
        ("public_service", "公共服务", "Public service"),
        ("ecology", "生态环境保护", "Environmental protection"),
    ]
    assert (law.scope.article, law.scope.statutory) == ("第七条", True)


@pytest.mark.rule("ZQ-01")
def test_kinds_of_sources(law: Regulation) -> None:
    assert [(one.id, one.name, one.name_en) for one in law.source_kinds.choices] == [
        ("national_message", "国家平台留言", "National platform message"),
        ("provincial_platform", "省级平台", "Provincial platform"),
        ("city_platform", "市级平台", "City platform"),
        ("superior_assignment", "上级交办", "Assigned from above"),
    ]
    assert law.source_kinds.article == "第二条"


@pytest.mark.rule("ZQ-01")
def test_the_kinds_of_sources_are_the_products_for_the_text_names_none(law: Regulation) -> None:
    assert not law.source_kinds.statutory


@pytest.mark.rule("P-01")
def test_difficulty_and_urgency_are_the_products(law: Regulation) -> None:
    assert [(one.id, one.name, one.name_en) for one in law.complexities.choices] == [
        ("simple", "简单", "Simple"),
        ("ordinary", "一般", "Ordinary"),
        ("complex", "复杂", "Complex"),
    ]
    assert [(one.id, one.name, one.name_en) for one in law.urgencies.choices] == [
        ("normal", "普通", "Normal"),
        ("urgent", "紧急", "Urgent"),
        ("emergency", "特急", "Emergency"),
    ]
    for listing in (law.complexities, law.urgencies):
        assert (listing.article, listing.statutory) == ("—", False)


@pytest.mark.rule("ZQ-28", "ZQ-30")
def test_five_grades_of_which_three_are_good(law: Regulation) -> None:
    assert [(one.id, one.name, one.name_en, one.good) for one in law.ratings.choices] == [
        ("very_satisfied", "非常满意", "Very satisfied", True),
        ("satisfied", "满意", "Satisfied", True),
        ("basically_satisfied", "基本满意", "Basically satisfied", True),
        ("dissatisfied", "不满意", "Dissatisfied", False),
        ("very_dissatisfied", "非常不满意", "Very dissatisfied", False),
    ]
    assert (law.ratings.article, law.ratings.statutory) == ("第十五条", True)


@pytest.mark.rule("ZQ-09")
def test_seven_reasons_not_to_accept(law: Regulation) -> None:
    assert [(one.code, one.name, one.article) for one in law.decline_reasons] == [
        ("outside_jurisdiction", "不属于本区行政管辖范围", "第七条（一）"),
        ("emergency", "应由紧急热线处理", "第七条（二）"),
        ("legal_route", "已进入或须通过法定程序解决", "第七条（三）"),
        ("secret_or_privacy", "涉及国家秘密、商业秘密、个人隐私", "第七条（四）"),
        ("repeat", "同一事实、同一理由重复反映", "第七条（五）"),
        ("unlawful_or_groundless", "违法违背公序良俗、恶意或无实质内容", "第七条（六）"),
        ("other", "其他依法不予受理", "第七条（七）"),
    ]
    assert all(one.statutory for one in law.decline_reasons)
    assert law.referrals == ()
    assert law.required == ()


@pytest.mark.rule("ZQ-09")
def test_a_repeat_is_declined_whenever_it_comes(law: Regulation) -> None:
    repeats = law.repeats
    assert repeats.without_new_facts == "decline"
    assert (repeats.windows, repeats.leader_follows, repeats.supervise_at) == ((), False, None)
    assert (repeats.article, repeats.statutory) == ("第七条（五）", True)


@pytest.mark.rule("ZQ-16")
def test_two_bodies_decide_a_dispute(law: Regulation) -> None:
    assert [(one.id, one.name, one.name_en) for one in law.adjudication.bodies] == [
        ("party_work_department", "区党群工作部", "Party-Work Department"),
        ("management_committee", "区管委会", "Management Committee"),
    ]
    assert law.adjudication.after_returns is None
    assert (law.adjudication.article, law.adjudication.statutory) == ("第九条（四）", True)


@pytest.mark.rule("ZQ-49", "ZQ-16")
def test_the_dispatch_is_the_laws(law: Regulation) -> None:
    assert (law.dispatch.article, law.dispatch.statutory) == ("第五条、第九条（四）", True)
    assert law.limit_override is None


@pytest.mark.rule(
    "ZQ-13",
    "ZQ-16",
    "ZQ-18",
    "ZQ-19",
    "ZQ-20",
    "ZQ-21",
    "ZQ-24",
    "ZQ-25",
    "ZQ-29",
    "ZQ-31",
    "ZQ-33",
)
def test_the_law_sets_four_limits_the_product_six_targets(law: Regulation) -> None:
    assert [(one.id, one.article, one.statutory, one.silence, one.by) for one in law.limits] == [
        ("handling-consultation", "第十一条（一）", True, None, None),
        ("handling-help-suggestion", "第十一条（二）", True, None, None),
        ("handling-complaint-report", "第十一条（三）", True, None, None),
        ("first-contact", "第十三条", False, None, "handler"),
        ("return-decision", "第九条（二）", False, None, None),
        ("extension-decision", "第十二条", False, None, None),
        ("redo-decision", "第十五条（四）", False, None, None),
        ("adjudication", "第九条（四）", False, None, None),
        ("survey-reply", "第十五条", True, None, None),
        ("revisit", "第十五条（二）", False, None, None),
    ]


@pytest.mark.rule("P-02", "P-03", "A47")
def test_what_governs_the_limit_besides(law: Regulation) -> None:
    assert law.platform_limit.effect == "shortens"
    assert (law.platform_limit.article, law.platform_limit.statutory) == ("第十一条", False)
    assert (law.statutory_date.article, law.statutory_date.statutory) == ("—", True)
    assert (law.reclassification.article, law.reclassification.statutory) == ("第十一条", False)


@pytest.mark.rule("ZQ-25")
def test_contact_and_withdrawal_are_the_laws(law: Regulation) -> None:
    assert law.contact.exceptions == ("confidential", "no_reply_wanted")
    assert (law.contact.article, law.contact.statutory) == ("第十三条", True)
    assert law.withdrawal.allowed
    assert (law.withdrawal.article, law.withdrawal.statutory) == ("第十三条", True)


@pytest.mark.rule("ZQ-13", "ZQ-17")
def test_five_cases_in_which_a_return_is_refused(law: Regulation) -> None:
    cases = [(one.code, one.name, one.found_by, one.article) for one in law.returns.refusals]
    assert cases == [
        ("own_duty", "依法或依职责应由原承办单位办理", "office", "第十条（一）"),
        ("no_reason_or_basis", "未注明退回理由和依据", "missing_field", "第十条（二）"),
        ("flaw_without_effect", "登记瑕疵不影响办理", "office", "第十条（三）"),
        ("clue_given", "已提供基本情况或线索", "office", "第十条（四）"),
        ("extension_requested", "已提出延期申请", "extension_requested", "第十条（五）"),
    ]
    assert all(one.statutory for one in law.returns.refusals)
    assert (law.returns.article, law.returns.statutory) == ("第九条（二）", True)
    assert [(one.article, one.statutory) for one in law.returns.windows] == [("第九条（二）", True)]
    assert law.returns.repeated_dispatch is None


@pytest.mark.rule("ZQ-22", "ZQ-24", "ZQ-23", "A7", "A8")
def test_five_grounds_of_an_extension(law: Regulation) -> None:
    extensions = law.extensions
    assert [(one.id, one.name, one.name_en) for one in extensions.grounds] == [
        ("complex", "情况复杂", "Complex matter"),
        ("difficult", "办理难度大", "Hard to handle"),
        ("new_facts", "诉求人补充新情况新理由", "New facts from the requester"),
        ("policy", "其他政策性原因", "Other policy reason"),
        ("disaster", "自然灾害等", "Natural disaster or the like"),
    ]
    assert (extensions.article, extensions.statutory) == ("第十二条", True)
    kinds = [(one.kind, one.article, one.statutory) for one in extensions.kinds]
    assert kinds == [("ordinary", "第十二条", True)]
