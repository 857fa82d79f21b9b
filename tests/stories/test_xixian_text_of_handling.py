"""西咸新区, chapters three, six and seven: limits, requests, answers and supervision."""

from dataclasses import asdict

import pytest

from chalicelib.domain.regulation import Limit, Regulation
from tests.builders import Regulations

NINE_THREE = "第九条（三）"
REQUESTS = ("help", "suggestion", "praise", "complaint", "report")


def law() -> Regulation:
    return Regulations.of("xixian")


def limits(*kinds: str) -> list[tuple[object, ...]]:
    """Id, class, amount, unit, start, side, article, statutory of the limits of these kinds."""
    return [_told(one) for one in law().limits if one.kind in kinds]


def _told(one: Limit) -> tuple[object, ...]:
    axes = {axis: wanted for axis, wanted in asdict(one.when).items() if wanted is not None}
    rule = (one.id, axes, one.amount, one.unit, one.starts, one.by)
    return (*rule, one.article, one.statutory, one.silence)


@pytest.mark.rule("XX-09", "A2")
def test_an_order_is_received_and_confirmed_in_two_hours() -> None:
    assert limits("sign_in") == [
        ("sign-in", {}, 2, "hour", "dispatched", None, NINE_THREE, True, None)
    ]


@pytest.mark.rule("XX-10", "A5")
def test_contact_is_due_in_three_working_days_by_law_only_for_enquiries() -> None:
    enquiry = {"category": ("consultation",)}
    three = (3, "working_day", "dispatched", "handler", NINE_THREE)

    assert limits("first_contact") == [
        ("first-contact-consultation", enquiry, *three, True, None),
        ("first-contact", {}, *three, False, None),
    ]


@pytest.mark.rule("XX-10", "XX-11", "A37", "A38")
def test_enquiries_close_in_three_working_days_and_requests_in_five() -> None:
    from_receipt = ("working_day", "dispatched", None, NINE_THREE, True, None)

    assert limits("handling") == [
        ("handling-consultation", {"category": ("consultation",)}, 3, *from_receipt),
        ("handling-request", {"category": REQUESTS}, 5, *from_receipt),
    ]


@pytest.mark.rule("XX-12", "XX-15", "XX-17", "XX-26", "XX-30", "A28")
def test_every_other_limit_is_a_target_of_the_product() -> None:
    days = "working_day"

    assert limits("return_decision", "extension_decision", "redo_decision", "adjudication") == [
        ("return-decision", {}, 1, days, "return_requested", None, NINE_THREE, False, None),
        ("extension-decision", {}, 1, days, "extension_requested", None, NINE_THREE, False, None),
        ("redo-decision", {}, 3, days, "redo_requested", None, "第二十条（四）", False, None),
        ("adjudication", {}, 5, days, "adjudication_opened", None, "第十八条（一）", False, None),
    ]
    assert limits("survey_reply", "revisit") == [
        ("survey-reply", {}, 24, "hour", "survey_delivered", None, "第九条（五）", False, None),
        ("revisit", {}, 2, days, "revisit_due", None, "第九条（五）", False, None),
    ]
    assert len(law().limits) == 11


@pytest.mark.rule("XX-13", "XX-34", "A32", "A33", "A47", "P-07")
def test_what_moves_or_spares_a_limit_has_its_article() -> None:
    platform, law_date, override = law().platform_limit, law().statutory_date, law().limit_override
    again, contact = law().reclassification, law().contact

    assert (platform.effect, platform.article, platform.statutory) == (
        "replaces",
        NINE_THREE,
        True,
    )
    assert (law_date.article, law_date.statutory) == (NINE_THREE, True)
    assert override is not None
    assert (override.article, override.statutory) == (NINE_THREE, True)
    assert (again.article, again.statutory) == (NINE_THREE, False)
    assert contact.exceptions == ("confidential", "no_reply_wanted")
    assert (contact.article, contact.statutory) == ("—", False)


@pytest.mark.rule("XX-15", "XX-28", "A34", "A45")
def test_a_return_has_a_stated_basis_a_leader_and_twelve_hours_or_one() -> None:
    returns = law().returns

    assert (returns.by, returns.chain) == ("handler", ("leader", "office"))
    assert returns.required == ("reason", "basis")
    assert (returns.approved_to, returns.in_redo, returns.after_lead_fixed) == (
        "registered",
        False,
        False,
    )
    assert (returns.article, returns.statutory, returns.refusals) == (NINE_THREE, True, ())
    assert [
        (one.amount, one.unit, one.when.source, one.article, one.statutory)
        for one in returns.windows
    ] == [
        (12, "hour", None, NINE_THREE, True),
        (1, "hour", ("national_message",), NINE_THREE, True),
    ]
    again = returns.repeated_dispatch
    assert again is not None
    assert (again.count, again.article, again.statutory) == (2, "第十八条（三）", True)


