"""What wakes people, and what it tells them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

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
        ("ProviderFailingShare", "GreaterThanOrEqualToThreshold", 15),
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
    found = [one for one in alarms if one.get("MetricName") == metric]
    assert found
    for one in found:
        assert (one["ComparisonOperator"], one["Threshold"]) == (compared, threshold)


def test_our_own_figures_are_watched_under_the_name_they_are_told_by(template: Json) -> None:
    service = properties(template, "APIHandler")["Environment"]["Variables"][
        "POWERTOOLS_SERVICE_NAME"
    ]
    ours = [
        one
        for one in of_type(template, "AWS::CloudWatch::Alarm").values()
        if one.get("Namespace") == "Lianxin"
    ]
    assert {one["MetricName"] for one in ours} >= {"SweepLagSeconds", "ProviderFailingShare"}
    for one in ours:
        assert {"Name": "service", "Value": service} in one["Dimensions"]


def test_every_curve_of_the_dashboard_is_of_something_that_is_there(template: Json) -> None:
    body = properties(template, "Dashboard")["DashboardBody"]["Fn::Sub"]
    widgets = json.loads(body)["widgets"]
    assert len({(one["x"], one["y"]) for one in widgets}) == len(widgets)
    assert all(one["properties"]["metrics"] for one in widgets)
