"""肇庆: the lists of the answer, the verdict, the redo and the supervision, whole."""

import pytest

from chalicelib.domain.regulation import Regulation
from tests.builders import Regulations


@pytest.fixture(name="law")
def of_zhaoqing() -> Regulation:
    return Regulations.of("zhaoqing")


@pytest.mark.rule("ZQ-27", "ZQ-35", "ZQ-15")
def test_the_ways_in_which_a_request_ends(law: Regulation) -> None:
    assert [(one.id, one.name, one.article, one.required) for one in law.answer.outcomes] == [
        ("solved", "已解决", "第十四条", ()),
        ("planned", "需长期推进或立案处理", "第十四条", ("measures",)),
        ("explained", "已解释说明", "第十四条", ()),
        ("enforced", "已依法执法办案", "第十六条（三）", ()),
        ("mediated", "调解成功", "第十六条（四）", ()),
        ("mediation_ended", "终止调解", "第十六条（四）", ()),
        ("not_acceptable", "依本办法不予受理", "第九条（三）", ()),
        ("legal_route", "已进入法定程序", "第九条（三）", ("material",)),
        ("impossible", "客观上无法办理", "第十四条", ()),
    ]
    assert all(one.statutory for one in law.answer.outcomes)
    assert (law.answer.article, law.answer.statutory) == ("第十四条", True)


@pytest.mark.rule("ZQ-26", "A31", "ZQ-28", "ZQ-33", "ZQ-31", "ZQ-32", "A9")
def test_audit_survey_and_revisit_are_the_laws(law: Regulation) -> None:
    assert law.audit.registered_by is None
    assert (law.audit.article, law.audit.statutory) == ("第十四条", True)
    assert not law.survey.asks_solved
    assert (law.survey.article, law.survey.statutory) == ("第十五条", True)
    assert (law.revisit.article, law.revisit.statutory) == ("第十五条（二）（三）", True)
    assert law.revisit.required == ()


@pytest.mark.rule("ZQ-33", "ZQ-34", "A8")
def test_one_redo_under_the_original_limit(law: Regulation) -> None:
    assert law.redo.maximum == 1
    assert (law.redo.leader_signs, law.redo.supervised_from) == (False, None)
    assert (law.redo.article, law.redo.statutory) == ("第十五条（四）、第十六条", True)
    assert (law.redo.limit.article, law.redo.limit.statutory) == ("第十五条（四）", True)


@pytest.mark.rule("ZQ-33", "ZQ-34", "ZQ-35", "A9", "A13")
def test_seven_cases_in_which_there_is_no_redo(law: Regulation) -> None:
    cases = [(one.code, one.name, one.needs_opinion, one.article) for one in law.redo.exclusions]
    assert cases == [
        ("no_reply_item", "不需要回复的事项", False, "第十六条（一）"),
        ("suggestion_not_adopted", "建议未被采纳", False, "第十六条（二）"),
        ("lawfully_handled", "行政调解、执法办案已依法处理", False, "第十六条（三）"),
        ("mediation_done", "调解成功或终止", False, "第十六条（四）"),
        ("no_reason_given", "未提供不满意原因", False, "第十六条（五）"),
        ("false_or_malicious", "虚假、恶意投诉", True, "第十六条（六）"),
        ("force_majeure", "自然灾害或其他不可抗力", False, "第十六条（七）"),
    ]
    assert all(one.statutory for one in law.redo.exclusions)


@pytest.mark.rule("ZQ-36")
def test_five_cases_of_supervision(law: Regulation) -> None:
    triggers = [(one.code, one.name, one.article) for one in law.supervision.triggers]
    assert triggers == [
        ("overdue", "不够重视、未按时办理完毕", "第十七条（一）"),
        ("repeats", "办理不力致重复投诉", "第十七条（二）"),
        ("low_rates", "按时办结率、满意率不高", "第十七条（三）"),
        ("knowledge_base", "知识库维护不力", "第十七条（四）"),
        ("other", "其他需要督办的情形", "第十七条（五）"),
    ]
    assert all(one.statutory for one in law.supervision.triggers)
    assert [(one.id, one.name, one.name_en) for one in law.supervision.forms] == [
        ("phone", "电话督办", "By phone"),
        ("system", "系统督办", "In the system"),
        ("written", "书面督办", "In writing"),
    ]
    assert (law.supervision.article, law.supervision.statutory) == ("第十七条", True)


@pytest.mark.rule("ZQ-09", "P-05", "P-06")
def test_conduct_and_written_opinions_are_the_products(law: Regulation) -> None:
    assert [(one.id, one.name, one.name_en) for one in law.conduct.choices] == [
        ("fabrication", "歪曲捏造事实、诬告陷害", "Fabrication or false accusation"),
        ("occupation", "无正当理由反复占用热线", "Occupying the line without reason"),
        ("harassment", "骚扰、侮辱、威胁工作人员", "Harassing, insulting or threatening staff"),
        ("improper_gain", "谋取不正当利益", "Seeking improper gain"),
        ("other_disturbance", "其他扰乱热线秩序", "Other disturbance"),
    ]
    assert (law.conduct.article, law.conduct.statutory) == ("第七条（六）", False)
    assert (law.written_opinion.article, law.written_opinion.statutory) == ("第十三条", False)
    assert law.termination is None
