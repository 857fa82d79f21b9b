"""Whoever has the tables, the queue and the stream, and not the key, reads nothing of anybody.

Canaries stand in every field that somebody can fill, and everything is done; then every item of
every table is looked through as it lies there: keys, attributes, bytes, and bytes decompressed.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import tables
from chalicelib.adapters.dynamodb.codec import event_classes
from chalicelib.adapters.dynamodb.envelopes import Envelopes
from chalicelib.adapters.dynamodb.wire import from_wire, to_wire
from chalicelib.adapters.seals import PhoneKeys
from infra.tables import EFFECTS
from tests.api.conftest import Hotline
from tests.api.surveys import say
from tests.builders import PHONE
from tests.properties.life import PLACES
from tests.store.aws import ENVELOPES
from tests.store.golden import a_life, as_wire

Json = dict[str, Any]
# In random lives: all that people say, who they are, and where they live.
SAID = ("属实", "另有说明", "情况复杂", "夜间施工", "建设路", "张三", "UP-1", PHONE[1:])


def raw(value: Any) -> Iterator[str]:  # noqa: ANN401 - whatever an attribute is
    """All that an attribute can be read as."""
    if isinstance(value, Mapping):
        for one in value.values():
            yield from raw(one)
    elif isinstance(value, bytes):
        yield value.decode("utf-8", "ignore")
        yield value.decode("utf-16-le", "ignore")
        try:
            yield zlib.decompress(value).decode("utf-8", "ignore")
        except zlib.error:
            return
    else:
        yield str(value)
        yield str(value).encode().decode("unicode_escape", "ignore")
        try:
            yield base64.b64decode(str(value), validate=True).decode("utf-8", "ignore")
        except (binascii.Error, ValueError):
            return


def hits(items: list[Json], canaries: tuple[str, ...]) -> set[str]:
    return {one for item in items for text in raw(item) for one in canaries if one in text}


def opened(items: list[Json], envelopes: Envelopes) -> str:
    """All that whoever has the key reads."""
    found = map(from_wire, items)
    return json.dumps([envelopes.opened(one) for one in found if "e" in one], ensure_ascii=False)


def test_of_every_event_nothing_can_be_read_in_its_items() -> None:
    done: set[type[object]] = set()
    items = []
    for place in PLACES:
        for seed in range(12):
            life, shelf = a_life(place, seed)
            done |= {type(entry.event) for entry in life.history}
            items += [to_wire(one) for one in shelf.items.values()]
    assert len(done) > len(event_classes()) * 2 / 3, "much was done"
    assert [one for one in SAID if one not in opened(items, ENVELOPES)] == [], "and said"
    assert hits(items, SAID) == set()


def test_a_canary_in_the_clear_is_found() -> None:
    """Else nothing here would show anything, whichever way it hid."""
    text = "张三 住在建设路"
    for hidden in (
        {"S": text},
        {"S": json.dumps(text)},
        {"S": base64.b64encode(text.encode()).decode()},
        {"B": text.encode()},
        {"B": zlib.compress(text.encode(), 9)},
        {"M": {"a": {"S": text}}},
    ):
        assert hits([{"pk": {"S": "x"}, "a": hidden}], SAID) == {"张三", "建设路"}


# --- over HTTP: what is beside the tickets ---

CANARY = "金丝雀"
WORDS, ADDRESS, NAME = f"{CANARY}在屋顶上叫", f"{CANARY}路8号", f"{CANARY}小姐"
NUMBER, STAFF_NUMBER, LETTERS = "+8613912345678", "+8613787654321", "CanarySingsHere"
CANARIES = (CANARY, NUMBER[1:], NUMBER[3:], STAFF_NUMBER[1:], STAFF_NUMBER[3:], LETTERS)


@pytest.fixture
def items(hotline: Hotline) -> list[Json]:
    """Of all tables, after a day with everybody in it."""
    hotline.phone = NUMBER
    words = {
        "subject": WORDS,
        "description": f"{WORDS} {NUMBER}",
        "location": {"address": ADDRESS},
        "requester": {"name": NAME, "phone": NUMBER},
        "source": {"platform": "up", "reference": LETTERS},
    }
    hotline.closed(**words)
    say(hotline, f"{WORDS} 1 2", NUMBER)
    say(hotline, WORDS, STAFF_NUMBER)
    for keyed in (hotline.request(**words), hotline.request(**{**words, "category": LETTERS})):
        hotline.call("POST", "/v1/tickets", keyed, "operator", Idempotency_Key=LETTERS)
    late = hotline.dispatched(**words)
    beside(hotline, late)
    say(hotline, "TD", NUMBER)
    hotline.advance("P40D")
    assert hotline.world.aws is not None
    with hotline.world.aws.lock:
        return [as_wire(one) for _, one in hotline.world.aws.items()]


def beside(hotline: Hotline, ticket: Json) -> None:
    """Files, look-ups, staff, and who looked at whom."""
    form = {"filename": f"{NAME}.pdf", "content_type": "application/pdf", "size": 1000}
    asked = {"number": ticket["number"], "phone_last_four": NUMBER[-4:]}
    member = {"id": "s-1", "name": NAME, "phone": STAFF_NUMBER, "roles": ["supervisor"]}
    shown = {"fields": ["phone"], "purpose": "other", "note": WORDS}
    for method, path, body, who in (
        ("POST", "/v1/attachments", form, "citizen"),
        ("POST", "/v1/lookups", asked, None),
        ("POST", f"/v1/jurisdictions/{hotline.place}/staff", member, "supervisor"),
        ("POST", f"/v1/tickets/{ticket['id']}/reveal", shown, "office"),
    ):
        reply = hotline.call(method, path, body, who)
        assert reply.status < 300, reply.body


def test_of_a_whole_day_nothing_can_be_read_in_any_table(
    hotline: Hotline, items: list[Json]
) -> None:
    keys: PhoneKeys = hotline.world.keys.phones
    told = opened(items, Envelopes(keys))
    assert [one for one in (CANARY, NUMBER, STAFF_NUMBER, LETTERS) if one not in told] == []
    assert hits(items, CANARIES) == set()


def test_what_the_stream_is_filtered_by_tells_a_ticket_and_a_version(items: list[Json]) -> None:
    marks = [one[EFFECTS]["S"] for one in items if EFFECTS in one]
    assert marks
    for mark in marks:
        ticket, _, version = mark.rpartition("#")
        assert ticket.startswith("tkt_")
        assert version.isdecimal()


# Every attribute that stands outside of the envelopes, and why it is nobody's.
OUTSIDE = {
    tables.TICKETS: "pk sk schema_v v uk hk rk ra ds us rq fx",
    tables.DEADLINES: "pk sk schema_v at mark ttl",
    tables.MESSAGES: "pk sk schema_v v since kept_until f rq ttl",
    tables.REFERENCE: "pk sk schema_v v rq",
}
# Units of a place and holidays are published; so are they here.
READABLE = ("CAL", "DIR", "UCHG#")


def test_what_stands_outside_is_known_one_by_one(hotline: Hotline, items: list[Json]) -> None:
    assert hotline.world.aws is not None
    assert items
    for table, item in hotline.world.aws.items():
        beside = set(item) - {"e"} - set(OUTSIDE[table].split())
        counted = {one for one in beside if one.startswith("n_")}
        files = {one for one in beside if one in {"fs", "fw", "fv", "fb", "tk"}}
        if str(item["sk"]["S"]).startswith(READABLE):
            beside -= {"d", "z"}
        assert beside - counted - files == set(), item["sk"]
