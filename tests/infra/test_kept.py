"""What is kept: tables, files, messages; and how it is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.models import MODELS, definition
from infra.queues import DEAD_LETTERS, INBOX
from infra.tables import BY_MODEL, TABLES
from tests.infra.conftest import TARGETS, Built
from tests.infra.reading import of_type, properties

Json = dict[str, Any]
every_target = pytest.mark.parametrize("target", TARGETS, ids="-".join)


def test_tables_are_those_of_the_models(template: Json) -> None:
    for model in MODELS:
        table = properties(template, TABLES[BY_MODEL[model]])
        asked = {**definition(model), "TableName": table["TableName"]}
        assert {name: table[name] for name in asked} == json.loads(json.dumps(asked))
        assert table["BillingMode"] == "PAY_PER_REQUEST"
        assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert table["SSESpecification"]["SSEType"] == "KMS"
        has_ttl = "ttl" in model.get_attributes()
        assert table.get("TimeToLiveSpecification", {}).get("AttributeName") == (
            "ttl" if has_ttl else None
        )
    streamed = [
        one
        for one, table in of_type(template, "AWS::DynamoDB::Table").items()
        if "StreamSpecification" in table
    ]
    assert streamed == ["TicketsTable"]


@every_target
def test_production_keeps_its_data_whatever_becomes_of_the_stack(
    built: Built, target: tuple[str, str]
) -> None:
    """Except that a first deployment which is rolled back leaves no empty tables behind, whose
    names the next try would need.
    """
    keeps = target[0] == "prod"
    resources = built.templates[target]["Resources"]
    for name in (*TABLES.values(), "FilesBucket", "DataKey"):
        assert resources[name]["DeletionPolicy"] == ("RetainExceptOnCreate" if keeps else "Delete")
        assert resources[name]["UpdateReplacePolicy"] == ("Retain" if keeps else "Delete")
    for table in of_type(built.templates[target], "AWS::DynamoDB::Table").values():
        assert table["DeletionProtectionEnabled"] is keeps


def test_files_are_private_encrypted_and_versioned(template: Json) -> None:
    bucket = properties(template, "FilesBucket")
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"


def test_nothing_is_taken_in_the_clear(template: Json) -> None:
    """Bucket, queues and topic each say so in a policy of their own."""
    said = [*policies_of_resources(template)]
    assert len(said) == 1 + 1 + len((INBOX, *DEAD_LETTERS))
    for one in said:
        (denied,) = [statement for statement in one["Statement"] if statement["Effect"] == "Deny"]
        assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    for queue in of_type(template, "AWS::SQS::Queue").values():
        assert queue["SqsManagedSseEnabled"] is True


def policies_of_resources(template: Json) -> Iterator[Json]:
    for type_ in ("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy"):
        yield from (one["PolicyDocument"] for one in of_type(template, type_).values())


def test_a_dead_letter_waits_two_weeks_and_raises_an_alarm(template: Json) -> None:
    watched = {
        one["Dimensions"][0]["Value"]["Fn::GetAtt"][0]
        for one in of_type(template, "AWS::CloudWatch::Alarm").values()
        if one.get("Namespace") == "AWS/SQS"
    }
    assert watched == set(DEAD_LETTERS)
    assert {properties(template, one)["MessageRetentionPeriod"] for one in DEAD_LETTERS} == {
        1209600
    }
    redrive = properties(template, INBOX)["RedrivePolicy"]
    assert redrive["deadLetterTargetArn"] == {"Fn::GetAtt": ["InboxDlq", "Arn"]}
