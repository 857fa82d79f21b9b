"""How a place sends is read strictly: a mistake is found when a function starts, not at night."""

from __future__ import annotations

from datetime import time

import pytest

from chalicelib.adapters.sms.settings import sms_settings
from chalicelib.application.message_ports import SmsSettings
from chalicelib.reading import Unreadable


def test_how_a_place_sends_is_as_it_was_told_and_else_as_usual() -> None:
    told = {
        "zhaoqing": {
            "sign": "肇庆12345",
            "templates": {"survey": "SMS_1", "which": "SMS_3"},
            "quiet_from": "20:30",
            "quiet_until": "09:00",
            "most_a_day": 3,
            "per_second": 50,
        },
        "taian": {},
    }
    assert sms_settings(told) == {
        "zhaoqing": SmsSettings(
            sign="肇庆12345",
            templates={"survey": "SMS_1", "which": "SMS_3"},
            quiet_from=time(20, 30),
            quiet_until=time(9),
            most_a_day=3,
            per_second=50,
        ),
        "taian": SmsSettings(),
    }


WRONG_SETTINGS: list[tuple[object, str]] = [
    ([], "expected an object, by place"),
    ({"a": []}, "/a: expected an object"),
    ({"a": {"quiet": "21:00"}}, "/a/quiet: unknown field"),
    ({"a": {"quiet_from": "21:00+08:00"}}, "/a/quiet_from: "),
    ({"a": {"quiet_from": "24:00"}}, "/a/quiet_from: expected a time"),
    ({"a": {"quiet_until": 8}}, "/a/quiet_until: expected a string"),
    ({"a": {"most_a_day": 0}}, "/a/most_a_day: expected 1 to 50"),
    ({"a": {"most_a_day": 51}}, "/a/most_a_day: expected 1 to 50"),
    ({"a": {"per_second": 0}}, "/a/per_second: expected 1 to"),
    ({"a": {"per_second": 1.5}}, "/a/per_second: expected a whole number"),
    ({"a": {"templates": {"rating": "SMS_1"}}}, "/a/templates/rating: unknown field"),
    ({"a": {"templates": {"survey": ""}}}, "/a/templates/survey: must not be empty"),
    ({"a": {"sign": 1}, "b": {"sign": 2}}, "/b/sign: expected a string"),
]


@pytest.mark.parametrize(("told", "says"), WRONG_SETTINGS, ids=[says for _, says in WRONG_SETTINGS])
def test_how_a_place_sends_is_read_strictly(told: object, says: str) -> None:
    with pytest.raises(Unreadable) as refused:
        sms_settings(told)
    assert says in str(refused.value)
