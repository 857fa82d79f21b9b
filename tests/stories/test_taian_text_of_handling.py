"""泰安 (draft), chapters three to six: no number anywhere, so every limit is the product's."""

from dataclasses import asdict

import pytest

from chalicelib.domain.regulation import Limit, Regulation
from tests.builders import Regulations

OTHERS = ("help", "complaint", "report", "suggestion")


def law() -> Regulation:
    return Regulations.of("taian")


def limits(*kinds: str) -> list[tuple[object, ...]]:
    """Id, class, amount, unit, start, side, article, statutory of the limits of these kinds."""
    return [_told(one) for one in law().limits if one.kind in kinds]


def _told(one: Limit) -> tuple[object, ...]:
    axes = {axis: wanted for axis, wanted in asdict(one.when).items() if wanted is not None}
    rule = (one.id, axes, one.amount, one.unit, one.starts, one.by)
    return (*rule, one.article, one.statutory, one.silence)


@pytest.mark.rule("TA-18", "TA-25", "A35", "A46")
def test_the_handling_targets_are_by_type_and_for_utilities_by_the_clock() -> None:
    asked = {"category": ("consultation",)}
    others = {"category": OTHERS}
    utility = {"unit_kind": ("utility",)}
    second, eighteen = "第十五条（二）", "第十八条"

    assert limits("handling") == [
        ("handling-consultation", asked, 3, "working_day", "dispatched", None, second, False, None),
        ("handling", others, 10, "working_day", "dispatched", None, second, False, None),
        ("handling-consultation-utility", asked | utility, 72, "hour", "dispatched", None,
         eighteen, False, None),
        ("handling-utility", others | utility, 240, "hour", "dispatched", None,
         eighteen, False, None),
    ]  # fmt: skip


@pytest.mark.rule("TA-18", "A28")
def test_promptly_is_a_target_of_one_working_day_for_the_unit() -> None:
    assert limits("first_contact") == [
        ("first-contact", {}, 1, "working_day", "dispatched", "handler", "第十五条（一）", False,
         None)
    ]  # fmt: skip


@pytest.mark.rule("TA-17", "TA-19", "TA-20", "TA-22", "TA-23", "A27", "A28")
def test_what_others_decide_has_a_target_too() -> None:
    days = "working_day"

    assert limits("return_decision", "extension_decision", "termination_decision") == [
        ("return-decision", {}, 1, days, "return_requested", None, "第十四条", False, None),
        ("extension-decision", {}, 1, days, "extension_requested", None, "第十五条（四）", False,
         None),
        ("termination-decision", {}, 3, days, "termination_requested", None, "第十五条（五）（六）",
         False, None),
    ]  # fmt: skip
    assert limits("redo_decision", "adjudication", "survey_reply", "revisit") == [
        ("redo-decision", {}, 3, days, "redo_requested", None, "第十六条", False, None),
        ("adjudication", {}, 5, days, "adjudication_opened", None, "第十四条（三）", False, None),
        ("survey-reply", {}, 24, "hour", "survey_delivered", None, "第十六条", False, None),
        ("revisit", {}, 2, days, "revisit_due", None, "第十六条", False, None),
    ]


@pytest.mark.rule("TA-18", "TA-25", "A28", "A46")
def test_no_limit_of_this_draft_is_statutory_and_none_asks_for_a_signature() -> None:
    assert [one.id for one in law().limits if one.statutory] == []
    assert limits("sign_in") == []
    assert len(law().limits) == 12


@pytest.mark.rule("TA-18", "A47", "P-02", "P-03", "P-07")
def test_what_moves_or_spares_a_target_has_its_article() -> None:
    platform, law_date, again = law().platform_limit, law().statutory_date, law().reclassification

    assert (platform.effect, platform.article, platform.statutory) == (
        "shortens",
        "第十五条（二）",
        False,
    )
    assert (law_date.article, law_date.statutory) == ("第十五条（二）", True)
    assert (again.article, again.statutory) == ("第十二条", False)
    assert law().contact.exceptions == ("confidential", "no_reply_wanted")
    assert (law().contact.article, law().contact.statutory) == ("—", False)
    assert law().limit_override is None


@pytest.mark.rule("P-08", "A45")
def test_a_return_is_the_products_own_procedure() -> None:
    returns = law().returns

    assert (returns.by, returns.chain, returns.required) == ("handler", ("office",), ("reason",))
    assert (returns.approved_to, returns.in_redo, returns.after_lead_fixed) == (
        "registered",
        False,
        False,
    )
    assert (returns.article, returns.statutory) == ("第十四条", False)
    assert (returns.windows, returns.refusals, returns.repeated_dispatch) == ((), (), None)


@pytest.mark.rule("TA-19")
def test_an_extension_is_explained_to_the_citizen_and_asked_of_the_hotline() -> None:
    rules = law().extensions
    (only,) = rules.kinds

    assert (rules.unit, rules.requester_informed) == ("working_day", "at_request")
    assert (rules.article, rules.statutory, rules.grounds) == ("第十五条（四）", True, ())
    assert (only.kind, only.length, only.times) == ("ordinary", "open", None)
    assert not only.sum_over_limit_needs_override
    assert (only.chain, only.required) == (("office",), ("reason", "amount"))
    assert (only.article, only.statutory) == ("第十五条（四）", True)
    ask = only.ask_by
    assert (ask.counted_from, ask.amount, ask.unit) == ("end", 0, "day")


