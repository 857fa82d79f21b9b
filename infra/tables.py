"""The tables, from the models that every other engine makes them of too."""

from __future__ import annotations

from typing import Any

from chalicelib.adapters.dynamodb.models import (
    MODELS,
    DeadlineItem,
    MessageItem,
    ReferenceItem,
    TicketItem,
    definition,
)
from infra.intrinsics import Resource, Resources, arn, named
from infra.storage import KEY, outlive
from infra.targets import Target

# What the environment calls each, and its logical ID.
TABLES = {
    "tickets": "TicketsTable",
    "deadlines": "DeadlinesTable",
    "messages": "MessagesTable",
    "reference": "ReferenceTable",
}
BY_MODEL = {
    TicketItem: "tickets",
    DeadlineItem: "deadlines",
    MessageItem: "messages",
    ReferenceItem: "reference",
}
TICKETS = TABLES["tickets"]
# An item of this attribute is a commit with effects; the stream of its table wakes the sender.
EFFECTS, TTL = "fx", "ttl"


def tables(target: Target) -> Resources:
    return {TABLES[BY_MODEL[model]]: _table(model, target) for model in MODELS}


def _table(model: Any, target: Target) -> Resource:  # noqa: ANN401 - PynamoDB's classes have no common type
    attributes = model.get_attributes()
    properties: Resource = {
        **definition(model),
        "TableName": named(BY_MODEL[model]),
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
        "DeletionProtectionEnabled": target.stage.keeps_data,
        "SSESpecification": {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": arn(KEY)},
    }
    if TTL in attributes:
        properties["TimeToLiveSpecification"] = {"AttributeName": TTL, "Enabled": True}
    if EFFECTS in attributes:
        properties["StreamSpecification"] = {"StreamViewType": "NEW_IMAGE"}
    return {"Type": "AWS::DynamoDB::Table", **outlive(target), "Properties": properties}
