"""A town whose citizens are asked by SMS: who does what when, decided by a seed.

Providers refuse, lose their answer, tell receipts late, twice or never; citizens reply well, badly,
late or not at all, with a code or without, to several surveys at once; what they write is told up
to three times, as one of the providers tells it, and read as its webhook reads it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random

from chalicelib.adapters.memory.due import MemoryWorkers
from chalicelib.adapters.memory.reference import MemoryDirectories
from chalicelib.adapters.sms.local import (
    PROVIDERS,
    LocalSms,
    LocalWebhooks,
    Provider,
    Spoken,
    local_webhooks,
)
from chalicelib.application import inbox, open_surveys
from chalicelib.application.message_ports import Undelivered
from chalicelib.application.perform import perform
from chalicelib.application.ports import Conflict
from chalicelib.application.sms_ports import (
    Accepted,
    InboundRequest,
    Mail,
    NotTaken,
    OutgoingSms,
    Taken,
    Unsure,
)
from chalicelib.application.sweep import sweep
from chalicelib.domain.answers import AuditAnswer, SubmitAnswer
from chalicelib.domain.directory import Role
from chalicelib.domain.dispatching import Dispatch
from chalicelib.domain.handling import Sign
from chalicelib.domain.intake import LocationGiven, RequesterGiven
from chalicelib.domain.state import Status, Ticket
from chalicelib.domain.verdicts import Rate
from tests.application.world import MORNING, REGULATIONS, UNITS, Desk, actor

# Whose citizens are asked by SMS; in all others they are called.
PLACES = tuple(
    place
    for place, versions in sorted(REGULATIONS.versions().items())
    if versions[-1].survey.channel == "sms"
)
UNIT = "urban-management"
MINUTE = timedelta(minutes=1)
AFTERWARDS = timedelta(days=3)
# Shares of what is sent.
REFUSED, ANSWER_LOST, UNDELIVERABLE, NO_RECEIPT = 0.01, 0.01, 0.03, 0.15
SILENT, IN_THE_APP, UNREADABLE, LEAVING, BY_TEXT, CORRELATED = 0.2, 0.1, 0.2, 0.03, 0.7, 0.3
UNREADABLE_TEXTS = ("谢谢", "12", "满意", "1和2", "", "好的，知道了", "6")
LEAVING_TEXTS = ("TD", "退订", "拒收请回复R")
ANSWER = SubmitAnswer(
    outcome="solved", process="已核实", result="已整改", legal_basis="条例", replied_by="phone"
)

Act = Callable[[], None]


class TroubledSms(LocalSms):
    """A provider that refuses now and then, or takes it and loses its answer."""

    def __init__(self, random: Random) -> None:
        super().__init__()
        self.fresh: list[OutgoingSms] = []
        self._random = random

    def send(self, sms: OutgoingSms) -> Taken:
        if self._random.random() < REFUSED:
            raise NotTaken("throttled", retry=True)
        taken = super().send(sms)
        self.fresh.append(sms)
        if self._random.random() < ANSWER_LOST:
            raise Unsure("timeout")
        return taken


@dataclass
class Town:
    """The hotline, its citizens and its providers, with what will happen in its order."""

    random: Random
    desk: Desk = field(init=False)
    sms: TroubledSms = field(init=False)
    webhooks: LocalWebhooks = field(init=False)
    workers: MemoryWorkers = field(default_factory=MemoryWorkers)
    agenda: list[tuple[datetime, float, int, Act]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)
    tickets: list[str] = field(default_factory=list)
    meant: dict[str, str] = field(default_factory=dict)  # by ticket: its grade, a digit
    happened: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.sms = TroubledSms(self.random)
        self.desk = Desk(sms=self.sms)
        directories = MemoryDirectories(dict.fromkeys(PLACES, UNITS))
        self.desk.swap(workers=self.workers, directories=directories)
        self.webhooks = local_webhooks("https://12345.example/webhooks/sms", MORNING)

    @property
    def now(self) -> datetime:
        return self.desk.clock.moment

    def later(self, by: timedelta, act: Act) -> None:
        whole = timedelta(seconds=int(by.total_seconds()))
        heappush(self.agenda, (self.now + whole, self.random.random(), next(self._numbers), act))

    def happens(self, share: float) -> bool:
        return self.random.random() < share

    def some(self, **most: float) -> timedelta:
        return self.random.random() * timedelta(**most)

    # --- time ---

    def live(self) -> None:
        """Until nothing is left to happen, and every window is over."""
        last = self.now
        while self.agenda:
            at, *_ = self.agenda[0]
            if not self.swept_before(at):
                last = self.desk.clock.moment = max(at, self.now)
                heappop(self.agenda)[-1]()
            self.notice()
            while not self.agenda and self.swept_before(last + AFTERWARDS):
                self.notice()

    def swept_before(self, moment: datetime) -> bool:
        """The schedule comes every minute; those in which nothing is due are jumped over."""
        due = self.desk.ports.due_work.next_at(self.now)
        if due is None or due + MINUTE > moment:
            return False
        self.desk.clock.moment = due.replace(second=0, microsecond=0) + MINUTE
        self.sweep()
        return True

    def sweep(self) -> None:
        sweep(self.desk.ports)
        while handed_on := self.workers.take():
            for rest in handed_on:
                sweep(self.desk.ports, only=rest)

    # --- what the hotline does ---

    def close(self, phone: str, place: str) -> None:
        """From the call to the answer, approved where the place approves; the survey follows."""
        desk, who = self.desk, RequesterGiven(name="王小明", phone=phone)
        here = LocationGiven(address="人民路1号")
        ticket = desk.file(jurisdiction=place, requester=who, location=here)
        self.meant[ticket.id] = "5" if self.is_terse(phone) else str(self.random.randint(1, 5))
        self.tickets.append(ticket.id)
        office, handler = actor(Role.OFFICE, place=place), actor(Role.HANDLER, UNIT, place)
        desk.do(ticket, Dispatch(unit=UNIT), office)
        desk.do(ticket, Sign(), handler)
        ticket = desk.do(ticket, replace(ANSWER, handled_at=self.now), handler)
        if ticket.status == Status.IN_REVIEW:
            desk.do(ticket, AuditAnswer(approve=True), office)

    def notice(self) -> None:
        """Whoever has just got a survey will do something about it."""
        while self.sms.fresh:
            sms = self.sms.fresh.pop()
            asked = open_surveys.survey_of_message(sms.id)
            if asked:
                self.happened["sent"] += 1
                self.report(sms)
                self.answer(sms, asked[0])

    # --- what the provider does ---

    def report(self, sms: OutgoingSms) -> None:
        """A receipt, late or twice or never; seldom that it could not be delivered."""
        delivered, provider = not self.happens(UNDELIVERABLE), self.random.choice(PROVIDERS)
        if self.happens(NO_RECEIPT):
            return
        delay = self.some(minutes=90)

        def tell() -> None:
            self.happened["receipts"] += 1
            self.post(provider, self.webhooks.receipt(provider, sms, self.now, delivered=delivered))

        for _ in range(self.random.choice((1, 1, 2))):
            self.later(delay + self.some(minutes=9), tell)

    def post(self, provider: Provider, request: InboundRequest) -> None:
        """Read as the webhook reads it, and worked; what fails is told again a minute later."""
        found = self.webhooks.inbound(provider, request, self.now)
        if not isinstance(found, Accepted):
            self.happened["refused"] += 1
            return
        mail = Mail(provider=self.sms.name, replies=found.replies, receipts=found.receipts)
        self.work(mail)

    def work(self, mail: Mail) -> None:
        try:
            inbox.work(self.desk.ports, mail)
        except (Undelivered, Conflict):
            self.later(MINUTE, lambda: self.work(mail))

    # --- what the citizen does ---

    def answer(self, sms: OutgoingSms, ticket: str) -> None:
        """Nothing, something else, or a grade; by text, or in the app; some do several of these."""
        if self.happens(SILENT):
            return
        if self.happens(IN_THE_APP):
            self.later(self.some(hours=25), lambda: self.rate_in_the_app(ticket))
        if self.happens(UNREADABLE):
            self.say(sms, self.random.choice(UNREADABLE_TEXTS))
        if self.happens(LEAVING):
            self.say(sms, self.random.choice(LEAVING_TEXTS))
            self.say(sms, "DY")
        if self.happens(BY_TEXT):
            self.say(sms, self.graded(sms, self.meant[ticket]))

    def graded(self, sms: OutgoingSms, grade: str) -> str:
        """With the code, which the citizen knows from the survey or from the list; or bare."""
        if self.is_terse(sms.to):
            return grade
        return self.random.choice(
            (f"{grade} {sms.code}", f"{sms.code}{grade}", f"{grade}{sms.code}。")
        )

    @staticmethod
    def is_terse(phone: str) -> bool:
        """Some never name a code; they mean the same grade for all that they are asked about."""
        return phone.endswith("0")

    def say(self, sms: OutgoingSms, text: str) -> None:
        """Within some 26 hours; told up to three times, by a provider that may know more."""
        provider, sequence = self.random.choice(PROVIDERS), self.random.getrandbits(47)
        knows = self.happens(CORRELATED)
        spoken = Spoken(
            phone=sms.to,
            text=text,
            sequence=sequence,
            code=sms.code if knows else None,
            answers=sms.id if knows else None,
        )
        written = self.now + timedelta(seconds=int(self.some(hours=26).total_seconds()))

        def tell() -> None:
            self.happened["replies"] += 1
            self.post(provider, self.webhooks.reply(provider, spoken, written))

        for _ in range(self.random.choice((1, 2, 3))):
            self.later(written - self.now + self.some(minutes=8), tell)

    def rate_in_the_app(self, ticket: str) -> None:
        rated = self.load(ticket)
        ratings = REGULATIONS.get(rated.regulation).ratings.choices
        rating = ratings[int(self.meant[ticket]) - 1].id
        citizen = actor(Role.CITIZEN, place=rated.jurisdiction)
        perform(self.desk.ports, ticket, Rate(rating=rating), citizen)

    def load(self, ticket: str) -> Ticket:
        found = self.desk.ports.tickets.load(ticket)
        assert found is not None  # noqa: S101 - it was filed
        return found
