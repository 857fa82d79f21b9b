"""Who works without being asked: sweeps by the minute, the sender behind the stream, the inbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from chalicelib.adapters.memory.due import MemoryWorkers
from chalicelib.application import inbox
from chalicelib.application.deliver import Followed, deliver_all
from chalicelib.application.due_ports import DuePlace
from chalicelib.application.ports import Ports
from chalicelib.application.sms_ports import Mail, Receipt
from chalicelib.application.sweep import Swept, reconcile, sweep
from simulation.agenda import MINUTE
from simulation.chance import chance
from tests.properties.life import INSTANT

if TYPE_CHECKING:
    from simulation.world import World

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
HOURS_LOOKED_AT = 2  # by each reconciliation, as in schedules/
SHORT_OF_TIME = 0.1
LOST, TWICE, LATE = 0.06, 0.1, 0.1  # of the records of the stream
BATCH, TRIES_OF_A_BATCH = 10, 3
MOST_TRIES = 300


@dataclass(slots=True)
class Countdown:
    """A function that AWS will end: after so many looks at the clock there is no time left."""

    looks: int

    def seconds_left(self) -> float:
        self.looks -= 1
        return 60 if self.looks >= 0 else 1


@dataclass(slots=True)
class Sweeper:
    """It comes every minute; those in which there is nothing to do are jumped over.

    `until`: how far the last sweep saw, by its own clock if that is behind.
    """

    world: World
    workers: MemoryWorkers = field(default_factory=MemoryWorkers)
    until: datetime | None = None
    last: datetime | None = None
    again_at: datetime | None = None
    reconciles_at: datetime | None = None

    def next_at(self) -> datetime | None:
        """When there is something to do: due, left by a sweep that was troubled, or missed."""
        after = (self.until or self.world.plan.start) - INSTANT
        due = self.world.plain.due_work.next_at(after)
        if due and self.last:
            due = max(due, self.last + MINUTE)
        found = [at for at in (due, self.again_at, self.reconciles_at) if at]
        return min(found, default=None)

    def run(self) -> None:
        if self.reconciles_at and self.reconciles_at <= self.world.now:
            self.reconciles_at = None
            if self.world.invoke("reconcile", self._reconciled).troubled:
                self.touched()
            return
        self.again_at = None
        self.sweep()

    def sweep(self, only: DuePlace | None = None) -> None:
        world = self.world
        ended = world.invoke("sweep", partial(self._swept, only))
        self.last = world.now
        is_behind = (self.until or world.now) < world.now
        if ended.troubled or ended.failed or is_behind or ended.answer:
            self.again_at = world.now + MINUTE
        for rest in self.workers.take():
            world.later(SECOND, partial(self.sweep, rest))

    def touched(self) -> None:
        """Where clocks differ the next hour's reconciliation finds what the marks went past; only
        there, so that elsewhere the sweeps must do without it.
        """
        if self.world.plan.skewed and not self.reconciles_at:
            whole = self.world.now.replace(minute=0, second=0, microsecond=0)
            self.reconciles_at = whole + HOUR

    def _swept(self, only: DuePlace | None) -> bool:
        """Whether it ran out of time."""
        random, left = self.world.weather.fate.random, Countdown(1_000_000)
        if random.random() < SHORT_OF_TIME and not self.world.calm:
            left = Countdown(random.randint(1, 8))
        found = sweep(self.world.ports, left, only)
        self.until = min(self.world.now, self.world.clock.now())
        self._note(found)
        return left.looks < 0

    def _reconciled(self) -> None:
        self._note(reconcile(self.world.ports, HOURS_LOOKED_AT))

    def _note(self, found: Swept) -> None:
        self.world.note([(one.at, one.what, one.ticket) for one in found.fired])


@dataclass(slots=True)
class Sender:
    """What the stream shows, and the sender that it wakes: lost, late or twice."""

    world: World
    shown: list[tuple[datetime, Followed]] = field(default_factory=list)

    def committed(self, ticket: str, version: int, has_effects: bool) -> None:  # noqa: FBT001 - as it is called
        """A commit took effect, whatever became of whoever made it."""
        world = self.world
        world.known[ticket] = None  # changed
        world.sweeper.touched()
        if not has_effects:
            return
        random = chance(world.plan.seed, "stream", ticket, version)
        delay = timedelta(seconds=random.randint(1, 5))
        kind = random.random()
        if not world.calm and kind < LOST:
            world.weather.met["record lost"] += 1
            return
        if not world.calm and kind < LOST + LATE:
            world.weather.met["record late"] += 1
            delay = timedelta(minutes=random.randint(1, 240))
        self._show(delay, (ticket, version))
        if not world.calm and random.random() < TWICE:
            world.weather.met["record twice"] += 1
            self._show(delay + timedelta(seconds=random.randint(0, 600)), (ticket, version))

    def _show(self, by: timedelta, record: Followed) -> None:
        self.shown.append((self.world.now + by, record))
        self.world.later(by, self.deliver)

    def deliver(self) -> None:
        """A batch of what is shown by now."""
        ready = sorted(one for one in self.shown if one[0] <= self.world.now)[:BATCH]
        for one in ready:
            self.shown.remove(one)
        if ready:
            self._deliver([record for _, record in ready], TRIES_OF_A_BATCH)

    def _deliver(self, batch: Sequence[Followed], tries: int) -> None:
        """Together; one by one if that breaks; what is left is the sweep's. A batch whose sender
        is killed is shown again.
        """
        world = self.world
        ended = world.invoke("send", lambda: len(deliver_all(world.ports, batch)))
        if ended.failed == "Killed" and tries:
            world.later(10 * SECOND, partial(self._deliver, batch, tries - 1))
        elif ended.failed and len(batch) > 1:
            for one in batch:
                self._deliver([one], 0)


@dataclass(slots=True)
class Inbox:
    """The queue behind the webhooks, and the providers before them who tell again."""

    world: World

    def put(self, ports: Ports, mail: Mail) -> None:  # noqa: ARG002 - as the port says
        """Kept for good: it comes out once at least."""
        world = self.world
        random = chance(world.plan.seed, "queue", mail.provider, *_names(mail), world.now)
        for _ in range(2 if random.random() < TWICE and not world.calm else 1):
            world.later(timedelta(seconds=random.randint(0, 3)), partial(self._work, mail, 1))

    def _work(self, mail: Mail, tries: int) -> None:
        world = self.world
        world.watch.last_words.told(mail.replies, world.now)
        ended = world.invoke("inbox", lambda: inbox.work(world.ports, mail))
        if not ended.failed:
            world.watch.last_words.took(mail.replies)
            return
        if tries > MOST_TRIES:
            world.violated("what was accepted is worked", "inbox", _names(mail))
        else:
            world.later(MINUTE, partial(self._work, mail, tries + 1))

    def tell(self, mail: Mail, tries: int = 4) -> None:
        """A provider's webhook request, which it sends again when it is not answered well."""
        world = self.world
        ended = world.invoke("webhook", lambda: world.ports.inbox.put(world.ports, mail))
        if ended.failed and tries:
            world.later(MINUTE, partial(self.tell, mail, tries - 1))

    def receipt(self, provider: str, by: timedelta, receipt: Receipt) -> None:
        self.world.later(by, partial(self.tell, Mail(provider=provider, receipts=(receipt,))))


def _names(mail: Mail) -> Sequence[str]:
    return [
        *(one.id for one in mail.replies),
        *(one.provider_id for one in mail.receipts),
    ]
