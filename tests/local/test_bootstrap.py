"""What a deployed container is made of is said by its environment, and half of it is refused."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Iterator

import boto3  # type: ignore[import-untyped]
import pytest
from cryptography.exceptions import InvalidTag
from moto import mock_aws

from chalicelib import bootstrap
from chalicelib.adapters.dynamodb.models import MODELS, definition
from chalicelib.adapters.dynamodb.store import DynamoTickets
from chalicelib.adapters.dynamodb.tables import DEADLINES, MESSAGES, REFERENCE, TICKETS
from chalicelib.adapters.memory.tickets import MemoryTickets
from chalicelib.adapters.secrets import NoSecret
from chalicelib.application.deliver import AtOnce, ByStream
from chalicelib.application.ports import Ports
from chalicelib.application.registering import register
from chalicelib.domain.directory import Directory, Role
from chalicelib.domain.intake import Register, RequesterGiven
from chalicelib.domain.state import Ticket
from tests.application.world import PHONE, PLACE, actor

TABLES = {
    "TICKETS_TABLE": TICKETS,
    "DEADLINES_TABLE": DEADLINES,
    "MESSAGES_TABLE": MESSAGES,
    "REFERENCE_TABLE": REFERENCE,
}
SEAL, INDEX, NEXT_SEAL = (base64.b64encode(bytes([byte]) * 32).decode() for byte in (1, 2, 3))
KEYS = {"PHONE_SEAL_KEY": SEAL, "PHONE_INDEX_KEY": INDEX}
OURS = [*TABLES, *KEYS, "PHONE_SEAL_KEY_BEFORE", "PHONE_KEYS_SECRET", "AWS_LAMBDA_FUNCTION_NAME"]


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment that says nothing of ours."""
    for name in OURS:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.fixture
