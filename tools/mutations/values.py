"""Every value of a regulation's document, altered: one value at a time.

The types that a file is read into say what a value may be: a word of a closed list becomes
another word of it, a switch is thrown, a list loses an entry, an optional key is left out.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin

from chalicelib.reading import fields_of, unwrapped

SKIPPED = frozenset({"summary", "rules"})
"""Our own words about a table, and the names by which its tests are found."""

PEOPLE = frozenset({"decided_by", "registered_by"})
"""Whoever is named here becomes somebody else whom the document knows."""

Path = tuple[str | int, ...]


class Gone:
    """What is not in the document: before the change, or after it."""

    def __repr__(self) -> str:
        return "–"


GONE = Gone()


@dataclass(frozen=True, slots=True)
class Mutation:
    """One altered value, and the rules of the table it stands in."""

    path: Path
    old: object
    new: object
    rules: tuple[str, ...]

    @property
    def where(self) -> str:
        return "/" + "/".join(map(str, self.path))

    def __str__(self) -> str:
        rules = ", ".join(self.rules)
        return f"{self.where}: {_shown(self.old)} → {_shown(self.new)}  ({rules})"

    def applied(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """A copy of the document with this one value altered."""
        altered: Any = copy.deepcopy(dict(document))
        *way, last = self.path
        inner = altered
        for key in way:
            inner = inner[key]
        if self.new is GONE:
            del inner[last]
        else:
            inner[last] = self.new
        whole: dict[str, Any] = altered
        return whole


def mutations(cls: type[Any], document: Mapping[str, Any]) -> Iterator[Mutation]:
    """Each way to alter one value of a document that is read into `cls`."""
    return _Walk(_people(document)).table(cls, document, (), ())


@dataclass(frozen=True, slots=True)
class _Walk:
    people: tuple[str, ...]

    def table(
        self, cls: type[Any], table: Mapping[str, Any], at: Path, rules: tuple[str, ...]
    ) -> Iterator[Mutation]:
        rules = _own(table, rules)
        for name, annotation, required in fields_of(cls):
            if name in SKIPPED:
                continue
            if name not in table:
                yield from _switched_on(cls, name, annotation, (*at, name), rules)
                continue
            value = table[name]
            yield from self.value(annotation, value, (*at, name), rules)
            if not required:
                yield Mutation((*at, name), value, GONE, _own(value, rules))

    def value(
        self, annotation: object, value: object, at: Path, rules: tuple[str, ...]
    ) -> Iterator[Mutation]:
        kind, _, _ = unwrapped(annotation)
        if isinstance(value, Mapping) and isinstance(kind, type):
            yield from self.table(kind, value, at, rules)
        elif isinstance(value, list):
            yield from self.entries(kind, value, at, rules)
        else:
            new = self.altered(kind, value, str(at[-1]))
            if new != value:
                yield Mutation(at, value, new, rules)

    def entries(
        self, kind: object, value: Sequence[object], at: Path, rules: tuple[str, ...]
    ) -> Iterator[Mutation]:
        """Each entry is dropped once; the values of an entry that is a table are altered too."""
        inner = get_args(kind)[0]
        for index, entry in enumerate(value):
            yield Mutation((*at, index), entry, GONE, _own(entry, rules))
            if isinstance(entry, Mapping):
                yield from self.value(inner, entry, (*at, index), rules)

    def altered(self, kind: object, value: object, name: str) -> object:
        if isinstance(value, bool):
            return not value
        if isinstance(value, int):
            return value + 1
        if isinstance(value, date):
            return value + timedelta(days=1)
        others = [word for word in _words(kind) if word != value]
        if name in PEOPLE:
            others = [person for person in self.people if person != value]
        return others[0] if others else f"{value}·"


def _own(value: object, outer: tuple[str, ...]) -> tuple[str, ...]:
    """The rules of the nearest table that names some; of a list in none, those of its tables."""
    if isinstance(value, list) and not outer:
        return tuple(dict.fromkeys(rule for entry in value for rule in _own(entry, ())))
    named = value.get("rules") if isinstance(value, Mapping) else None
    return tuple(named) if named else outer


def _words(kind: object) -> tuple[str, ...]:
    """The closed list that a value is one of; empty for free text."""
    if get_origin(kind) is Literal:
        return get_args(kind)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return tuple(word.value for word in kind)
    return ()


def _switched_on(
    cls: type[Any], name: str, annotation: object, at: Path, rules: tuple[str, ...]
) -> Iterator[Mutation]:
    """A policy that the document leaves at its default is given its other value."""
    default = next(one.default for one in fields(cls) if one.name == name)
    if isinstance(default, bool):
        yield Mutation(at, GONE, not default, rules)
        return
    kind, _, _ = unwrapped(annotation)
    words = [word for word in _words(kind) if word != default]
    if words:
        yield Mutation(at, GONE, words[0], rules)


def _people(document: Mapping[str, Any]) -> tuple[str, ...]:
    return ("office", *(level["id"] for level in document.get("levels", ())))


def _shown(value: object) -> str:
    """As in the file, a table by what tells it from its neighbours."""
    if isinstance(value, Mapping):
        names = [value[key] for key in ("id", "code", "to", "what", "kind") if key in value]
        return str(names[0]) if names else "{" + ", ".join(value) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_shown, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
