"""The alarms as CloudWatch takes them, and the topic that carries them to people."""

from __future__ import annotations

from infra.alarms import Alarm, every_alarm
from infra.intrinsics import Resource, Resources, Value, is_given, named, only_by_tls, policy, ref

TOPIC, HAS_EMAIL = "AlarmTopic", "HasAlarmEmail"
OPERATIONS = (
    "BatchGetItem",
    "DeleteItem",
    "GetItem",
    "PutItem",
    "Query",
    "TransactWriteItems",
    "UpdateItem",
)


def alarms() -> Resources:
    found = {f"{one.name}Alarm": _resource(one) for one in every_alarm()}
    return found | {
        TOPIC: {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": named("alarms")}},
        f"{TOPIC}Policy": _topic_policy(),
        "AlarmEmailSubscription": {
            "Type": "AWS::SNS::Subscription",
            "Condition": HAS_EMAIL,
            "Properties": {
                "TopicArn": ref(TOPIC),
                "Protocol": "email",
                "Endpoint": ref("AlarmEmail"),
            },
        },
    }


def conditions() -> dict[str, Value]:
    return {HAS_EMAIL: is_given("AlarmEmail")}


def _topic_policy() -> Resource:
    """An alarm says what is wrong with the system, and nothing of anybody's ticket."""
    publishes = {
        "Sid": "AlarmsOfThisAccount",
        "Effect": "Allow",
        "Principal": {"Service": "cloudwatch.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": ref(TOPIC),
        "Condition": {"StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")}},
    }
    return {
        "Type": "AWS::SNS::TopicPolicy",
        "Properties": {
            "Topics": [ref(TOPIC)],
            "PolicyDocument": policy(publishes, only_by_tls("sns:Publish", ref(TOPIC))),
        },
    }


def _resource(alarm: Alarm) -> Resource:
    comparison, threshold = _limit(alarm)
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "AlarmName": named(alarm.name),
            "AlarmDescription": alarm.description,
            "AlarmActions": [ref(TOPIC)],
            "OKActions": [ref(TOPIC)],
            "ComparisonOperator": comparison,
            "Threshold": threshold,
            "EvaluationPeriods": alarm.periods,
            "TreatMissingData": "notBreaching" if alarm.below is None else "breaching",
            **_measured(alarm),
        },
    }


def _limit(alarm: Alarm) -> tuple[str, float | None]:
    if alarm.below is not None:
        return "LessThanThreshold", alarm.below
    if alarm.reaches is not None:
        return "GreaterThanOrEqualToThreshold", alarm.reaches
    return "GreaterThanThreshold", alarm.above


def _measured(alarm: Alarm) -> Resource:
    if alarm.metric == "ThrottledRequests":
        return {"Metrics": _summed(alarm)}
    if alarm.enough:
        return {"Metrics": _of_enough(alarm)}
    return {**_metric(alarm, {}), "Statistic": alarm.statistic, "Period": alarm.period}


def _summed(alarm: Alarm) -> list[Resource]:
    """DynamoDB counts throttled requests by operation only: of a table they are summed up."""
    each = [
        _part(f"m{number}", alarm, _metric(alarm, {"Operation": operation}), alarm.statistic)
        for number, operation in enumerate(OPERATIONS)
    ]
    return [*each, {"Id": "all", "Expression": "SUM(METRICS())"}]


def _of_enough(alarm: Alarm) -> list[Resource]:
    """Of too few nothing can be said: as long as there are no more, all is well."""
    metric = _metric(alarm, {})
    return [
        _part("share", alarm, metric, alarm.statistic),
        _part("tries", alarm, metric, "SampleCount"),
        {"Id": "judged", "Expression": f"IF(tries >= {alarm.enough}, share, 0)"},
    ]


def _part(name: str, alarm: Alarm, metric: Resource, statistic: str) -> Resource:
    measured = {"Metric": metric, "Stat": statistic, "Period": alarm.period}
    return {"Id": name, "MetricStat": measured, "ReturnData": False}


def _metric(alarm: Alarm, more: dict[str, Value]) -> Resource:
    dimensions = {**alarm.dimensions, **more}
    return {
        "Namespace": alarm.namespace,
        "MetricName": alarm.metric,
        "Dimensions": [{"Name": name, "Value": value} for name, value in dimensions.items()],
    }
