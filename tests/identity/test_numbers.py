"""A citizen's number, by which tickets are theirs: in one form, and only if it is verified."""

from __future__ import annotations

import pytest

from tests.identity.tokens import NOW, TOKENS, claims, signed


def number(**told: object) -> str | None:
    """The number of whoever bears a token with these claims."""
    actor = TOKENS.verify(signed(claims(roles=["citizen"], **told)), NOW)
    assert actor is not None
    return actor.phone


@pytest.mark.parametrize(
    "given", ["+8613800000000", "13800000000", "+86 138 0000 0000", "138-0000-0000"]
)
def test_however_it_is_written_it_is_the_number_of_the_tickets(given: str) -> None:
    assert number(phone_number=given) == "+8613800000000"


@pytest.mark.parametrize("given", ["abc", "1", "12345678901", "+0138000000", "+86138000000001234"])
def test_what_is_no_number_owns_nothing(given: str) -> None:
    assert number(phone_number=given) is None


@pytest.mark.parametrize("verified", [False, "true", 1])
def test_a_number_that_is_not_verified_owns_nothing(verified: object) -> None:
    told = {"phone_number": "+8613800000000", "phone_number_verified": verified}
    assert number(**told) is None


def test_a_verified_one_does_as_does_one_of_which_nothing_is_said() -> None:
    told = {"phone_number": "+8613800000000"}
    assert number(**told, phone_number_verified=True) == number(**told) == "+8613800000000"
