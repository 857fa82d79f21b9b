"""Permissions that depend on the deployment. All others stand in `.chalice/policies`, by hand."""

from __future__ import annotations

from infra.functions import (
    API,
    DELIVER,
    FUNCTIONS,
    RECONCILE,
    SWEEP,
    SWEEP_ORPHANS,
    TAKE_UPLOAD,
    TRACED,
    camel_case,
)
from infra.intrinsics import Resource, Resources, Value, arn, is_given, named, policy, ref, sub
from infra.storage import BUCKET, QUARANTINE
from infra.targets import Partition

SENDS_SMS = "SendsSms"
# Those that deliver what commits mean, an erasure among it: the sender, and the sweeps that make up
# for it.
SENDERS = (DELIVER, SWEEP, RECONCILE)
CLEAN, ERASES = "clean/", "DeleteObjectVersion"
# Of the bucket's files: what each function does with those under which prefix.
ON_FILES = {
    API: {QUARANTINE: ["PutObject"], CLEAN: ["GetObjectVersion"]},
    TAKE_UPLOAD: {
        QUARANTINE: ["GetObjectVersion", "DeleteObjectVersion"],
        CLEAN: ["PutObject"],
    },
    **{one: {QUARANTINE: [ERASES], CLEAN: [ERASES]} for one in (*SENDERS, SWEEP_ORPHANS)},
}
LISTS_VERSIONS = (*SENDERS, SWEEP_ORPHANS)


def permissions(partition: Partition) -> Resources:
    found = {"TracingPolicy": _tracing(), **_files()}
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


def _files() -> Resources:
    """The bucket is named by AWS, so no file of `.chalice` can speak of it."""
    return {f"{camel_case(one)}FilesPolicy": _of_files(one) for one in ON_FILES}


def _role(function: str) -> str:
    return next(one.role for one in FUNCTIONS if one.name == function)


def _of_files(function: str) -> Resource:
    statements = [
        {
            "Effect": "Allow",
            "Action": [f"s3:{action}" for action in actions],
            "Resource": sub(f"arn:${{AWS::Partition}}:s3:::${{{BUCKET}}}/{prefix}*"),
        }
        for prefix, actions in ON_FILES[function].items()
    ]
    if function in LISTS_VERSIONS:
        listing = {"Action": "s3:ListBucketVersions", "Resource": arn(BUCKET)}
        statements.append({"Effect": "Allow", **listing})
    return {
        "Type": "AWS::IAM::Policy",
        "Properties": {
            "PolicyName": named(f"files-{function}"),
            "PolicyDocument": policy(*statements),
            "Roles": [ref(_role(function))],
        },
    }


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
