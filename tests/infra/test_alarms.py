"""What wakes people, and what it tells them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from chalicelib.adapters.sms.configured import KINDS
from chalicelib.application.providers import BAD_PERCENT, ENOUGH_TO_JUDGE
from infra.alarms import every_alarm
from tests.infra.reading import of_type, properties

Json = dict[str, Any]


SECTIONS = {
    "errors",
    "mass-event",
    "outbox",
    "provider-outage",
    "replay-dlq",
    "sweep-lag",
    "throttling",
}
HAN = re.compile("[一-鿿]")


def test_every_alarm_says_what_to_do_and_where(template: Json) -> None:
    assert {one.section for one in every_alarm()} <= SECTIONS
    for one in of_type(template, "AWS::CloudWatch::Alarm").values():
        words = one["AlarmDescription"]
        assert HAN.match(words), "Chinese comes first"
        assert re.search(r"见 docs/operations\.md，([a-z-]+)。 .* section \1\.$", words), words
        assert len(words) <= 1024
        assert one["AlarmActions"] == [{"Ref": "AlarmTopic"}]


@pytest.mark.parametrize(
    ("metric", "compared", "threshold"),
    [
        ("SweepLagSeconds", "GreaterThanThreshold", 60),
        ("OutboxAgeSeconds", "GreaterThanThreshold", 300),
        ("5XXError", "GreaterThanThreshold", 0),
        ("UserErrors", "GreaterThanThreshold", 0),
        ("Errors", "GreaterThanThreshold", 0),
        ("Throttles", "GreaterThanThreshold", 0),
    ],
)
def test_an_alarm_goes_off_where_it_must(
    template: Json, metric: str, compared: str, threshold: float
) -> None:
    alarms = of_type(template, "AWS::CloudWatch::Alarm").values()
    found = [
        one
        for one in alarms
        if one.get("MetricName") == metric and one["Statistic"] != "SampleCount"
    ]
    assert found
    for one in found:
        assert (one["ComparisonOperator"], one["Threshold"]) == (compared, threshold)


def test_a_sweep_that_tells_nothing_for_five_minutes_goes_off(template: Json) -> None:
    """It tells its lag every minute, also that there is none: silence is no good news."""
    alarm = properties(template, "SweepSilentAlarm")
    assert (alarm["MetricName"], alarm["Statistic"]) == ("SweepLagSeconds", "SampleCount")
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("LessThanThreshold", 1)
    assert alarm["Period"] * alarm["EvaluationPeriods"] == 300
    assert alarm["TreatMissingData"] == "breaching"
    assert "schedule" in alarm["AlarmDescription"]


def test_silence_is_good_news_of_everything_else(template: Json) -> None:
    breaching = [
        name
        for name, one in of_type(template, "AWS::CloudWatch::Alarm").items()
        if one["TreatMissingData"] != "notBreaching"
    ]
    assert breaching == ["SweepSilentAlarm"]


@pytest.mark.parametrize("provider", [str(one) for one in KINDS])
def test_a_provider_is_judged_by_the_share_of_enough_tries(template: Json, provider: str) -> None:
    """With one provider each try is 0 or 100: a single failure is no outage. It is judged over
    the span, by the number and at the share that the switching goes by.
    """
    alarm = properties(template, f"{provider.capitalize()}FailingAlarm")
    share, tries, judged = alarm["Metrics"]
    assert (share["MetricStat"]["Stat"], tries["MetricStat"]["Stat"]) == ("Average", "SampleCount")
    for one in (share, tries):
        metric = one["MetricStat"]["Metric"]
        assert metric["MetricName"] == "ProviderFailingShare"
        assert {"Name": "provider", "Value": provider} in metric["Dimensions"]
        assert (one["MetricStat"]["Period"], one["ReturnData"]) == (900, False)
    assert judged["Expression"] == f"IF(tries >= {ENOUGH_TO_JUDGE}, share, 0)"
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == (
        "GreaterThanOrEqualToThreshold",
        BAD_PERCENT,
    )


@pytest.mark.parametrize("provider", [str(one) for one in KINDS])
def test_that_it_is_switched_is_said_only_of_several(template: Json, provider: str) -> None:
    words = properties(template, f"{provider.capitalize()}FailingAlarm")["AlarmDescription"]
    assert "若有另一家，已自动改用" in words
    assert "With another one it is switched by itself" in words


def test_our_own_figures_are_watched_under_the_name_they_are_told_by(template: Json) -> None:
    service = properties(template, "APIHandler")["Environment"]["Variables"][
        "POWERTOOLS_SERVICE_NAME"
    ]
    ours = [
        one
        for one in of_type(template, "AWS::CloudWatch::Alarm").values()
        if one.get("Namespace") == "Lianxin"
    ]
    of_providers = [properties(template, f"{str(one).capitalize()}FailingAlarm") for one in KINDS]
    parts = [one["MetricStat"]["Metric"] for alarm in of_providers for one in alarm["Metrics"][:2]]
    assert {one["MetricName"] for one in ours} == {"SweepLagSeconds", "OutboxAgeSeconds"}
    for one in (*ours, *parts):
        assert one["Namespace"] == "Lianxin"
        assert {"Name": "service", "Value": service} in one["Dimensions"]


def test_every_curve_of_the_dashboard_is_of_something_that_is_there(template: Json) -> None:
    body = properties(template, "Dashboard")["DashboardBody"]["Fn::Sub"]
    widgets = json.loads(body)["widgets"]
    assert len({(one["x"], one["y"]) for one in widgets}) == len(widgets)
    assert all(one["properties"]["metrics"] for one in widgets)
