"""A provider that does as it is told, and a desk that sends through it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from chalicelib.application.message_ports import SmsSettings, Undelivered
from chalicelib.application.sending import HowFar, send
from chalicelib.application.sms_ports import (
    Fate,
    NotTaken,
    OutgoingSms,
    SmsProvider,
    Taken,
    Unsure,
)
from tests.application.world import Desk
from tests.sms.sent import SMS

LATER, NEVER = NotTaken("throttled", retry=True), NotTaken("no_such_template", retry=False)
Outcome = Taken | NotTaken | Unsure


@dataclass
class FakeProvider:
    """Meets what was planned, else takes everything. `fate` overrules what it says when asked."""

    name: str = "one"
    planned: list[Outcome] = field(default_factory=list)
    fate: Fate | None = None
    meanwhile: Callable[[], object] = lambda: None
    has: list[OutgoingSms] = field(default_factory=list)
    asked: list[tuple[str | None, datetime]] = field(default_factory=list)
    tried: int = 0

    def send(self, sms: OutgoingSms) -> Taken:
        self.tried += 1
        self.meanwhile()
        outcome = self.planned.pop(0) if self.planned else Taken(f"id_{sms.id}")
        if isinstance(outcome, NotTaken | Unsure):
            raise outcome
        self.has.append(sms)
        return outcome

    def query(self, sms: OutgoingSms, provider_id: str | None) -> Fate:
        self.asked.append((provider_id, sms.at))
        return self.fate or ("taken" if self.has else "not_taken")


ABOUT = {"ticket": "tkt_1", "round": 1}


def sent(desk: Desk, sms: OutgoingSms = SMS, settings: SmsSettings | None = None) -> HowFar | None:
    """One try at the desk's time; None: not now. Time goes on to when it is to be tried again."""
    try:
        now = replace(sms, at=desk.clock.now())
        return send(desk.ports, now, ABOUT, settings or SmsSettings())
    except Undelivered as later:
        until = later.until
    assert until is not None
    assert until > desk.clock.now()
    desk.clock.moment = until
    return None


def sent_at_last(desk: Desk, sms: OutgoingSms = SMS) -> tuple[HowFar, timedelta]:
    """Tried whenever it is time again: how far it got, and how long that took."""
    began = desk.clock.now()
    for _ in range(100):
        how_far = sent(desk, sms)
        if how_far:
            return how_far, desk.clock.now() - began
    raise AssertionError("it never ends")


def desk_with(*providers: SmsProvider) -> Desk:
    desk = Desk()
    desk.swap(providers=providers)
    return desk
