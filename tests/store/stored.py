"""A ticket written and read commit by commit, without a table."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.citations import Library
from chalicelib.adapters.dynamodb.history import Histories
from chalicelib.adapters.dynamodb.items import Items, Stored
from chalicelib.adapters.dynamodb.placing import placed
from chalicelib.adapters.dynamodb.wire import Item, from_wire, to_wire
from chalicelib.application.listing import listed
from chalicelib.domain.decision import Entry
from chalicelib.domain.errors import Refusal
from chalicelib.domain.regulation import Regulation
from chalicelib.domain.state import Ticket
from tests.application.world import REGULATIONS
from tests.properties.life import Life, some_step
from tests.store.aws import ENVELOPES, KEYS

ITEMS = Items(Histories(Library(REGULATIONS)), ENVELOPES)
LONG_ID = "tkt_0123456789abcdef01234567"


@dataclass
class Shelf:
    """The items of one ticket, as a table would keep them."""

    items: dict[str, Item] = field(default_factory=dict)
    before: Stored | None = None

    def put(self, ticket: Ticket, entries: tuple[Entry, ...], regulation: Regulation) -> None:
        phone = ticket.requester.phone
        where = placed(
            ticket,
            listed(ticket, regulation, entries[-1].at),
            KEYS.indexed(phone) if phone else None,
        )
        written = ITEMS.written(ticket, where, self.before)
        known = {**(self.before.parts if self.before else {}), **written.stored.parts}
        event = ITEMS.event(ticket, entries, "0123456789abcdef", known)
        for item in (written.header, event, *written.puts):
            self.items[str(item["sk"])] = from_wire(to_wire(item))
        for gone in written.deletes:
            del self.items[gone]
        self.before = written.stored

    def load(self) -> Stored | None:
        return ITEMS.read(self.items.values())

    def history(self) -> list[Entry]:
        return ITEMS.history([self.items[key] for key in sorted(self.items)])

    @property
    def header(self) -> Item:
        return self.items[keys.HEADER]


def commits(life: Life, rng: Random, steps: int) -> Iterator[tuple[Ticket, tuple[Entry, ...]]]:
    """A life's commits, the ticket after each under an id as long as real ones."""
    life.ticket = life.ticket.but(id=LONG_ID)
    step = life.first
    for _ in range(steps):
        outcome = life.take(step)
        if not isinstance(outcome, Refusal) and outcome.entries:
            yield outcome.ticket, outcome.entries
        elif not life.history:
            return
        while (following := some_step(life, rng)) is None:
            pass
        step = following
