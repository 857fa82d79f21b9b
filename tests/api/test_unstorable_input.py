"""What no table can hold is refused before the store is asked, wherever it stands."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.api.conftest import Hotline, Json
from tests.api.test_bad_input import send

YEAR: Json = {
    "year": 2027,
    "published": {"first": "2027-01-01", "last": "2027-12-31"},
    "notices": None,
    "holidays": {"2027-01-01": "元旦"},
    "make_up_days": {},
    "decisions": {},
}
HALF = b'"\\ud83d"'
NUL = b'"a\\u0000b"'
DIGITS_39 = b"1" + b"0" * 38
NINES_38 = b"9" * 38

UNSTORABLE: list[tuple[str, bytes, int]] = [
    ("half a character", HALF, 400),
    ("not a number", b"NaN", 400),
    ("infinite", b"-Infinity", 400),
    ("NUL", NUL, 400),
    ("too large for a float", b"1e400", 400),
    ("39 digits", DIGITS_39, 400),
    ("39 digits below zero", b"-" + DIGITS_39, 400),
    ("39 digits, most of them behind the point", b"1." + DIGITS_39[1:], 400),
    ("39 digits and an exponent", b"0." + DIGITS_39 + b"e-3", 400),
]
named = pytest.mark.parametrize(
    ("raw", "status"), [case[1:] for case in UNSTORABLE], ids=[case[0] for case in UNSTORABLE]
)


@named
@pytest.mark.parametrize("place", ["subject", "requester/name", "location/lat", "nobody_knows"])
def test_in_a_request_it_is_refused_and_nothing_is_filed(
    hotline: Hotline, place: str, raw: bytes, status: int
) -> None:
    body = put_in(hotline.request(), place, raw)
    reply = send(hotline, "/v1/tickets", body, "operator")
    assert reply.status == status
    assert hotline.call("GET", "/v1/tickets", who="office")["items"] == []


@named
def test_in_a_calendar_it_is_refused(hotline: Hotline, raw: bytes, status: int) -> None:
    """Which is kept as it was sent."""
    body = put_in(YEAR, "holidays/2027-01-01", raw)
    headers = {"Content-Type": "application/json"}
    headers["Authorization"] = f"Bearer {hotline.token('supervisor')}"
    assert hotline.send("PUT", "/v1/calendars/2027", body, headers).status == status


def test_as_a_name_of_a_field_it_is_refused(hotline: Hotline) -> None:
    for name, status in ((NUL, 400), (HALF, 400)):
        reply = send(hotline, "/v1/tickets", b"{" + name + b": 1}", "operator")
        assert reply.status == status


def test_the_largest_number_is_read(hotline: Hotline) -> None:
    """And found to be no latitude, which is another matter."""
    reply = send(
        hotline, "/v1/tickets", put_in(hotline.request(), "location/lat", NINES_38), "operator"
    )
    assert reply["errors"] == [{"pointer": "/location/lat", "detail": "expected -90 to 90"}]


LONG = "x" * 3000


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/v1/tickets/{LONG}", 404),
        (f"/v1/tickets/{LONG}/events", 404),
        ("/v1/tickets/%00", 404),
        ("/v1/tickets/%ED%A0%80", 404),
        (f"/v1/jurisdictions/{LONG}", 404),
        (f"/v1/tickets?holder={LONG}", 422),
        (f"/v1/tickets?unit={LONG}", 422),
        ("/v1/tickets?unit=%00", 422),
        (f"/v1/tickets?cursor={LONG}", 422),
    ],
)
def test_no_key_is_made_of_it(hotline: Hotline, path: str, status: int) -> None:
    reply = hotline.call("GET", path, who="supervisor")
    assert reply.status == status, reply.body


def put_in(document: Json, place: str, raw: bytes) -> bytes:
    """The document as JSON, with these bytes for a value."""
    mark, copy = "HERE", json.loads(json.dumps(document))
    inner: Any = copy
    *path, last = place.split("/")
    for name in path:
        inner = inner[name]
    inner[last] = mark
    return json.dumps(copy, ensure_ascii=False).encode().replace(json.dumps(mark).encode(), raw)
