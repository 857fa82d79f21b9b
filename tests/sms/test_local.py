"""The single machine's provider: what is tried at home is what runs elsewhere."""

from __future__ import annotations

import pytest

from chalicelib.adapters.sms.local import LocalSms
from chalicelib.application.sms_ports import NotTaken, SmsProvider, Taken, Unsure
from tests.sms.sent import SMS


def test_what_was_sent_is_kept_once() -> None:
    local = LocalSms()
    provider: SmsProvider = local
    assert provider.name == "local"
    assert provider.query(SMS, None) == "not_taken"
    assert provider.send(SMS) == provider.send(SMS) == Taken(f"local_{SMS.id}")
    assert provider.query(SMS, None) == "taken"
    assert local.messages() == [(SMS, "taken")]


@pytest.mark.parametrize(("delivered", "fate"), [(True, "delivered"), (False, "failed")])
def test_what_became_of_it_is_reported_by_hand(*, delivered: bool, fate: str) -> None:
    local = LocalSms()
    assert local.report(SMS.id, delivered=delivered) is None
    local.send(SMS)
    assert local.report(SMS.id, delivered=delivered) == SMS
    assert local.query(SMS, None) == fate


def test_trouble_comes_once_and_may_or_may_not_lose_the_message() -> None:
    local = LocalSms()
    local.trouble(NotTaken("throttled", retry=True))
    local.trouble(Unsure("timeout"))
    local.trouble(Unsure("timeout"), kept=True)
    with pytest.raises(NotTaken):
        local.send(SMS)
    with pytest.raises(Unsure):
        local.send(SMS)
    assert local.query(SMS, None) == "not_taken"
    with pytest.raises(Unsure):
        local.send(SMS)
    assert local.query(SMS, None) == "taken"
    assert local.send(SMS) == Taken(f"local_{SMS.id}")
