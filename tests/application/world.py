"""The use cases over memory, with a clock that stands where a test puts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from chalicelib.adapters.dynamodb.store import DynamoTickets
from chalicelib.adapters.jwks import FixedKeys
from chalicelib.adapters.jwt_tokens import JwtTokens
from chalicelib.adapters.memory.access_log import MemoryAccessLog
from chalicelib.adapters.memory.due import MemoryWorkers
from chalicelib.adapters.memory.erasures import MemoryErasures
from chalicelib.adapters.memory.files import MemoryBucket, MemoryFileRows
from chalicelib.adapters.memory.outbox import MemoryNotices, MemoryOutbox
from chalicelib.adapters.memory.records import MemoryRecords
from chalicelib.adapters.memory.reference import (
    FixedSettings,
    MemoryCalendars,
    MemoryDirectories,
    MemoryRegulations,
    MemoryStaff,
)
from chalicelib.adapters.memory.tickets import MemoryTickets
from chalicelib.adapters.pictures import PillowPictures
from chalicelib.adapters.random_ids import RandomIds
from chalicelib.adapters.regulation_files import load_regulations
from chalicelib.adapters.seals import PhoneKeys
from chalicelib.adapters.sms.local import LocalSms
from chalicelib.application.deliver import AtOnce
from chalicelib.application.file_ports import Files
from chalicelib.application.inbox import WorkedAtOnce
from chalicelib.application.perform import perform
from chalicelib.application.ports import ALONE, Along, Conflict, Listed, Ports
from chalicelib.application.registering import register
from chalicelib.domain.decision import Entry
from chalicelib.domain.directory import Actor, Directory, Role, Unit, UnitKind
from chalicelib.domain.dispatching import Dispatch
from chalicelib.domain.errors import Refusal
from chalicelib.domain.intake import Register, RequesterGiven
from chalicelib.domain.state import Ticket

PLACE = "zhaoqing"
PHONE = "+8613800000000"
MORNING = datetime(2026, 3, 2, 1, tzinfo=UTC)  # Monday, 9:00 in China
REGULATIONS = MemoryRegulations(load_regulations())
UNITS = Directory(
    {one: Unit(one, one, UnitKind.DEPARTMENT) for one in ("urban-management", "market-supervision")}
)


@dataclass
class StandingClock:
    moment: datetime = MORNING

    def now(self) -> datetime:
        return self.moment

    def pass_by(self, **time: float) -> None:
        self.moment += timedelta(**time)


@dataclass
class Desk:
    """A hotline without HTTP."""

    clock: StandingClock = field(default_factory=StandingClock)
    sms: LocalSms = field(default_factory=lambda: LocalSms(at_once=True))
    ports: Ports = field(init=False)

    def __post_init__(self) -> None:
        tickets = MemoryTickets()
        self.ports = Ports(
            tickets=tickets,
            erasures=MemoryErasures(),
            due_work=tickets.due_work,
            workers=MemoryWorkers(),
            regulations=REGULATIONS,
            calendars=MemoryCalendars.packaged(),
            directories=MemoryDirectories({PLACE: UNITS}),
            staff=MemoryStaff(),
            access_log=MemoryAccessLog(),
            settings=FixedSettings(url="https://12345.example"),
            clock=self.clock,
            ids=RandomIds(),
            providers=(self.sms,),
            webhooks={},
            inbox=WorkedAtOnce(),
            records=MemoryRecords(),
            seals=PhoneKeys.made(),
            outbox=MemoryOutbox(),
            notices=MemoryNotices(),
            waker=AtOnce(),
            tokens=JwtTokens(FixedKeys({}), "", ""),
            answers=tickets.answers,
            files=Files(rows=MemoryFileRows(), bucket=MemoryBucket(), pictures=PillowPictures()),
            cursor_key=b"key",
        )

    def swap(self, **ports: object) -> None:
        """A store of tickets brings its due work along, one in memory its answers too."""
        if isinstance(store := ports.get("tickets"), MemoryTickets | DynamoTickets):
            ports = {"due_work": store.due_work, **ports}
        if isinstance(store, MemoryTickets):
            ports = {"answers": store.answers, **ports}
        self.ports = replace(self.ports, **ports)  # type: ignore[arg-type]

    def file(self, **but: object) -> Ticket:
        usual: dict[str, object] = {
            "jurisdiction": PLACE,
            "category": "complaint",
            "subject": "夜间施工噪声",
            "description": "夜里十一点后仍在施工",
            "requester": RequesterGiven(phone=PHONE),
        }
        command = Register(**{**usual, **but})  # type: ignore[arg-type]
        return expect(register(self.ports, command, actor(Role.OPERATOR)))

    def dispatched(self, **but: object) -> Ticket:
        ticket = self.file(**but)
        command = Dispatch(unit="urban-management")
        return self.do(ticket, command, actor(Role.OFFICE))

    def do(self, ticket: Ticket, command: object, who: Actor) -> Ticket:
        return expect(perform(self.ports, ticket.id, command, who))


def actor(role: Role, unit: str | None = None, place: str = PLACE) -> Actor:
    return Actor(f"a {role}", frozenset({role}), place, unit, PHONE)


HANDLER = actor(Role.HANDLER, "urban-management")


def expect(outcome: Ticket | Refusal) -> Ticket:
    assert isinstance(outcome, Ticket), outcome
    return outcome


class Contended(MemoryTickets):
    """A store where somebody else commits first, a number of times."""

    def __init__(self) -> None:
        super().__init__()
        self.others = 0

    def commit(
        self,
        ticket: Ticket,
        entries: Sequence[Entry],
        expected_version: int,
        listed: Listed,
        along: Along = ALONE,
    ) -> None:
        if self.others and expected_version:
            self.others -= 1
            known = self.load(ticket.id)
            assert known is not None
            bumped = known.but(version=known.version + 1)
            super().commit(bumped, (), known.version, listed)
            raise Conflict
        super().commit(ticket, entries, expected_version, listed, along)
