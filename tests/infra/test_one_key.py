"""Containers of one system open each other's cursors and rating links, without a secret more."""

from __future__ import annotations

import base64

import pytest

from chalicelib import bootstrap
from chalicelib.adapters.seals import PhoneKeys

TABLES = {name: name.lower() for name in bootstrap.TABLES}
INDEX = b"i" * 32


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment as a function has it, with the keys beside."""
    for name in ("CURSOR_KEY", "PHONE_KEYS_SECRET", "SMS_PROVIDERS_SECRET", "INBOX_QUEUE"):
        monkeypatch.delenv(name, raising=False)
    keys = {"PHONE_SEAL_KEY": b"s" * 32, "PHONE_INDEX_KEY": INDEX}
    encoded = {name: base64.b64encode(value).decode() for name, value in keys.items()}
    for name, value in {**TABLES, **encoded, "AWS_DEFAULT_REGION": "cn-north-1"}.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


@pytest.mark.usefixtures("deployed")
def test_two_containers_have_the_same_key() -> None:
    key = bootstrap.build().cursor_key
    assert key == bootstrap.build().cursor_key
    assert INDEX not in key


def test_another_system_has_another_key(deployed: pytest.MonkeyPatch) -> None:
    before = bootstrap.build().cursor_key
    deployed.setenv("PHONE_INDEX_KEY", base64.b64encode(b"j" * 32).decode())
    assert bootstrap.build().cursor_key != before


def test_a_key_that_is_given_is_used(deployed: pytest.MonkeyPatch) -> None:
    deployed.setenv("CURSOR_KEY", "given")
    assert bootstrap.build().cursor_key == b"given"


def test_each_purpose_has_a_key_of_its_own() -> None:
    keys = PhoneKeys(seal=b"s" * 32, index=INDEX)
    assert len({keys.derived("cursors"), keys.derived("something else"), INDEX}) == 3
