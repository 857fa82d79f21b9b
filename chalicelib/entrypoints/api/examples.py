"""An example of every body, made from its type and a list of words a reader would expect there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from chalicelib.domain.shape import Range
from chalicelib.reading import Marks, fields_of, unwrapped

FILE = Path(__file__).with_suffix(".json")
PLAIN: Mapping[Any, Any] = {
    bool: True,
    datetime: "2026-03-02T09:00:00+08:00",
    date: "2026-03-02",
}


def example_of(cls: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    """Every field of a dataclass, filled in as JSON."""
    own = _words()["by_type"].get(cls.__name__, {})
    return {
        name: own[name] if name in own else _value(name, annotation)
        for name, annotation, _ in fields_of(cls)
    }


def table_for(route: str) -> str:
    """A CSV that this route takes: its header and one line."""
    return "\n".join(_words()["tables"][route]) + "\n"


@cache
def _words() -> dict[str, dict[str, Any]]:
    words: dict[str, dict[str, Any]] = json.loads(FILE.read_text("utf-8"))
    return words


def _value(name: str, annotation: Any) -> Any:  # noqa: ANN401 - any type, any JSON value
    kind, marks, nullable = unwrapped(annotation)
    if is_dataclass(kind):
        return example_of(kind)
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return next(iter(kind)).value
    if get_origin(kind) is tuple:
        return _several(name, kind)
    if get_origin(kind) is dict:
        return {}
    known = PLAIN.get(kind, _words()["by_field"].get(name))
    return known if known is not None or nullable else _any(kind, marks, name)


def _several(name: str, kind: Any) -> list[Any]:  # noqa: ANN401 - any type
    arm = get_args(kind)[0]
    if is_dataclass(unwrapped(arm)[0]):
        return [example_of(unwrapped(arm)[0])]
    if get_origin(arm) is dict:
        return []
    words = _words()["by_field"].get(name, [])
    return words if isinstance(words, list) else [words]


def _any(kind: Any, marks: Marks, name: str) -> Any:  # noqa: ANN401 - as above
    """Where there is no word: the least that is allowed, or the field's own name."""
    least = [int(mark.least) for mark in marks if isinstance(mark, Range)]
    return (least or [1])[0] if kind in (int, float) else name
