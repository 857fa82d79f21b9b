"""The number a citizen is told, and the id that follows from it.

A number taken is an id taken: that it is given once needs no register of numbers, and whoever has
the number finds the ticket by one read.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

# Without 0, 1, I and O, which are mistaken for each other on the phone.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_CHARACTERS = 6


def ticket_id(number: str) -> str:
    """`ZQ20260302-7K3M9Q4` → `tkt_zq202603027k3m9q4`."""
    return f"tkt_{number.replace('-', '').lower()}"


def number_of(prefix: str, day: date, code: str) -> str:
    """The number with this code and its check character."""
    return f"{prefix}{day:%Y%m%d}-{code}{check_character(code)}"


def code_of(mark: str) -> str:
    """The same code for the same mark; who cannot guess the mark cannot guess the code."""
    digest = hashlib.sha256(mark.encode()).digest()[:CODE_CHARACTERS]
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest)


def check_character(code: str) -> str:
    """Luhn modulo 32: finds every single wrong character and most swapped neighbours."""
    total, doubled = 0, True
    for char in reversed(code):
        value = ALPHABET.index(char)
        if doubled:
            value = sum(divmod(2 * value, len(ALPHABET)))
        total += value
        doubled = not doubled
    return ALPHABET[-total % len(ALPHABET)]


def is_number(text: str) -> bool:
    """Whether it may be a number: that its last character checks those before it."""
    code = text.rpartition("-")[2]
    known = len(code) == CODE_CHARACTERS + 1 and set(code) <= set(ALPHABET)
    return known and check_character(code[:-1]) == code[-1]
