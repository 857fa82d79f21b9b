"""What a citizen's text says: a grade, no more texts, texts again, or nothing we can use.

A wrong grade is worse than none: what can be read in two ways is not read at all, and the citizen
is asked again. Only leaving is read generously, for whoever wants no more texts gets none.

Leaving comes first and is never a grade: `5 退订` and `不满意，退订` leave, and rate nothing.
Beside what is no valid grade it must be more than a letter: `T12` may be anything. `取消` alone
leaves nothing, for it may be the request that is meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Literal

from chalicelib.domain.letters import cleaned
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from chalicelib.domain.regulation import Ratings

LONGEST = 1_000
# Without what is mistaken for something else, and without what begins a word to leave or return.
ALPHABET = "23456789ABCEFGHJKLMNPQUVWXYZ"
LEAVING_INITIALS = "RT"

Reason = Literal[
    "empty", "too_long", "no_grade", "no_such_grade", "words_alone", "words_disagree", "unreadable"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """One choice of a place: the number to send, and the words that say the same."""

    number: int
    rating: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Graded:
    """`rating` is the id of the regulation's choice; `code` the survey's, if the text names it."""

    rating: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class OptedOut:
    code: str | None = None


@dataclass(frozen=True, slots=True)
class OptedIn:
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Invalid:
    reason: Reason
    code: str | None = None


Parsed = Graded | OptedOut | OptedIn | Invalid

PLEASE = "请|我要|我想|我|申请|帮我|麻烦|回复|回"
THANKS = "短信|此短信|热线|服务|谢谢|了|吧"
# In English what Twilio stops for by itself.
OUT = (
    "TD|T|R|STOP|STOPALL|UNSUBSCRIBE|CANCEL|END|QUIT|OPTOUT|REVOKE|"
    "退订|退訂|取消订阅|取消訂閱|取消定阅|取消短信|停止发送|停止|停发|"
    "别发|别再发|不要发|不要再发|不要再发送|勿再发|不再接收|拒收"
)
IN = "DY|START|UNSTOP|SUBSCRIBE|订阅|訂閱|重新订阅|重新訂閱|恢复订阅|恢復訂閱"
# The citizen often sends back the line that told how to leave: 回T退订, 拒收请回复R.
LEAVING = f"(?:{PLEASE})*(?:{OUT})(?:(?:{PLEASE})*(?:{OUT}))?(?:{THANKS})*"
# Zeros are how the networks' own services are left; and some name the hotline.
LEAVES = re.compile(f"(?:12345)?{LEAVING}(?:12345(?:{THANKS})*)?|(?:{PLEASE})*00000?")
BESIDE = (
    re.compile(f"(?P<rest>.+?)(?P<out>{LEAVING})"),
    re.compile(f"(?P<out>{LEAVING})(?P<rest>.+)"),
)
ABOUT_A_GRADE = {"words_alone", "words_disagree", "no_such_grade"}
RETURNS = re.compile(f"(?:{PLEASE})*(?:{IN})(?:{THANKS})*")
NUMERALS = "零一二三四五六七八九"


def grades(ratings: Ratings) -> tuple[Grade, ...]:
    """The choices as the survey numbers them: the first is 1."""
    return tuple(
        Grade(number=number, rating=one.id, words=(one.name, one.name_en))
        for number, one in enumerate(ratings.choices, start=1)
    )


def parse(
    text: str,
    choices: Sequence[Grade],
    alphabet: str = ALPHABET,
    *,
    words_allowed: bool = False,
) -> Parsed:
    """What `text` says where `choices` are offered; whatever the text, it never raises.

    `alphabet`: the capital letters and digits of a survey's code, which is a letter (neither R nor
    T) and one character more. `words_allowed`: a grade's words do without its number.
    """
    if len(text) > LONGEST:
        return Invalid("too_long")
    said = cleaned(text)
    if not said:
        return Invalid("empty")
    whole, coded = (None, said), _with_code(said, alphabet)
    for code, rest in (whole, *coded):
        if LEAVES.fullmatch(rest):
            return OptedOut(code)
        if RETURNS.fullmatch(rest):
            return OptedIn(code)
    read = partial(_graded, choices=choices, words_allowed=words_allowed)
    found = read((whole, *coded))
    if isinstance(found, Graded):
        return found
    beside = _beside_leaving(said, lambda rest: read(((None, rest), *_with_code(rest, alphabet))))
    return beside or found


def _beside_leaving(said: str, read: Callable[[str], Graded | Invalid]) -> OptedOut | None:
    """Words to leave at one end of the text, and at the other something about a grade."""
    for pattern in BESIDE:
        match = pattern.fullmatch(said)
        found = read(match["rest"]) if match else None
        if isinstance(found, Graded):
            return OptedOut(found.code)
        if match and found and found.reason in ABOUT_A_GRADE and len(match["out"]) > 1:
            return OptedOut(found.code)
    return None


def codes_in(text: str, alphabet: str = ALPHABET) -> frozenset[str]:
    """What may be a survey's code in the text; whether it is one, those who gave codes know."""
    said = cleaned(text[: LONGEST + 1])
    return frozenset(code for code, _ in _with_code(said, alphabet))


