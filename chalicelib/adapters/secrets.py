"""Secrets from AWS Secrets Manager, whose values are JSON objects of texts."""

from __future__ import annotations

import json
from collections.abc import Mapping

import boto3  # type: ignore[import-untyped]
import botocore.config  # type: ignore[import-untyped]

CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 1, 3, 3


class NoSecret(RuntimeError):
    """What is stored is not what was expected; told without a word of it."""


def fetched(name: str) -> Mapping[str, str]:
    """The texts of a secret by their names. To be called once a container.

    Raises `NoSecret`, or what botocore raises if there is no such secret or no answer.
    """
    config = botocore.config.Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
    )
    client = boto3.client("secretsmanager", config=config)
    text = client.get_secret_value(SecretId=name).get("SecretString", "")
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise NoSecret(f"the secret {name} is no JSON object of texts")
    return value
