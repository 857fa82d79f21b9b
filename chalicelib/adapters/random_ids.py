"""Ids that nobody can guess, numbers that nobody can count through."""

from __future__ import annotations

import secrets
from datetime import date

from chalicelib.domain.numbers import ALPHABET, CODE_CHARACTERS, number_of

ID_BYTES = 12


class RandomIds:
    def attachment(self) -> str:
        return f"att_{secrets.token_hex(ID_BYTES)}"

    def lookup(self) -> str:
        return f"lkp_{secrets.token_hex(ID_BYTES)}"

    def number(self, prefix: str, day: date) -> str:
        drawn = "".join(secrets.choice(ALPHABET) for _ in range(CODE_CHARACTERS))
        return number_of(prefix, day, drawn)
