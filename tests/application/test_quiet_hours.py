"""From nine in the evening to eight in the morning no SMS wakes anybody; or as a place says."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.application.message_ports import SmsSettings
from chalicelib.application.sending import decent_hour

USUAL = SmsSettings()
QUIET = [
    # From nine in the evening to eight in the morning, as long as nothing else is said.
    (USUAL, "20:59:59", None),
    (USUAL, "21:00:00", "1d 08:00"),
    (USUAL, "23:59:59", "1d 08:00"),
    (USUAL, "00:00:00", "0d 08:00"),
    (USUAL, "07:59:59", "0d 08:00"),
    (USUAL, "08:00:00", None),
    # A rest at noon, not over midnight.
    (SmsSettings(quiet_from=time(12), quiet_until=time(14, 30)), "11:59:59", None),
    (SmsSettings(quiet_from=time(12), quiet_until=time(14, 30)), "12:00:00", "0d 14:30"),
    (SmsSettings(quiet_from=time(12), quiet_until=time(14, 30)), "14:29:59", "0d 14:30"),
    (SmsSettings(quiet_from=time(12), quiet_until=time(14, 30)), "14:30:00", None),
    (SmsSettings(quiet_from=time(12), quiet_until=time(14, 30)), "00:00:00", None),
    # Until midnight, and from midnight.
    (SmsSettings(quiet_from=time(21), quiet_until=time(0)), "21:00:00", "1d 00:00"),
    (SmsSettings(quiet_from=time(21), quiet_until=time(0)), "00:00:00", None),
    (SmsSettings(quiet_from=time(0), quiet_until=time(8)), "00:00:00", "0d 08:00"),
    # The same twice: never.
    (SmsSettings(quiet_from=time(8), quiet_until=time(8)), "08:00:00", None),
    (SmsSettings(quiet_from=time(8), quiet_until=time(8)), "03:00:00", None),
]


@pytest.mark.parametrize(("settings", "at", "opens"), QUIET)
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Asia/Urumqi", "America/New_York"])
def test_nobody_is_woken(settings: SmsSettings, at: str, opens: str | None, zone: str) -> None:
    day = datetime(2026, 10, 19, tzinfo=ZoneInfo(zone))
    now = datetime.combine(day, time.fromisoformat(at), day.tzinfo).astimezone(UTC)
    expected = None
    if opens:
        later = day + timedelta(days=int(opens[0]))
        expected = datetime.combine(later, time.fromisoformat(opens[3:]), day.tzinfo)
    assert decent_hour(now, ZoneInfo(zone), settings) == expected


ZONES = [
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
]
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    now=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(
        lambda one: one.replace(tzinfo=UTC, microsecond=0)
    ),
    from_=TIMES,
    until=TIMES,
)
def test_the_quiet_ends_within_a_day_when_it_is_not_quiet_any_more(
    zone: ZoneInfo, now: datetime, from_: time, until: time
) -> None:
    """Also where clocks are changed: the worst is to be told to come again an hour later."""
    settings = SmsSettings(quiet_from=from_, quiet_until=until)
    opens = decent_hour(now, zone, settings)
    if opens is None:
        return
    assert now < opens <= now + timedelta(hours=25)
    again = decent_hour(opens, zone, settings)
    assert again is None or again <= opens + timedelta(hours=1)


def test_the_hour_that_is_there_twice_is_waited_out() -> None:
    """On this night New York's clocks show half past one twice; the quiet ends in between."""
    zone, settings = ZoneInfo("America/New_York"), SmsSettings(quiet_until=time(1, 30))
    second = datetime(2026, 11, 1, 6, 10, tzinfo=UTC)  # 1:10 for the second time
    assert decent_hour(second, zone, settings) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
