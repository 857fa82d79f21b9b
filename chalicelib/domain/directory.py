"""Who acts: roles, actors and the units of a jurisdiction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


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


class UnitKind(StrEnum):
    DEPARTMENT = "department"
    OFFICE = "office"
    UTILITY = "utility"
    STREET = "street"


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever gives a command. `unit` is a unit of theirs, a sub-office, or a level above."""

    id: str
    roles: frozenset[Role]
    jurisdiction: str
    unit: str | None = None
    phone: str | None = None

    def is_a(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)


@dataclass(frozen=True, slots=True)
class Unit:
    """A handling unit. One of kind `office` may dispatch on to the units under it."""

    id: str
    name: str
    kind: UnitKind
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Directory:
    """The units of one jurisdiction."""

    units: Mapping[str, Unit] = field(default_factory=dict)

    def get(self, unit: str | None) -> Unit | None:
        return self.units.get(unit) if unit else None

    def is_under(self, unit: str | None, office: str) -> bool:
        """Whether `unit` is `office` itself or stands anywhere below it."""
        seen: set[str] = set()
        while unit and unit not in seen:
            if unit == office:
                return True
            seen.add(unit)
            found = self.units.get(unit)
            unit = found.parent if found else None
        return False
