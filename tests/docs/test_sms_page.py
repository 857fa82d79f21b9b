"""docs/sms.md: whoever copies its examples has a configuration that is read."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest

from chalicelib import bootstrap
from chalicelib.adapters.sms.configured import KINDS, configured
from chalicelib.adapters.sms.settings import sms_settings
from tests.docs.pages import DOCS

PAGE = (DOCS / "sms.md").read_text("utf-8")
EXAMPLES = re.findall(r"^([A-Z_]+)='([^']*)'$", PAGE, re.MULTILINE)


def told(name: str) -> list[str]:
    return [value for one, value in EXAMPLES if one == name]


def test_every_kind_of_provider_has_an_example_that_is_read() -> None:
    made = [
        configured(json.loads(one), "https://12345.example", lambda: datetime.now(UTC))
        for one in told("SMS_PROVIDERS")
    ]
    assert {kind for sms in made for kind in sms.webhooks} == set(KINDS)
    assert {provider.name for sms in made for provider in sms.providers} == set(KINDS)


def test_the_example_of_a_place_is_read() -> None:
    (settings,) = map(json.loads, told("SMS_SETTINGS"))
    assert sms_settings(settings)["zhaoqing"].sign == "肇庆12345"


@pytest.mark.parametrize("name", sorted({name for name, _ in EXAMPLES}))
def test_what_is_named_is_a_variable_that_is_read_and_explained(name: str) -> None:
    assert bootstrap.__doc__ is not None
    assert f"`{name}`" in PAGE
    assert f"`{name}`" in bootstrap.__doc__


def test_all_variables_of_sms_have_an_example() -> None:
    ours = {"PUBLIC_URL", "SMS_PROVIDERS", "SMS_PROVIDERS_SECRET", "SMS_SETTINGS"}
    assert {name for name, _ in EXAMPLES} == ours | {"SURVEYED_ABOVE", "INBOX_QUEUE"}
