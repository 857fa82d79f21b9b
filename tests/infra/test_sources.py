"""What starts functions, and what becomes of what they fail at."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra.functions import logical_id
from infra.queues import INBOX
from infra.sources import read_schedules, schedules
from tests.infra.reading import of_type, properties

Json = dict[str, Any]


def test_the_stream_gives_back_what_failed_and_wakes_for_effects_alone(template: Json) -> None:
    stream = properties(template, "Commits")
    assert stream["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert stream["BisectBatchOnFunctionError"] is True
    assert 1 <= stream["BatchSize"] <= 1000
    assert 0 < stream["MaximumRetryAttempts"] <= 10
    assert 60 <= stream["MaximumRecordAgeInSeconds"] <= 24 * 3600
    assert stream["DestinationConfig"]["OnFailure"]["Destination"] == {
        "Fn::GetAtt": ["CommitsDlq", "Arn"]
    }
    (only,) = stream["FilterCriteria"]["Filters"]
    assert json.loads(only["Pattern"]) == {
        "eventName": ["INSERT"],
        "dynamodb": {"NewImage": {"fx": {"S": [{"exists": True}]}}},
    }


def test_a_message_of_the_inbox_stays_away_while_it_is_worked(template: Json) -> None:
    mapping, queue = properties(template, "InboxMail"), properties(template, INBOX)
    worker = properties(template, mapping["FunctionName"]["Ref"])
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["BatchSize"] == 10
    assert queue["VisibilityTimeout"] >= 6 * worker["Timeout"]
    at_once = mapping["ScalingConfig"]["MaximumConcurrency"]
    assert at_once <= worker["ReservedConcurrentExecutions"]


def test_schedules_are_the_files_of_the_folder(template: Json) -> None:
    made = {
        one["Name"]["Fn::Sub"]: one
        for one in of_type(template, "AWS::Scheduler::Schedule").values()
    }
    read = {f"${{AWS::StackName}}-{one['name']}": one for one in read_schedules()}
    assert made.keys() == read.keys()
    for name, one in made.items():
        target, file = one["Target"], read[name]
        assert one["ScheduleExpressionTimezone"] == "Asia/Shanghai" == file["time_zone"]
        assert json.loads(target["Input"]) == file["input"]
        assert target["Arn"]["Fn::GetAtt"][0] == logical_id(file["handler"])
        assert target["RetryPolicy"]["MaximumEventAgeInSeconds"] == 60 * file["rate_minutes"]
        assert target["DeadLetterConfig"]["Arn"] == {"Fn::GetAtt": ["SchedulesDlq", "Arn"]}


@pytest.mark.parametrize(("minutes", "told"), [(1, "rate(1 minute)"), (60, "rate(60 minutes)")])
def test_a_rate_is_told_in_the_words_of_aws(minutes: int, told: str) -> None:
    one = {**read_schedules()[0], "rate_minutes": minutes}
    made = schedules([one])[f"{one['name'].capitalize()}Schedule"]
    assert made["Properties"]["ScheduleExpression"] == told
