"""What an event rests on, as a short reference; article and summary are read from the regulation.

`ZQ-11` names the one table that holds these rules, `ZQ-28+ZQ-33@surveys` the one at that place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from chalicelib.application.ports import Regulations
from chalicelib.domain.basis import Basis, Ruled
from chalicelib.domain.regulation import Regulation
from chalicelib.late import dataclass

Reference = str | list[Any]
NAMED_BY = ("id", "code", "kind", "form", "trigger", "what", "to")


@dataclass(frozen=True, slots=True)
class Citations:
    """The tables of one regulation, both ways."""

    references: Mapping[Basis, str]
    bases: Mapping[str, Basis]


class Library:
    """References into every regulation there is."""

    def __init__(self, regulations: Regulations) -> None:
        self._regulations = regulations
        self._known: dict[str, tuple[Regulation, Citations]] = {}

    def reference(self, basis: Basis, home: str) -> Reference:
        """Short where the ticket's own regulation knows this basis, else the whole of it."""
        found = self._of(home)
        short = found.references.get(basis) if found else None
        if short is not None:
            return short
        return [basis.regulation, basis.article, basis.summary, list(basis.rules), basis.statutory]

    def basis(self, reference: Reference, home: str) -> Basis:
        if isinstance(reference, list):
            regulation, article, summary, rules, statutory = reference
            return Basis(regulation, article, summary, tuple(rules), statutory)
        found = self._of(home)
        rules = reference.partition("@")[0]
        known = (found.bases.get(reference) or found.bases.get(rules)) if found else None
        # A table that is gone still names its rules.
        return known or Basis(home, "", "", tuple(rules.split("+")))

    def _of(self, regulation_id: str) -> Citations | None:
        try:
            regulation = self._regulations.get(regulation_id)
        except KeyError:
            return None
        known = self._known.get(regulation_id)
        if known is None or known[0] is not regulation:
            known = self._known[regulation_id] = (regulation, citations(regulation))
        return known[1]


def citations(regulation: Regulation) -> Citations:
    """Rules alone where they name one basis; else with the place of the table in the file."""
    placed = [(place, regulation.cite(table)) for place, table in tables(regulation, "")]
    by_rules: dict[str, set[Basis]] = {}
    for _, basis in placed:
        by_rules.setdefault("+".join(basis.rules), set()).add(basis)
    references: dict[Basis, str] = {}
    bases: dict[str, Basis] = {}
    for place, basis in placed:
        rules = "+".join(basis.rules)
        alone = len(by_rules[rules]) == 1
        references.setdefault(basis, rules if alone else f"{rules}@{place}")
        bases.setdefault(f"{rules}@{place}", basis)
        bases.setdefault(rules, basis)
    return Citations(references, bases)


def tables(value: object, place: str) -> Iterator[tuple[str, Ruled]]:
    """Every table below `value` with its place; entries of a list by their own name."""
    if isinstance(value, Ruled):
        yield place, value
    if is_dataclass(value):
        for one in fields(value):
            yield from tables(getattr(value, one.name), f"{place}.{one.name}".lstrip("."))
    elif isinstance(value, tuple):
        for index, entry in enumerate(value):
            yield from tables(entry, f"{place}[{_name(entry, index)}]")


def _name(entry: object, index: int) -> str:
    named = (getattr(entry, name, None) for name in NAMED_BY)
    return next((one for one in named if isinstance(one, str)), str(index))
