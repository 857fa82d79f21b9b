"""No forged token names anybody; the whole count is run by hand (see forging.py)."""

from __future__ import annotations

import jwt
import pytest

from tests.identity.forging import FORGERIES, Forgery, believed, chance_of, forged, honest
from tests.identity.tokens import NOW, TOKENS

SAMPLE = 2_000


def test_of_two_thousand_forged_tokens_none_is_believed() -> None:
    assert dict(believed(SAMPLE, seed=2026)) == {}


def test_an_honest_token_is_believed_by_every_key() -> None:
    chance = chance_of(1)
    assert all(TOKENS.verify(honest(chance), NOW) for _ in range(20))


def test_the_sample_holds_every_kind_of_forgery() -> None:
    assert {kind for kind, _ in forged(SAMPLE, 1)} == {one.__name__ for one in FORGERIES}


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda one: one.__name__)
def test_a_kind_does_not_always_make_the_same(forgery: Forgery) -> None:
    chance = chance_of(7)
    assert len({forgery(chance) for _ in range(50)}) > 1


def careless(token: str) -> bool:
    """A verifier that trusts whatever can be read."""
    try:
        return bool(jwt.decode(token, options={"verify_signature": False}).get("sub"))
    except jwt.PyJWTError:
        return False


def test_a_careless_verifier_believes_many_of_them() -> None:
    """So they are tokens that somebody could fall for, not only noise."""
    fooled = {kind for kind, token in forged(SAMPLE, 3) if careless(token)}
    harmless = {"nested", "nonsense", "cut_short", "with_demands"}
    assert {one.__name__ for one in FORGERIES} - fooled <= harmless
