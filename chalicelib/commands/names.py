"""What a regulation calls its own things: categories, offices, the tickets a selector chooses."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from chalicelib.commands.words import UNITS, label, word
from chalicelib.domain.records import LEADER, OFFICE
from chalicelib.domain.selecting import conditions
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from chalicelib.domain.regulation import Regulation
    from chalicelib.domain.terms import Choice, Selector


@dataclass(frozen=True, slots=True)
class Names:
    """Looks ids up in one regulation; an id it does not know stays as it is."""

    regulation: Regulation

    def who(self, step: str) -> str:
        """A step of a chain: the unit's leader, the office, or a level above."""
        known = {LEADER: "单位领导", OFFICE: self.regulation.identity.office}
        known |= {level.id: level.name for level in self.regulation.levels}
        return known.get(step, step)

    def when(self, selector: Selector) -> str:
        """The tickets that a selector chooses; nothing where it chooses all."""
        parts = []
        for axis, wanted in conditions(selector):
            if isinstance(wanted, bool):
                parts.append(f"{label('Selector', axis)}：{word('Selector', axis, wanted)}")
            else:
                named = "、".join(self._value(axis, value) for value in wanted)
                parts.append(named if axis == "category" else f"{label('Selector', axis)}：{named}")
        return "；".join(parts)

    def _value(self, axis: str, value: str) -> str:
        known = {
            "category": self.regulation.categories,
            "complexity": self.regulation.complexities,
            "urgency": self.regulation.urgencies,
            "source": self.regulation.source_kinds,
        }
        if axis in known:
            return known[axis].name_of(value)
        return word("Selector", axis, value)


def period(amount: int, unit: str) -> str:
    return f"{amount}{UNITS.get(unit, unit)}"


def choice(one: Choice) -> str:
    """An entry of a list with all it says: 非常满意 Very satisfied〔very_satisfied〕好评."""
    more = [
        word(type(one).__name__, field.name, getattr(one, field.name))
        for field in fields(one)
        if field.name not in {"id", "name", "name_en"}
    ]
    return f"{one.name} {one.name_en}〔{one.id}〕{'，'.join(more)}"


def plain(owner: str, name: str, value: object) -> str:
    """A value that is no table: one word, or several."""
    if value is None:
        return "未规定"
    if isinstance(value, tuple):
        return "、".join(plain(owner, name, one) for one in value) or "无"
    return word(owner, name, value)
