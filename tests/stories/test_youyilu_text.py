"""友谊路: what each table of the regulation's file holds, written out from the text."""

import pytest

from tests.builders import Regulations
from tests.stories.test_suqian_text import TARGET, Plain, listing, said


def table(name: str) -> Plain:
    return said(getattr(Regulations.of("youyilu"), name))


def limit(
    limit_id: str, kind: str, amount: int, starts: str, article: str, **more: object
) -> dict[str, object]:
    return {
        "id": limit_id,
        "kind": kind,
        "amount": amount,
        "unit": "working_day",
        "starts": starts,
        "article": article,
    } | more


def handling(complexity: str, amount: int) -> dict[str, object]:
    when = {"complexity": [complexity]}
    return limit(
        f"handling-{complexity}", "handling", amount, "dispatched", "第八条（二）", when=when
    )


@pytest.mark.rule("YY-34", "A39")
def test_the_text_is_undated() -> None:
    assert table("identity") == {
        "article": "第十八条",
        "place": "youyilu",
        "version": "undated",
        "name": "上海友谊路街道",
        "name_en": "Youyilu Subdistrict, Shanghai",
        "title": "友谊路街道“12345”市民服务热线管理实施办法",
        "office": "街道热线办",
        "number_prefix": "YY",
    }


@pytest.mark.rule("YY-07", "YY-15", "YY-16")
def test_above_the_street_stand_the_district_and_the_city() -> None:
    assert table("levels") == [
        {"article": "第七条、第十条", "id": "district", "name": "区热线办"},
        {"article": "第九条", "id": "city", "name": "市热线办"},
    ]


@pytest.mark.rule("YY-01")
def test_kinds_and_scope_of_article_2() -> None:
    assert table("categories") == listing(
        "第二条",
        ("consultation", "咨询", "Consultation"),
        ("help", "求助", "Help"),
        ("complaint", "投诉", "Complaint"),
        ("suggestion", "建议", "Suggestion"),
    )
    assert table("scope") == listing(
        "第二条",
        ("policy_information", "政策和公共信息咨询", "Policy and public information"),
        ("public_service", "公共管理和公共服务投诉", "Public management and service"),
        ("non_emergency_help", "非紧急类求助", "Non-emergency help"),
        ("local_development", "经济社会和城市建设建议", "Local development"),
        ("major_matter", "重大和涉及多部门的问题", "Major or multi-department matter"),
    )


@pytest.mark.rule("YY-06")
def test_where_tickets_come_from_and_how_they_are_dispatched() -> None:
    assert table("source_kinds") == listing(
        "第六条",
        ("national_message", "国家平台留言", "National platform message"),
        ("city_platform", "市级平台", "City platform"),
        ("district_platform", "区级平台", "District platform"),
        ("superior_assignment", "上级交办", "Assigned from above"),
    )
    assert table("dispatch") == {"article": "第六条"}
    body = {"id": "deputy_leader", "name": "街道分管领导", "name_en": "Deputy leader in charge"}
    assert table("adjudication") == {"article": "第六条", "bodies": [body]}


@pytest.mark.rule("YY-09", "YY-10", "YY-11")
def test_the_three_degrees_of_difficulty() -> None:
    assert table("complexities") == listing(
        "第八条（二）",
        ("simple", "能及时办理", "Can be handled at once"),
        ("ordinary", "一般", "Ordinary"),
        ("complex", "复杂、疑难", "Complex or difficult"),
    )


@pytest.mark.rule("P-01")
def test_urgency_is_recorded_and_is_not_of_the_text() -> None:
    assert table("urgencies") == listing(
        "—",
        ("normal", "普通", "Normal"),
        ("urgent", "紧急", "Urgent"),
        ("emergency", "特急", "Emergency"),
        **TARGET,
    )


@pytest.mark.rule("YY-18")
def test_the_citizen_is_satisfied_or_not_by_article_11_3() -> None:
    assert table("ratings") == {
        "article": "第十一条（三）",
        "choices": [
            {"id": "satisfied", "name": "满意", "name_en": "Satisfied", "good": True},
            {"id": "dissatisfied", "name": "不满意", "name_en": "Dissatisfied", "good": False},
        ],
    }


@pytest.mark.rule("YY-01", "YY-07")
def test_nothing_is_required_declined_or_referred() -> None:
    assert (table("required"), table("decline_reasons"), table("referrals")) == ([], [], [])
    assert table("guidance") is None


@pytest.mark.rule("YY-23", "A23")
def test_three_repeats_not_counting_the_first() -> None:
    assert table("repeats") == {
        "article": "第十二条（二）2",
        "without_new_facts": "accept",
        "supervise_at": 3,
        "supervision_trigger": "repeats",
    }


LIMITS = [
    limit("first-contact", "first_contact", 1, "registered", "第八条（一）", by="office"),
    handling("simple", 1),
    handling("ordinary", 5),
    handling("complex", 10),
    limit("return-decision", "return_decision", 1, "return_requested", "第七条", **TARGET),
    limit("extension-decision", "extension_decision", 1, "extension_requested", "第九条", **TARGET),
    limit("adjudication", "adjudication", 3, "adjudication_opened", "第六条", **TARGET),
    limit("revisit", "revisit", 3, "revisit_due", "第十一条", **TARGET),
]


@pytest.mark.rule(
    "YY-06", "YY-07", "YY-08", "YY-09", "YY-10", "YY-11", "YY-14", "YY-17", "A28", "A38"
)
def test_1_and_1_5_10_working_days_are_the_texts_and_the_rest_are_targets() -> None:
    assert table("limits") == LIMITS


@pytest.mark.rule("P-02")
def test_a_platforms_limit_is_a_decision_of_the_product() -> None:
    assert table("platform_limit") == {"article": "第八条", "effect": "shortens"} | TARGET


@pytest.mark.rule("P-03")
def test_a_statutory_date_is_law() -> None:
    assert table("statutory_date") == {"article": "第八条（三）"}


@pytest.mark.rule("A41", "A47")
def test_reclassification_is_a_reading() -> None:
    assert table("reclassification") == {"article": "第八条（二）"} | TARGET


@pytest.mark.rule("YY-08")
def test_the_first_contact_has_no_exception() -> None:
    assert table("contact") == {"article": "第八条（一）"}


@pytest.mark.rule("YY-07", "A45")
def test_a_return_by_article_7() -> None:
    assert table("returns") == {
        "article": "第七条",
        "by": "office",
        "chain": ["district"],
        "required": ["reason"],
        "approved_to": "returned_up",
    }
