"""What a template's policies allow each function, and what Lambda itself needs in its name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from infra.functions import Function
from tests.infra.aws_server import Call
from tests.infra.resolving import ACCOUNT, Stack

Json = dict[str, Any]
STREAM = "/stream/????-??-??T??:??:??.???"
OF_STREAM = ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")
OF_QUEUE = ("DeleteMessage", "GetQueueAttributes", "ReceiveMessage")
OF_LOGS = ("CreateLogStream", "PutLogEvents")
WITHOUT_RESOURCES = {"xray:PutTelemetryRecords", "xray:PutTraceSegments"}


def statements(template: Json, role: str) -> Iterator[Json]:
    """All that a role may, wherever in the template it is said."""
    for one in template["Resources"].values():
        properties = one.get("Properties", {})
        if one["Type"] == "AWS::IAM::Policy" and {"Ref": role} in properties["Roles"]:
            yield from properties["PolicyDocument"]["Statement"]
    for policy in template["Resources"][role]["Properties"]["Policies"]:
        yield from policy["PolicyDocument"]["Statement"]


def granted(stack: Stack, function: Function) -> Iterator[Call]:
    """Action and resource, each with each as IAM reads a statement."""
    for one in statements(stack.template, function.role):
        for action in listed(one["Action"]):
            for resource in listed(one["Resource"]):
                yield action, short(stack.of(resource))


def by_lambda(stack: Stack, function: Function) -> Iterator[Call]:
    """What Lambda does with the role of a function, as its sources and destinations say."""
    name = f"{stack.name}-{function.name}"
    for action in OF_LOGS:
        yield f"logs:{action}", f"log-group:/aws/lambda/{name}:log-stream:*"
    for one in stack.template["Resources"].values():
        properties = one.get("Properties", {})
        if properties.get("FunctionName") == {"Ref": function.logical_id}:
            yield from _of_source(stack, properties)
            yield from _of_failures(stack, properties)


def _of_source(stack: Stack, properties: Json) -> Iterator[Call]:
    source = properties.get("EventSourceArn", {}).get("Fn::GetAtt")
    if source is None:
        return
    there = stack.template["Resources"][source[0]]
    if there["Type"] == "AWS::SQS::Queue":
        queue = stack.of(there["Properties"]["QueueName"])
        yield from ((f"sqs:{action}", queue) for action in OF_QUEUE)
    else:
        table = stack.of(there["Properties"]["TableName"])
        yield from ((f"dynamodb:{action}", f"table/{table}{STREAM}") for action in OF_STREAM)


def _of_failures(stack: Stack, properties: Json) -> Iterator[Call]:
    failures = properties.get("DestinationConfig", {}).get("OnFailure")
    if failures:
        queue = failures["Destination"]["Fn::GetAtt"][0]
        yield (
            "sqs:SendMessage",
            stack.of(stack.template["Resources"][queue]["Properties"]["QueueName"]),
        )


def listed(value: Any) -> list[Any]:  # noqa: ANN401 - one or several of anything
    return value if isinstance(value, list) else [value]


def short(arn: str) -> str:
    """Without partition, service, region and account; a number's ARN, which is no part of the
    stack, as it is.
    """
    parts = arn.split(":", 5)
    is_ours = len(parts) == 6 and parts[4] == ACCOUNT and parts[2] != "sms-voice"
    return parts[5] if is_ours else arn
