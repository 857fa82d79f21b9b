"""Random lives led through the use cases over two stores at once; both must say the same."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from chalicelib.adapters.memory.reference import MemoryDirectories
from chalicelib.application.perform import perform
from chalicelib.application.ports import ListClass, ListQuery
from chalicelib.application.registering import register
from chalicelib.application.sweep import sweep
from chalicelib.domain.directory import Role
from chalicelib.domain.erasing import Erase
from chalicelib.domain.errors import Refusal
from chalicelib.domain.intake import Register
from chalicelib.domain.state import Ticket
from tests.application.due_work import due
from tests.application.world import Desk
from tests.builders import PHONE, UNITS
from tests.properties.life import SWEEP, Life, Step, some_step
from tests.store.aws import tickets

ERASED = 0.1  # of the steps after a ticket's end
CLASSES: tuple[ListClass, ...] = ("open", "overdue", "closed")


@dataclass
class CountedIds:
    """The same ids on every desk."""

    given: int = 0

    def number(self, prefix: str, day: date) -> str:
        self.given += 1
        return f"{prefix}{day:%Y%m%d}-{self.given:07d}"

    def attachment(self) -> str:
        return "att_0"


def desk_of(place: str) -> Desk:
    desk = Desk()
    desk.swap(ids=CountedIds(), directories=MemoryDirectories({place: UNITS}))
    return desk


@dataclass
class Twins:
    """A desk over memory, one over DynamoDB, and what is done on both."""

    place: str
    client: Any
    memory: Desk = field(init=False)
    dynamo: Desk = field(init=False)
    lives: dict[str, Life] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.memory, self.dynamo = desk_of(self.place), desk_of(self.place)
        self.dynamo.swap(tickets=tickets(self.client, self.dynamo))

    @property
    def now(self) -> datetime:
        return self.memory.clock.now()

    def at(self, moment: datetime) -> None:
        for desk in (self.memory, self.dynamo):
            desk.clock.moment = moment

    def file(self, rng: Random) -> None:
        life = Life(self.place, rng)
        self.at(max(life.now, self.now) if self.lives else life.now)
        command = life.first.command
        assert isinstance(command, Register)
        one, other = (
            register(desk.ports, command, life.first.actor) for desk in (self.memory, self.dynamo)
        )
        assert one == other
        if isinstance(one, Ticket):
            life.now, life.ticket = self.now, one
            self.lives[one.id] = life

    def step(self, rng: Random) -> None:
        ticket_id = rng.choice(sorted(self.lives))
        life = self.lives[ticket_id]
        life.ticket = self.memory.ports.tickets.load(ticket_id) or life.ticket
        life.now = self.now
        if life.ticket.status.final and rng.random() < ERASED:
            self._take(
                ticket_id, Step("erase", self.now, life.actor(Role.OFFICE), Erase(reason="request"))
            )
            return
        step = some_step(life, rng)
        if step is None or step.publishes:
            return
        self.at(step.at)
        self._take(ticket_id, step)

    def _take(self, ticket_id: str, step: Step) -> None:
        if step.name == SWEEP:
            assert sweep(self.memory.ports) == sweep(self.dynamo.ports)
            return
        one, other = (
            perform(desk.ports, ticket_id, step.command, step.actor)
            for desk in (self.memory, self.dynamo)
        )
        assert one == other, step
        if isinstance(one, Refusal):
            return

    # --- what both say ---

    def agree(self, rng: Random) -> None:
        one, other = self.memory.ports.tickets, self.dynamo.ports.tickets
        for ticket_id in self.lives:
            assert one.load(ticket_id) == other.load(ticket_id)
            assert list(one.history(ticket_id)) == list(other.history(ticket_id))
        for query in rng.sample(list(self.queries()), 12):
            mine, theirs = one.find(query, None, 3).tickets, other.find(query, None, 3).tickets
            assert mine == theirs, query
            after = mine[0][0] if mine else None
            assert one.find(query, after, 3) == other.find(query, after, 3), query
        self._agree_on_due_work()

    def _agree_on_due_work(self) -> None:
        one, other = self.memory.ports.tickets, self.dynamo.ports.tickets
        for moment in (self.now, self.now + timedelta(days=60)):
            assert due(self.memory, moment) == due(self.dynamo, moment)
        expected = self.memory.ports.due_work.next_at(self.now)
        assert self.dynamo.ports.due_work.next_at(self.now) == expected
        for day in (date(2026, 1, 1), self.now.date(), date(2027, 1, 1)):
            assert sorted(one.open_since(day)) == sorted(other.open_since(day))
        mine, theirs = (store.of_requester(self.place, PHONE) for store in (one, other))
        assert {ticket.id for ticket in mine} == {ticket.id for ticket in theirs}

    def queries(self) -> Iterator[ListQuery]:
        """Those that have something in them, or once had."""
        loaded = (self.memory.ports.tickets.load(one) for one in self.lives)
        units = {one for ticket in loaded if ticket for one in (ticket.unit, *ticket.units_before)}
        bounds: tuple[dict[str, Any], ...] = (
            {},
            {"due_before": self.now},
            {"updated_since": self.now},
        )
        for bound in bounds:
            yield ListQuery(by="requester", value=PHONE, jurisdiction=None, **bound)
        for name in ("office", "city", "county", *sorted(one for one in units if one)):
            for listed_as in CLASSES:
                for bound in bounds:
                    common: dict[str, Any] = {
                        "value": name,
                        "jurisdiction": self.place,
                        "listed_as": listed_as,
                        **bound,
                    }
                    yield ListQuery(by="holder", **common)
                    yield ListQuery(by="unit", **common)
