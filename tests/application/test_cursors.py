"""A cursor opens for whom it was made, under the keys that there are; else it is nobody's."""

from __future__ import annotations

from chalicelib.adapters.seals import PhoneKeys
from chalicelib.application import cursors

KEYS, NEXT = PhoneKeys.made(), PhoneKeys.made()
SIGNED = b"k" * 32
POSITION = ["2026-03-02T01:00:00+00:00", "zq20260302-7k3m9q4"]


def test_it_tells_only_its_own_list_where_to_go_on() -> None:
    cursor = cursors.sealed(POSITION, "a list", KEYS, SIGNED)
    assert cursors.opened(cursor, "a list", KEYS, SIGNED) == POSITION
    assert cursors.opened(cursor, "another", KEYS, SIGNED) is None
    assert cursors.opened(cursor[:-4] + "AAAA", "a list", KEYS, SIGNED) is None


def test_one_of_a_key_that_was_replaced_still_opens_and_of_one_that_is_gone_no_more() -> None:
    cursor = cursors.sealed(POSITION, "a list", KEYS, SIGNED)
    rotated = PhoneKeys(NEXT.seal, KEYS.index, (KEYS.seal,))
    assert cursors.opened(cursor, "a list", rotated, SIGNED) == POSITION
    assert cursors.opened(cursor, "a list", NEXT, SIGNED) is None
