"""One page of curves: how late, how much waits, what fails. Chinese first, as its readers are."""

from __future__ import annotations

import json

from chalicelib.adapters.observing.figures import NAMESPACE
from chalicelib.adapters.sms.configured import KINDS
from chalicelib.application.telling_ports import OUTBOX_AGE, PROVIDER_FAILING, SWEEP_LAG
from infra.functions import FUNCTIONS, SERVICE
from infra.intrinsics import Resource, Resources, named, sub
from infra.queues import DEAD_LETTERS, INBOX
from infra.tables import TABLES

WIDTH, HEIGHT, A_ROW = 12, 6, 2
Curve = list[str]


def dashboard() -> Resources:
    body = {"widgets": [_widget(place, *one) for place, one in enumerate(_curves())]}
    return {
        "Dashboard": {
            "Type": "AWS::CloudWatch::Dashboard",
            "Properties": {
                "DashboardName": named("overview"),
                "DashboardBody": sub(json.dumps(body, ensure_ascii=False)),
            },
        }
    }


def _curves() -> list[tuple[str, str, list[Curve]]]:
    """Title, statistic, curves."""
    service = ["service", SERVICE]
    api = ["ApiName", "${AWS::StackName}-api"]
    queues = [_queue(one) for one in (INBOX, *DEAD_LETTERS)]
    return [
        (
            "到期与投递的滞后，秒 · lag of sweeps and outbox, s",
            "Maximum",
            [[NAMESPACE, one, *service] for one in (SWEEP_LAG.name, OUTBOX_AGE.name)],
        ),
        ("队列中的消息 · messages in queues", "Maximum", queues),
        ("接口 · API", "Sum", [["AWS/ApiGateway", one, *api] for one in ("Count", "5XXError")]),
        ("接口延迟，毫秒 · API latency, ms", "p95", [["AWS/ApiGateway", "Latency", *api]]),
        ("函数错误 · function errors", "Sum", _of_functions("Errors")),
        ("函数限流 · function throttles", "Sum", _of_functions("Throttles")),
        ("写入单位 · write capacity", "Sum", _of_tables("ConsumedWriteCapacityUnits")),
        ("读取单位 · read capacity", "Sum", _of_tables("ConsumedReadCapacityUnits")),
        (
            "短信失败比例，% · failing SMS, percent",
            "Maximum",
            [[NAMESPACE, PROVIDER_FAILING.name, *service, "provider", str(one)] for one in KINDS],
        ),
    ]


def _queue(queue: str) -> Curve:
    name = f"${{{queue}.QueueName}}"
    return ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", name]


def _of_functions(metric: str) -> list[Curve]:
    return [["AWS/Lambda", metric, "FunctionName", f"${{{one.logical_id}}}"] for one in FUNCTIONS]


def _of_tables(metric: str) -> list[Curve]:
    return [["AWS/DynamoDB", metric, "TableName", f"${{{one}}}"] for one in TABLES.values()]


def _widget(place: int, title: str, statistic: str, curves: list[Curve]) -> Resource:
    return {
        "type": "metric",
        "x": WIDTH * (place % A_ROW),
        "y": HEIGHT * (place // A_ROW),
        "width": WIDTH,
        "height": HEIGHT,
        "properties": {
            "title": title,
            "region": "${AWS::Region}",
            "stat": statistic,
            "period": 60,
            "metrics": curves,
        },
    }
