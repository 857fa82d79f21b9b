"""Personal data opens in its own item alone, with the key that sealed it, whatever replaced it."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.dynamodb.envelopes import SEALED, Envelopes
from chalicelib.adapters.dynamodb.wire import STEP, Item, fields_of, from_wire, size, to_wire
from chalicelib.adapters.dynamodb.wire import with_fields as readable
from chalicelib.adapters.seals import KEY_ID_BYTES, NONCE_BYTES, PhoneKeys, key_id
from chalicelib.application.message_ports import CannotOpen
from tests.application.world import PHONE
from tests.store.aws import ENVELOPES, KEYS

TAG_BYTES = 16
AROUND = len(SEALED) + KEY_ID_BYTES + NONCE_BYTES + TAG_BYTES
HERE: Item = {"pk": "T#tkt_1", "sk": "TXT", "v": 3}
WORDS = {"sj": "夜间施工噪声", "de": "住在三单元的张三", "rq": {"p": PHONE}}
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=2000)


def kept(fields: Mapping[str, object], envelopes: Envelopes = ENVELOPES) -> Item:
    """As a table gives it back."""
    return from_wire(to_wire(envelopes.closed(HERE, fields)))


@given(st.dictionaries(texts, texts, max_size=5))
def test_what_was_sealed_is_opened_again(fields: dict[str, str]) -> None:
    assert ENVELOPES.opened(kept(fields)) == fields


def test_nothing_of_it_stands_outside() -> None:
    item = kept(WORDS)
    assert item.keys() == {"pk", "sk", "v", "schema_v", SEALED}
    sealed = item[SEALED]
    assert isinstance(sealed, bytes)
    for word in ("张三", "噪声", PHONE[1:]):
        assert word.encode() not in sealed


@pytest.mark.parametrize(
    "elsewhere", [{"pk": "T#tkt_2"}, {"sk": "P#1"}, {"pk": "T#tkt_1T", "sk": "XT"}]
)
def test_copied_to_another_item_it_does_not_open(elsewhere: Item) -> None:
    with pytest.raises(InvalidTag):
        ENVELOPES.opened({**kept(WORDS), **elsewhere})


@pytest.mark.parametrize("place", [0, 5, 20, -1])
def test_a_byte_that_was_changed_is_noticed(place: int) -> None:
    item = kept(WORDS)
    sealed = item[SEALED]
    assert isinstance(sealed, bytes)
    raw = bytearray(sealed)
    raw[place] ^= 1
    with pytest.raises(InvalidTag):
        ENVELOPES.opened({**item, SEALED: bytes(raw)})


def test_the_same_words_are_never_sealed_alike() -> None:
    assert len({kept(WORDS)[SEALED] for _ in range(20)}) == 20


def test_a_long_text_is_compressed_before_it_is_sealed() -> None:
    long = {"de": "夜里十一点后仍在施工。" * 200}
    item, plain = kept(long), readable(HERE, long)
    packed = plain["z"]
    assert isinstance(packed, bytes)
    assert zlib.decompress(packed)
    assert size(item) == size(plain) - len("z") + AROUND
    assert ENVELOPES.opened(item) == fields_of(plain) == long


def test_what_fills_its_kilobyte_to_the_byte_is_not_compressed_for_nothing() -> None:
    room = STEP - size({**HERE, "schema_v": 2}) - AROUND - len('{"de":""}')
    assert size(kept({"de": "a" * room})) == STEP
    assert size(kept({"de": "a" * (room + 1)})) < STEP


# --- keys that replace each other ---

OLD, NEW = b"s" * 32, b"t" * 32
REPLACED = Envelopes(PhoneKeys(NEW, KEYS.index, (OLD,)))


def test_the_newest_key_seals_and_those_before_still_open() -> None:
    item = kept(WORDS)
    assert REPLACED.opened(item) == WORDS
    later = kept(WORDS, REPLACED)
    assert REPLACED.opened(later) == WORDS
    with pytest.raises(InvalidTag):
        ENVELOPES.opened(later)


def test_two_keys_of_the_same_name_are_both_tried() -> None:
    many = (bytes([byte, more]) * 16 for byte in range(16) for more in range(64))
    twin = next(key for key in many if key_id(key) == key_id(OLD) and key != OLD)
    both = Envelopes(PhoneKeys(twin, KEYS.index, (OLD,)))
    assert both.opened(kept(WORDS)) == WORDS
    assert both.opened(kept(WORDS, both)) == WORDS


def test_a_text_sealed_before_opens_after_its_key_was_replaced() -> None:
    sealed = KEYS.sealed(PHONE, "tkt_1")
    assert REPLACED.keys.opened(sealed, "tkt_1") == PHONE


def test_keys_are_never_told() -> None:
    assert "s" * 8 not in repr(REPLACED)
    assert "t" * 8 not in repr(REPLACED.keys)


# --- a number in a text, and the index ---


def test_a_sealed_number_opens_for_its_own_ticket_alone() -> None:
    sealed = KEYS.sealed(PHONE, "tkt_1")
    assert KEYS.opened(sealed, "tkt_1") == PHONE
    assert KEYS.sealed(PHONE, "tkt_1") != sealed
    with pytest.raises(CannotOpen):
        KEYS.opened(sealed, "tkt_2")


def test_the_index_knows_a_number_again() -> None:
    assert KEYS.indexed(PHONE) == KEYS.indexed(PHONE) != KEYS.indexed("+8613800000001")
    assert PHONE[1:] not in KEYS.indexed(PHONE)