def _with_code(said: str, alphabet: str) -> tuple[tuple[str, str], ...]:
    """Each way to take a code out of the text: the code, and what it leaves.

    It begins with a letter, so that it is never mistaken for a number.
    """
    code = _code(alphabet)
    around = [
        (match[0], said[: match.start()] + said[match.end() :])
        for match in (code.match(said), re.search(f"(?:{code.pattern})$", said))
        if match
    ]
    inside = re.fullmatch(f"([^A-Z0-9]+|[0-9]+)({code.pattern})([^A-Z0-9]+|[0-9]+)", said)
    if inside:
        around.append((inside[2], inside[1] + inside[3]))
    return tuple(dict.fromkeys(around))


@cache
def _code(alphabet: str) -> re.Pattern[str]:
    first = "".join(one for one in alphabet if "A" <= one <= "Z" and one not in LEAVING_INITIALS)
    # Without a letter to begin with there is no code, and nothing to match.
    return re.compile(f"[{re.escape(first)}][{re.escape(alphabet)}]" if first else "(?!)")


def _graded(
    readings: Iterable[tuple[str | None, str]], choices: Sequence[Grade], *, words_allowed: bool
) -> Graded | Invalid:
    """The one reading that gives a grade; else why the first that is not hopeless gives none."""
    texts = _spellings(choices, words_allowed=words_allowed)
    found = {(texts[rest], code) for code, rest in readings if rest in texts}
    if len(found) == 1:
        return Graded(*found.pop())
    reasons = [(_reason(rest, choices), code) for code, rest in readings]
    told = next((one for one in reasons if one[0] != "unreadable"), ("unreadable", None))
    return Invalid(*told)


def _spellings(choices: Sequence[Grade], *, words_allowed: bool) -> Mapping[str, str]:
    """Every clean text that is a grade, to its rating; a text of two grades is of none."""
    texts: dict[str, set[str]] = {}
    for one in choices:
        words, number = _words(one), str(one.number)
        spelt = [number, *(number + word for word in words), *(word + number for word in words)]
        for text in [*spelt, *(_alone(one) if words_allowed else ())]:
            texts.setdefault(text, set()).add(one.rating)
    return {text: next(iter(of)) for text, of in texts.items() if len(of) == 1}


def _words(one: Grade) -> list[str]:
    """Never a word that is itself a number, or nothing."""
    words = (cleaned(word) for word in one.words)
    return [word for word in words if word and not re.search("[0-9]", word)]


def _alone(one: Grade) -> list[str]:
    return [*_words(one), *(NUMERALS[one.number] if one.number < len(NUMERALS) else ())]


def _reason(rest: str, choices: Sequence[Grade]) -> Reason:
    known = {word for one in choices for word in _words(one)}
    if not rest:
        return "no_grade"
    if re.fullmatch("-?[0-9]+", rest):
        return "no_such_grade"
    if any(rest in _alone(one) for one in choices):
        return "words_alone"
    if re.sub("^[0-9]+|[0-9]+$", "", rest) in known:
        return "words_disagree"
    return "unreadable"


def extension(code: str, alphabet: str = ALPHABET) -> str:
    """A survey's code as four digits, for providers that append digits to the number they use."""
    return "".join(f"{alphabet.index(one):02d}" for one in code)


def code_of(digits: str, alphabet: str = ALPHABET) -> str | None:
    """The survey's code that these four digits stand for; None if they stand for none."""
    if not re.fullmatch("[0-9]{4}", digits):
        return None
    places = int(digits[:2]), int(digits[2:])
    if max(places) >= len(alphabet):
        return None
    code = "".join(alphabet[place] for place in places)
    return code if _code(alphabet).fullmatch(code) else None
