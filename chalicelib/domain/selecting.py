"""Choosing a rule for a ticket: equal values on named axes, the most specific selector wins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Protocol, TypeVar

from chalicelib.domain.terms import Selector

if TYPE_CHECKING:
    from chalicelib.domain.directory import Directory
    from chalicelib.domain.state import Ticket

Axes = Mapping[str, str | bool | None]
Conditions = tuple[tuple[str, tuple[str, ...] | bool], ...]
OTHER = "…"


class Selectable(Protocol):
    @property
    def when(self) -> Selector: ...


R = TypeVar("R", bound=Selectable)


def axes_of(ticket: Ticket, directory: Directory) -> Axes:
    """What a selector can look at, of one ticket."""
    unit = directory.known(ticket.unit)
    return {
        "category": ticket.category,
        "complexity": ticket.complexity,
        "urgency": ticket.urgency,
        "source": ticket.source.kind if ticket.source else None,
        "unit_kind": unit.kind.value if unit else None,
        "directly_answerable": ticket.directly_answerable,
        "reply_wanted": ticket.requester.reply_wanted,
    }


@lru_cache(maxsize=1024)
def conditions(selector: Selector) -> Conditions:
    """The axes that a selector names, and what it wants of them."""
    values = ((axis.name, getattr(selector, axis.name)) for axis in fields(selector))
    return tuple((name, wanted) for name, wanted in values if wanted is not None)


def matches(selector: Selector, axes: Axes) -> bool:
    return all(
        axes[axis] is wanted if isinstance(wanted, bool) else axes[axis] in wanted
        for axis, wanted in conditions(selector)
    )


def specificity(selector: Selector) -> int:
    return len(conditions(selector))


def most_specific(rules: Iterable[R], axes: Axes) -> R | None:
    """The matching rule that names most axes; loading has refused ties."""
    fitting = [rule for rule in rules if matches(rule.when, axes)]
    return max(fitting, key=lambda rule: specificity(rule.when), default=None)


def ties(rules: Iterable[R]) -> Iterator[tuple[R, R]]:
    """Pairs of rules between which some ticket could not choose."""
    rules = list(rules)
    found = set()
    for axes in every_combination(rule.when for rule in rules):
        fitting = [rule for rule in rules if matches(rule.when, axes)]
        top = max((specificity(rule.when) for rule in fitting), default=0)
        best = [rule for rule in fitting if specificity(rule.when) == top]
        if len(best) > 1 and (id(best[0]), id(best[1])) not in found:
            found.add((id(best[0]), id(best[1])))
            yield best[0], best[1]


def every_combination(selectors: Iterable[Selector]) -> Iterator[Axes]:
    """Every point of the axes that some selector tells apart."""
    values: dict[str, set[str | bool]] = {axis.name: set() for axis in fields(Selector)}
    for selector in selectors:
        for axis, wanted in conditions(selector):
            values[axis].update((True, False) if isinstance(wanted, bool) else wanted)
    choices = [
        sorted(found, key=str) + ([] if True in found else [OTHER]) for found in values.values()
    ]
    for point in product(*choices):
        yield dict(zip(values, point, strict=True))
