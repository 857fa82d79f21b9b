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
PROTECTED = Whose("张三丰", "+8613800000000", struck=True, address="大旺大道20号3栋502")


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
    "(010)62345678": "010****78",
    "（0758）2345678": "0758****78",
    "(0758)234 5678": "0758****78",
    "+852 9123 4567": "+852****67",
    "00852-91234567": "008****67",
    "138.1234.5678": "138****5678",
    "138/1234/5678": "138****5678",
    "138，1234，5678": "138****5678",
    "138、1234、5678": "138****5678",
    "138_1234_5678": "138****5678",
    "138（1234）5678": "138****5678",
    "138\n1234\n5678": "138****5678",
    "138\u200b1234\u200b5678": "138****5678",
    "①③⑧①②③④⑤⑥⑦⑧": "138****5678",
    "١٣٨١٢٣٤٥٦٧٨": "138****5678",
    "𝟏𝟑𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖": "138****5678",
    "幺三八一二三四五六七八": "138****5678",
    "一三八 一两三四 五六七八": "138****5678",
    "壹叁捌壹贰叁肆伍陆柒捌": "138****5678",
    "微信zsf1980": "微信z***",
    "微信号：zsf_feng": "微信号：z***",
    "wx zsf1980": "wx z***",
    "vx13812345678": "vx138****5678",
    "weixin：zsf-1980": "weixin：z***",
    "QQ号12345678": "QQ号1***",
    "扣扣：12345678": "扣扣：1***",
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
    "版本1.2.3",
    "192.168.100.200",
    "138.123.45.67",
    "13,812,345,678元",
    "150、1500、2000元",
    "135.12345678",
    "2026/03/02",
    "1998年至2003年",
    "9:30-11:30",
    "二〇二六年三月二日",
    "一、二、三、四、五、六、七、八、九、十",
    "微信小程序",
    "微信12345",
    "QQ音乐",
    "wxpython",
    "微信ZQ20260302-7K3M9Q4",
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


PIECES = st.lists(st.sampled_from([*TELLING, *NEUTRAL]), min_size=1, max_size=12)


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


NUMBER_AS_WRITTEN = (
    "幺三八零零零零零零零零",
    "138。0000；0000",
    "138转0000转0000",
    "138_0000_0000",
    "138\n0000\n0000",
    "1三8零0零0零0零0",
    "①③⑧⓪⓪⓪⓪⓪⓪⓪⓪",
    "１3٨0000𝟎𝟎𝟎𝟎",
)


@pytest.mark.parametrize("text", NUMBER_AS_WRITTEN)
@pytest.mark.parametrize("whose", [ZHANG, STRUCK])
def test_the_own_number_is_found_however_it_is_written(text: str, whose: Whose) -> None:
    shown = "***" if whose.struck else "138****0000"
    assert masked_text(f"请打{text}找我", whose) == f"请打{shown}找我"


APART = st.lists(st.text(alphabet=" .，、/_（）转\n是abc的", max_size=3), min_size=10, max_size=10)
SPELLINGS = st.lists(st.integers(0, 3), min_size=11, max_size=11)
WRITTEN = ("0123456789", "零一二三四五六七八九", "０１２３４５６７８９", "⓪①②③④⑤⑥⑦⑧⑨")


@given(APART, SPELLINGS)
def test_with_up_to_three_letters_between_its_digits_too(apart: list[str], how: list[int]) -> None:
    whose = Whose(None, "+8613726456789", struck=True)
    digits = [WRITTEN[one][int(digit)] for one, digit in zip(how, "13726456789", strict=True)]
    text = digits[0] + "".join(f"{gap}{one}" for gap, one in zip(apart, digits[1:], strict=True))
    assert masked_text(f"来电{text}，谢谢", whose) == "来电***，谢谢"


@pytest.mark.parametrize("text", ["尾号5678", "尾号是：5678", "后四位五六七八", "尾数678"])
def test_of_a_protected_requester_not_even_the_tail_stays(text: str) -> None:
    shown = masked_text(f"{text}来电", Whose("李明", "+8613812345678", struck=True))
    assert not set("5678五六七八") & set(shown)
    other = Whose("李明", "+8613812344321", struck=True)
    assert masked_text(f"{text}来电", other) == f"{text}来电"


@pytest.mark.parametrize(
    "text",
    [
        *("张_三丰", "张.三丰", "三丰", "老张", "小张", "张医生", "张老板", "张总", "张工"),
        *("张队", "张总经理", "老张师傅"),
    ],
)
def test_nor_how_they_are_called(text: str) -> None:
    assert masked_text(f"找{text}问过", STRUCK) == "找***问过"


@pytest.mark.parametrize(
    ("name", "text"), [("区建国", "小区夜间扰民"), ("施文", "夜间施工"), ("何平安", "从何处来")]
)
def test_a_word_of_every_complaint_is_no_surname(name: str, text: str) -> None:
    assert masked_text(text, Whose(name, None, struck=True)) == text


def test_of_a_name_with_a_dot_each_part_is_a_name() -> None:
    whose = Whose("阿卜杜拉·买买提", None, struck=True)
    assert masked_text("阿卜杜拉来过，买买提也来过", whose) == "***来过，***也来过"
    smith = Whose("Ann Smith", None, struck=True)
    assert masked_text("Smith 与 annual blacksmith", smith) == "*** 与 annual blacksmith"


def test_a_landline_is_found_without_its_code() -> None:
    whose = Whose("李明", "07582345678", struck=True)
    assert masked_text("打2345678，或0758-2345678", whose) == "打***，或***"


# --- the ticket's own address ---

THERE = Whose("张三丰", None, struck=False, address="大旺大道２０号3栋502")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("在大旺大道20号3栋502", "在大旺大道**"),
        ("在大旺大道 20号-3栋-502", "在大旺大道**"),
        ("在20号3栋５０２", "在**"),
        ("在大旺大道附近", "在大旺大道附近"),
        ("在120号3栋502", "在120号3栋502"),
        ("在20号3栋5021", "在20号3栋5021"),
    ],
)
def test_who_sees_the_street_only_reads_the_house_in_no_words(text: str, shown: str) -> None:
    assert masked_text(text, THERE) == shown


def test_a_place_too_short_to_tell_anything_stays() -> None:
    assert masked_text("3号来过", Whose(address="建设路3号")) == "3号来过"


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
    "138，1234，",
    "1、",
    "(0758)",
    "一",
    "幺三",
    "微信",
    "微信号a",
    "wx1",
    "老张",
    "尾号",
    "尾号1",
    "三丰",
    "20号3栋",
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
        return steps(lambda: masked_text(text, PROTECTED))

    small, large = cost(1_000), cost(10_000)
    assert large <= 10.5 * small + 500
    text = (shape * 100_000)[:100_000]
    assert len(masked_text(text, STRUCK)) <= 4 * len(text)


def test_no_pattern_goes_back_over_a_text() -> None:
    """A pattern is one class of characters, repeated or not: there is nothing to go back to."""
    from chalicelib.domain import (  # noqa: PLC0415 - their patterns
        accounts,
        identifiers,
        personal_numbers,
    )

    patterns = [
        one.pattern
        for module in (accounts, identifiers, personal_numbers)
        for one in vars(module).values()
        if hasattr(one, "pattern")
    ]
    assert patterns
    for pattern in patterns:
        inside = pattern.rstrip("+")
        assert inside[0] == "["
        assert inside[-1] == "]"
        assert not set("[](*+?{") & set(inside[1:-1])