def aws(environment: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """An account with our tables, which the environment names."""
    environment.setenv("AWS_DEFAULT_REGION", "cn-north-1")
    given(environment, TABLES)
    with mock_aws():
        client = boto3.client("dynamodb")
        for model in MODELS:
            client.create_table(**definition(model))
        yield environment


def given(environment: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name, value in values.items():
        environment.setenv(name, value)


def secret(value: object) -> str:
    boto3.client("secretsmanager").create_secret(Name="phones", SecretString=json.dumps(value))
    return "phones"


def filed(ports: Ports) -> Ticket:
    command = Register(
        jurisdiction=PLACE,
        category="complaint",
        subject="夜间施工噪声",
        description="夜里十一点后仍在施工",
        requester=RequesterGiven(phone=PHONE),
    )
    ticket = register(ports, command, actor(Role.OPERATOR))
    assert isinstance(ticket, Ticket), ticket
    return ticket


@pytest.mark.usefixtures("environment")
def test_without_tables_state_is_in_memory() -> None:
    ports = bootstrap.build()
    assert isinstance(ports.tickets, MemoryTickets)
    assert isinstance(ports.waker, AtOnce)


def test_a_deployed_function_never_keeps_its_state_in_memory(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.setenv("AWS_LAMBDA_FUNCTION_NAME", "lianxin-api")
    with pytest.raises(bootstrap.Misconfigured, match="TICKETS_TABLE, DEADLINES_TABLE"):
        bootstrap.build()


def test_some_tables_without_the_others_are_a_mistake(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TICKETS_TABLE", TICKETS)
    with pytest.raises(bootstrap.Misconfigured, match=r": DEADLINES_TABLE, MESSAGES_TABLE, "):
        bootstrap.build()


def test_what_one_container_files_another_finds_by_its_phone(aws: pytest.MonkeyPatch) -> None:
    given(aws, KEYS)
    ports = bootstrap.build()
    assert isinstance(ports.tickets, DynamoTickets)
    assert isinstance(ports.waker, ByStream)
    ticket = filed(ports)
    other = bootstrap.build().tickets
    assert other.of_requester(PLACE, PHONE) == [ticket]


def test_what_one_container_imports_another_counts_by(aws: pytest.MonkeyPatch) -> None:
    given(aws, KEYS)
    one = bootstrap.build()
    year = one.calendars.current().published_through.year + 1
    published = {"first": f"{year}-01-01", "last": f"{year}-12-31"}
    nothing: dict[str, object] = {"holidays": {}, "make_up_days": {}, "decisions": {}}
    one.calendars.put(year, {"year": year, "published": published, "notices": None, **nothing})
    assert bootstrap.build().calendars.current().published_through.year == year
    assert one.directories.of(PLACE) == Directory()


def test_keys_of_a_secret_open_what_keys_of_the_environment_sealed(
    aws: pytest.MonkeyPatch,
) -> None:
    given(aws, KEYS)
    ticket = filed(bootstrap.build())
    for name in KEYS:
        aws.delenv(name)
    aws.setenv("PHONE_KEYS_SECRET", secret({"seal": SEAL, "index": INDEX}))
    assert bootstrap.build().tickets.load(ticket.id) == ticket


def test_a_key_that_was_replaced_still_opens_what_it_sealed(aws: pytest.MonkeyPatch) -> None:
    named = secret({"seal": SEAL, "index": INDEX})
    aws.setenv("PHONE_KEYS_SECRET", named)
    before = filed(bootstrap.build())
    rotated = json.dumps({"seal": NEXT_SEAL, "seal_before": SEAL, "index": INDEX})
    boto3.client("secretsmanager").put_secret_value(SecretId=named, SecretString=rotated)
    ports = bootstrap.build()
    after = filed(ports)
    assert ports.tickets.load(before.id) == before
    alone = json.dumps({"seal": NEXT_SEAL, "index": INDEX})
    boto3.client("secretsmanager").put_secret_value(SecretId=named, SecretString=alone)
    tickets = bootstrap.build().tickets
    assert tickets.load(after.id) == after, "the newest key sealed it"
    with pytest.raises(InvalidTag):
        tickets.load(before.id)


BAD_KEYS = [
    ({}, "PHONE_SEAL_KEY is missing"),
    ({**KEYS, "PHONE_SEAL_KEY": "not Base64"}, "PHONE_SEAL_KEY is no Base64"),
    ({**KEYS, "PHONE_SEAL_KEY": SEAL[:40]}, "PHONE_SEAL_KEY has 32 bytes"),
    ({**KEYS, "PHONE_INDEX_KEY": ""}, "PHONE_INDEX_KEY at least 16"),
    ({**KEYS, "PHONE_SEAL_KEY_BEFORE": f"{SEAL},not it"}, "PHONE_SEAL_KEY_BEFORE is no Base64"),
    ({**KEYS, "PHONE_SEAL_KEY_BEFORE": SEAL[:40]}, "PHONE_SEAL_KEY has 32 bytes"),
]


@pytest.mark.parametrize(("keys", "told"), BAD_KEYS, ids=lambda value: str(value)[-28:])
def test_bad_keys_are_refused_without_being_told(
    aws: pytest.MonkeyPatch, keys: dict[str, str], told: str
) -> None:
    given(aws, keys)
    with pytest.raises(bootstrap.Misconfigured, match=told) as refusal:
        bootstrap.build()
    assert not any(value and value in str(refusal.value) for value in keys.values())


def test_a_secret_that_is_something_else_is_refused_without_being_told(
    aws: pytest.MonkeyPatch,
) -> None:
    aws.setenv("PHONE_KEYS_SECRET", secret(["hush"]))
    with pytest.raises(NoSecret) as refusal:
        bootstrap.build()
    assert "hush" not in str(refusal.value)


def test_nobody_pays_for_tables_who_has_none() -> None:
    """The adapter is imported when tables are configured; PynamoDB only where they are made."""
    program = (
        "import sys, app, chalicelib.bootstrap; "
        "print([one for one in sys.modules if 'dynamodb' in one or one == 'pynamodb']); "
        "import chalicelib.adapters.dynamodb.store, chalicelib.adapters.dynamodb.outbox, "
        "chalicelib.adapters.dynamodb.idempotency; print('pynamodb' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["[]", "False"]
