"""CloudFormation's own functions, as plain values."""

from __future__ import annotations

from typing import Any

Value = Any  # texts, numbers, lists and mappings, as JSON has them
Resource = dict[str, Value]
Resources = dict[str, Resource]

NO_VALUE: Resource = {"Ref": "AWS::NoValue"}


def ref(name: str) -> Resource:
    return {"Ref": name}


def arn(logical_id: str) -> Resource:
    return attribute(logical_id, "Arn")


def attribute(logical_id: str, name: str) -> Resource:
    return {"Fn::GetAtt": [logical_id, name]}


def sub(text: str) -> Resource:
    return {"Fn::Sub": text}


def named(suffix: str) -> Resource:
    """A name that belongs to one stack; the policies in `.chalice/policies` know it by that."""
    return sub(f"${{AWS::StackName}}-{suffix}")


def if_(condition: str, value: Value, otherwise: Value = NO_VALUE) -> Resource:
    return {"Fn::If": [condition, value, otherwise]}


def is_given(parameter: str) -> Resource:
    return {"Fn::Not": [{"Fn::Equals": [ref(parameter), ""]}]}


def only_by_tls(actions: str, *resources: Value) -> Resource:
    """A statement of a resource's own policy: nobody talks to it in the clear."""
    return {
        "Sid": "OnlyByTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": actions,
        "Resource": list(resources),
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def policy(*statements: Resource) -> Resource:
    return {"Version": "2012-10-17", "Statement": list(statements)}
