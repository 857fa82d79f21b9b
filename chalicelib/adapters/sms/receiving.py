"""What webhooks have in common: bodies read strictly, secrets compared, numbers in one form."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, NoReturn

from chalicelib.application.sms_ports import Answer, InboundRequest

LONGEST_BODY = 262_144
DEEPEST = 16
LONGEST_TEXT = 4_096
CHINA_TIME = timezone(timedelta(hours=8))
YEARS = range(2000, 2201)
PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
CHINESE_MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9][0-9]{9})")
JSON_TYPE = "application/json; charset=utf-8"

Fields = Mapping[str, Any]


class Malformed(Exception):
    """The body is not what the provider sends; `args` say what is wrong, never what was sent."""


def header(request: InboundRequest, name: str) -> str | None:
    return next((value for key, value in request.headers.items() if key.lower() == name), None)


def secret_fits(given: str | None, secrets: Collection[str]) -> bool:
    """In a time that does not tell how much of it was right."""
    said = (given or "").encode("utf-8", "surrogatepass")
    fits = [hmac.compare_digest(said, one.encode()) for one in secrets if one]
    return any(fits)


def json_of(body: bytes) -> Any:  # noqa: ANN401 - as JSON is
    """The JSON in a body of bounded size and depth, in UTF-8, no field given twice."""
    if len(body) > LONGEST_BODY:
        raise Malformed("too_long")
    try:
        text = body.decode("utf-8")
        found = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Malformed("not_json") from None
    _check(found)
    return found


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a field twice")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _check(data: object) -> None:
    """Not too deep, and nowhere half a character."""
    level = [data]
    for _ in range(DEEPEST):
        for one in level:
            for text in one if isinstance(one, dict) else [one]:
                whole(text)
        level = [inner for one in level for inner in _inner(one)]
        if not level:
            return
    raise Malformed("too_deep")


def _inner(data: object) -> Collection[Any]:
    if isinstance(data, dict):
        return data.values()
    return data if isinstance(data, list) else ()


def whole(text: object) -> None:
    """Raises `Malformed` for a text with half a character in it (a lone surrogate)."""
    if isinstance(text, str) and not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise Malformed("half_a_character") from None


def objects(data: object) -> Sequence[Fields]:
    """A list of objects, with at least one."""
    if not isinstance(data, list) or not data or not all(isinstance(one, dict) for one in data):
        raise Malformed("not_a_list_of_objects")
    return data


def text_of(data: Fields, name: str, longest: int = LONGEST_TEXT) -> str:
    found = data.get(name)
    if not isinstance(found, str) or len(found) > longest:
        raise Malformed(name)
    return found


def id_of(data: Fields, name: str) -> str:
    """An id: a text that is not empty."""
    found = text_of(data, name, 256)
    if not found.strip():
        raise Malformed(name)
    return found


def optional_text(data: Fields, name: str, longest: int = LONGEST_TEXT) -> str | None:
    found = data.get(name)
    return None if found is None or found == "" else text_of(data, name, longest)


def number_or_text(data: Fields, name: str) -> str:
    """An id that the provider sends as a number here and as a text there."""
    found = data.get(name)
    is_number = isinstance(found, int) and not isinstance(found, bool)
    return id_of({name: str(found)}, name) if is_number else id_of(data, name)


def seconds_of(data: Fields, name: str, unit: int = 1) -> datetime:
    """An instant counted since 1970, `unit` to the second."""
    found = data.get(name)
    if isinstance(found, bool) or not isinstance(found, int):
        raise Malformed(name)
    try:
        at = datetime.fromtimestamp(found // unit, UTC)
    except (ValueError, OverflowError, OSError):
        raise Malformed(name) from None
    return _in_range(at, name)


def chinese_time(data: Fields, name: str) -> datetime:
    """China's wall clock without an offset; some of the documentation shows it without marks."""
    found = text_of(data, name, 40)
    marked = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}", found)
    pattern = "%Y-%m-%d %H:%M:%S" if marked else "%Y%m%d%H%M%S"
    if not marked and not re.fullmatch("[0-9]{14}", found):
        raise Malformed(name)
    try:
        at = datetime.strptime(found, pattern).replace(tzinfo=CHINA_TIME).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Malformed(name) from None
    return _in_range(at, name)


def _in_range(at: datetime, name: str) -> datetime:
    if at.year not in YEARS:
        raise Malformed(name)
    return at


def e164(number: str, country: str | None = None) -> str | None:
    """`13800000000`, `0086 138…` and `+86138…` are one number; None if it is nobody's.

    `country`: its code where the provider says it apart, without a plus.
    """
    bare = re.sub("[ -]", "", number)
    if country not in {None, "", "86"} and not bare.startswith("+"):
        bare = f"+{country}{bare}"
    mobile = CHINESE_MOBILE.fullmatch(bare)
    if mobile:
        return f"+86{mobile[1]}"
    return bare if PHONE.fullmatch(bare) and not bare.startswith("+86") else None


def digest(*parts: str) -> str:
    """The same for the same parts, in this order; tells nothing of a text to whoever sees it."""
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()


def json_answer(body: Mapping[str, Any]) -> Answer:
    return Answer(200, {"Content-Type": JSON_TYPE}, json.dumps(body, ensure_ascii=False))
