"""What starts functions besides requests: the tickets' stream, the inbox, the schedules.

Chalice can declare streams and queues, but neither reports the failed ones of a batch alone nor
puts anything aside; its schedules have no input and no time zone.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.functions import DELIVER, TAKE_UPLOAD, WORK_INBOX, camel_case, logical_id
from infra.intrinsics import Resource, Resources, arn, attribute, named, policy, ref, sub
from infra.queues import DEAD_COMMITS, DEAD_SCHEDULES, INBOX
from infra.storage import BUCKET, QUARANTINE
from infra.tables import EFFECTS, TICKETS

SCHEDULES = Path(__file__).parent.parent / "schedules"
ONE_BY_ONE = ["ReportBatchItemFailures"]
# Only commits that mean something for others wake the sender.
WITH_EFFECTS = {
    "eventName": ["INSERT"],
    "dynamodb": {"NewImage": {EFFECTS: {"S": [{"exists": True}]}}},
}
COMMITS_AT_ONCE, MESSAGES_AT_ONCE = 100, 10
OLDEST_COMMIT_SECONDS, COMMIT_RETRIES, SENDERS_A_SHARD = 3600, 3, 4
WORKERS_OF_INBOX = 10
MINUTE, RETRIES = 60, 2
SCHEDULER_ROLE = "SchedulerRole"
UPLOADS = "Uploads"
Read = Mapping[str, Any]


def sources() -> Resources:
    return {
        "Commits": _commits(),
        "InboxMail": _mail(),
        UPLOADS: _uploads(),
        f"{UPLOADS}Permission": _may_start(),
        **schedules(read_schedules()),
    }


def _commits() -> Resource:
    return {
        "Type": "AWS::Lambda::EventSourceMapping",
        "Properties": {
            "FunctionName": ref(logical_id(DELIVER)),
            "EventSourceArn": attribute(TICKETS, "StreamArn"),
            # What was committed while this was being made is delivered too.
            "StartingPosition": "TRIM_HORIZON",
            "BatchSize": COMMITS_AT_ONCE,
            "ParallelizationFactor": SENDERS_A_SHARD,
            "FunctionResponseTypes": ONE_BY_ONE,
            "BisectBatchOnFunctionError": True,
            "MaximumRetryAttempts": COMMIT_RETRIES,
            "MaximumRecordAgeInSeconds": OLDEST_COMMIT_SECONDS,
            "DestinationConfig": {"OnFailure": {"Destination": arn(DEAD_COMMITS)}},
            "FilterCriteria": {"Filters": [{"Pattern": json.dumps(WITH_EFFECTS)}]},
        },
    }


def _mail() -> Resource:
    return {
        "Type": "AWS::Lambda::EventSourceMapping",
        "Properties": {
            "FunctionName": ref(logical_id(WORK_INBOX)),
            "EventSourceArn": arn(INBOX),
            "BatchSize": MESSAGES_AT_ONCE,
            "FunctionResponseTypes": ONE_BY_ONE,
            # More would be throttled by the function's own limit, and count as failed tries.
            "ScalingConfig": {"MaximumConcurrency": WORKERS_OF_INBOX},
        },
    }


def _uploads() -> Resource:
    """Of what comes into quarantine, and of nothing else that lies in the bucket."""
    pattern = {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {"bucket": {"name": [ref(BUCKET)]}, "object": {"key": [{"prefix": QUARANTINE}]}},
    }
    return {
        "Type": "AWS::Events::Rule",
        "Properties": {
            "Name": named("uploads"),
            "EventPattern": pattern,
            "Targets": [{"Id": TAKE_UPLOAD, "Arn": arn(logical_id(TAKE_UPLOAD))}],
        },
    }


def _may_start() -> Resource:
    return {
        "Type": "AWS::Lambda::Permission",
        "Properties": {
            "Action": "lambda:InvokeFunction",
            "FunctionName": ref(logical_id(TAKE_UPLOAD)),
            "Principal": "events.amazonaws.com",
            "SourceArn": arn(UPLOADS),
        },
    }


def read_schedules(folder: Path = SCHEDULES) -> list[Read]:
    return [tomllib.loads(file.read_text("utf-8")) for file in sorted(folder.glob("*.toml"))]


def schedules(read: list[Read]) -> Resources:
    started = sorted({one["handler"] for one in read})
    found = {f"{camel_case(one['name'])}Schedule": _schedule(one) for one in read}
    return found | {SCHEDULER_ROLE: _scheduler_role(started)}


def _schedule(one: Read) -> Resource:
    """What comes later than its successor is of no use: that one makes up for it."""
    minutes = one["rate_minutes"]
    return {
        "Type": "AWS::Scheduler::Schedule",
        "Properties": {
            "Name": named(one["name"]),
            "ScheduleExpression": f"rate({minutes} {'minute' if minutes == 1 else 'minutes'})",
            "ScheduleExpressionTimezone": one["time_zone"],
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target": {
                "Arn": arn(logical_id(one["handler"])),
                "RoleArn": arn(SCHEDULER_ROLE),
                "Input": json.dumps(one["input"]),
                "RetryPolicy": {
                    "MaximumEventAgeInSeconds": minutes * MINUTE,
                    "MaximumRetryAttempts": RETRIES,
                },
                "DeadLetterConfig": {"Arn": arn(DEAD_SCHEDULES)},
            },
        },
    }


def _scheduler_role(handlers: list[str]) -> Resource:
    trusted = {
        "Effect": "Allow",
        "Principal": {"Service": "scheduler.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")}},
    }
    starts = {
        "Effect": "Allow",
        "Action": "lambda:InvokeFunction",
        "Resource": [arn(logical_id(one)) for one in handlers],
    }
    tells = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": arn(DEAD_SCHEDULES)}
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "Description": sub("${AWS::StackName}: starts what the schedules start"),
            "AssumeRolePolicyDocument": policy(trusted),
            "Policies": [{"PolicyName": "start", "PolicyDocument": policy(starts, tells)}],
        },
    }
