"""Lists of units and staff in memory and in DynamoDB, and entries to put into them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from chalicelib.adapters.dynamodb.calls import Calls, Client
from chalicelib.adapters.dynamodb.reference import DynamoDirectories
from chalicelib.adapters.dynamodb.staff import DynamoStaff
from chalicelib.adapters.dynamodb.tables import REFERENCE
from chalicelib.adapters.memory.reference import MemoryDirectories, MemoryStaff
from chalicelib.application.directory_ports import Changed, StaffLists, T
from chalicelib.application.ports import Directories
from chalicelib.domain.directory import Role, UnitKind
from chalicelib.domain.staff import Post, StaffMember
from chalicelib.domain.units import UnitRecord, UnitSpell
from tests.application.world import MORNING, StandingClock
from tests.store.aws import ENVELOPES

PLACE = "zhaoqing"
APRIL = date(2026, 4, 1)
PARKS = UnitRecord(id="parks", spells=(UnitSpell(name="园林管理处", kind=UnitKind.DEPARTMENT),))
RENAMED = UnitRecord(
    id="parks",
    spells=(
        UnitSpell(name="园林管理处", kind=UnitKind.DEPARTMENT, valid_to=APRIL),
        UnitSpell(name="公园中心", kind=UnitKind.STREET, parent="town", valid_from=APRIL),
    ),
)
TOWN = UnitRecord(id="town", spells=(UnitSpell(name="大旺街道", kind=UnitKind.OFFICE),))
ENDED = UnitRecord(
    id="water",
    spells=(UnitSpell(name="供水公司", kind=UnitKind.UTILITY, valid_to=date(2026, 3, 1)),),
    successor="parks",
)
LI = StaffMember(
    id="li:小红",
    name="李小红",
    phone="+8613900001111",
    posts=(
        Post(roles=frozenset({Role.HANDLER}), unit="parks", valid_to=APRIL),
        Post(roles=frozenset({Role.OFFICE, Role.OPERATOR}), valid_from=APRIL),
    ),
)
CHEN = StaffMember(id="chen", name="陈大明", posts=(Post(unit="parks", duties=("contact",)),))


@dataclass
class Lists:
    directories: Directories
    staff: StaffLists
    clock: StandingClock = field(default_factory=StandingClock)


def in_memory() -> Lists:
    clock = StandingClock()
    return Lists(MemoryDirectories({}, clock.now), MemoryStaff(), clock)


def in_dynamodb(client: Client) -> Lists:
    """As a container of its own has them."""
    clock, calls = StandingClock(), Calls(client, lambda _: None)
    directories = DynamoDirectories(calls, REFERENCE, clock.now)
    return Lists(directories, DynamoStaff(calls, REFERENCE, ENVELOPES, clock.now), clock)


def change(new: T, old: T | None = None, minutes: int = 0) -> Changed[T]:
    return Changed(at=MORNING + timedelta(minutes=minutes), by="clerk", old=old, new=new)


Made = Callable[[], Lists]
