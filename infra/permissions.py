"""Permissions that depend on the deployment. All others stand in `.chalice/policies`, by hand."""

from __future__ import annotations

from infra.functions import DELIVER, FUNCTIONS, RECONCILE, SWEEP, TRACED
from infra.intrinsics import Resource, Resources, Value, is_given, named, policy, ref
from infra.targets import Partition

SENDS_SMS = "SendsSms"
# Those that deliver what commits mean: the sender, and the sweeps that make up for it.
SENDERS = (DELIVER, SWEEP, RECONCILE)


def permissions(partition: Partition) -> Resources:
    found = {"TracingPolicy": _tracing()}
    return found | {"SmsPolicy": _sms()} if partition.sends_sms else found


def conditions(partition: Partition) -> dict[str, Value]:
    found: dict[str, Value] = {TRACED: {"Fn::Equals": [ref("Tracing"), "Active"]}}
    return found | {SENDS_SMS: is_given("SmsOrigination")} if partition.sends_sms else found


def _tracing() -> Resource:
    """X-Ray knows no resources: the one `*` of a role, held to this region instead."""
    statement = {
        "Sid": "Trace",
        "Effect": "Allow",
        "Action": ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:RequestedRegion": ref("AWS::Region")}},
    }
    return _policy("tracing", TRACED, statement, [one.role for one in FUNCTIONS])


def _sms() -> Resource:
    """From one number or pool of ours. Sending without one, as SNS does, knows no resource."""
    statement = {
        "Sid": "SendSms",
        "Effect": "Allow",
        "Action": "sms-voice:SendTextMessage",
        "Resource": ref("SmsOrigination"),
    }
    return _policy(
        "sms", SENDS_SMS, statement, [one.role for one in FUNCTIONS if one.name in SENDERS]
    )


def _policy(name: str, condition: str, statement: Resource, roles: list[str]) -> Resource:
    return {
        "Type": "AWS::IAM::Policy",
        "Condition": condition,
        "Properties": {
            "PolicyName": named(name),
            "PolicyDocument": policy(statement),
            "Roles": [ref(one) for one in roles],
        },
    }
