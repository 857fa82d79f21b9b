"""Ids that nobody can guess, numbers that nobody can count through."""

from __future__ import annotations

import secrets
from datetime import date

# Without 0, 1, I and O, which are mistaken for each other on the phone.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
RANDOM_CHARACTERS = 6
ID_BYTES = 12


class RandomIds:
    def attachment(self) -> str:
        return f"att_{secrets.token_hex(ID_BYTES)}"

    def number(self, prefix: str, day: date) -> str:
        drawn = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS))
        return f"{prefix}{day:%Y%m%d}-{drawn}{check_character(drawn)}"


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
