"""Names, numbers and places masked; whatever else stands in a text stays."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.masking import (
    Whose,
    masked_address,
    masked_coordinate,
    masked_name,
    masked_phone,
    masked_text,
)

NOBODY = Whose()
ZHANG = Whose("张三丰", "+8613800000000")
STRUCK = Whose("张三丰", "+8613800000000", struck=True)


def masked(text: str) -> str:
    return masked_text(text, NOBODY)


# --- fields ---


@pytest.mark.parametrize(
    ("name", "shown"), [("张三", "张**"), ("张", "张**"), ("Ann", "A**"), ("", None), (None, None)]
)
def test_of_a_name_its_first_letter_stays(name: str | None, shown: str | None) -> None:
    assert masked_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"), [("+8613812345678", "138****5678"), ("07581234567", "075****4567")]
)
def test_of_a_phone_its_ends_stay(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("肇庆市高新区文德五街3号", "肇庆市高新区文德五街**"),
        ("建设路1号花园小区3栋502", "建设路**"),
        ("阳光小区３栋", "阳光小区**"),
        ("某某大厦二楼东侧办公室", "某某大厦二楼**"),
        ("3号路", "**"),
        ("家里", "家里**"),
    ],
)
def test_of_an_address_the_street_or_the_community_stays(address: str, shown: str) -> None:
    assert masked_address(address) == shown


def test_of_a_place_about_a_kilometre_stays() -> None:
    assert masked_coordinate(23.0515) == 23.05


# --- texts ---

TELLING = {
    "13812345678": "138****5678",
    "138 1234 5678": "138****5678",
    "138-1234-5678": "138****5678",
    "1 3 8 1 2 3 4 5 6 7 8": "138****5678",
    "１３８１２３４５６７８": "138****5678",
    "１３８－１２３４－５６７８": "138****5678",
    "+8613812345678": "+138****5678",
    "0758-2345678": "0758****78",
    "(010)62345678": "(010)62345678",
    "01062345678": "010****78",
    "11010519491231002X": "1101****",
    "110105 19491231 002x": "1101****",
    "130503670401001": "1305****",
    "6222020200112233446": "6222****",
    "6222 0202 0011 2233 446": "6222****",
    "4111-1111-1111-1111": "4111****",
    "粤B12345": "粤B****",
    "粤b·d12345": "粤b****",
    "粤BD12345": "粤B****",
    "粤Z1234港": "粤Z****",
    "E12345678": "E****",
    "EA1234567": "E****",
    "zhang.san_1@mail.example.com": "z***@***",
    "ｚｓ＠ｑｑ．ｃｏｍ": "z***@***",
}
NEUTRAL = (
    "ZQ20260302-7K3M9Q4",
    "XX20260302-7234567",
    "tkt_zq202603027k3m9q4",
    "2026-03-02",
    "2026年3月2日15时30分",
    "第十一条（三）",
    "1500元",
    "12,800.50元",
    "12345",
    "95588",
    "15个工作日",
    "建设路1号3栋502室",
    "GB12523-2011",
    "国办函〔2025〕66号",
    "京沪高速",
    "A座",
)


@pytest.mark.parametrize(("text", "shown"), TELLING.items())
def test_what_tells_who_somebody_is_does_not_stay(text: str, shown: str) -> None:
    assert masked(f"我叫阿明，{text}。") == f"我叫阿明，{shown}。"


@pytest.mark.parametrize("text", NEUTRAL)
def test_what_tells_nothing_stays(text: str) -> None:
    assert masked(f"关于{text}的诉求") == f"关于{text}的诉求"


@pytest.mark.parametrize(
    "text",
    ["13812345678901", "11010519491231002Y", "110105194913310021", "4111111111111112", "粤BABCDE"],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert masked(text) == text


WITHOUT_BRACKETS = [one for one in TELLING if "(" not in one]
PIECES = st.lists(st.sampled_from([*WITHOUT_BRACKETS, *NEUTRAL]), min_size=1, max_size=12)


@given(PIECES, st.sampled_from(["，", "。", "；", "\n", "、"]))
def test_in_a_text_of_both_only_the_one_is_masked(pieces: list[str], between: str) -> None:
    shown = [TELLING.get(one, one) for one in pieces]
    assert masked(between.join(pieces)) == between.join(shown)


@given(st.text(alphabet="说 0123456789-@.粤BX，\uff11\uff20", max_size=60), st.integers(0, 60))
def test_a_mobile_number_between_other_words_never_stays(noise: str, at: int) -> None:
    text = f"{noise[:at]}，13912345678，{noise[at:]}"
    assert "13912345678" not in masked(text)
    assert "139****5678" in masked(text)


@given(st.text(alphabet="说话，。（）夜里施工abc: \n", max_size=200))
def test_a_text_without_digits_and_mail_stays_as_it_is(text: str) -> None:
    assert masked(text) == text


# --- the requester's own ---


def test_the_own_name_is_masked_as_it_is_elsewhere() -> None:
    assert masked_text("我是张三丰，张 三 丰", ZHANG) == "我是张**，张**"


@pytest.mark.parametrize(
    "text",
    ["张三丰", "张 三 丰", "张先生", "13800000000", "138 0000 0000", "１３８００００００００"],
)
def test_of_a_protected_requester_nothing_of_name_and_number_stays(text: str) -> None:
    assert masked_text(f"{text}来电", STRUCK) == "***来电"


def test_nor_do_the_ends_of_anybodys_number() -> None:
    assert masked_text("另一电话13912345678，粤B12345", STRUCK) == "另一电话***，***"


def test_a_latin_letter_is_no_name_to_be_struck_out() -> None:
    assert masked_text("A banana", Whose("a", None, struck=True)) == "A banana"


def test_a_name_of_one_character_is_struck_out_and_not_masked() -> None:
    assert masked_text("张贴广告", Whose("张", None, struck=True)) == "***贴广告"
    assert masked_text("张贴广告", Whose("张", None)) == "张贴广告"


# --- what it costs ---

NASTY = [
    "1",
    "13",
    "1 ",
    "1-",
    "1   -",
    "a@",
    "@",
    "a.",
    "粤",
    "粤B1",
    "粤B",
    "20260302-",
    "ZQ20260302-",
    "138 0000 ",
    "张",
    "张三",
    "E1",
    "110105 ",
]


def steps(work: Callable[[], Any]) -> int:
    """How many lines of the domain were run."""
    count = 0

    def watch(frame: FrameType, event: str, _: object) -> Any:  # noqa: ANN401 - what settrace takes
        nonlocal count
        if "chalicelib" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("shape", NASTY)
def test_a_hundred_kilobytes_of_any_shape_cost_in_proportion(shape: str) -> None:
    """Counted, not timed: ten times the text, at most about ten times the steps."""

    def cost(length: int) -> int:
        text = (shape * length)[:length]
        return steps(lambda: masked_text(text, STRUCK))

    small, large = cost(1_000), cost(10_000)
    assert large <= 10.5 * small + 500
    text = (shape * 100_000)[:100_000]
    assert len(masked_text(text, STRUCK)) <= 4 * len(text)


def test_no_pattern_goes_back_over_a_text() -> None:
    """A pattern is one class of characters, repeated or not: there is nothing to go back to."""
    from chalicelib.domain import identifiers, personal_numbers  # noqa: PLC0415 - their patterns

    patterns = [
        one.pattern
        for module in (identifiers, personal_numbers)
        for one in vars(module).values()
        if hasattr(one, "pattern")
    ]
    assert patterns
    for pattern in patterns:
        inside = pattern.rstrip("+")
        assert inside[0] == "["
        assert inside[-1] == "]"
        assert not set("[](*+?{") & set(inside[1:-1])