@pytest.mark.rule("XX-12", "XX-14", "A3")
def test_an_extension_is_ordinary_or_long_and_nothing_else() -> None:
    rules = law().extensions
    ordinary, long = rules.kinds

    assert (rules.unit, rules.requester_informed) == ("working_day", "not_required")
    assert (rules.article, rules.statutory, rules.grounds) == (NINE_THREE, True, ())
    assert (ordinary.kind, ordinary.length, ordinary.times) == (
        "ordinary",
        "at_most_the_limit",
        2,
    )
    assert ordinary.sum_over_limit_needs_override
    assert (ordinary.chain, ordinary.required) == (("office",), ("reason", "amount"))
    assert (ordinary.article, ordinary.statutory) == (NINE_THREE, True)
    assert (long.kind, long.length, long.times) == ("long", "open", None)
    assert (long.chain, long.required) == (
        ("leader", "office", "city"),
        ("reason", "amount", "form"),
    )
    assert (long.article, long.statutory) == (NINE_THREE, True)
    for kind in rules.kinds:
        ask = kind.ask_by
        assert (ask.counted_from, ask.amount, ask.unit) == ("end", 0, "day")
        assert (ask.on_day_of_receipt, ask.office_override) == (False, False)


@pytest.mark.rule("XX-05", "XX-06", "XX-11", "XX-29")
def test_the_ways_a_matter_ends_are_these_eight() -> None:
    answer = law().answer

    assert answer.required == ("process", "result")
    assert (answer.article, answer.statutory) == ("第九条（三）、第十九条（三）", True)
    assert [
        (one.id, one.name, one.required, one.article, one.statutory) for one in answer.outcomes
    ] == [
        ("solved", "已办结", (), NINE_THREE, True),
        ("planned", "已列计划", ("promised_for",), NINE_THREE, True),
        ("explained", "已解释说明", (), NINE_THREE, True),
        ("legal_route", "应通过法律途径解决", (), "第七条（四）", True),
        ("channel_named", "已告知反映渠道", (), "第八条", True),
        ("enforced", "已依法处理", (), NINE_THREE, True),
        ("not_acceptable", "不应受理", (), "第七条", True),
        ("impossible", "客观上无法办理", (), NINE_THREE, True),
    ]


@pytest.mark.rule("XX-11", "XX-17", "A43")
def test_the_unit_closes_and_the_hotline_revisits_and_surveys() -> None:
    audit, survey, revisit = law().audit, law().survey, law().revisit

    assert (audit.mode, audit.registered_by) == ("automatic", None)
    assert (audit.article, audit.statutory) == (NINE_THREE, False)
    assert (survey.channel, survey.asks_solved, survey.last_verdict_is_final) == (
        "sms",
        False,
        False,
    )
    assert (survey.article, survey.statutory) == ("第九条（五）", True)
    assert (revisit.required, revisit.attempts, revisit.over_working_days) == (("satisfied",), 3, 2)
    assert (revisit.article, revisit.statutory) == ("第九条（五）", True)


@pytest.mark.rule("XX-30", "A40", "A44")
def test_a_redo_follows_the_offices_inspection_of_a_reasonable_request() -> None:
    redo = law().redo

    assert (redo.opens, redo.decided_by, redo.maximum) == ("when_reasonable", "office", None)
    assert (redo.article, redo.statutory, redo.exclusions) == ("第二十条（四）", True, ())
    assert (redo.limit.original, redo.limit.amount, redo.limit.unit) == (True, None, None)
    assert (redo.limit.article, redo.limit.statutory) == ("第二十条（四）", False)


@pytest.mark.rule("P-04", "P-05", "P-06")
def test_what_the_text_does_not_know_is_the_products_and_cites_no_article() -> None:
    assert law().withdrawal.allowed
    for table in (law().withdrawal, law().conduct, law().written_opinion):
        assert (table.article, table.statutory) == ("—", False)
    assert law().termination is None


@pytest.mark.rule("P-05")
def test_five_conducts_are_kept_on_record() -> None:
    assert [(one.id, one.name, one.name_en) for one in law().conduct.choices] == [
        ("fabrication", "歪曲捏造事实、诬告陷害", "Fabrication or false accusation"),
        ("occupation", "无正当理由反复占用热线", "Occupying the line without reason"),
        ("harassment", "骚扰、侮辱、威胁工作人员", "Harassing, insulting or threatening staff"),
        ("improper_gain", "谋取不正当利益", "Seeking improper gain"),
        ("other_disturbance", "其他扰乱热线秩序", "Other disturbance"),
    ]


@pytest.mark.rule("XX-29", "XX-30")
def test_supervision_has_eight_triggers_and_five_forms() -> None:
    supervision = law().supervision

    assert (supervision.article, supervision.statutory) == ("第十九条、第二十条", True)
    assert [(one.code, one.name, one.article, one.statutory) for one in supervision.triggers] == [
        ("city_item", "市热线办确定的督办事项", "第十九条（一）", True),
        ("overdue", "无正当理由逾期", "第十九条（二）", True),
        ("untrue", "未反馈或结果不实", "第十九条（三）", True),
        ("cross_department", "跨区域、跨部门复杂事项", "第十九条（四）", True),
        ("mass_incident", "可能引发群体性事件", "第十九条（五）", True),
        ("unsolved_reasonable", "合理诉求未有效解决", "第十九条（六）", True),
        ("shirking", "推诿、敷衍、拖延", "第十九条（七）", True),
        ("other", "其他需要督办的事项", "第十九条（八）", True),
    ]
    assert [(one.id, one.name, one.name_en) for one in supervision.forms] == [
        ("phone", "电话督办", "By phone"),
        ("urge_notice", "催办通知", "Urge notice"),
        ("supervision_order", "督办通知书", "Supervision order"),
        ("coordination_meeting", "督办协调会", "Coordination meeting"),
        ("inspection", "督查", "Inspection"),
    ]
