"""西咸新区, chapters one, two and five: the lists of the text, whole and in its order."""

import pytest

from chalicelib.domain.regulation import Regulation
from tests.builders import Regulations


def law() -> Regulation:
    return Regulations.of("xixian")


@pytest.mark.rule("XX-35", "A39")
def test_in_force_from_publication_and_without_a_date() -> None:
    identity = law().identity

    assert law().id == "xixian@undated"
    assert (identity.place, identity.version) == ("xixian", "undated")
    assert identity.name == "西咸新区"
    assert identity.name_en == "Xixian New Area"
    assert identity.title == "西咸新区12345市民热线综合服务平台管理办法"
    assert identity.office == "新区热线办"
    assert identity.number_prefix == "XX"
    assert (identity.article, identity.statutory) == ("第二十四条", True)
    assert (identity.issued_on, identity.posted_on, identity.expires_on) == (None, None, None)


@pytest.mark.rule("XX-09", "XX-15", "XX-35", "A2", "A39")
def test_the_text_states_no_service_hours_so_hours_are_natural() -> None:
    assert law().identity.office_hours == ()
    assert law().identity.time_zone == "Asia/Shanghai"


@pytest.mark.rule("XX-14", "XX-30")
def test_the_only_level_above_is_the_city_hotline_office() -> None:
    assert [(one.id, one.name, one.article, one.statutory) for one in law().levels] == [
        ("city", "市热线办", "第九条（三）、第二十条（四）", True)
    ]


@pytest.mark.rule("XX-02")
def test_requests_are_of_six_types_praise_among_them() -> None:
    types = law().categories

    assert (types.article, types.statutory) == ("第三条", True)
    assert [(one.id, one.name, one.name_en) for one in types.choices] == [
        ("consultation", "咨询", "Consultation"),
        ("help", "求助", "Help"),
        ("suggestion", "建议", "Suggestion"),
        ("praise", "表扬", "Praise"),
        ("complaint", "投诉", "Complaint"),
        ("report", "举报", "Report of wrongdoing"),
    ]


@pytest.mark.rule("XX-04")
def test_seven_classes_are_accepted() -> None:
    scope = law().scope

    assert (scope.article, scope.statutory) == ("第六条", True)
    assert [(one.id, one.name, one.name_en) for one in scope.choices] == [
        ("government_information", "政务信息咨询", "Government information"),
        ("non_emergency_help", "非紧急类救助", "Non-emergency help"),
        ("public_management", "公共管理服务和城市建设", "Public management and city construction"),
        ("staff_conduct", "工作人员作风效能", "Conduct of staff"),
        ("consumer_rights", "消费者权益", "Consumer rights"),
        ("enterprise_directory", "服务企业名录咨询", "Enterprise directory"),
        ("assigned", "上级交办事项", "Assigned from above"),
    ]


@pytest.mark.rule("XX-02", "XX-07", "XX-15")
def test_orders_come_from_the_platforms_above_national_messages_among_them() -> None:
    kinds = law().source_kinds

    assert (kinds.article, kinds.statutory) == ("第三条、第九条（一）（三）", True)
    assert [(one.id, one.name, one.name_en) for one in kinds.choices] == [
        ("national_message", "国家平台涉陕留言", "National platform message"),
        ("provincial_platform", "省级政务服务中心", "Provincial service centre"),
        ("city_platform", "西安12345平台", "Xi'an 12345 platform"),
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


@pytest.mark.rule("XX-17")
def test_satisfaction_has_five_grades_which_the_product_sets() -> None:
    ratings = law().ratings

    assert (ratings.article, ratings.statutory) == ("第九条（五）", False)
    assert [(one.id, one.name, one.name_en, one.good) for one in ratings.choices] == [
        ("very_satisfied", "非常满意", "Very satisfied", True),
        ("satisfied", "满意", "Satisfied", True),
        ("basically_satisfied", "基本满意", "Basically satisfied", True),
        ("dissatisfied", "不满意", "Dissatisfied", False),
        ("very_dissatisfied", "非常不满意", "Very dissatisfied", False),
    ]


@pytest.mark.rule("XX-05", "XX-06")
def test_there_are_nine_reasons_not_to_accept_and_each_is_explained_with_a_channel() -> None:
    told = ("explanation", "advice")

    assert [
        (one.code, one.name, one.required, one.article, one.statutory)
        for one in law().decline_reasons
    ] == [
        ("outside_jurisdiction", "不属于新区各级部门职权范围", told, "第七条（一）", True),
        ("emergency", "紧急服务类专线处理的事项", told, "第七条（二）", True),
        ("other_powers", "人大、政协、法院、检察院、军队、武警职能", told, "第七条（三）", True),
        ("legal_route", "法律途径或正在处理的信访事项", told, "第七条（四）", True),
        ("special_channel", "其他有专门解决途径的事务", told, "第七条（五）", True),
        ("repeat", "已办结仍以同一事实和理由提出", (*told, "closed_repeat"), "第七条（六）", True),
        ("unclear", "情况不清、无具体诉求或无政策依据", told, "第七条（七）", True),
        ("secret_or_privacy", "涉及国家机密、商业秘密、个人隐私", told, "第七条（八）", True),
        ("other", "其他不应、不宜受理的事项", told, "第七条（九）", True),
    ]


@pytest.mark.rule("XX-02", "XX-05", "XX-06", "XX-35")
def test_the_text_requires_no_field_of_the_requester_and_refers_nothing() -> None:
    assert law().required == ()
    assert law().referrals == ()


@pytest.mark.rule("XX-05")
def test_a_closed_matter_raised_again_with_nothing_new_is_not_accepted() -> None:
    repeats = law().repeats

    assert repeats.without_new_facts == "decline"
    assert (repeats.article, repeats.statutory) == ("第七条（六）", True)
    assert (repeats.windows, repeats.supervise_at, repeats.leader_follows) == ((), None, False)


@pytest.mark.rule("XX-08", "XX-24")
def test_the_unit_is_chosen_by_competence_and_territory_with_reasons() -> None:
    dispatch = law().dispatch

    assert dispatch.rationale_for == ("negotiated", "designated")
    assert dispatch.lead_fixed_by == ()
    assert (dispatch.article, dispatch.statutory) == ("第九条（二）、第十六条", True)


@pytest.mark.rule("XX-23", "XX-26", "A4")
def test_who_is_responsible_the_organisation_department_or_a_joint_meeting_says() -> None:
    adjudication = law().adjudication

    assert adjudication.after_returns == 2
    assert (adjudication.article, adjudication.statutory) == ("第十八条（一）、第十五条", True)
    assert [(one.id, one.name, one.name_en) for one in adjudication.bodies] == [
        ("organisation_department", "新区组织部", "Organisation Department"),
        ("joint_meeting", "联席会议", "Joint meeting"),
    ]
