"""What is kept of a text: whole characters in one form, nothing unseen, a short one in one line."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.directory import Role
from chalicelib.domain.intake import Register, RequesterGiven
from chalicelib.entrypoints.api.body import as_a, parsed
from chalicelib.entrypoints.api.errors import LONGEST_POINTER, MOST_ERRORS, Problem
from tests.security.edge import Edge, Json

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def request(**but: object) -> Json:
    usual = {
        "jurisdiction": "somewhere",
        "category": "help",
        "subject": "路灯",
        "description": "坏了",
    }
    return {**usual, **but}


def read_as_sent(body: object) -> Register:
    return as_a(Register, parsed(json.dumps(body).encode(), "application/json"))


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60))
def test_whatever_was_written_nothing_unseen_is_left(text: str) -> None:
    kept = parsed(json.dumps([text]).encode(), None)[0]
    assert unicodedata.is_normalized("NFC", kept)
    assert not any(char in BIDI for char in kept)
    assert all(unicodedata.category(char) != "Cc" or char in "\t\n\r" for char in kept)
    assert parsed(json.dumps([kept]).encode(), None)[0] == kept


@pytest.mark.parametrize("char", [*BIDI, "\x01", "\x07", "\x1b", "\x7f", "\x85", "\x9f"])
def test_an_unseen_character_is_taken_out_of_any_field(char: str) -> None:
    """Phone numbers that were copied from an address book come wrapped in such."""
    requester = {"phone": f"{char}+8613800000000{char}", "name": f"王{char}小明"}
    found = read_as_sent(request(subject=f"路{char}灯", requester=requester))
    assert found.subject == "路灯"
    assert found.requester == RequesterGiven(phone="+8613800000000", name="王小明")


def test_two_ways_to_write_a_letter_become_one() -> None:
    assert read_as_sent(request(subject="Cafe\u0301")).subject == "Café"


def test_lines_are_kept_where_one_writes_in_lines() -> None:
    found = read_as_sent(request(subject="路灯\r\n\t坏了", description="一\n\t二\r\n三"))
    assert (found.subject, found.description) == ("路灯 坏了", "一\n\t二\r\n三")


def test_joined_characters_stay_joined() -> None:
    """A zero-width joiner is seen: it makes one picture of several."""
    family = "👨‍👩‍👧"
    assert read_as_sent(request(subject=family)).subject == family


REFUSED = {
    "a NUL": rb'{"a": "a\u0000b"}',
    "half a character": rb'{"a": "\ud83d"}',
    "half a character in a name": rb'{"\udc00": 1}',
    "NaN": b'{"a": NaN}',
    "Infinity": b'[{"a": -Infinity}]',
    "beyond any float": b'{"a": 1e400}',
    "39 digits": b'{"a": 1' + b"0" * 38 + b"}",
    "39 digits below zero": b"[-1" + b"0" * 38 + b"]",
    "5000 digits": b"9" * 5_000,
    "33 deep": b"[" * 33 + b"]" * 33,
    "100,000 deep": b"[" * 100_000,
    "a name twice": b'{"a": 1, "a": 1}',
    "a name twice inside": b'{"a": {"b": 1, "b": 2}}',
    "another name for the same": rb'{"a": 1, "\u0061": 2}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "no UTF-8": b'{"a": "\xff"}',
    "too long a way to write a character": b'{"a": "\xc0\xaf"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "a comment": b'{"a": 1} // no',
    "two values": b"{} {}",
}


@pytest.mark.parametrize("raw", REFUSED.values(), ids=REFUSED)
def test_what_no_two_readers_would_read_alike_is_malformed(raw: bytes) -> None:
    with pytest.raises(Problem) as refused:
        parsed(raw, "application/json")
    assert (refused.value.status, refused.value.code) == (400, "malformed")


def test_what_is_just_within_the_bounds_is_read() -> None:
    assert parsed(b"9" * 38, None) == 10**38 - 1
    assert parsed(b"[" * 31 + b"1" + b"]" * 31, None)


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate, gzip"])
def test_a_compressed_body_is_not_unpacked(coding: str) -> None:
    """Who unpacks what a stranger packed may get a thousand times as much."""
    with pytest.raises(Problem) as refused:
        parsed(b"\x1f\x8b\x08", "application/json", coding)
    assert refused.value.status == 415


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "text/json",
        "application/json; charset=gbk",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        ",",
    ],
)
def test_another_type_or_charset_is_not_guessed(content_type: str) -> None:
    with pytest.raises(Problem) as refused:
        parsed(b"{}", content_type)
    assert refused.value.status == 415


def test_no_answer_outgrows_its_question(edge: Edge) -> None:
    """20,000 unknown names are not told one by one."""
    ticket = edge.tickets[0]
    many = dict.fromkeys((f"unknown{number}" for number in range(20_000)), 1)
    long = {"x" * 100_000: 1}
    for body in (many, long, {"attachments": [1] * 50_000}):
        headers = edge.as_one_of(Role.OPERATOR, ticket)
        reply = edge.call("POST", "/v1/tickets", headers, body)
        assert reply.status == 422
        errors = reply.json()["errors"]
        assert len(errors) <= MOST_ERRORS
        assert all(len(one["pointer"]) <= LONGEST_POINTER for one in errors)
        assert len(reply.text) < 50_000
