"""The domain's frozen types as plain values and back, read from their annotations.

A field that holds its default, or what follows from the others, is left out. Instants become
seconds since 1970 in UTC; where a microsecond counts, text with six digits of it.
"""

from __future__ import annotations

import importlib
import pkgutil
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from chalicelib import domain
from chalicelib.adapters.dynamodb.names import DERIVED, SHORT
from chalicelib.application.ports import Unstorable
from chalicelib.domain.decision import Event
from chalicelib.late import dataclass

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
MARK = "$"


@dataclass(frozen=True, slots=True)
class Coder:
    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


def encode(annotation: Any, value: object) -> Any:
    return coder(annotation).encode(value)


def decode(annotation: Any, plain: object) -> Any:
    return coder(annotation).decode(plain)


# --- instants ---


def micros_of(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def moment_of(micros: int) -> datetime:
    return EPOCH + timedelta(microseconds=micros)


def plain_instant(moment: datetime) -> int | str:
    seconds, micros = divmod(micros_of(moment), SECOND)
    return f"{seconds}.{micros:06d}" if micros else seconds


def read_instant(plain: int | str) -> datetime:
    if isinstance(plain, int):
        return EPOCH + timedelta(seconds=plain)
    seconds, _, micros = plain.partition(".")
    return EPOCH + timedelta(seconds=int(seconds), microseconds=int(micros))


# --- one coder an annotation ---

AS_IT_IS = Coder(lambda value: value, lambda plain: plain)


@cache
def coder(annotation: Any) -> Coder:  # noqa: PLR0911 - one a kind of type
    """How values of a type are written and read."""
    origin = get_origin(annotation)
    if origin is typing.Annotated:
        return coder(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return _nullable(annotation)
    if origin is tuple:
        return _tuple(get_args(annotation))
    if annotation is Any or origin is dict:
        return Coder(_encode_any, _decode_any)
    if annotation is datetime:
        return Coder(plain_instant, read_instant)
    if annotation is date:
        return Coder(lambda day: day.isoformat(), date.fromisoformat)
    if is_dataclass(annotation) and isinstance(annotation, type):
        return _record(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return Coder(lambda value: value.value, annotation)
    if annotation in (str, int, float, bool) or origin is Literal:
        return AS_IT_IS
    raise TypeError(f"a field of type {annotation} cannot be stored")


def _nullable(annotation: Any) -> Coder:
    arms = [arm for arm in get_args(annotation) if arm is not type(None)]
    if len(arms) != 1:
        raise TypeError(f"a field of type {annotation} cannot be stored")
    inner = coder(arms[0])
    return Coder(
        lambda value: None if value is None else inner.encode(value),
        lambda plain: None if plain is None else inner.decode(plain),
    )


def _tuple(arms: tuple[Any, ...]) -> Coder:
    if arms[-1] is Ellipsis:
        one = coder(arms[0])
        return Coder(
            lambda value: [one.encode(entry) for entry in value],
            lambda plain: tuple(one.decode(entry) for entry in plain),
        )
    each = tuple(coder(arm) for arm in arms)
    return Coder(
        lambda value: [arm.encode(entry) for arm, entry in zip(each, value, strict=True)],
        lambda plain: tuple(arm.decode(entry) for arm, entry in zip(each, plain, strict=True)),
    )


class _Field(typing.NamedTuple):
    """What it holds when it is not there is `default`, or what `follows` from those before it."""

    name: str
    key: str
    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]
    default: Any
    follows: Callable[[dict[str, Any]], Any] | None


def _record(cls: Any) -> Coder:
    """A dataclass as a mapping under short keys, without what it would hold anyway."""
    parts = tuple(_fields(cls))
    # Most fields are absent: they are copied at once instead of being looked at one by one.
    absent = {part.name: part.default for part in parts if not part.follows}
    following = [(part.name, part.key, part.follows) for part in parts if part.follows]
    present = {part.key: (part.name, part.decode) for part in parts}

    def write(value: Any) -> dict[str, Any]:
        plain: dict[str, Any] = {}
        seen: dict[str, Any] = {}
        for name, key, encode, _, default, follows in parts:
            held = seen[name] = getattr(value, name)
            if held != (follows(seen) if follows else default):
                plain[key] = encode(held)
        return plain

    def read(plain: Mapping[str, Any]) -> Any:
        seen = absent.copy()
        for key, held in plain.items():
            if known := present.get(key):
                name, decode = known
                seen[name] = decode(held)
        for name, key, follows in following:
            if key not in plain:
                seen[name] = follows(seen)
        return cls(**seen)

    return Coder(write, read)


def _fields(cls: Any) -> typing.Iterator[_Field]:
    hints = hints_of(cls)
    short, derived = SHORT.get(cls.__name__, {}), DERIVED.get(cls.__name__, {})
    # What follows from other fields comes after them.
    for one in sorted(fields(cls), key=lambda one: one.name in derived):
        follows = derived.get(one.name) or _made_anew(one.default_factory)
        default = None if one.default is MISSING else one.default
        key, held = short.get(one.name, one.name), coder(hints[one.name])
        yield _Field(one.name, key, held.encode, held.decode, default, follows)


def _made_anew(factory: Any) -> Callable[[dict[str, Any]], Any] | None:
    return None if factory is MISSING else lambda _: factory()


# --- values of any type, as requests carry them in their details ---


def _encode_any(value: Any) -> Any:  # noqa: PLR0911 - one a kind of value
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime):
        return {f"{MARK}t": plain_instant(value)}
    if isinstance(value, date):
        return {f"{MARK}d": value.isoformat()}
    if isinstance(value, tuple):
        return {f"{MARK}u": [_encode_any(entry) for entry in value]}
    if isinstance(value, list):
        return [_encode_any(entry) for entry in value]
    if isinstance(value, Mapping):
        pairs = [(key, _encode_any(entry)) for key, entry in value.items()]
        marked = any(key.startswith(MARK) for key, _ in pairs)
        return {f"{MARK}m": [list(pair) for pair in pairs]} if marked else dict(pairs)
    raise Unstorable(f"{type(value).__name__} in details cannot be stored")


def _decode_any(plain: Any) -> Any:
    if isinstance(plain, list):
        return [_decode_any(entry) for entry in plain]
    if not isinstance(plain, dict):
        return plain
    mark = next(iter(plain), "") if len(plain) == 1 else ""
    reader = MARKED.get(mark)
    return reader(plain) if reader else _decode_mapping(plain)


def _decode_mapping(plain: dict[str, Any]) -> dict[str, Any]:
    return {key: _decode_any(entry) for key, entry in plain.items()}


MARKED: Mapping[str, Callable[[dict[str, Any]], Any]] = {
    f"{MARK}t": lambda plain: read_instant(plain[f"{MARK}t"]),
    f"{MARK}d": lambda plain: date.fromisoformat(plain[f"{MARK}d"]),
    f"{MARK}u": lambda plain: tuple(_decode_any(entry) for entry in plain[f"{MARK}u"]),
    f"{MARK}m": lambda plain: {key: _decode_any(entry) for key, entry in plain[f"{MARK}m"]},
}


# --- the names that annotations use ---


@cache
def hints_of(cls: Any) -> dict[str, Any]:
    """The annotations of a class; names that its module imports only to be checked included."""
    module = vars(importlib.import_module(cls.__module__))
    return typing.get_type_hints(cls, globalns={**_known_names(), **module}, localns={})


@cache
def _known_names() -> dict[str, Any]:
    found: dict[str, Any] = {"datetime": datetime, "date": date}
    for module in domain_modules():
        own = vars(module).items()
        found |= {name: value for name, value in own if _is_class_of(value, module)}
    return found


@cache
def domain_modules() -> tuple[types.ModuleType, ...]:
    names = sorted(one.name for one in pkgutil.iter_modules(domain.__path__))
    return tuple(importlib.import_module(f"{domain.__name__}.{name}") for name in names)


def _is_class_of(value: object, module: types.ModuleType) -> bool:
    return isinstance(value, type) and value.__module__ == module.__name__


@cache
def event_classes() -> Mapping[str, type[Event]]:
    """Every event there is by the name of its class: two of them may share a `type`."""
    return {
        name: value
        for module in domain_modules()
        for name, value in vars(module).items()
        if _is_class_of(value, module) and issubclass(value, Event) and value is not Event
    }
