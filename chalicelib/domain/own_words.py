"""What somebody is called, their number and their address, found in a folded text.

A name may have separators between its letters, a number any three letters that are no digits.
Chinese numerals count as digits where the number is looked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from chalicelib.domain.identifiers import LAST_OF_PLANE, folded
from chalicelib.domain.personal_numbers import DIGIT_OR_NUMERAL, SEPARATORS, SPELT
from chalicelib.late import dataclass

BETWEEN_LETTERS = f"{SEPARATORS}._/*|~"
WIDEST_APART = 3  # letters between two digits of the own number
SHORT_NUMBER, SHORT_TAIL, LATIN_PART = 7, 3, 3
TAIL_LABELS = ("尾号", "尾数", "末尾", "结尾", "后四位", "末四位", "后4位", "末4位")
BEHIND_TAIL_LABEL = 4
LEAST_OF_PLACE = 3

COMPOUND_SURNAMES = ("欧阳", "上官", "司马", "司徒", "诸葛", "皇甫", "东方", "慕容", "尉迟", "令狐")
FAMILIAR = ("老", "小", "阿")
TITLES = tuple(  # the longest first
    word
    for line in (
        "总经理 工程师 董事长",
        "先生 女士 小姐 太太 师傅 老师 同志 同学 阿姨 大爷 大妈 大姐 大哥 大嫂 大叔 大伯 大娘",
        "老汉 老太 奶奶 爷爷 医生 大夫 护士 老板 经理 队长 主任 书记 局长 处长 科长 院长 校长 园长",
        "村长 乡长 镇长 区长 市长 县长 组长 班长 所长 厂长 站长 会长 店长 教授 律师 法官 警官 教练",
        "总 工 队 局 处 董 哥 姐 叔 伯 嫂 姨 婶 氏 某",
    )
    for word in line.split()
)
# Words of every complaint that only look like a surname and how one is addressed.
ORDINARY = frozenset(
    {"小区", "小时", "小路", "小车", "小门", "老家", "老年", "老师", "老路"}
    | {"施工", "包工", "农工", "车队", "连队", "何处"}
)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Own:
    """Squeezed, as `squeezed` does. `words` stand in any text, `parts` not within a Latin word or
    a number; `surname` and `number` are empty where they are not looked for.
    """

    words: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    surname: str = ""


def names(name: str | None, *, struck: bool) -> Own:
    """One Latin letter would be found in every word."""
    plain = folded(name or "")
    whole = squeezed(plain)
    if not whole or (whole.isascii() and len(whole) == 1):
        return Own()
    words = (whole,) if len(whole) > 1 or struck else ()
    if not struck:
        return Own(words)
    parts = _parts(plain, whole)
    if whole.isascii():
        return Own(words, parts)
    surname = next((one for one in COMPOUND_SURNAMES if whole.startswith(one)), whole[0])
    given = whole[len(surname) :]
    return Own((*words, *((given,) if len(given) > 1 else ())), parts, surname)


def _parts(plain: str, whole: str) -> tuple[str, ...]:
    """阿卜杜拉 of 阿卜杜拉·买买提."""
    found = "".join(" " if one in BETWEEN_LETTERS else one for one in plain).split()
    return tuple(
        small
        for one in found
        if (small := squeezed(one)) != whole
        and len(small) >= (LATIN_PART if small.isascii() else 2)
    )


def numbers(phone: str | None) -> tuple[str, ...]:
    """A number, and what is dialled of it from nearby, where it is no mobile number of here."""
    given = phone or ""
    digits = "".join(filter(str.isdigit, given.removeprefix("+86")))
    if not digits:
        return ()
    is_mobile = digits[0] == "1" and (given.startswith("+86") or not given.startswith("+"))
    return (
        (digits,) if is_mobile or len(digits) <= SHORT_NUMBER else (digits, digits[-SHORT_NUMBER:])
    )


# --- in a text ---


def called(plain: str, own: Own) -> Iterator[Span]:
    """By name, by given name, as 老张 and 张医生."""
    if not own.words and not own.parts:
        return
    small, places = squeezed(plain), list[int]()
    for start, end in (*_words(small, own), *_addressed(small, own.surname)):
        places = places or [at for at, one in enumerate(plain) if one not in BETWEEN_LETTERS]
        found = places[start], places[end - 1] + 1
        if small[start:end] not in own.parts or _stands_alone(plain, *found):
            yield found


def _words(small: str, own: Own) -> Iterator[Span]:
    for one in (*own.words, *own.parts):
        at = small.find(one)
        while at >= 0:
            yield at, at + len(one)
            at = small.find(one, at + len(one))


def _addressed(small: str, surname: str) -> Iterator[Span]:
    at = small.find(surname) if surname else -1
    while at >= 0:
        start, end = at, at + len(surname)
        if small[at - 1 : at] in FAMILIAR and small[at - 1 : end] not in ORDINARY:
            start = at - 1
        title = next((one for one in TITLES if small.startswith(one, end)), "")
        if title and small[at : end + len(title)] not in ORDINARY:
            end += len(title)
        if end - start > len(surname):
            yield start, end
        at = small.find(surname, at + len(surname))


def _stands_alone(plain: str, start: int, end: int) -> bool:
    """Not a part of a longer number or Latin word."""
    before, after = plain[max(0, start - 1) : start], plain[end : end + 1]
    return not (_alike(before, plain[start]) or _alike(plain[end - 1], after))


def _alike(one: str, other: str) -> bool:
    if not (one.isascii() and other.isascii()):
        return False
    return (one.isdigit() and other.isdigit()) or (one.isalpha() and other.isalpha())


def dialled(plain: str, number: str) -> Iterator[Span]:
    """A number, with up to three letters that are no digits between two of its digits."""
    written = DIGIT_OR_NUMERAL.findall(plain)
    if len(written) < len(number):
        return
    arabic = [one for one in written if one.isascii()]
    for digits in (written, arabic) if len(arabic) < len(written) else (written,):
        told = "".join(digits).translate(SPELT)
        if number in told:
            yield from _near(told, _places(plain, arabic=digits is arabic), number)


def _places(plain: str, *, arabic: bool) -> list[int]:
    """Where its digits stand; `arabic`: without Chinese numerals."""
    found = [one.start() for one in DIGIT_OR_NUMERAL.finditer(plain)]
    return [at for at in found if plain[at].isascii()] if arabic else found


def _near(told: str, places: Sequence[int], number: str) -> Iterator[Span]:
    at = told.find(number)
    while at >= 0:
        these = places[at : at + len(number)]
        if all(two - one <= WIDEST_APART + 1 for one, two in pairwise(these)):
            yield these[0], these[-1] + 1
        at = told.find(number, at + 1)


def tails(plain: str, number: str) -> Iterator[Span]:
    """尾号5678."""
    for label in TAIL_LABELS:
        at = plain.find(label)
        while at >= 0:
            at += len(label)
            if found := _tail(plain, at, number):
                yield found
            at = plain.find(label, at)


def _tail(plain: str, at: int, number: str) -> Span | None:
    near = DIGIT_OR_NUMERAL.finditer(plain, at, at + BEHIND_TAIL_LABEL + 2 * len(number))
    places = [one.start() for one in near]
    told = "".join(plain[one] for one in places).translate(SPELT)
    if not places or places[0] > at + BEHIND_TAIL_LABEL:
        return None
    for length in range(min(len(told), len(number)), SHORT_TAIL - 1, -1):
        if number.endswith(told[:length]):
            return places[0], places[length - 1] + 1
    return None


class _Small(dict[int, str | None]):
    """For `translate`: a letter in small, a separator left out; each worked out once."""

    def __missing__(self, code: int) -> str | None:
        letter = chr(code)
        small = letter.lower() if letter not in BETWEEN_LETTERS else None
        found = small if small is None or len(small) == 1 else "?"
        if code <= LAST_OF_PLANE:
            self[code] = found
        return found


SMALL = _Small()


def squeezed(plain: str) -> str:
    """The text without what may stand between letters, in small letters."""
    return plain.translate(SMALL)
