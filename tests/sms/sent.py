"""A message to send, and what its sending comes to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from chalicelib.application.sms_ports import (
    NotTaken,
    OutgoingSms,
    SmsProvider,
    Taken,
    Template,
    Unsure,
)

NOW = datetime(2026, 3, 2, 1, 2, 3, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
PHONE = "+8613800000000"
TEXT = "【连心12345】您的诉求已办结，请回复数字评价，编号K7。"
SECRET = "a-key-that-nobody-may-see"
SMS = OutgoingSms(
    id="sms_zq202603027k3m9q4_1",
    at=NOW,
    to=PHONE,
    text=TEXT,
    template=Template(
        sign="连心12345", code="SMS_1", parameters={"number": "ZQ-1 (一)", "code": "K7"}
    ),
    code="K7",
)


def outcome(provider: SmsProvider) -> Taken | tuple[str, bool] | str:
    """Taken; or why not, and whether to retry; or why nobody knows. None of it tells a secret."""
    try:
        return provider.send(SMS)
    except NotTaken as refused:
        hides_everything(refused)
        return refused.reason, refused.retry
    except Unsure as unsure:
        hides_everything(unsure)
        return unsure.reason


def hides_everything(failure: Exception) -> None:
    """What a log would show of it: the failure, and whatever it was raised from."""
    shown = f"{failure!r} {failure} {failure.__cause__!r} {vars(failure)!r}"
    assert failure.__suppress_context__ or failure.__context__ is None
    for hidden in (PHONE, PHONE[3:], TEXT, SECRET, "127.0.0.1"):
        assert hidden not in shown


def is_unsure(found: Taken | tuple[str, bool] | str) -> bool:
    return isinstance(found, str)
