"""The state of one simulated hotline: in memory, or in small tables of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Literal

from chalicelib.adapters.calendar_years import Years
from chalicelib.adapters.dynamodb.calls import Calls, Client
from chalicelib.adapters.dynamodb.envelopes import Envelopes
from chalicelib.adapters.dynamodb.idempotency import DynamoAnswers
from chalicelib.adapters.dynamodb.outbox import DynamoNotices, DynamoOutbox
from chalicelib.adapters.dynamodb.records import DynamoRecords
from chalicelib.adapters.dynamodb.store import DynamoTickets
from chalicelib.adapters.dynamodb.tables import MESSAGES
from chalicelib.adapters.memory.outbox import MemoryNotices, MemoryOutbox
from chalicelib.adapters.memory.records import MemoryRecords
from chalicelib.adapters.memory.reference import MemoryCalendars, MemoryRegulations
from chalicelib.adapters.memory.tickets import MemoryTickets
from chalicelib.adapters.regulation_files import load_regulations
from chalicelib.adapters.seals import PhoneKeys
from chalicelib.application.ports import ALONE, Along, Listed, Ports, TicketStore
from chalicelib.domain.decision import Entry
from chalicelib.domain.state import Ticket
from local.aws import EmbeddedAws
from simulation.faults import OF_PORTS, Troubled, Weather
from simulation.faulty_tables import Committed, FaultyTables
from tests.application.world import Desk

Kind = Literal["memory", "tables"]
KEYS = PhoneKeys(seal=b"s" * 32, index=b"index")
OF_STATE = ("tickets", "due_work", "outbox", "notices", "records", "answers")


@cache
def regulations() -> MemoryRegulations:
    return MemoryRegulations(load_regulations())


@cache
def years() -> Years:
    return Years.packaged()


@cache
def untouched() -> Ports:
    """What no story touches is as on any desk."""
    return Desk().ports


def calendars() -> MemoryCalendars:
    return MemoryCalendars(years())


class StreamedTickets(MemoryTickets):
    """Whatever becomes of the process that commits: its commit is heard of."""

    def __init__(self, committed: Committed) -> None:
        super().__init__()
        self._committed = committed

    def commit(
        self,
        ticket: Ticket,
        entries: Sequence[Entry],
        expected_version: int,
        listed: Listed,
        along: Along = ALONE,
    ) -> None:
        super().commit(ticket, entries, expected_version, listed, along)
        self._committed(ticket.id, ticket.version, along.deliver_at is not None)


@dataclass(frozen=True, slots=True)
class State:
    """The same state twice: as what happens sees it, with faults, and as it is."""

    met: Mapping[str, object]
    plain: Mapping[str, object]


def in_memory(weather: Weather, committed: Committed) -> State:
    tickets = StreamedTickets(committed)
    plain: dict[str, object] = {
        "tickets": tickets,
        "due_work": tickets.due_work,
        "outbox": MemoryOutbox(),
        "notices": MemoryNotices(),
        "records": MemoryRecords(),
        "answers": tickets.answers,
    }
    met = {name: Troubled(plain[name], weather, OF_PORTS[name]) for name in OF_STATE}
    return State(met, plain)


def in_tables(weather: Weather, committed: Committed, now: Callable[[], datetime]) -> State:
    """The real adapter on tables in this process; its calls go wrong one level further down."""
    client = EmbeddedAws().client
    faulty = FaultyTables(client, weather, committed)
    return State(_ports(faulty, now), _ports(client, now))


def _ports(client: Client, now: Callable[[], datetime]) -> Mapping[str, object]:
    calls, envelopes = Calls(client, pause=_in_no_time), Envelopes(KEYS)
    tickets = DynamoTickets(client, regulations(), KEYS, now, pause=_in_no_time)
    return {
        "tickets": tickets,
        "due_work": tickets.due_work,
        "outbox": DynamoOutbox(calls, MESSAGES),
        "notices": DynamoNotices(calls, MESSAGES, envelopes),
        "records": DynamoRecords(calls, MESSAGES, envelopes),
        "answers": DynamoAnswers(calls, MESSAGES, envelopes),
    }


def _in_no_time(seconds: float) -> None:
    """Pauses are for a network."""


def loaded(tickets: TicketStore, ticket_id: str) -> Ticket:
    """A ticket that is known to exist."""
    found = tickets.load(ticket_id)
    if found is None:
        raise LookupError(f"{ticket_id} is gone")
    return found


@dataclass(slots=True)
class Numbers:
    """Numbers that say which operation asked for them, so that they stay when others are left out.

    `asks`: who asks now; a part of the number.
    """

    asks: str = ""
    given: int = 0

    def ask(self, by: str) -> None:
        self.asks, self.given = by, 0

    def number(self, prefix: str, day: date) -> str:
        self.given += 1
        return f"{prefix}{day:%Y}-{self.asks}X{self.given}"

    def attachment(self) -> str:
        return "att_0"

    def lookup(self) -> str:
        return "lkp_0"
