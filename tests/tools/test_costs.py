"""The cost page: its formulas on figures one can work out by hand, and that it is fresh."""

from __future__ import annotations

import json

import pytest

from infra import watching
from infra.alarms import every_alarm
from tools import costs
from tools.costs import ONCE, TWICE, Life, Noted
from tools.make_cost_page import PAGE, made
from tools.standing import standing

NOTED = Noted(
    {
        "prices": [
            {"id": "writes", "here": 2.0},
            {"id": "reads", "here": 0.5},
            {"id": "storage", "elsewhere": 1.0},
        ],
        "assumed": {
            "redo_share": 0.25,
            "reads_a_change": 3,
            "call_seconds": 0.1,
            "sweep_seconds": 0.02,
            "memory_gb": 2,
            "log_bytes": 1000,
            "traced_share": 0.1,
            "queue_calls_a_message": 3,
            "messages_an_sms": 2,
            "busiest_hour": 0.1,
            "headroom": 2,
        },
        "quotas": {"partition_writes": 1000},
    }
)
RESULTS = {
    "life": {
        ONCE: {"all in WCU": 100, "RCU": 200, "changes": 10, "sms": 1,
               "lines, WCU": {"index by office": 4}},
        TWICE: {"all in WCU": 180, "RCU": 360, "changes": 18, "sms": 2},
    },
    "storage": {ONCE: {"kept bytes": 8000}, TWICE: {"kept bytes": 12000}},
    "due_work": {"1,000,000 open": {"finding_rcu_each": 0.03}},
    "breach": {"WCU each": 15, "RCU each": 17, "WCU each, by index": {"unit": 4, "office": 1}},
}  # fmt: skip
LIFE = Life.of(RESULTS, NOTED)


def test_an_average_ticket_has_a_second_round_as_often_as_assumed() -> None:
    assert (LIFE.writes, LIFE.reads, LIFE.changes, LIFE.sms) == (120, 240, 12, 1.25)
    assert (LIFE.kept_bytes, LIFE.calls) == (9000, 48)


def test_what_a_million_tickets_use_is_a_million_times_what_one_does() -> None:
    amounts = costs.used(LIFE, 1_000_000, NOTED)
    assert (amounts["writes"], amounts["reads"]) == (120, 240)
    assert amounts["calls"] == amounts["requests"] == amounts["inspected"] == 48 + 2.5
    assert amounts["traces"] == pytest.approx(5.05)
    assert amounts["computing"] == pytest.approx(50.5e6 * 0.1 * 2)
    assert amounts["queueing"] == pytest.approx(7.5)
    assert amounts["logs"] == pytest.approx(50.5)


def test_a_bill_is_amount_by_price_and_leaves_out_what_has_none() -> None:
    bill = costs.bill({"writes": 120, "reads": 240, "storage": 7}, "here", NOTED)
    assert bill == {"writes": 240, "reads": 120, "storage": None}
    assert costs.partial(bill) == 360


def test_a_bill_that_lacks_a_price_has_no_total() -> None:
    lacking: dict[str, float | None] = {"writes": 240.0, "storage": None}
    assert (costs.missing(lacking), costs.total(lacking)) == (["storage"], None)
    assert costs.total({"writes": 240.0, "reads": 120.0}) == 360


def test_a_years_tickets_keep_their_bytes() -> None:
    assert costs.kept(LIFE, 1_000_000) == pytest.approx(365 * 9)


def test_the_busiest_second_has_its_share_of_the_day() -> None:
    peak = costs.peak(LIFE, 36_000, NOTED)
    assert (peak.tickets, peak.requests) == (1, 48)
    assert (peak.writes, peak.reads) == (120, 240)
    assert peak.at_once == pytest.approx(4.8)


def test_a_place_fills_its_partition_at_so_many_tickets() -> None:
    """1,000 writes a second by 4 a ticket are 250 tickets a second, in a tenth of the day."""
    found = costs.tickets_of_one_place(RESULTS, "index by office", NOTED)
    assert found == 250 * 3600 / 0.1


def test_the_herd_is_held_up_by_capacity_by_sweepers_or_by_lists() -> None:
    herd = costs.herd(RESULTS, 64_000, 64)
    assert (herd.a_shard, herd.finding) == (1000, 30)
    assert (herd.writes, herd.reads) == (960_000, 1_088_000)
    assert herd.seconds_at(4000) == 240
    assert herd.seconds_by(64, NOTED) == 20
    assert herd.seconds_of_lists(2, NOTED) == 128


def test_what_stands_in_the_template_is_paid_by_the_month() -> None:
    """A start a minute, two an hour, one a day; an alarm over a sum is paid for each metric."""
    amounts = standing()
    assert amounts["schedules"] == pytest.approx((1440 + 2 * 24 + 1) * 30 / 1e6)
    assert amounts["alarms"] == json.dumps(watching.alarms()).count('"MetricName"')
    assert amounts["alarms"] > len(list(every_alarm()))
    assert (amounts["firewalls"], amounts["firewall_rules"]) == (1, 1)
    assert (amounts["dashboards"], amounts["keys"], amounts["secrets"]) == (1, 1, 2)


@pytest.mark.parametrize("name", ["WAF", "KMS", "X-Ray", "Secrets Manager", "备份", "看板", "告警"])
def test_what_a_bill_will_have_is_counted_or_left_out_with_a_reason(name: str) -> None:
    noted = Noted.read().document
    reasons = {one["what"]: one["why"] for one in noted["left_out"]}
    assert any(name in one for one in [*reasons, *(one["name"] for one in noted["prices"])])
    assert all(reasons.values())


def test_a_region_without_a_price_has_only_a_partial_sum_that_says_what_it_lacks() -> None:
    page = made()
    rows = [one.split(" | ") for one in page.splitlines() if one.startswith("| 以上合计")]
    assert len(rows) == 3
    assert all(us.startswith("$") and beijing == "— |" for *_, us, beijing in rows)
    partial = [one.split(" | ")[-1] for one in page.splitlines() if one.startswith("| 部分合计")]
    assert len(partial) == len(rows)
    assert all(one.startswith("¥") and "API Gateway" in one for one in partial)


def test_every_noted_price_names_its_page_and_what_it_is_for() -> None:
    for one in Noted.read().document["prices"]:
        assert one["per"]
        assert all(page.startswith("https://") for page in one["pages"])


def test_the_page_is_what_the_figures_say() -> None:
    assert PAGE.read_text("utf-8") == made(), "make schema writes it anew"
