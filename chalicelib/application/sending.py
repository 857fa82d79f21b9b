"""An SMS leaves once: through a provider that works, at a decent hour.

What a try left behind is written down before and after it, so that a lost answer is settled by
asking the provider, and never by sending again at random.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any, Literal

from chalicelib.application import providers
from chalicelib.application.message_ports import Record, SmsSettings, Undelivered
from chalicelib.application.ports import Ports
from chalicelib.application.sms_ports import NotTaken, OutgoingSms, SmsProvider, Taken, Unsure

HowFar = Literal["taken", "delivered", "refused"]

KEPT = timedelta(days=30)
SOMEBODY_IS_AT_IT = timedelta(minutes=1)
ASKED_AGAIN = timedelta(minutes=1)
# A provider that cannot say is believed to have it: nobody is asked twice.
BELIEVED_AFTER = timedelta(minutes=10)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
MOST_TRIES = 12
TRYING, WAITING = "trying", "waiting"
OVER: Mapping[str, HowFar] = {"taken": "taken", "delivered": "delivered", "refused": "refused"}


@dataclass(frozen=True, slots=True)
class Try:
    """Where a message stands."""

    state: str = WAITING
    provider: str = ""
    provider_id: str | None = None
    tries: int = 0
    since: datetime | None = None
    version: int = 0

    @classmethod
    def of(cls, record: Record | None) -> Try:
        if record is None:
            return cls()
        told = record.fields
        return cls(
            state=told["state"],
            provider=told["provider"],
            provider_id=told["id"],
            tries=told["tries"],
            since=datetime.fromisoformat(told["since"]),
            version=record.version,
        )


def send(ports: Ports, sms: OutgoingSms, about: Mapping[str, Any], settings: SmsSettings) -> HowFar:
    """How far it got; `about` is found again by the provider's id of it.

    `Undelivered`: not now, with the moment of the next try.
    """
    known = Try.of(ports.records.get("sms", sms.id, sms.at))
    if known.state == TRYING:
        how_far = _asked_after(ports, sms, known)
        if how_far:
            return _written(ports, sms, known, how_far, about)
    elif known.state in OVER:
        return OVER[known.state]
    if known.tries >= MOST_TRIES:
        return _written(ports, sms, known, "refused", about)
    return _tried(ports, sms, known, about, settings)


def _tried(
    ports: Ports, sms: OutgoingSms, known: Try, about: Mapping[str, Any], settings: SmsSettings
) -> HowFar:
    provider = providers.working(ports, sms.at)
    providers.keep_pace(ports, provider, sms.at, settings)
    claimed = _claim(ports, sms, known, provider)
    try:
        taken: Taken | HowFar = provider.send(sms)
    except NotTaken as refused:
        providers.count(ports, provider, sms.at, failed=int(refused.retry))
        if refused.retry:
            _write(ports, sms, claimed, state=WAITING)
            raise Undelivered(sms.at + pause(claimed.tries)) from refused
        taken = "refused"
    except Unsure as unsure:
        providers.count(ports, provider, sms.at, failed=1)
        raise Undelivered(sms.at + ASKED_AGAIN) from unsure
    else:
        providers.count(ports, provider, sms.at)
    if isinstance(taken, Taken):
        with_id = Try(**{**_fields(claimed), "provider_id": taken.provider_id})
        return _written(ports, sms, with_id, "delivered" if taken.delivered else "taken", about)
    return _written(ports, sms, claimed, taken, about)


def _asked_after(ports: Ports, sms: OutgoingSms, known: Try) -> HowFar | None:
    """What the provider says of a try whose answer was lost; None: it has not got it."""
    provider = providers.named(ports, known.provider)
    fate = provider.query(sms, known.provider_id) if provider else "unknown"
    if fate in {"taken", "delivered"}:
        return "taken" if fate == "taken" else "delivered"
    if fate in {"not_taken", "failed"}:
        return None
    if known.since is not None and sms.at - known.since >= BELIEVED_AFTER:
        return "taken"
    raise Undelivered(sms.at + ASKED_AGAIN)


def _claim(ports: Ports, sms: OutgoingSms, known: Try, provider: SmsProvider) -> Try:
    """Only one sender tries at a time."""
    claimed = Try(TRYING, provider.name, None, known.tries + 1, sms.at, known.version)
    return _write(ports, sms, claimed)


def _written(
    ports: Ports, sms: OutgoingSms, known: Try, how_far: HowFar, about: Mapping[str, Any]
) -> HowFar:
    if known.provider_id:
        key = f"{known.provider}#{known.provider_id}"
        told = {**about, "sms": sms.id, "at": sms.at.isoformat()}
        ports.records.put("sent", key, told, expected=0, now=sms.at, until=sms.at + KEPT)
    _write(ports, sms, known, state=how_far)
    return how_far


def _write(ports: Ports, sms: OutgoingSms, known: Try, state: str | None = None) -> Try:
    """The try as it is now written down; `Undelivered` if another sender was first."""
    fields = {
        "state": state or known.state,
        "provider": known.provider,
        "id": known.provider_id,
        "tries": known.tries,
        "since": (known.since or sms.at).isoformat(),
    }
    until = sms.at + KEPT
    if not ports.records.put(
        "sms", sms.id, fields, expected=known.version, now=sms.at, until=until
    ):
        raise Undelivered(sms.at + SOMEBODY_IS_AT_IT)
    return Try.of(Record(fields, known.version + 1))


def _fields(known: Try) -> dict[str, Any]:
    return {name: getattr(known, name) for name in Try.__slots__}


def pause(tries: int) -> timedelta:
    """Longer every time."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << max(0, tries - 1)))


def decent_hour(now: datetime, zone: tzinfo, settings: SmsSettings) -> datetime | None:
    """When nobody is woken any more; None if that is now."""
    local = now.astimezone(zone)
    from_, until = settings.quiet_from, settings.quiet_until
    if from_ == until:
        return None
    quiet = local.time() >= from_ or local.time() < until
    if from_ < until:
        quiet = from_ <= local.time() < until
    if not quiet:
        return None
    opens = local.replace(hour=until.hour, minute=until.minute, second=0, microsecond=0)
    return (opens if opens > local else opens + timedelta(days=1)).astimezone(now.tzinfo)
