"""Bodies of requests: strict JSON, or a problem that says what is wrong with it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NoReturn, TypeVar

from chalicelib.entrypoints.api.errors import Problem, malformed, unreadable
from chalicelib.reading import UNSEEN, Unreadable, read

MOST_BYTES = 6 * 1024 * 1024  # what AWS Lambda takes
DEEPEST = 32
DIGITS = 38
TOO_LARGE = 10**DIGITS

JSON = "application/json"
UTF_8 = ("charset=utf-8", "charset=utf8")
UNSEEN_PART = re.compile(f"[{UNSEEN}]+")
# A NUL is the end of a text to many a program, half a character is none to all.
BROKEN = re.compile("[\x00\ud800-\udfff]")

T = TypeVar("T")


def parsed(raw: bytes, content_type: str | None, coding: str | None = None) -> Any:  # noqa: ANN401 - any JSON value
    """The JSON value of a body, its texts cleaned; an empty body is an empty object.

    `coding` is its Content-Encoding. Raises `Problem` 413, 415 or 400, in this order.
    """
    if len(raw) > MOST_BYTES:
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", "the body exceeds 6 MB")
    if not raw.strip():
        return {}
    if not _is_json(content_type) or (coding or "identity").strip().lower() != "identity":
        detail = "expected application/json in UTF-8, not compressed"
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "media_type", detail)
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_without_repetition,
            parse_constant=_no_number,
            parse_float=_float,
        )
    except (ValueError, RecursionError) as wrong:
        raise malformed("the body is no JSON that can be read") from wrong
    return _cleaned(value, DEEPEST)


def as_a(cls: type[T], value: object) -> T:
    """A decoded body as a command; 422 with every field that is wrong."""
    try:
        return read(cls, value)
    except Unreadable as wrong:
        raise unreadable(wrong) from wrong


def _is_json(content_type: str | None) -> bool:
    media_type, *parameters = (part.strip().lower() for part in (content_type or JSON).split(";"))
    charsets = [part for part in parameters if part.startswith("charset")]
    return media_type == JSON and all(one.replace('"', "") in UTF_8 for one in charsets)


def _without_repetition(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _float(text: str) -> float:
    """What would be cut silently to what a float holds is no number of ours."""
    mantissa = text.lower().partition("e")[0]
    if sum(map(str.isdigit, mantissa)) > DIGITS:
        raise malformed(f"a number has more than {DIGITS} digits")
    return float(text)


def _cleaned(value: Any, depth: int) -> Any:  # noqa: ANN401 - any JSON value
    """The value with every text cleaned; nothing that nobody needs, or that not all can store.

    Names of fields stay as they are: one that would have to be cleaned is none of ours.
    """
    if depth == 0:
        raise malformed("nested too deeply")
    if isinstance(value, str):
        return _cleaned_text(value)
    if isinstance(value, int | float) and not abs(value) < TOO_LARGE:
        raise malformed(f"a number has more than {DIGITS} digits")
    if isinstance(value, list):
        return [_cleaned(entry, depth - 1) for entry in value]
    if isinstance(value, dict):
        for key in value:
            _check_whole(key)
        return {key: _cleaned(entry, depth - 1) for key, entry in value.items()}
    return value


def _cleaned_text(text: str) -> str:
    """In NFC, without what one does not see or what turns text around."""
    _check_whole(text)
    return unicodedata.normalize("NFC", UNSEEN_PART.sub("", text))


def _check_whole(text: str) -> None:
    if BROKEN.search(text):
        raise malformed("a text contains a NUL or half a character (a lone surrogate)")
