"""The documents of the five regulations and of the worked example, and ways to alter them."""

import copy
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from chalicelib.adapters.regulation_files import PACKAGED
from chalicelib.domain.regulation import Regulation
from chalicelib.reading import Unreadable, read
from tests.docs.pages import worked_example

Path = tuple[str | int, ...]


def documents() -> dict[str, dict[str, Any]]:
    found = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in PACKAGED.glob("*.toml")}
    return dict(sorted(found.items())) | {"example": worked_example()}


def as_json(document: dict[str, Any]) -> object:
    """As an editor with JSON Schema sees it: dates are strings."""
    plain: object = json.loads(json.dumps(document, default=str))
    return plain


def leaves(node: dict[str, Any] | list[Any], at: Path = ()) -> Iterator[tuple[Path, object]]:
    inner: Iterable[tuple[str | int, Any]]
    inner = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in inner:
        if isinstance(value, dict | list):
            yield from leaves(value, (*at, key))
        else:
            yield (*at, key), value


def pattern(path: Path) -> Path:
    """The path with the places in lists left out: what kind of value it is."""
    return tuple("*" if isinstance(key, int) else key for key in path)


def altered(document: dict[str, Any], path: Path, value: object) -> dict[str, Any]:
    changed = copy.deepcopy(document)
    inner: Any = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return changed


def without(document: dict[str, Any], path: Path) -> dict[str, Any]:
    changed = copy.deepcopy(document)
    inner: Any = changed
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return changed


def another(document: dict[str, Any], path: Path, value: object) -> Regulation:
    """The regulation with this one value changed, to another that its type allows, or none."""
    changed = altered(document, path, _next(value))
    try:
        return read(Regulation, changed)
    except Unreadable as wrong:
        (error,) = wrong.errors
        words = error.detail.removeprefix("expected one of: ").split(", ")
        other = [word for word in words if word != value]
        return read(
            Regulation, altered(document, path, other[0]) if other else without(document, path)
        )


def _next(value: object) -> object:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case date():
            return value + timedelta(days=1)
        case _:
            return _next_text(str(value))


def _next_text(value: str) -> str:
    """Another text of the same form: a version, a clock time, or anything."""
    if re.fullmatch("[0-9]{2}:[0-9]{2}", value):
        return "23:59"
    if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return "undated"
    if re.fullmatch("[A-Z]{2,4}", value):
        return "QQ"
    if re.fullmatch("[a-z][a-z0-9_]*", value) and value != "undated":
        return f"{value}x"
    return "2001-01-01" if value == "undated" else f"{value}′"
