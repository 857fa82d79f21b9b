"""The rating by the signed link in the SMS: no account, one round, once."""

from __future__ import annotations

import pytest

from tests.api.conftest import Hotline
from tests.api.surveys import (
    SECOND,
    closed_in,
    closes_at,
    link_in,
    say,
    seen,
    sent,
    stand,
    survey_sms,
)

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def test_the_link_shows_what_is_asked_and_nothing_of_who_is_asked(hotline: Hotline) -> None:
    ticket = hotline.closed()
    asked = hotline.call("GET", link_in(survey_sms(hotline, ticket)))
    assert asked.status == 200
    assert (asked["number"], asked["round"], asked["rating"]) == (ticket["number"], 1, None)
    assert [(one["number"], one["name"]) for one in asked["choices"]] == [
        (1, "非常满意"),
        (2, "满意"),
        (3, "基本满意"),
        (4, "不满意"),
        (5, "非常不满意"),
    ]
    assert asked["closes_at"] == ticket["survey"]["closes_at"]
    shown = str(asked.body)
    assert not any(hidden in shown for hidden in ("王小明", "13800000000", "大旺大道"))


@pytest.mark.parametrize(
    ("rating", "status"), [("satisfied", "archived"), ("very_dissatisfied", "awaiting_revisit")]
)
def test_a_rating_by_the_link_counts_as_any_other(
    hotline: Hotline, rating: str, status: str
) -> None:
    ticket = hotline.closed()
    link = link_in(survey_sms(hotline, ticket))
    given = hotline.call("POST", link, {"rating": rating})
    assert (given.status, given["rating"]) == (200, rating)
    found = seen(hotline, ticket)
    assert (found["status"], found["rating"], found["survey"]["state"]) == (status, rating, "rated")
    say(hotline, "1")
    assert seen(hotline, ticket)["rating"] == rating


@pytest.mark.rule("TA-22")
@pytest.mark.parametrize("solved", [True, False])
def test_in_taian_the_link_also_asks_whether_it_is_solved(
    hotline: Hotline, *, solved: bool
) -> None:
    ticket = closed_in(hotline, "taian")
    link = link_in(survey_sms(hotline, ticket))
    assert hotline.call("GET", link)["asks_solved"] is True
    said = {"rating": "satisfied", "solved": solved}
    assert hotline.call("POST", link, said).status == 200
    events = hotline.call("GET", f"/v1/tickets/{ticket['id']}/events", who="office")["items"]
    [rated] = [one for one in events if one["type"] == "rated"]
    assert rated["data"]["solved"] is solved


@pytest.mark.rule("TA-22")
def test_a_grade_without_the_second_answer_counts_by_the_link_as_by_sms(hotline: Hotline) -> None:
    """A verdict is not lost for half an answer; whether it is solved stays unknown."""
    ticket = closed_in(hotline, "taian")
    link = link_in(survey_sms(hotline, ticket))
    assert hotline.call("POST", link, {"rating": "satisfied"}).status == 200
    found = seen(hotline, ticket)
    assert (found["rating"], found["solved"]) == ("satisfied", None)


def test_elsewhere_nobody_asks_whether_it_is_solved(hotline: Hotline) -> None:
    link = link_in(survey_sms(hotline, hotline.closed()))
    assert hotline.call("GET", link)["asks_solved"] is False


def test_an_altered_link_leads_nowhere(hotline: Hotline) -> None:
    ticket = hotline.closed()
    link = link_in(survey_sms(hotline, ticket))
    head, _, token = link.rpartition("/")
    altered = [token[:at] + _other(token[at]) + token[at + 1 :] for at in range(len(token))]
    # The last letter carries bits that are left out when it is read.
    altered += [token[:-1] + one for one in LETTERS if one != token[-1]]
    altered += [token + "A", token[:-1], "x", token.swapcase(), token + "%3D", "%00", "%C3%A9"]
    for wrong in altered:
        path = f"{head}/{wrong}"
        assert hotline.call("GET", path).status == 404, wrong
        assert hotline.call("POST", path, {"rating": "satisfied"}).status == 404
    assert seen(hotline, ticket)["rating"] is None


def _other(letter: str) -> str:
    return LETTERS[(LETTERS.index(letter) + 1) % len(LETTERS)]


def test_a_link_is_used_once(hotline: Hotline) -> None:
    link = link_in(survey_sms(hotline, hotline.closed()))
    assert hotline.call("POST", link, {"rating": "satisfied"}).status == 200
    for again in ("satisfied", "dissatisfied"):
        used = hotline.call("POST", link, {"rating": again})
        assert (used.status, used.code) == (409, "already_rated")
    assert hotline.call("GET", link).status == 409


def test_a_link_counts_to_the_last_second_and_then_no_more(hotline: Hotline) -> None:
    tickets = [hotline.closed(), hotline.closed()]
    links = [link_in(survey_sms(hotline, one)) for one in tickets]
    end = max(closes_at(hotline, one) for one in tickets)
    stand(hotline, min(closes_at(hotline, one) for one in tickets) - SECOND)
    assert hotline.call("POST", links[0], {"rating": "satisfied"}).status == 200
    stand(hotline, end)
    for over in (hotline.call("GET", links[1]), hotline.call("POST", links[1], {"rating": "2"})):
        assert (over.status, over.code) == (410, "rating_closed")
    assert [seen(hotline, one)["rating"] for one in tickets] == ["satisfied", None]


def test_the_link_of_the_first_round_does_not_rate_the_second(hotline: Hotline) -> None:
    ticket = hotline.closed()
    first = link_in(survey_sms(hotline, ticket))
    hotline.call("POST", first, {"rating": "dissatisfied"})
    visit = {"reached": True, "satisfied": False, "reason": "还在施工", "redo_wanted": True}
    hotline.do(ticket, "record_revisit", "upper_office", **visit)
    ticket = hotline.do(ticket, "decide_redo", "upper_office", approve=True)
    assert hotline.call("GET", first).status == 409
    hotline.do(ticket, "submit_answer", "handler@urban-management", **hotline.answer())
    hotline.do(ticket, "audit_answer", "office", approve=True)
    second = link_in(survey_sms(hotline, ticket))
    assert second != first
    assert hotline.call("POST", first, {"rating": "very_satisfied"}).status == 409
    assert hotline.call("POST", second, {"rating": "satisfied"}).status == 200


def test_of_a_request_that_was_withdrawn_nobody_may_rate(hotline: Hotline) -> None:
    ticket = hotline.closed()
    link = link_in(survey_sms(hotline, ticket))
    if "withdraw" not in hotline.get(ticket, "citizen")["actions"]:
        hotline.advance("P2D")
    else:
        hotline.do(ticket, "withdraw", "citizen", reason="已解决")
    assert hotline.call("POST", link, {"rating": "satisfied"}).status == 410


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"rating": None}, 422),
        ({"rating": "6"}, 422),
        ({"rating": "满意"}, 422),
        ({"rating": "satisfied", "solved": "yes"}, 422),
        ({"rating": "satisfied", "more": 1}, 422),
        ([], 422),
    ],
)
def test_what_is_no_rating_is_refused_and_the_link_stays_good(
    hotline: Hotline, body: object, status: int
) -> None:
    link = link_in(survey_sms(hotline, hotline.closed()))
    assert hotline.call("POST", link, body).status == status
    assert hotline.call("POST", link, {"rating": "satisfied"}).status == 200


def test_no_link_is_sent_where_nobody_is_asked(hotline: Hotline) -> None:
    hotline.closed(requester={"name": "王小明"})
    assert sent(hotline) == []
