"""宿迁: what each table of the regulation's file holds, written out from the text."""

from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias

import pytest

from tests.builders import Regulations

OUR_WORDS = {"summary", "rules"}
TARGET = {"statutory": False}
Plain: TypeAlias = Any


def said(one: object) -> Plain:
    """A table as plain data: without our own words, and without what is left at its default."""
    if is_dataclass(one) and not isinstance(one, type):
        return {
            each.name: said(getattr(one, each.name))
            for each in fields(one)
            if each.name not in OUR_WORDS and getattr(one, each.name) != default(each)
        }
    if isinstance(one, tuple):
        return [said(each) for each in one]
    return str(one) if isinstance(one, StrEnum) else one


def default(one: Field[Any]) -> object:
    return one.default if one.default_factory is MISSING else one.default_factory()


def table(name: str) -> Plain:
    return said(getattr(Regulations.of("suqian"), name))


def names(listed: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    return [(one["id"], one["name"], one["name_en"]) for one in listed]


def listing(article: str, *choices: tuple[str, str, str], **more: object) -> dict[str, object]:
    known = [dict(zip(("id", "name", "name_en"), choice, strict=True)) for choice in choices]
    return {"article": article, "choices": known} | more


@pytest.mark.rule("SQ-36", "SQ-01", "SQ-20", "A39")
def test_the_text_is_of_2020_10_19_without_an_end() -> None:
    assert table("identity") == {
        "article": "第二十六条",
        "place": "suqian",
        "version": "2020-10-19",
        "name": "宿迁市",
        "name_en": "Suqian",
        "title": "宿迁市12345热线平台运行管理办法",
        "office": "宿迁12345",
        "number_prefix": "SQ",
        "issued_on": date(2020, 10, 19),
    }


@pytest.mark.rule("SQ-02", "SQ-23")
def test_above_the_city_stands_the_provinces_platform() -> None:
    assert table("levels") == [
        {"article": "第三条、第十四条", "id": "province", "name": "江苏省12345在线平台"}
    ]


@pytest.mark.rule("SQ-04")
def test_the_kinds_of_request() -> None:
    assert table("categories") == listing(
        "第二条、第六条",
        ("consultation", "咨询", "Consultation"),
        ("help", "非紧急类求助", "Non-emergency help"),
        ("suggestion", "意见建议", "Suggestion"),
        ("complaint", "诉求投诉（含批评）", "Complaint"),
        ("report", "举报", "Report of wrongdoing"),
    )


@pytest.mark.rule("SQ-04", "SQ-06")
def test_the_nine_classes_of_article_6() -> None:
    assert table("scope") == listing(
        "第六条、第八条",
        ("consultation", "公共管理服务和政策法规咨询", "Consultation"),
        ("hot_issues", "社会热点、难点问题及建议", "Hot and hard issues"),
        ("staff_conduct", "对部门和人员的批评、投诉、举报", "Conduct of departments and staff"),
        ("development_suggestion", "经济社会和公共管理建议", "Suggestions on development"),
        ("daily_life", "突发性问题和非紧急类求助", "Daily life and non-emergency help"),
        (
            "platform_assignment",
            "国家和省平台交办的诉求",
            "Assigned by national and provincial platforms",
        ),
        ("joint_platform", "政风热线、好差评等共建平台诉求", "Joint platforms"),
        ("reform_coordination", "放管服改革和政务服务协同", "Reform and service coordination"),
        ("city_assignment", "市委、市政府交办的其他任务", "Assigned by the city"),
    )


@pytest.mark.rule("SQ-04")
def test_who_else_sends_requests() -> None:
    assert table("source_kinds") == listing(
        "第六条（六）至（九）",
        ("national_message", "国家平台留言", "National platform message"),
        ("national_supervision", "国务院“互联网+督查”", "State Council Internet + supervision"),
        ("national_service_platform", "国家政务服务平台", "National government service platform"),
        ("national_regulation", "“互联网+监管”", "Internet + regulation"),
        ("provincial_platform", "省12345在线平台", "Provincial 12345 platform"),
        ("political_hotline", "政风热线", "Government-conduct hotline"),
        ("service_rating", "政务服务“好差评”", "Government service ratings"),
        ("reform_coordination", "放管服和政务服务协同", "Reform and service coordination"),
        ("superior_assignment", "市委、市政府交办", "Assigned by the city"),
    )


@pytest.mark.rule("P-01")
def test_difficulty_and_urgency_are_recorded_and_are_not_of_the_text() -> None:
    assert table("complexities") == listing(
        "—",
        ("simple", "简单", "Simple"),
        ("ordinary", "一般", "Ordinary"),
        ("complex", "复杂", "Complex"),
        **TARGET,
    )
    assert table("urgencies") == listing(
        "—",
        ("normal", "普通", "Normal"),
        ("urgent", "紧急", "Urgent"),
        ("emergency", "特急", "Emergency"),
        **TARGET,
    )


@pytest.mark.rule("SQ-16", "SQ-17")
def test_the_five_grades_are_the_products() -> None:
    ratings = table("ratings")
    assert (ratings["article"], ratings["statutory"]) == ("第十条（五）", False)
    assert names(ratings["choices"]) == [
        ("very_satisfied", "非常满意", "Very satisfied"),
        ("satisfied", "满意", "Satisfied"),
        ("basically_satisfied", "基本满意", "Basically satisfied"),
        ("dissatisfied", "不满意", "Dissatisfied"),
        ("very_dissatisfied", "非常不满意", "Very dissatisfied"),
    ]


@pytest.mark.rule("SQ-05", "SQ-06")
def test_the_names_of_the_six_reasons_of_article_7() -> None:
    reasons = Regulations.of("suqian").decline_reasons
    assert [(one.name, one.article) for one in reasons] == [
        ("非我市行政管辖权范围", "第七条（一）"),
        ("信访、仲裁、复议、诉讼程序", "第七条（二）"),
        ("国家秘密、商业秘密、个人隐私", "第七条（三）"),
        ("恶意侮辱诽谤或内容不具体", "第七条（四）"),
        ("110、119、120和水上救援", "第七条（五）"),
        ("其他不予受理事项", "第七条（六）"),
    ]
    assert all(one.statutory for one in reasons)


@pytest.mark.rule("SQ-07")
def test_where_article_9_guides_to() -> None:
    assert table("referrals") == [
        {"article": "第九条", "to": to, "name": name}
        for to, name in (
            ("110", "公安110"),
            ("119", "消防119"),
            ("120", "急救120"),
            ("water_rescue", "水上救援"),
            ("petition", "信访"),
            ("litigation", "诉讼"),
            ("arbitration", "仲裁"),
            ("reconsideration", "行政复议"),
        )
    ]


@pytest.mark.rule("SQ-08")
def test_real_names_are_required_of_everyone() -> None:
    assert table("required") == [
        {"article": "第十条（一）", "what": "requester.name"},
        {"article": "第十条（一）", "what": "requester.phone"},
    ]


@pytest.mark.rule("SQ-29", "SQ-30", "A18")
def test_what_article_19_says_of_repeats() -> None:
    assert table("repeats") == {
        "article": "第十九条",
        "without_new_facts": "accept",
        "leader_follows": True,
        "windows": [
            {"article": "第十九条", "after": "closing", "amount": 1, "unit": "month"},
            {"article": "第十九条", "after": "first_report", "amount": 6, "unit": "day"},
        ],
    }


@pytest.mark.rule("SQ-29")
def test_both_windows_of_article_19_are_of_the_text() -> None:
    assert [one.statutory for one in Regulations.of("suqian").repeats.windows] == [True, True]
