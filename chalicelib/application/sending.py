"""An SMS leaves once: through a provider that works, at a decent hour.

What a try left behind is written down before and after it, so that a lost answer is settled by
asking the provider, and never by sending again at random.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from typing import Any, Literal

from chalicelib.application import providers
from chalicelib.application.message_ports import Record, SmsSettings, Undelivered
from chalicelib.application.ports import Ports
from chalicelib.application.sms_ports import (
    UNWANTED,
    Fate,
    NotTaken,
    OutgoingSms,
    SmsProvider,
    Unsure,
)
from chalicelib.application.telling_ports import SMS_SENT
from chalicelib.domain import sms_length
from chalicelib.late import dataclass

log = logging.getLogger(__name__)

# `refused`: it never left; `lost`: it left, and its provider says that it did not arrive.
HowFar = Literal["taken", "delivered", "refused", "lost"]

KEPT = timedelta(days=30)
# As long as a request to a provider can take, and a good deal more.
SOMEBODY_IS_AT_IT = timedelta(minutes=1)
ASKED_AGAIN = timedelta(minutes=1)
# A provider that cannot say is believed to have it: nobody is asked twice.
BELIEVED_AFTER = timedelta(minutes=10)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
MOST_TRIES = 12
TRYING, WAITING = "trying", "waiting"
OVER: Mapping[str, HowFar] = {one: one for one in ("taken", "delivered", "refused", "lost")}
# What is said of a lost try. One that failed on its way was taken: as if its receipt said so.
SETTLED: Mapping[Fate, HowFar] = {"taken": "taken", "delivered": "delivered", "failed": "lost"}


class InOtherHands(Undelivered):
    """Another sender is at it this very moment."""


@dataclass(frozen=True, slots=True)
class Try:
    """Where a message stands: `since` is when its last try began, `refused_by` who will never
    take it.
    """

    state: str = WAITING
    provider: str = ""
    provider_id: str | None = None
    tries: int = 0
    since: datetime | None = None
    refused_by: tuple[str, ...] = ()
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
            refused_by=tuple(told["refused_by"]),
            version=record.version,
        )


@dataclass(frozen=True, slots=True)
class Sender:
    """One message on its way. `about` is found again by the provider's id of it.

    `told_by_ticket`: the ticket's own history says that it left, so that this need not be written
    here a third time; should nobody come to write it there, the provider is asked.
    """

    ports: Ports
    sms: OutgoingSms
    about: Mapping[str, Any]
    settings: SmsSettings
    told_by_ticket: bool = False

    def send(self) -> HowFar:
        known = Try.of(self.ports.records.get("sms", self.sms.id, self.sms.at))
        if known.state in OVER:
            return OVER[known.state]
        if known.since is not None:
            how_far = self._fate_of(known, known.since)
            if how_far:
                return self._over(known, how_far)
        return self._tried(known)

    def _fate_of(self, known: Try, since: datetime) -> HowFar | None:
        """What became of the last try; None: it may be tried again."""
        patience = SOMEBODY_IS_AT_IT if known.state == TRYING else pause(known.tries)
        if self.sms.at < since + patience:
            later = InOtherHands if known.state == TRYING else Undelivered
            raise later(since + patience)
        return self._asked(known, since) if known.state == TRYING else None

    def _asked(self, known: Try, since: datetime) -> HowFar | None:
        """What the provider says of a try whose answer was lost; None: it has not got it."""
        provider = providers.named(self.ports, known.provider)
        tried = replace(self.sms, at=since)
        fate = provider.query(tried, known.provider_id) if provider else "unknown"
        if fate != "unknown":
            return SETTLED.get(fate)
        if self.sms.at < since + BELIEVED_AFTER:
            raise Undelivered(self.sms.at + ASKED_AGAIN)
        return "taken"

    def _tried(self, known: Try) -> HowFar:
        ports, at = self.ports, self.sms.at
        provider = providers.working(ports, at, known.refused_by)
        if provider is None or known.tries >= MOST_TRIES:
            return self._over(known, "refused")
        providers.keep_pace(ports, provider, at, self.settings)
        claimed = self._claimed(known, provider)
        try:
            taken = provider.send(self.sms)
        except NotTaken as refused:
            providers.count(ports, provider, at, failed=int(refused.reason != UNWANTED))
            log.warning("%s not taken by %s: %s", self.sms.id, provider.name, refused.reason)
            return self._refused(claimed, refused)
        except Unsure as unsure:
            providers.count(ports, provider, at, failed=1)
            raise Undelivered(at + ASKED_AGAIN) from unsure
        how_far = self._over(
            replace(claimed, provider_id=taken.provider_id),
            "delivered" if taken.delivered else "taken",
        )
        providers.count(ports, provider, at)
        return how_far

    def _refused(self, claimed: Try, refused: NotTaken) -> HowFar:
        """For now: later again. For good: whoever else there is, for the fault may be the
        provider's (a key that has changed, a template that was not approved).
        """
        if refused.reason == UNWANTED:
            return self._over(claimed, "refused")
        if not refused.retry:
            refused_by = (*claimed.refused_by, claimed.provider)
            return self._tried(self._written(claimed, state=WAITING, refused_by=refused_by))
        if claimed.tries >= MOST_TRIES:
            return self._over(claimed, "refused")
        self._written(claimed, state=WAITING)
        raise Undelivered(self.sms.at + pause(claimed.tries)) from refused

    def _claimed(self, known: Try, provider: SmsProvider) -> Try:
        """Only one sender tries at a time."""
        return self._written(
            known,
            state=TRYING,
            provider=provider.name,
            provider_id=None,
            tries=known.tries + 1,
            since=self.sms.at,
        )

    def _over(self, known: Try, how_far: HowFar) -> HowFar:
        if how_far != "refused":
            self.ports.telling.tell(SMS_SENT)
        log.info("%s by %s: %s", self.sms.id, known.provider or "nobody", how_far)
        if known.provider_id:
            at = self.sms.at
            key = f"{known.provider}#{known.provider_id}"
            parts = sms_length.parts(self.sms.text)
            told = {**self.about, "sms": self.sms.id, "at": at.isoformat(), "parts": parts}
            put = self.ports.records.put
            if not put("sent", key, told, expected=0, now=at, until=at + KEPT):
                how_far = self._overtaken(known.provider, key, told) or how_far
        if not (known.provider_id and self.told_by_ticket):
            self._written(known, state=how_far)
        return how_far

    def _overtaken(self, provider: str, key: str, told: Mapping[str, Any]) -> HowFar | None:
        """What its receipt said that was here before the provider's answer; None: there was none,
        and this was written down before.
        """
        ports, at = self.ports, self.sms.at
        first = ports.records.get("sent", key, at)
        early: Fate | None = first.fields.get("early") if first else None
        if first is None or early is None:
            return None
        put = ports.records.put
        if not put("sent", key, told, expected=first.version, now=at, until=at + KEPT):
            raise InOtherHands(at + SOMEBODY_IS_AT_IT)
        providers.arrived(ports, provider, at, at, failed=early == "failed")
        return SETTLED[early]

    def _written(self, known: Try, **changed: Any) -> Try:  # noqa: ANN401 - fields of a `Try`
        """The try as it is now written down; `Undelivered` if another sender was first."""
        written, at = replace(known, **changed), self.sms.at
        fields = {
            "state": written.state,
            "provider": written.provider,
            "id": written.provider_id,
            "tries": written.tries,
            "since": (written.since or at).isoformat(),
            "refused_by": list(written.refused_by),
        }
        put = self.ports.records.put
        if not put("sms", self.sms.id, fields, expected=known.version, now=at, until=at + KEPT):
            raise InOtherHands(at + SOMEBODY_IS_AT_IT)
        return Try.of(Record(fields, known.version + 1))


def send(
    ports: Ports,
    sms: OutgoingSms,
    about: Mapping[str, Any],
    settings: SmsSettings,
    *,
    told_by_ticket: bool = False,
) -> HowFar:
    """How far it got; `about` is found again by the provider's id of it.

    `Undelivered`: not now, with the moment of the next try.
    """
    return Sender(ports, sms, about, settings, told_by_ticket).send()


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
    day = local.date() if local.time() < until else local.date() + timedelta(days=1)
    # An hour that the clocks repeat in autumn is the one of the two that it is now.
    return datetime.combine(day, until.replace(fold=local.fold), zone).astimezone(now.tzinfo)
