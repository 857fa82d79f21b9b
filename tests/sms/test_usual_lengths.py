"""How long the texts are: of a list what fits, and of a place's own what its providers take."""

from __future__ import annotations

import logging

import pytest

from chalicelib import bootstrap
from chalicelib.adapters.memory.reference import FixedSettings
from chalicelib.application.message_ports import SmsSettings
from chalicelib.application.sms_lengths import LONGEST, too_long
from chalicelib.application.texts import LIST_PARTS, which_list, which_text
from chalicelib.bootstrap import Misconfigured, system
from chalicelib.domain.sms_length import parts
from tests.application.sms_world import FakeProvider, desk_with
from tests.application.world import Desk

NUMBERS = [f"ZQ20260302-7K3M9Q{at:02d}" for at in range(50)]
CHOICES = [(f"K{at % 10}", number) for at, number in enumerate(NUMBERS)]
SIGN = "肇庆高新区12345"
URL = "https://12345.example"


# --- a list of several open surveys ---


@pytest.mark.parametrize("many", range(1, 51))
@pytest.mark.parametrize("sign", ["A", SIGN, "某某市某某高新技术产业开发区12345政务服务便民热线"])
def test_a_list_takes_no_more_than_its_parts_and_tells_how_many_there_are(
    many: int, sign: str
) -> None:
    text, as_parameter = which_text(sign, CHOICES[:many]), which_list(sign, CHOICES[:many])
    named = [number for number in NUMBERS if number in text]
    assert parts(text) <= LIST_PARTS
    assert f"您有{many}件" in text
    assert named == NUMBERS[: len(named)], "the oldest, which end first"
    assert [number for number in NUMBERS if number in as_parameter] == named
    for told in (text, as_parameter):
        assert (f"另有{many - len(named)}件" in told) == (len(named) < many)


def test_a_list_names_as_many_as_fit() -> None:
    named = [number for number in NUMBERS if number in which_text(SIGN, CHOICES)]
    assert len(named) == 5
    assert "另有" not in which_text(SIGN, CHOICES[:5])


# --- what a place's own texts come to ---


def sending_by(provider: str, url: str = URL, **settings: object) -> Desk:
    desk = desk_with(FakeProvider(provider))
    sms_of = {"zhaoqing": SmsSettings(**settings)}  # type: ignore[arg-type]
    desk.swap(settings=FixedSettings(url=url, sms_of=sms_of))
    return desk


@pytest.mark.parametrize("provider", LONGEST)
def test_what_is_usual_is_taken_by_every_provider(provider: str) -> None:
    assert too_long(sending_by(provider).ports) == ()


def test_a_long_address_of_ours_makes_every_text_with_a_link_too_long() -> None:
    url = "https://" + "a" * 460 + ".example"
    found = too_long(sending_by("aliyun", url).ports)
    assert len(found) == 8, "a survey and a hint of four places"
    assert all("characters, and 500 are taken" in one for one in found)
    assert not any("aaaa" in one for one in found), "quoted is nothing"
    assert too_long(sending_by("twilio", url).ports) == ()


def test_the_strictest_of_several_providers_counts() -> None:
    desk = sending_by("twilio", "https://" + "a" * 460 + ".example")
    desk.swap(providers=(FakeProvider("twilio"), FakeProvider("tencent")))
    assert len(too_long(desk.ports)) == 8


def test_without_a_provider_nothing_is_sent_and_nothing_too_long() -> None:
    desk = sending_by("local", "https://" + "a" * 2_000)
    assert too_long(desk.ports) == ()


def test_a_sign_that_makes_more_parts_than_usual_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        assert too_long(sending_by("aliyun").ports) == ()
        assert caplog.messages == []
        assert too_long(sending_by("aliyun", sign="连心" * 46).ports) == ()
    assert caplog.messages == ["the text survey_coded of zhaoqing takes 5 parts"]


def test_a_function_whose_texts_nobody_would_take_does_not_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = sending_by("aliyun", "https://" + "a" * 460 + ".example")
    monkeypatch.setattr(bootstrap, "build", lambda: desk.ports)
    monkeypatch.setattr(bootstrap._container, "ports", None)
    with pytest.raises(Misconfigured) as refused:
        system()
    assert "survey_coded of zhaoqing" in str(refused.value)
    monkeypatch.setattr(bootstrap, "build", lambda: sending_by("aliyun").ports)
    assert system().providers[0].name == "aliyun"
