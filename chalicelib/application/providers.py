"""Which provider takes the next SMS: the first that works, and back to it once it works again."""

from __future__ import annotations

from datetime import datetime, timedelta

from chalicelib.application.message_ports import SmsSettings, Undelivered
from chalicelib.application.ports import Ports
from chalicelib.application.sms_ports import SmsProvider

SPAN = timedelta(minutes=5)
LOOKED_AT = 3  # spans: the present one and those before it
ENOUGH_TO_JUDGE = 10
BAD_SHARE = 0.15
SLOW = timedelta(minutes=5)
KEPT = timedelta(hours=1)


def working(ports: Ports, now: datetime) -> SmsProvider:
    """The first, in the order of the configuration, that is not in trouble; else the first.

    One that nothing was sent through for a while is tried again: so it finds its way back.
    """
    first, *others = ports.providers
    if not others:
        return first
    return next((one for one in ports.providers if not in_trouble(ports, one, now)), first)


def in_trouble(ports: Ports, provider: SmsProvider, now: datetime) -> bool:
    """At least 15 % of what it was lately given failed, or took over five minutes."""
    sends = bad = 0
    for back in range(LOOKED_AT):
        found = ports.records.get("health", _span(provider.name, now - back * SPAN), now)
        if found:
            sends += found.fields.get("sends", 0)
            bad += found.fields.get("failed", 0) + found.fields.get("slow", 0)
    return sends >= ENOUGH_TO_JUDGE and bad >= BAD_SHARE * sends


def named(ports: Ports, name: str) -> SmsProvider | None:
    return next((one for one in ports.providers if one.name == name), None)


def count(ports: Ports, provider: SmsProvider, now: datetime, *, failed: int = 0) -> None:
    """One more was given to it. With one provider there is nothing to choose."""
    if len(ports.providers) > 1:
        _add(ports, provider.name, now, sends=1, failed=failed)


def arrived(ports: Ports, name: str, sent_at: datetime, now: datetime, *, failed: bool) -> None:
    """A receipt came; only a bad one is worth a note."""
    if len(ports.providers) > 1 and (failed or now - sent_at > SLOW):
        _add(ports, name, now, failed=int(failed), slow=int(not failed))


def _add(ports: Ports, name: str, now: datetime, **counts: int) -> None:
    ports.records.add("health", _span(name, now), now=now, until=now + KEPT, **counts)


def _span(name: str, moment: datetime) -> str:
    return f"{name}#{int(moment.timestamp() // SPAN.total_seconds())}"


def keep_pace(ports: Ports, provider: SmsProvider, now: datetime, settings: SmsSettings) -> None:
    """No more a second than the provider was told to expect; `Undelivered`: in a moment."""
    if settings.per_second is None:
        return
    key = f"{provider.name}#{int(now.timestamp())}"
    ports.records.add("rate", key, now=now, until=now + KEPT, sends=1)
    found = ports.records.get("rate", key, now)
    if found and found.fields["sends"] > settings.per_second:
        raise Undelivered(now + timedelta(seconds=1))
