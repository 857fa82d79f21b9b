"""友谊路: what the later tables of the regulation's file hold, written out from the text."""

from typing import Any

import pytest

from tests.stories.test_suqian_text import TARGET, listing
from tests.stories.test_youyilu_text import table

TO_THE_CITY = {
    "article": "第九条第二款",
    "id": "long",
    "kind": "long",
    "in_redo": False,
    "ask_by": {"counted_from": "start", "amount": 5, "unit": "working_day"},
    "length": "open",
    "times": 1,
    "chain": ["office", "district", "city"],
    "required": ["reason", "form", "amount"],
}
LATER = {
    "id": "long-after-ordinary",
    "when": {"complexity": ["ordinary"]},
    "after": "ordinary",
}


@pytest.mark.rule("YY-14", "YY-15", "A21", "A22", "A41")
def test_the_extensions_of_article_9() -> None:
    assert table("extensions") == {
        "article": "第九条",
        "unit": "working_day",
        "requester_informed": "not_required",
        "kinds": [
            {
                "article": "第九条第一款",
                "id": "ordinary",
                "kind": "ordinary",
                "in_redo": False,
                "when": {"complexity": ["ordinary"]},
                "ask_by": {"counted_from": "start", "amount": 3, "unit": "working_day"},
                "length": "up_to_total",
                "amount": 10,
                "times": 1,
                "chain": ["office"],
                "required": ["reason"],
            },
            TO_THE_CITY | {"when": {"complexity": ["complex"]}},
            TO_THE_CITY | LATER,
        ],
    }


@pytest.mark.rule("YY-12", "YY-13", "YY-16", "A24")
def test_an_answer_and_its_outcomes() -> None:
    outcomes: list[dict[str, Any]] = [
        {"article": article, "id": outcome, "name": name}
        for outcome, name, article in (
            ("solved", "办理完毕", "第十条"),
            ("planned", "有办理计划", "第十条"),
            ("explained", "政策原因已解释", "第八条（三）"),
            ("legal_route", "进入法律法规规定程序", "第八条（三）、第十条"),
            ("channel_named", "已指明办事途径", "第十条"),
            ("impossible", "客观原因无法办理", "第十条"),
        )
    ]
    outcomes[1]["required"] = ["promised_for"]
    outcomes[3]["required"] = ["material"]
    assert table("answer") == {
        "article": "第八条（四）",
        "required": ["process", "result"],
        "outcomes": outcomes,
    }


@pytest.mark.rule("YY-16", "A43")
def test_the_office_audits_and_the_district_registers() -> None:
    assert table("audit") == {"article": "第十条", "mode": "office", "registered_by": "district"}


@pytest.mark.rule("YY-17")
def test_the_verdict_is_asked_for_on_the_phone_with_whether_it_is_solved() -> None:
    assert table("survey") == {"article": "第十一条", "channel": "phone", "asks_solved": True}


@pytest.mark.rule("YY-18")
def test_the_indicators_of_a_revisit() -> None:
    assert table("revisit") == {
        "article": "第十一条",
        "required": ["contacted", "solved", "satisfied", "attitude_ok"],
        "attempts": 3,
        "over_working_days": 2,
        "upper_level_trigger": "revisit_dissatisfied",
    }


@pytest.mark.rule("YY-19", "YY-20", "YY-33", "A25", "A38")
def test_sent_back_as_often_as_needed_for_3_working_days_under_the_leaders_signature() -> None:
    assert table("redo") == {
        "article": "第十一条",
        "opens": "at_once",
        "leader_signs": True,
        "leader_informed": True,
        "supervised_from": 2,
        "supervision_trigger": "not_in_place",
        "limit": {"article": "第十一条", "original": False, "amount": 3, "unit": "working_day"},
    }


@pytest.mark.rule("P-04")
def test_withdrawal_is_a_decision_of_the_product() -> None:
    assert table("withdrawal") == {"article": "—", "allowed": True} | TARGET
    assert table("termination") is None
    assert table("limit_override") is None


@pytest.mark.rule("YY-23", "YY-33", "A25")
def test_supervision_by_articles_12_and_4_5() -> None:
    article = "第十二条（二）、第四条（五）"
    forms = listing(
        article,
        ("supervision_order", "督办单", "Supervision order"),
        ("joint_meeting", "联席会议督办", "Joint meeting"),
    )
    supervision = table("supervision")
    assert (supervision["article"], supervision["forms"]) == (article, forms["choices"])
    assert "statutory" not in supervision
    expected = (
        ("shirking", "推诿、怠慢、不接单", "第十二条（二）1"),
        ("repeats", "重复投诉3次及以上", "第十二条（二）2"),
        ("should_be_done", "应办未办", "第十二条（二）3"),
        ("revisit_dissatisfied", "回访不满意", "第十二条（二）4"),
        ("leader_or_media", "领导批示或媒体曝光", "第十二条（二）5"),
        ("not_in_place", "办理不到位", "第四条（五）"),
        ("unsolved_reasonable", "未解决市民合理诉求", "第四条（五）"),
        ("flawed_procedure", "办理程序存在瑕疵", "第四条（五）"),
    )
    assert supervision["triggers"] == [
        {"article": where, "code": code, "name": name} for code, name, where in expected
    ]


@pytest.mark.rule("P-05")
def test_conduct_that_disturbs_the_hotline_is_a_record_of_the_product() -> None:
    assert table("conduct") == listing(
        "—",
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


@pytest.mark.rule("YY-13", "P-06")
def test_an_answer_in_writing_by_article_8_4() -> None:
    assert table("written_opinion") == {"article": "第八条（四）"}
