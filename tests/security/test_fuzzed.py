"""A sample of what `make check-security` sends fifty thousand of."""

from __future__ import annotations

import pytest

from tests.security.edge import Reply
from tests.security.fuzz import replies, wrong_with

SAMPLE = 2_000
ALL_KINDS = {200, 201, 400, 401, 403, 404, 409, 415, 422}


def test_nothing_that_is_almost_right_breaks_us() -> None:
    """Some are done, some refused by a rule, some by their shape: or they would find nothing."""
    answered = list(replies(SAMPLE, seed=12345))
    wrong = [(told, asked) for asked, reply in answered if (told := wrong_with(reply))]
    assert wrong == []
    assert {reply.status for _, reply in answered} >= ALL_KINDS


@pytest.mark.parametrize(
    "reply",
    [
        Reply(500, {"content-type": "application/problem+json"}, '{"status": 500}'),
        Reply(200, {"location": "/x\r\nSet-Cookie: a=b"}, "{}"),
        Reply(422, {"content-type": "application/json"}, '{"status": 422}'),
        Reply(422, {"content-type": "application/problem+json"}, '{"status": 400}'),
    ],
)
def test_an_answer_that_is_wrong_is_found(reply: Reply) -> None:
    assert wrong_with(reply)
