"""What a citizen texts back: a grade only where there is no doubt, leaving always."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.application.ports import Regulations
from chalicelib.domain.letters import cleaned
from chalicelib.domain.replies import (
    ALPHABET,
    LONGEST,
    Grade,
    Graded,
    Invalid,
    OptedIn,
    OptedOut,
    Parsed,
    code_of,
    extension,
    grades,
    parse,
)
from tests.application.world import REGULATIONS

FIVE = tuple(
    Grade(number=number, rating=rating, words=(words, english))
    for number, (rating, words, english) in enumerate(
        [
            ("very_satisfied", "非常满意", "Very satisfied"),
            ("satisfied", "满意", "Satisfied"),
            ("basically_satisfied", "基本满意", "Basically satisfied"),
            ("dissatisfied", "不满意", "Dissatisfied"),
            ("very_dissatisfied", "非常不满意", "Very dissatisfied"),
        ],
        start=1,
    )
)
BEST, GOOD, FAIR = Graded("very_satisfied"), Graded("satisfied"), Graded("basically_satisfied")
BAD, WORST = Graded("dissatisfied"), Graded("very_dissatisfied")

VALID = {
    "1": BEST,
    "2": GOOD,
    "3": FAIR,
    "4": BAD,
    "5": WORST,
    "５": WORST,
    "⑤": WORST,
    "⑴": BEST,
    "⒉": GOOD,
    "❺": WORST,
    "𝟓": WORST,
    "𝟝": WORST,
    "𝟧": WORST,
    "𝟱": WORST,
    "𝟻": WORST,
    "🯵": WORST,
    "𝟏": BEST,
    "𝟜 不满意": BAD,
    "➄": WORST,
    "⓵": BEST,
    "5️⃣": WORST,
    "5\u20e3": WORST,
    "5。": WORST,
    "5.": WORST,
    "5~": WORST,
    "5～": WORST,
    " 5 ": WORST,
    "\t5\r\n": WORST,
    "　５　": WORST,
    "【5】": WORST,
    "“5”": WORST,
    "（2）": GOOD,
    "5!!!": WORST,
    "5，": WORST,
    "5\x00": WORST,
    "\u200b5\u200d": WORST,
    "\u202e5\u202c": WORST,
    "\ufeff5": WORST,
    "5\u00ad": WORST,
    "5-": WORST,
    "——5": WORST,
    "#5": WORST,
    "4 不满意": BAD,
    "4不满意": BAD,
    "4.不满意。": BAD,
    "4、不满意": BAD,
    "4-不满意": BAD,
    "４不 满 意": BAD,
    "不满意4": BAD,
    "5非常不满意": WORST,
    "1 非常满意！": BEST,
    "2 satisfied": GOOD,
    "2 SATISFIED": GOOD,
    "5 Very dissatisfied.": WORST,
    "5 K7": Graded("very_dissatisfied", "K7"),
    "5K7": Graded("very_dissatisfied", "K7"),
    "K7 5": Graded("very_dissatisfied", "K7"),
    "k75": Graded("very_dissatisfied", "K7"),
    "Ｋ７　５": Graded("very_dissatisfied", "K7"),
    "K7-5": Graded("very_dissatisfied", "K7"),
    "K35": Graded("very_dissatisfied", "K3"),
    "5K3": Graded("very_dissatisfied", "K3"),
    "5 KM": Graded("very_dissatisfied", "KM"),
    "4 不满意 K7": Graded("dissatisfied", "K7"),
    "4 K7 不满意": Graded("dissatisfied", "K7"),
    "K7 4 不满意": Graded("dissatisfied", "K7"),
    "不满意 K7 4": Graded("dissatisfied", "K7"),
}
LEAVING = (
    "TD td Td ＴＤ ｔｄ T.D. td。 T t R r Ｒ Ⓡ "
    "STOP stop Stop. ＳＴＯＰ STOPALL UNSUBSCRIBE Unsubscribe CANCEL End QUIT OptOut REVOKE 𝐓𝐃 𝕋 "
    "退订 退订。 【退订】 退订！ 退\u200b订 退訂 取消订阅 取消訂閱 申请取消订阅 "
    "取消短信 停止发送 不要再发短信 停止 别发了 不要发了 请不要再发送 "
    "回T退订 拒收请回复R TD退订 0000 00000 ００００ 回0000 退订12345 12345退订 退订12345热线短信"
)
OUT = dict.fromkeys([*LEAVING.split(), "T D", "退 订", "我要退订", "请退订，谢谢"], OptedOut())
OUT |= {"TD K7": OptedOut("K7"), "K7 退订": OptedOut("K7"), "0 0 0 0": OptedOut()}
# Leaving beside what is no valid grade: the grade is not guessed, the leaving is kept.
OUT |= dict.fromkeys(["不满意，退订", "退订！不满意", "6 退订", "4 满意 退订", "55 TD"], OptedOut())
OUT |= {"K7 不满意 退订": OptedOut("K7")}
# Leaving comes first: beside a valid grade it is no verdict.
OUT |= dict.fromkeys(
    [
        "5T",
        "5 T",
        "T5",
        "R5",
        "5 R",
        "5TD",
        "td 5",
        "5退订",
        "5 退订。",
        "退订5",
        "５，退订",
        "⑤ STOP",
        "5 非常不满意，请退订",
    ],
    OptedOut(),
)
OUT |= {"5 K7 退订": OptedOut("K7"), "TD K7 5": OptedOut("K7")}
RETURNING = "DY dy ＤＹ D.Y 订阅 订阅。 訂閱 START start 我要订阅"
IN = dict.fromkeys(RETURNING.split(), OptedIn()) | {"DY K7": OptedIn("K7")}
INVALID = {
    "": Invalid("empty"),
    "   ": Invalid("empty"),
    "。。。": Invalid("empty"),
    "\u200b\ufe0f": Invalid("empty"),
    "0": Invalid("no_such_grade"),
    "6": Invalid("no_such_grade"),
    "05": Invalid("no_such_grade"),
    "12": Invalid("no_such_grade"),
    "1 2": Invalid("no_such_grade"),
    "1/2": Invalid("no_such_grade"),
    "5.5": Invalid("no_such_grade"),
    "55": Invalid("no_such_grade"),
    "⑫": Invalid("no_such_grade"),
    "-1": Invalid("no_such_grade"),
    "－1": Invalid("no_such_grade"),
    "−1": Invalid("no_such_grade"),
    " - 1": Invalid("no_such_grade"),
    "12345": Invalid("no_such_grade"),
    "9" * 400: Invalid("no_such_grade"),
    "²": Invalid("unreadable"),
    "₂": Invalid("unreadable"),
    "½": Invalid("unreadable"),
    "٥": Invalid("unreadable"),
    "५": Invalid("unreadable"),
    "٥𝟓": Invalid("unreadable"),
    "5²": Invalid("unreadable"),
    "5%": Invalid("unreadable"),
    "5％": Invalid("unreadable"),
    "+5": Invalid("unreadable"),
    "5=5": Invalid("unreadable"),
    "1和2": Invalid("unreadable"),
    "A1": Invalid("unreadable"),
    "5分": Invalid("unreadable"),
    "👍": Invalid("unreadable"),
    "5👍": Invalid("unreadable"),
    "5\u0336": Invalid("unreadable"),
    "🔟": Invalid("unreadable"),
    "\ud800": Invalid("unreadable"),
    "K7 K8 5": Invalid("unreadable"),
    "一直没人管": Invalid("unreadable"),
    "不要退订": Invalid("unreadable"),
    "酒店不给退订": Invalid("unreadable"),
    "取消": Invalid("unreadable"),
    "取消工单": Invalid("unreadable"),
    "000": Invalid("no_such_grade"),
    "50000": Invalid("no_such_grade"),
    "T12": Invalid("unreadable"),
    "6 T": Invalid("unreadable"),
    "R不满意": Invalid("unreadable"),
    "5 DY": Invalid("unreadable"),
    "5 TEST": Invalid("unreadable"),
    "5 好的 退订": Invalid("unreadable"),
    "4 满意": Invalid("words_disagree"),
    "5满意": Invalid("words_disagree"),
    "满意4": Invalid("words_disagree"),
    "9不满意": Invalid("words_disagree"),
    "2 dissatisfied": Invalid("words_disagree"),
    "不满意": Invalid("words_alone"),
    "五": Invalid("words_alone"),
    "㊄": Invalid("words_alone"),
    "satisfied": Invalid("words_alone"),
    "K7": Invalid("no_grade", "K7"),
    "6 K7": Invalid("no_such_grade", "K7"),
    "不满意 K7": Invalid("words_alone", "K7"),
    "5" * 2_000: Invalid("too_long"),
    "5" + " " * LONGEST: Invalid("too_long"),
}
CASES = {**VALID, **OUT, **IN, **INVALID}


@pytest.mark.parametrize(("text", "said"), CASES.items(), ids=lambda one: ascii(one)[:40])
def test_what_a_text_says(text: str, said: Parsed) -> None:
    assert parse(text, FIVE) == said


def test_a_place_that_allows_words_needs_no_number() -> None:
    """Its own words, and the Chinese numeral of a number it offers."""
    allowed = {"不满意": BAD, "非常满意。": BEST, "五": WORST, "satisfied": GOOD}
    assert {text: parse(text, FIVE, words_allowed=True) for text in allowed} == allowed
    assert parse("满意 K7", FIVE, words_allowed=True) == Graded("satisfied", "K7")
    assert parse("六", FIVE, words_allowed=True) == Invalid("unreadable")
    assert parse("4 满意", FIVE, words_allowed=True) == Invalid("words_disagree")
    assert parse("五非常不满意", FIVE, words_allowed=True) == Invalid("unreadable")


def test_a_place_with_two_grades_offers_two() -> None:
    two = (
        Grade(number=1, rating="satisfied", words=("满意",)),
        Grade(number=2, rating="dissatisfied", words=("不满意",)),
    )
    assert parse("2 不满意", two) == Graded("dissatisfied")
    assert parse("3", two) == Invalid("no_such_grade")
    assert parse("2 满意", two) == Invalid("words_disagree")


def test_words_that_two_grades_share_are_of_neither() -> None:
    same = tuple(Grade(number=at, rating=f"r{at}", words=("一般",)) for at in (1, 2))
    assert parse("一般", same, words_allowed=True) == Invalid("words_alone")
    assert parse("1一般", same) == Graded("r1")


def test_words_that_are_none_or_a_number_are_not_words() -> None:
    odd = (
        Grade(number=1, rating="one", words=("…", "2")),
        Grade(number=2, rating="two", words=()),
    )
    assert parse("2", odd, words_allowed=True) == Graded("two")
    assert parse("K7", odd, words_allowed=True) == Invalid("no_grade", "K7")
    assert parse("12", odd, words_allowed=True) == Invalid("no_such_grade")


def test_a_place_may_have_ten_grades() -> None:
    ten = tuple(Grade(number=at, rating=f"r{at}", words=()) for at in range(1, 11))
    assert parse("10", ten, words_allowed=True) == Graded("r10")
    assert parse("九", ten, words_allowed=True) == Graded("r9")
    assert parse("1", ten) == Graded("r1")


@pytest.mark.parametrize("code", [0x180B, 0x180F, 0xFE00, 0xFE0F, 0xE0100, 0xE01EF, 0x3164])
def test_what_only_varies_a_character_is_not_seen(code: int) -> None:
    assert cleaned(f"5{chr(code)}") == "5"
    assert cleaned(f"5{chr(0xE01F0)}") != "5"


def test_the_grades_of_every_regulation_are_numbered_as_the_survey_numbers_them() -> None:
    regulations: Regulations = REGULATIONS
    for versions in regulations.versions().values():
        for regulation in versions:
            offered = grades(regulation.ratings)
            for at, choice in enumerate(regulation.ratings.choices, start=1):
                assert parse(f"{at}{choice.name}", offered) == Graded(choice.id)


def test_another_alphabet_makes_other_codes() -> None:
    assert parse("5 D2", FIVE) == Invalid("unreadable")
    assert parse("5 D2", FIVE, "D2") == Graded("very_dissatisfied", "D2")
    assert parse("5 2D", FIVE, "D2") == Invalid("unreadable")
    assert parse("5 R2", FIVE, "R2") == Invalid("unreadable")


def test_a_code_survives_as_digits() -> None:
    for first in ALPHABET:
        for second in ALPHABET:
            digits = extension(first + second)
            assert re.fullmatch("[0-9]{4}", digits)
            assert code_of(digits) == (first + second if first.isalpha() else None)
    assert [code_of(one) for one in ("", "12", "9999", "0828", "2808", "０８05", "08055")] == [
        None
    ] * 7


SEPARATORS = st.text(
    " \t\n。，！？、；：“”（）【】…~～.,!?;:'\"()[]*#@\u200b\u200e\ufe0f\u2060", max_size=5
)


@given(st.sampled_from([text for text in CASES if len(text) < 100]), st.data())
def test_punctuation_and_spaces_change_nothing(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    noise = data.draw(SEPARATORS)
    assert parse(text[:at] + noise + text[at:], FIVE) == CASES[text]


TEXTS = st.text(max_size=30) | st.text("0123456789①５²٥不满意非常TDRk7K -.。~", max_size=8)


@given(TEXTS)
def test_a_grade_has_exactly_one_digit_outside_its_code(text: str) -> None:
    """Whatever else is in a text: it never raises, and a grade is one that was offered."""
    said = parse(text, FIVE)
    if isinstance(said, Graded):
        offered = {str(one.number): one.rating for one in FIVE}
        plain = re.sub("[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())
        outside = plain.replace(said.code or "", "", 1)
        found = re.findall("[0-9]", outside) or re.findall("[❶-❺➀-➄➊-➎⓵-⓹]", text)
        assert len(found) == 1
        assert said.rating == offered.get(found[0], said.rating)


@given(st.characters())
def test_of_all_single_characters_only_forms_of_a_digit_are_a_grade(char: str) -> None:
    said = parse(char, FIVE)
    if isinstance(said, Graded):
        number = next(one.number for one in FIVE if one.rating == said.rating)
        assert unicodedata.digit(char, None) == number or str(number) in unicodedata.normalize(
            "NFKC", char
        )
        assert unicodedata.decomposition(char)[:7] not in {"<super>", "<sub> 0", "<fracti"}


def test_the_forms_of_two_are_these() -> None:
    """All of Unicode's first two planes; beyond them are ideographs and what is not seen."""
    forms = [chr(code) for code in range(0x20000) if cleaned(chr(code)) == "2"]
    assert "".join(forms) == "2②⑵⒉⓶❷➁➋２𝟐𝟚𝟤𝟮𝟸🄃🯲"
    assert {parse(form, FIVE) for form in forms} == {GOOD}
