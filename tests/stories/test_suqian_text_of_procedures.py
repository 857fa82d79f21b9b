"""宿迁: what the procedures' tables of the regulation's file hold, written out from the text."""

from typing import Any

import pytest

from tests.stories.test_suqian_text import TARGET, Plain, listing, table

TEN_3, TEN_4, TEN_5 = "第十条（三）", "第十条（四）", "第十条（五）"


def limit(kind: str, amount: int, unit: str, starts: str, article: str, **more: object) -> Plain:
    said = {"kind": kind, "amount": amount, "unit": unit, "starts": starts, "article": article}
    return {"id": kind.replace("_", "-")} | said | more


LIMITS = [
    limit("direct_answer", 4, "hour", "registered", TEN_3, when={"directly_answerable": True}),
    limit("sign_in", 1, "hour", "dispatched", TEN_3, when={"directly_answerable": False}),
    limit("handling", 12, "hour", "dispatched", TEN_3, when={"directly_answerable": False}),
    limit("first_contact", 1, "working_day", "dispatched", "第十条", by="handler", **TARGET),
    limit("return_decision", 12, "hour", "return_requested", TEN_4, **TARGET),
    limit("extension_decision", 12, "hour", "extension_requested", TEN_3, **TARGET),
    limit("adjudication", 3, "working_day", "adjudication_opened", "第二十条", **TARGET),
    limit("survey_reply", 24, "hour", "survey_delivered", TEN_5, **TARGET),
    limit("revisit", 2, "working_day", "revisit_due", TEN_5, **TARGET),
]


@pytest.mark.rule("SQ-10", "SQ-11", "SQ-12", "SQ-13", "SQ-15", "SQ-16", "SQ-17", "SQ-31", "A28")
def test_4_hours_1_hour_and_12_hours_are_the_texts_and_the_rest_are_targets() -> None:
    assert table("limits") == LIMITS


@pytest.mark.rule("SQ-06")
def test_dispatch() -> None:
    assert table("dispatch") == {"article": "第八条"}


@pytest.mark.rule("SQ-31")
def test_adjudication_is_the_hotlines_own_coordination() -> None:
    body = {
        "id": "coordination",
        "name": "宿迁12345专题协调",
        "name_en": "Coordination by the hotline",
    }
    assert table("adjudication") == {"article": "第二十条", "bodies": [body]}


@pytest.mark.rule("P-02")
def test_a_platforms_limit_is_a_decision_of_the_product() -> None:
    assert table("platform_limit") == {"article": TEN_3, "effect": "shortens"} | TARGET


@pytest.mark.rule("P-03")
def test_a_statutory_date_is_law() -> None:
    assert table("statutory_date") == {"article": "—"}


@pytest.mark.rule("A47")
def test_reclassification_is_a_reading() -> None:
    assert table("reclassification") == {"article": TEN_3} | TARGET


@pytest.mark.rule("P-07")
def test_who_need_not_be_contacted() -> None:
    exceptions = ["confidential", "no_reply_wanted"]
    assert table("contact") == {"article": "—", "exceptions": exceptions} | TARGET


@pytest.mark.rule("SQ-15", "A17", "A34", "A45")
def test_a_return_by_article_10_4() -> None:
    assert table("returns") == {
        "article": TEN_4,
        "by": "handler",
        "chain": ["office"],
        "required": ["basis", "suggestion"],
        "approved_to": "registered",
        "windows": [{"article": TEN_4, "amount": 12, "unit": "hour"}],
    }


@pytest.mark.rule("SQ-13", "A16")
def test_an_extension_by_article_10_3() -> None:
    assert table("extensions") == {
        "article": TEN_3,
        "unit": "day",
        "requester_informed": "not_required",
        "kinds": [
            {
                "article": TEN_3,
                "id": "ordinary",
                "kind": "ordinary",
                "when": {"directly_answerable": False},
                "ask_by": {"counted_from": "end", "amount": 0, "unit": "day"},
                "length": "at_most",
                "amount": 6,
                "chain": ["office"],
                "required": ["reason", "amount"],
            }
        ],
    }