@pytest.mark.rule("TA-10", "TA-11", "TA-13", "TA-18", "TA-19", "TA-28", "TA-32")
def test_the_ways_a_matter_ends_are_these_ten() -> None:
    assert [
        (one.id, one.name, one.required, one.article, one.statutory)
        for one in law().answer.outcomes
    ] == [
        ("solved", "已解决", (), "第十五条（三）", True),
        ("planned", "承诺办理", ("promised_for",), "第二十条", True),
        ("explained", "已解释说明", (), "第十五条（四）", True),
        ("legal_route", "告知法定途径", (), "第十三条（二）", True),
        ("channel_named", "已告知渠道", (), "第十三条（五）", True),
        ("mediated", "调解成功", (), "第二十四条", True),
        ("mediation_ended", "终止调解", (), "第二十四条", True),
        ("enforced", "已依法处理", (), "第十五条（二）", True),
        ("not_acceptable", "不予受理", (), "第十三条（三）", True),
        ("impossible", "客观上无法办理", (), "第十五条（四）", True),
    ]
    assert (law().answer.article, law().answer.statutory) == ("第十五条（三）", True)


@pytest.mark.rule("TA-18", "TA-22", "A43")
def test_the_feedback_is_audited_and_then_asked_about() -> None:
    audit, survey, revisit = law().audit, law().survey, law().revisit

    assert (audit.mode, audit.registered_by) == ("office", None)
    assert (audit.article, audit.statutory) == ("第十五条（三）", False)
    assert (survey.channel, survey.asks_solved, survey.last_verdict_is_final) == (
        "sms",
        True,
        False,
    )
    assert (survey.article, survey.statutory) == ("第十六条", True)
    assert (revisit.required, revisit.attempts, revisit.over_working_days) == (
        ("satisfied", "solved"),
        3,
        2,
    )
    assert (revisit.article, revisit.statutory) == ("第十六条", True)


@pytest.mark.rule("TA-23", "A40", "A44")
def test_the_city_may_have_it_handled_again() -> None:
    redo = law().redo

    assert (redo.opens, redo.decided_by, redo.maximum) == ("when_reasonable", "city", None)
    assert (redo.article, redo.statutory, redo.exclusions) == ("第十六条", True, ())
    assert (redo.limit.original, redo.limit.amount, redo.limit.unit) == (True, None, None)
    assert (redo.limit.article, redo.limit.statutory) == ("第十六条", False)


@pytest.mark.rule("TA-20", "TA-21", "A26")
def test_there_are_two_grounds_of_termination_with_their_material() -> None:
    rules = law().termination

    assert rules is not None
    assert (rules.article, rules.statutory) == ("第十五条（五）（六）", True)
    assert [
        (one.code, one.name, one.required, one.article, one.statutory) for one in rules.grounds
    ] == [
        ("refuses_cooperation", "诉求人拒不配合", ("evidence",), "第十五条（五）", True),
        ("explained_unlawful", "不合法合规、已解释仍不满意", ("evidence", "explained"),
         "第十五条（六）", True),
    ]  # fmt: skip


@pytest.mark.rule("P-04", "P-06")
def test_withdrawal_and_written_opinion_are_the_products_and_cite_no_article() -> None:
    assert law().withdrawal.allowed
    for table in (law().withdrawal, law().written_opinion):
        assert (table.article, table.statutory) == ("—", False)


@pytest.mark.rule("TA-07")
def test_five_conducts_are_improper() -> None:
    conduct = law().conduct

    assert (conduct.article, conduct.statutory) == ("第十一条、第三十二条", True)
    assert [(one.id, one.name, one.name_en) for one in conduct.choices] == [
        ("fabrication", "歪曲捏造事实、诬告陷害", "Fabrication or false accusation"),
        ("occupation", "无正当理由反复占用热线", "Occupying the line without reason"),
        ("harassment", "骚扰、侮辱、威胁工作人员", "Harassing, insulting or threatening staff"),
        ("improper_gain", "谋取不正当利益", "Seeking improper gain"),
        ("other_disturbance", "其他扰乱热线秩序", "Other disturbance"),
    ]


@pytest.mark.rule("TA-26", "TA-27")
def test_supervision_has_six_triggers_and_four_forms() -> None:
    supervision = law().supervision

    assert (supervision.article, supervision.statutory) == ("第十九条", True)
    assert [(one.code, one.name, one.article, one.statutory) for one in supervision.triggers] == [
        ("refuses_own", "拒不接收", "第十九条（一）", True),
        ("overdue", "超时未办理", "第十九条（二）", True),
        ("repeats", "多次或集中反映", "第十九条（三）", True),
        ("knowledge_base", "知识库维护不力", "第十九条（四）", True),
        ("negative_influence", "办理不力造成负面影响", "第十九条（五）", True),
        ("other", "其他需要督办的事项", "第十九条（六）", True),
    ]
    assert [(one.id, one.name, one.name_en) for one in supervision.forms] == [
        ("phone", "电话督办", "By phone"),
        ("system", "热线系统督办", "In the system"),
        ("written", "书面督办", "In writing"),
        ("on_site", "现场督办", "On site"),
    ]
