"""Secrets from AWS Secrets Manager, whose values are JSON objects of texts."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress

from botocore.exceptions import BotoCoreError  # type: ignore[import-untyped]

from chalicelib.adapters.aws_json import Clock, Dialect, Service, in_lambda

CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 1, 3, 3
DIALECT = Dialect("secretsmanager", "secretsmanager", "1.1")


class NoSecret(RuntimeError):
    """What is stored is not what was expected; told without a word of it."""


def fetched(name: str, clock: Clock) -> Mapping[str, str]:
    """The texts of a secret by their names. To be called once a container.

    Raises `NoSecret`, or what botocore raises if there is no such secret or no answer.
    """
    service = in_lambda(os.environ, DIALECT, (CONNECT_SECONDS, READ_SECONDS), clock)
    text = _asked(service, name) if service else _by_botocore(name)
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise NoSecret(f"the secret {name} is no JSON object of texts")
    return value


def _asked(service: Service, name: str) -> str:
    """What was refused is refused; where no answer comes one may still come."""
    try:
        for _ in range(ATTEMPTS - 1):
            with suppress(BotoCoreError):
                return _text(service, name)
        return _text(service, name)
    finally:
        service.close()


def _text(service: Service, name: str) -> str:
    return str(service.call("GetSecretValue", {"SecretId": name}).get("SecretString", ""))


def _by_botocore(name: str) -> str:
    import boto3  # type: ignore[import-untyped]  # noqa: PLC0415 - half of a cold start
    import botocore.config  # type: ignore[import-untyped]  # noqa: PLC0415 - as above

    config = botocore.config.Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
    )
    client = boto3.client(DIALECT.service, config=config)
    return str(client.get_secret_value(SecretId=name).get("SecretString", ""))
