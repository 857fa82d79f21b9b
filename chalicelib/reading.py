"""Reads plain data into the frozen types that describe it, and finds all that is wrong at once.

One walk over annotations serves the regulation files and the bodies of requests: unknown and
missing keys, wrong types, lengths and ranges each become an error with a JSON pointer.
"""

from __future__ import annotations

import math
import re
import types
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from itertools import islice
from typing import (
    Annotated,
    Any,
    Literal,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from chalicelib.domain.errors import FieldError
from chalicelib.domain.shape import Items, Range, Text

T = TypeVar("T")
Marks = tuple[Any, ...]
WRONG: Any = object()
YEARS = range(2000, 2201)
# What one does not see and what turns text around: control characters but for tabs and line ends,
# and the marks of bidirectional text (U+061C, U+200E, U+200F, U+202A–U+202E, U+2066–U+2069).
UNSEEN = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
NOT_TEXT = re.compile(f"[{UNSEEN}\ud800-\udfff]")
LINE_ENDS = re.compile(r"[\t\r\n]+")
WRITTEN_IN_LINES = 1_000  # characters; a shorter field is one line
MOST_UNKNOWN = 20  # unknown fields that are told of, so that no answer outgrows its question


class Unreadable(Exception):
    """The data does not fit the type: all that is wrong with it."""

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__("; ".join(f"{one.pointer}: {one.detail}" for one in errors))
        self.errors = errors


def read(cls: type[T], data: object) -> T:
    """`data` as a `cls`; raises `Unreadable` with every error found."""
    errors: list[FieldError] = []
    value = _value(cls, (), data, "", errors)
    if errors:
        raise Unreadable(tuple(errors))
    return value  # type: ignore[no-any-return]


def fields_of(cls: Any) -> tuple[tuple[str, Any, bool], ...]:
    """Name, annotation, and whether it must be given, of each field."""
    return _fields_of(cls)


@cache
def _fields_of(cls: Any) -> tuple[tuple[str, Any, bool], ...]:
    hints = get_type_hints(cls, include_extras=True)
    return tuple((one.name, hints[one.name], _required(one)) for one in fields(cls))


def _required(one: Field[Any]) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


@cache
def unwrapped(annotation: Any) -> tuple[Any, Marks, bool]:
    """The type inside `Annotated` and `| None`, its marks, and whether null is allowed."""
    marks: Marks = ()
    nullable = False
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            marks += tuple(more)
        elif get_origin(annotation) in (Union, types.UnionType):
            rest = [arm for arm in get_args(annotation) if arm is not type(None)]
            nullable = len(rest) < len(get_args(annotation))
            annotation = rest[0] if len(rest) == 1 else rest
        else:
            return annotation, marks, nullable


def _value(annotation: Any, marks: Marks, data: Any, at: str, errors: list[FieldError]) -> Any:
    kind, own_marks, nullable = unwrapped(annotation)
    marks += own_marks
    if data is None and nullable:
        return None
    if is_dataclass(kind):
        return _object(kind, data, at, errors)
    if get_origin(kind) is tuple:
        return _list(kind, marks, data, at, errors)
    try:
        value = _in_one_line(_scalar(kind, data), marks)
    except ValueError as wrong:
        errors.append(FieldError(at, str(wrong)))
        return WRONG
    complaints = (_check(mark, value) for mark in marks)
    errors.extend(FieldError(at, complaint) for complaint in complaints if complaint)
    return value


def _object(cls: Any, data: Any, at: str, errors: list[FieldError]) -> Any:
    if not isinstance(data, Mapping):
        errors.append(FieldError(at, f"expected an object, got {_name(data)}"))
        return WRONG
    known = {name for name, _, _ in fields_of(cls)}
    expected = ", ".join(sorted(known))
    unknown = (key for key in data if key not in known)
    errors.extend(
        FieldError(f"{at}/{key}", f"unknown field; expected: {expected}")
        for key in islice(unknown, MOST_UNKNOWN)
    )
    before = len(errors)
    values = {}
    for name, annotation, required in fields_of(cls):
        if name in data:
            values[name] = _value(annotation, (), data[name], f"{at}/{name}", errors)
        elif required:
            errors.append(FieldError(f"{at}/{name}", f"required: {_expected(annotation)}"))
    return cls(**values) if len(errors) == before else WRONG


def _list(kind: Any, marks: Marks, data: Any, at: str, errors: list[FieldError]) -> Any:
    if not isinstance(data, list):
        errors.append(FieldError(at, f"expected a list, got {_name(data)}"))
        return WRONG
    arms = get_args(kind)
    if arms[-1] is not Ellipsis:
        if len(data) != len(arms):
            errors.append(FieldError(at, f"expected {len(arms)} entries"))
            return WRONG
    else:
        arms = (arms[0],) * len(data)
    for mark in marks:
        if isinstance(mark, Items) and not mark.least <= len(data) <= mark.most:
            errors.append(FieldError(at, f"expected {mark.least} to {mark.most} entries"))
            return WRONG
    return tuple(
        _value(arm, (), entry, f"{at}/{index}", errors)
        for index, (arm, entry) in enumerate(zip(arms, data, strict=True))
    )


def _scalar(kind: Any, data: Any) -> Any:
    if get_origin(kind) is Literal:
        if data not in get_args(kind) or isinstance(data, bool):
            raise ValueError("expected one of: " + ", ".join(map(str, get_args(kind))))
        return data
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        if not isinstance(data, str) or data not in list(kind):
            raise ValueError("expected one of: " + ", ".join(kind))
        return kind(data)
    reader = SCALARS.get(kind)
    if reader is None:
        raise TypeError(f"a field of type {kind} cannot be read")
    return reader(data)


def _text(data: Any) -> str:
    if not isinstance(data, str):
        raise ValueError(f"expected a string, got {_name(data)}")
    text = unicodedata.normalize("NFC", data)
    if NOT_TEXT.search(text):
        raise ValueError("contains control characters or broken Unicode")
    return text


def _in_one_line(value: Any, marks: Marks) -> Any:
    """A short text is one line; what was pasted with line ends has spaces in their place."""
    short = any(isinstance(one, Text) and one.longest < WRITTEN_IN_LINES for one in marks)
    return LINE_ENDS.sub(" ", value) if short and isinstance(value, str) else value


def _int(data: Any) -> int:
    if not isinstance(data, int) or isinstance(data, bool):
        raise ValueError(f"expected a whole number, got {_name(data)}")
    return data


def _float(data: Any) -> float:
    if not isinstance(data, int | float) or isinstance(data, bool):
        raise ValueError(f"expected a number, got {_name(data)}")
    try:
        number = float(data)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError("expected a finite number")
    return number


def _bool(data: Any) -> bool:
    if not isinstance(data, bool):
        raise ValueError(f"expected true or false, got {_name(data)}")
    return data


def _instant(data: Any) -> datetime:
    if isinstance(data, str):
        if not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T", data):
            raise ValueError("expected an RFC 3339 instant such as 2026-03-02T09:00:00+08:00")
        try:
            data = datetime.fromisoformat(data)
        except ValueError as wrong:
            raise ValueError(f"not an instant: {wrong}") from wrong
    if not isinstance(data, datetime) or data.tzinfo is None:
        raise ValueError("expected an RFC 3339 instant with its offset")
    if data.year not in YEARS:
        raise ValueError(f"expected a year from {YEARS[0]} to {YEARS[-1]}")
    return data.replace(microsecond=0)  # the system counts no finer than its clock


def _date(data: Any) -> date:
    if isinstance(data, str):
        try:
            return date.fromisoformat(data)
        except ValueError as wrong:
            raise ValueError(f"not a date: {wrong}") from wrong
    if not isinstance(data, date) or isinstance(data, datetime):
        raise ValueError(f"expected a date, got {_name(data)}")
    return data


SCALARS: Mapping[Any, Callable[[Any], Any]] = {
    str: _text,
    int: _int,
    float: _float,
    bool: _bool,
    datetime: _instant,
    date: _date,
}


def _check(mark: Any, value: Any) -> str | None:
    if isinstance(mark, Text):
        if len(value) > mark.longest:
            return f"longer than {mark.longest} characters"
        seen = (char for char in value if char.isprintable() and not char.isspace())
        if sum(1 for _ in islice(seen, mark.shortest)) < mark.shortest:
            return "must not be empty" if mark.shortest == 1 else "too short"
        if mark.pattern and not re.fullmatch(mark.pattern, value):
            return f"expected {mark.hint or mark.pattern}"
    if isinstance(mark, Range) and not mark.least <= value <= mark.most:
        return f"expected {_number(mark.least)} to {_number(mark.most)}"
    return None


def _number(bound: float) -> str:
    """Whole where it is whole, however large."""
    return str(int(bound)) if bound == int(bound) else f"{bound:g}"


def _expected(annotation: Any) -> str:
    kind, _, _ = unwrapped(annotation)
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(map(str, get_args(kind)))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return "one of " + ", ".join(kind)
    if is_dataclass(kind):
        return "an object"
    if get_origin(kind) is tuple:
        return "a list"
    return {str: "a string", int: "a whole number", bool: "true or false"}.get(kind, "a value")


def _name(data: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true/false"}
    return "null" if data is None else names.get(type(data), type(data).__name__)
