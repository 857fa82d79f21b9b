"""How large an item is, as the developer guide counts it ("item sizes and formats").

Attribute values are those of the low-level interface: `{"S": "…"}`, `{"N": "1"}`, bytes in "B".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from typing import Any

Value = Mapping[str, Any]
Item = Mapping[str, Value]

# A list or a map takes this much beside what is in it, and this much more an element.
CONTAINER = 3
ELEMENT = 1

# Wider than the 38 digits a number may have: reading one must never round it.
_EXACT = Context(prec=200)


def text(string: str) -> int:
    """Names and strings count in bytes of UTF-8: an ASCII letter is 1, a Chinese character 3."""
    return len(string.encode())


def number(digits: str) -> int:
    """A byte for two significant digits, one for the exponent, one for a minus.

    Zeros before the first and after the last digit that counts are free: 100 is as large as 1. The
    guide calls this approximate. Digits on both sides of a decimal point may in truth take one
    byte more; the minus is not in the guide but in every measurement.
    """
    _, significant, _ = _EXACT.create_decimal(digits).normalize(_EXACT).as_tuple()
    halves = 0 if significant == (0,) else -(-len(significant) // 2)
    return halves + 1 + (1 if digits.strip().startswith("-") and halves else 0)


def value(attribute: Value) -> int:
    """The size of a value without its name; of a set only its elements, for which none is said."""
    ((kind, content),) = attribute.items()
    return _SIZES[kind](content)


def item(attributes: Item | None) -> int:
    """Names and values together; an item that is not there has no size."""
    return sum(text(name) + value(one) for name, one in (attributes or {}).items())


_SIZES: Mapping[str, Callable[[Any], int]] = {
    "S": text,
    "N": number,
    "B": len,
    "BOOL": lambda _: 1,
    "NULL": lambda _: 1,
    "L": lambda members: CONTAINER + sum(value(one) + ELEMENT for one in members),
    "M": lambda members: CONTAINER + item(members) + ELEMENT * len(members),
    "SS": lambda members: sum(map(text, members)),
    "NS": lambda members: sum(map(number, members)),
    "BS": lambda members: sum(map(len, members)),
}


def canonical(attribute: Value) -> tuple[str, object]:
    """A form in which equal values are equal: 1.0 is 1, and a set has no order."""
    ((kind, content),) = attribute.items()
    match kind:
        case "N":
            return kind, Decimal(content)
        case "NS":
            return kind, frozenset(map(Decimal, content))
        case "SS" | "BS":
            return kind, frozenset(content)
        case "L":
            return kind, tuple(map(canonical, content))
        case "M":
            return kind, frozenset((name, canonical(one)) for name, one in content.items())
        case _:
            return kind, content


def same(one: Item | None, other: Item | None) -> bool:
    """Whether two items hold the same, each of which may be missing."""
    if one is None or other is None:
        return one is other
    return canonical({"M": one}) == canonical({"M": other})
