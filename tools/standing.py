"""What a deployment has standing, and pays by the month whether there are tickets or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from infra.dashboard import dashboard
from infra.edge import edge
from infra.functions import FUNCTIONS, environment
from infra.intrinsics import Resource
from infra.sources import read_schedules
from infra.storage import storage
from infra.targets import target
from infra.watching import alarms
from tools.costs import DAYS_OF_MONTH, MILLION

MINUTES_OF_DAY = 24 * 60


def standing() -> Mapping[str, float]:
    """By the id of the price; schedules in millions of starts a month."""
    minutes = [one["rate_minutes"] for one in read_schedules()]
    return {
        "schedules": sum(MINUTES_OF_DAY / one for one in minutes) * DAYS_OF_MONTH / MILLION,
        "alarms": sum(_watched(one) for one in _all("AWS::CloudWatch::Alarm")),
        "dashboards": len(list(_all("AWS::CloudWatch::Dashboard"))),
        "firewalls": len(list(_all("AWS::WAFv2::WebACL"))),
        "firewall_rules": sum(len(one["Rules"]) for one in _all("AWS::WAFv2::WebACL")),
        "keys": len(list(_all("AWS::KMS::Key"))),
        "secrets": len(_secrets()),
    }


def _all(type_: str) -> Iterator[Resource]:
    """The properties of every resource of a type, as in production."""
    found = {**alarms(), **dashboard(), **edge(), **storage(target("prod", "aws"))}
    return (one["Properties"] for one in found.values() if one.get("Type") == type_)


def _watched(alarm: Resource) -> int:
    """An alarm over a sum is paid for each metric of it."""
    return sum("MetricStat" in one for one in alarm.get("Metrics", ())) or 1


def _secrets() -> set[str]:
    return {name for one in FUNCTIONS for name in environment(one) if name.endswith("_SECRET")}
