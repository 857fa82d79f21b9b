"""Marks on the fields of commands and regulations: how long, how big, in which form.

They are plain data in `Annotated`; reading a request or a file checks them, and the JSON Schema
of an action or of the regulation format is made from them.
"""

from __future__ import annotations

from chalicelib.late import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A string of `shortest` to `longest` characters that matches `pattern` whole."""

    longest: int
    shortest: int = 1
    pattern: str | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """A number between both ends, inclusive."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Items:
    """A list of at most `most` entries."""

    most: int
    least: int = 0


FEW = Items(20)
SOME = Items(100, 1)
AMOUNT = Range(1, 10_000)
AMOUNT_OR_NONE = Range(0, 10_000)
NAME = Text(100)
SHORT_TEXT = Text(200)
LONG_TEXT = Text(5_000)
PLACE = Text(40, 2, r"[a-z][a-z0-9_]*", "small letters, digits and _")
PREFIX = Text(4, 2, r"[A-Z]{2,4}", "two to four capital letters")
CLOCK = Text(5, 5, r"([01][0-9]|2[0-3]):[0-5][0-9]", "a time such as 09:00")
VERSION = Text(10, 7, r"undated|[0-9]{4}-[0-9]{2}-[0-9]{2}", "the day of effect, or undated")
PHONE = Text(16, 8, r"\+[1-9][0-9]{6,14}", "E.164, for example +8613800000000")
