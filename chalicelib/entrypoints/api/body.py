"""Bodies of requests: strict JSON, or a problem that says what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NoReturn, TypeVar

from chalicelib.entrypoints.api.errors import Problem, invalid, malformed, unreadable
from chalicelib.reading import Unreadable, read

MOST_BYTES = 6 * 1024 * 1024  # what AWS Lambda takes
DEEPEST = 32
DIGITS = 38
TOO_LARGE = 10**DIGITS

T = TypeVar("T")


def parsed(raw: bytes, content_type: str | None) -> Any:  # noqa: ANN401 - any JSON value
    """The JSON value of a body; an empty body is an empty object."""
    if len(raw) > MOST_BYTES:
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", "the body exceeds 6 MB")
    if not raw.strip():
        return {}
    if not _is_json(content_type):
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "media_type", "expected application/json")
    try:
        value = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_without_repetition, parse_constant=_no_number
        )
    except (ValueError, RecursionError) as wrong:
        raise malformed("the body is no JSON that can be read") from wrong
    _check_shape(value, DEEPEST)
    return value


def as_a(cls: type[T], value: object) -> T:
    """A decoded body as a command; 422 with every field that is wrong."""
    try:
        return read(cls, value)
    except Unreadable as wrong:
        raise unreadable(wrong) from wrong


def _is_json(content_type: str | None) -> bool:
    media_type = (content_type or "application/json").partition(";")[0].strip().lower()
    return media_type == "application/json"


def _without_repetition(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _check_shape(value: object, depth: int, at: str = "") -> None:
    """Nothing that nobody needs, or that not everybody could store: wherever it stands."""
    if depth == 0:
        raise malformed("nested too deeply")
    if isinstance(value, str):
        _check_text(value, at)
    elif isinstance(value, int | float):
        _check_number(value, at)
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            _check_shape(entry, depth - 1, f"{at}/{index}")
    elif isinstance(value, dict):
        for key, entry in value.items():
            _check_text(key, at)
            _check_shape(entry, depth - 1, f"{at}/{key}")


def _check_text(text: str, at: str) -> None:
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise malformed("a text contains half a character (a lone surrogate)")
    if "\0" in text:
        raise invalid(at, "contains the character U+0000")


def _check_number(number: float, at: str) -> None:
    """JSON has no largest number; ours has 38 digits, as in DynamoDB."""
    if not abs(number) < TOO_LARGE:
        raise invalid(at, f"expected a number of at most {DIGITS} digits")