@pytest.mark.rule("SQ-12", "SQ-14")
def test_an_answer_and_its_outcomes() -> None:
    outcomes: list[dict[str, Any]] = [
        {"article": TEN_3, "id": outcome, "name": name}
        for outcome, name in (
            ("solved", "已办结"),
            ("planned", "已列计划"),
            ("explained", "已解释说明"),
            ("legal_route", "引导法定程序"),
            ("channel_named", "已告知渠道"),
            ("mediated", "调解成功"),
            ("enforced", "已依法处理"),
            ("not_acceptable", "不予受理"),
            ("impossible", "客观上无法办理"),
        )
    ]
    outcomes[1]["required"] = ["promised_for"]
    assert table("answer") == {
        "article": "第十条（三）（四）",
        "required": ["process", "result"],
        "outcomes": outcomes,
    }


@pytest.mark.rule("SQ-14")
def test_the_hotline_audits_every_answer() -> None:
    assert table("audit") == {"article": TEN_4, "mode": "office"}


@pytest.mark.rule("SQ-16")
def test_the_survey_is_an_sms() -> None:
    assert table("survey") == {"article": TEN_5, "channel": "sms"}


@pytest.mark.rule("SQ-17")
def test_the_revisit_asks_one_question() -> None:
    assert table("revisit") == {
        "article": TEN_5,
        "required": ["satisfied"],
        "attempts": 3,
        "over_working_days": 2,
    }


@pytest.mark.rule("SQ-18", "A19", "A40", "A44")
def test_one_correction_at_once_in_the_original_limit() -> None:
    assert table("redo") == {
        "article": TEN_5,
        "opens": "at_once",
        "maximum": 1,
        "limit": {"article": TEN_5, "original": True} | TARGET,
    }


@pytest.mark.rule("P-04")
def test_withdrawal_is_a_decision_of_the_product() -> None:
    assert table("withdrawal") == {"article": "—", "allowed": True} | TARGET
    assert table("termination") is None
    assert table("limit_override") is None


@pytest.mark.rule("SQ-28", "SQ-31", "SQ-32")
def test_supervision_by_articles_18_20_and_21() -> None:
    forms = listing(
        "第十八条、第二十条、第二十一条",
        ("order_supervision", "工单督办", "Order supervision"),
        ("interview", "约谈", "Interview"),
        ("bulletin", "通报", "Bulletin"),
        ("special_report", "信息专报", "Special report"),
    )
    supervision = table("supervision")
    assert supervision["article"] == forms["article"]
    assert supervision["forms"] == forms["choices"]
    assert supervision["triggers"] == [
        {"article": article, "code": code, "name": name}
        for code, name, article in (
            ("livelihood", "重大民生和中心工作", "第十八条"),
            ("poor_quality", "质量差、推诿、敷衍", "第十八条"),
            ("assigned_or_media", "交办和媒体曝光", "第十八条"),
            ("cross_department", "跨层级、多部门", "第十八条"),
            ("unsolved", "应解决而未解决", "第十八条"),
            ("able_not_done", "能办而不办", "第二十条"),
        )
    ]
    assert "statutory" not in supervision


@pytest.mark.rule("SQ-05", "P-05")
def test_conduct_that_disturbs_the_hotline() -> None:
    assert table("conduct") == listing(
        "第七条（四）",
        ("fabrication", "歪曲捏造事实、诬告陷害", "Fabrication or false accusation"),
        ("occupation", "无正当理由反复占用热线", "Occupying the line without reason"),
        (
            "harassment",
            "骚扰、侮辱、威胁工作人员",
            "Harassing, insulting or threatening staff",
        ),
        ("improper_gain", "谋取不正当利益", "Seeking improper gain"),
        ("other_disturbance", "其他扰乱热线秩序", "Other disturbance"),
        **TARGET,
    )


@pytest.mark.rule("SQ-19")
def test_a_written_opinion_by_article_10_5() -> None:
    assert table("written_opinion") == {"article": TEN_5}
