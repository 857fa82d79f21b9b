"""Who acts: roles, actors and the units of a jurisdiction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date, timedelta, timezone
from enum import StrEnum
from typing import Any

from chalicelib.late import dataclass


class Role(StrEnum):
    CITIZEN = "citizen"
    OPERATOR = "operator"
    OFFICE = "office"
    HANDLER = "handler"
    LEADER = "leader"
    SUPERVISOR = "supervisor"
    UPPER_OFFICE = "upper_office"
    PLATFORM = "platform"
    AUDITOR = "auditor"
    SYSTEM = "system"


OF_A_UNIT = (Role.HANDLER, Role.LEADER)
# People whom a place employs, or who watch over it: these stand in its list of staff.
STAFF_ROLES = frozenset(Role) - {Role.CITIZEN, Role.PLATFORM, Role.SYSTEM}
HOME = timezone(timedelta(hours=8))  # in all of China a day begins at the same time


class UnitKind(StrEnum):
    DEPARTMENT = "department"
    OFFICE = "office"
    UTILITY = "utility"
    STREET = "street"


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever gives a command. `unit` is a unit of theirs, a sub-office, or a level above.

    `formerly` are units that ended and handed over to theirs: for these they act too.
    """

    id: str
    roles: frozenset[Role]
    jurisdiction: str
    unit: str | None = None
    phone: str | None = None
    formerly: tuple[str, ...] = ()

    def is_a(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def units(self) -> tuple[str, ...]:
        """Those for which they act: their own, and what it took over."""
        return (self.unit, *self.formerly) if self.unit else ()

    def but(self, **changes: Any) -> Actor:  # noqa: ANN401 - what `replace` takes
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class Unit:
    """A handling unit. One of kind `office` may dispatch on to the units under it."""

    id: str
    name: str
    kind: UnitKind
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Directory:
    """The units of one jurisdiction on one day.

    `units` are those in force; `past` those that ended, as they were last; `successors` says to
    which unit in force one of these handed over.
    """

    units: Mapping[str, Unit] = field(default_factory=dict)
    past: Mapping[str, Unit] = field(default_factory=dict)
    successors: Mapping[str, str] = field(default_factory=dict)

    def get(self, unit: str | None) -> Unit | None:
        """A unit in force: one that may be sent something."""
        return self.units.get(unit) if unit else None

    def known(self, unit: str | None) -> Unit | None:
        """In force or ended: what an ended unit was still counts for what it was sent."""
        return self.get(unit) or (self.past.get(unit) if unit else None)

    def handed_to(self, unit: str) -> tuple[str, ...]:
        """The units that ended and whose work is this one's now."""
        return tuple(ended for ended, heir in self.successors.items() if heir == unit)

    def is_under(self, unit: str | None, office: str) -> bool:
        """Whether `unit` is `office` itself or stands anywhere below it."""
        seen: set[str] = set()
        while unit and unit not in seen:
            if unit == office:
                return True
            seen.add(unit)
            found = self.known(unit)
            unit = found.parent if found else None
        return False


def holds(valid_from: date | None, valid_to: date | None, day: date) -> bool:
    """From the one day on (None: since ever) until the other (None: for good), which is out."""
    return (valid_from is None or valid_from <= day) and (valid_to is None or day < valid_to)
