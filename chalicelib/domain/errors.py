"""Refusals are values: a code, what it means here, and the article it rests on."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from chalicelib.late import dataclass

if TYPE_CHECKING:
    from chalicelib.domain.basis import Basis


class Kind(StrEnum):
    """How a caller must take a refusal; the API gives each its HTTP status."""

    NOT_FOUND = "not_found"
    FORBIDDEN = "forbidden"
    INVALID = "invalid"
    STALE = "stale"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that is wrong or missing: a JSON pointer and what was expected."""

    pointer: str
    detail: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a command changes nothing."""

    code: str
    detail: str
    basis: Basis | None = None
    kind: Kind = Kind.REFUSED
    errors: tuple[FieldError, ...] = ()
