"""Items of earlier shapes become items of the present one when they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.adapters.dynamodb.names import SHORT, TICKET

Plain = dict[str, Any]
Upcast = Callable[[Plain], Plain]

SCHEMA_V = 2
PHONES_ALONE = 1
REQUESTER, PHONE = TICKET["requester"], SHORT["Requester"]["phone"]
HEADER, WORDS, ROUND, SUPERVISION, FORM, EVENTS = "H", "TXT", "R", "S", "P", "EV"

# (kind of item, the version it was written in) → its fields as of the next version.
UPCASTS: Mapping[tuple[str, int], Upcast] = {}


class FromTheFuture(ValueError):
    """Written by a newer release, which this one cannot read without losing something."""


def phones_opened(plain: Any, opened: Callable[[str], str]) -> Any:
    """In version 1 only a requester's phone was sealed, wherever it stood among the fields."""
    if isinstance(plain, list):
        return [phones_opened(one, opened) for one in plain]
    if not isinstance(plain, dict):
        return plain
    changed = {key: phones_opened(one, opened) for key, one in plain.items()}
    requester = changed.get(REQUESTER)
    if isinstance(requester, dict) and isinstance(requester.get(PHONE), str):
        changed[REQUESTER] = {**requester, PHONE: opened(requester[PHONE])}
    return changed


def kind_of(sort_key: str) -> str:
    return sort_key.partition("#")[0]


def upcast(
    kind: str,
    version: int,
    plain: Plain,
    table: Mapping[tuple[str, int], Upcast] | None = None,
    newest: int | None = None,
) -> Plain:
    """The fields of an item as the present release writes them."""
    steps = UPCASTS if table is None else table
    to = SCHEMA_V if newest is None else newest
    if version > to:
        raise FromTheFuture(f"{kind} of schema_v {version}; this release reads up to {to}")
    for step in range(version, to):
        known = steps.get((kind, step))
        plain = known(plain) if known else plain
    return plain
