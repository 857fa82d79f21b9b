"""Item sizes, by hand from the rules under "item sizes and formats"."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bench.ledger import sizes
from bench.ledger.sizes import Item


@pytest.mark.parametrize(
    ("text", "size"),
    [("", 0), ("abc", 3), ("é", 2), ("工单", 6), ("答复：已修好。", 21), ("😀", 4), ("路灯A3", 8)],
)
def test_strings_count_in_bytes_of_utf8(text: str, size: int) -> None:
    """A string is as large as its UTF-8: Chinese characters and punctuation are 3 bytes each."""
    assert sizes.value({"S": text}) == size


@pytest.mark.parametrize(
    ("digits", "size"),
    [
        ("0", 1),
        ("7", 2),  # half a byte is a whole one: 1 + 1
        ("27", 2),  # 1 + 1
        ("461", 3),  # 2 + 1
        ("1786461547", 6),  # a time in seconds: 5 + 1
        ("-27", 3),  # a minus is one more
        ("100", 2),  # zeros at the end are trimmed
        ("1E125", 2),
        ("0.0025", 2),  # and at the beginning
        ("-0", 1),
        ("3.14", 3),
        ("1" * 38, 20),  # the longest there is: 19 + 1
        ("-" + "1" * 38, 21),
    ],
)
def test_numbers_take_a_byte_for_two_digits_and_one(digits: str, size: int) -> None:
    """About a byte for two significant digits, zeros at both ends trimmed, and one byte more."""
    assert sizes.value({"N": digits}) == size


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"B": b"\x00\x01\x02"}, 3),  # raw bytes, not their base64
        ({"BOOL": False}, 1),
        ({"NULL": True}, 1),
        ({"L": []}, 3),
        ({"M": {}}, 3),
        ({"L": [{"S": "ab"}, {"BOOL": True}]}, 8),  # 3 + (2 + 1) + (1 + 1)
        ({"M": {"单位": {"S": "a"}, "n": {"N": "5"}}}, 15),  # 3 + (6 + 1 + 1) + (1 + 2 + 1)
        ({"L": [{"L": []}]}, 7),  # 3 + (3 + 1)
        ({"SS": ["a", "单"]}, 4),
        ({"NS": ["1", "-100"]}, 5),  # 2 + 3
        ({"BS": [b"ab", b"c"]}, 3),
    ],
)
def test_other_types(value: Mapping[str, Any], size: int) -> None:
    """Null and Boolean: 1. List and map: 3, their elements, and 1 for each of them."""
    assert sizes.value(value) == size


def test_an_item_is_names_and_values_together() -> None:
    """pk + 1 = 3, 描述 + 路灯不亮 = 6 + 12, n + 15 = 1 + 2."""
    assert sizes.item({"pk": {"S": "1"}, "描述": {"S": "路灯不亮"}, "n": {"N": "15"}}) == 24


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(KeyError):
        sizes.value({"X": "?"})


texts = some.text(some.characters(exclude_categories=["Cs"]), max_size=20)
numbers = some.decimals(-(10**20), 10**20, allow_nan=False).map(lambda number: {"N": str(number)})
flat = (
    texts.map(lambda text: {"S": text})
    | some.binary(max_size=20).map(lambda data: {"B": data})
    | some.booleans().map(lambda yes: {"BOOL": yes})
    | numbers
)
values = some.recursive(
    flat,
    lambda inner: (
        some.lists(inner, max_size=3).map(lambda members: {"L": members})
        | some.dictionaries(texts, inner, max_size=3).map(lambda members: {"M": members})
    ),
    max_leaves=6,
)
items = some.dictionaries(texts, values, max_size=5)


@given(items, texts, values)
def test_one_more_attribute_adds_its_name_and_its_value(
    item: dict[str, Any], name: str, value: dict[str, Any]
) -> None:
    without = {other: one for other, one in item.items() if other != name}
    grown = sizes.item({**without, name: value}) - sizes.item(without)
    assert grown == len(name.encode()) + sizes.value(value)


@given(texts, texts)
def test_a_longer_text_is_never_smaller(text: str, more: str) -> None:
    assert sizes.value({"S": text + more}) >= sizes.value({"S": text})


@given(some.lists(values, max_size=4), values)
def test_a_longer_list_is_larger(members: list[Any], one: dict[str, Any]) -> None:
    longer = sizes.value({"L": [*members, one]})
    assert longer == sizes.value({"L": members}) + sizes.value(one) + 1


@given(some.integers(0, 10**37), some.integers(0, 9))
def test_a_number_of_more_digits_is_never_smaller(whole: int, digit: int) -> None:
    longer = f"{whole}{digit}".lstrip("0") or "0"
    if digit:
        assert sizes.number(longer) >= sizes.number(str(whole))
    else:
        assert sizes.number(longer) == sizes.number(str(whole))


@given(some.decimals(-(10**20), 10**20, allow_nan=False, places=6), some.integers(-20, 20))
def test_where_the_point_stands_does_not_matter(number: Decimal, places: int) -> None:
    assert sizes.number(str(number)) == sizes.number(str(number.scaleb(places)))


@given(values)
def test_a_value_is_the_same_as_itself(value: dict[str, Any]) -> None:
    assert sizes.same({"a": value}, {"a": value})


def test_equal_numbers_and_sets_are_the_same_however_written() -> None:
    one: Item = {
        "n": {"N": "1"},
        "s": {"SS": ["a", "b"]},
        "ns": {"NS": ["1", "2.0"]},
        "l": {"L": []},
    }
    other: Item = {
        "n": {"N": "1.0"},
        "s": {"SS": ["b", "a"]},
        "ns": {"NS": ["2", "1"]},
        "l": {"L": []},
    }
    assert sizes.same(one, other)
    assert not sizes.same(one, {**other, "n": {"S": "1"}})
    assert not sizes.same(one, None)
    assert sizes.same(None, None)
