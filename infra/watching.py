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
    threshold = alarm.above if alarm.reaches is None else alarm.reaches
    is_above = alarm.reaches is None
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "AlarmName": named(alarm.name),
            "AlarmDescription": alarm.description,
            "AlarmActions": [ref(TOPIC)],
            "OKActions": [ref(TOPIC)],
            "ComparisonOperator": "GreaterThanThreshold"
            if is_above
            else "GreaterThanOrEqualToThreshold",
            "Threshold": threshold,
            "EvaluationPeriods": alarm.periods,
            "TreatMissingData": "notBreaching",
            **_measured(alarm),
        },
    }


def _measured(alarm: Alarm) -> Resource:
    """DynamoDB counts throttled requests by operation only: of a table they are summed up."""
    if alarm.metric != "ThrottledRequests":
        return {**_metric(alarm, {}), "Statistic": alarm.statistic, "Period": alarm.period}
    each = [
        {
            "Id": f"m{number}",
            "MetricStat": {
                "Metric": _metric(alarm, {"Operation": operation}),
                "Stat": alarm.statistic,
                "Period": alarm.period,
            },
            "ReturnData": False,
        }
        for number, operation in enumerate(OPERATIONS)
    ]
    return {"Metrics": [*each, {"Id": "all", "Expression": "SUM(METRICS())"}]}


def _metric(alarm: Alarm, more: dict[str, Value]) -> Resource:
    dimensions = {**alarm.dimensions, **more}
    return {
        "Namespace": alarm.namespace,
        "MetricName": alarm.metric,
        "Dimensions": [{"Name": name, "Value": value} for name, value in dimensions.items()],
    }
