"""The clock of the single-machine run: moved forward, everything due takes effect on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from local.world import new_world
from tests.api.conftest import MONDAY_MORNING, Hotline, Json


def test_moving_the_clock_fires_what_is_due_in_order_and_once(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    fired = hotline.advance("P30D")
    assert [(one["at"], one["what"], one["ticket"]) for one in fired] == [
        ("2026-03-04T00:00:00+08:00", "first_contact#1#1", ticket["id"]),
        ("2026-03-24T00:00:00+08:00", "handling#1#1", ticket["id"]),
    ]
    assert hotline.advance("P30D") == []
    found = hotline.get(ticket, "office")
    assert found["flags"] == ["overdue"]
    path = f"/v1/tickets/{ticket['id']}/events"
    events = hotline.call("GET", path, who="office")["items"]
    breaches = [one for one in events if one["type"] == "deadline_breached"]
    assert [one["at"] for one in breaches] == [one["at"] for one in fired]
    assert all(one["actor"] == "system" for one in breaches)


def test_one_jump_does_what_minute_by_minute_does(hotline: Hotline) -> None:
    """Minutes in which nothing is due may be jumped over."""
    with frozen(hotline, MONDAY_MORNING) as (surveyed, at_work):
        hotline.world.move_to(MONDAY_MORNING + timedelta(days=2))
        jumped = [history(hotline, ticket) for ticket in (surveyed, at_work)]
    other = new_world(
        {"zhaoqing": hotline.world.ports.directories.of("zhaoqing")},
        base_url="http://127.0.0.1",
        start=MONDAY_MORNING,
    )
    hotline.world.ports, hotline.world.clock = other.ports, other.clock
    hotline.world.sms, hotline.world.issuer = other.sms, other.issuer
    hotline.tokens.clear()
    with frozen(hotline, MONDAY_MORNING) as (surveyed, at_work):
        for minute in range(1, 2 * 24 * 60 + 1):
            hotline.world.move_to(MONDAY_MORNING + timedelta(minutes=minute))
        walked = [history(hotline, ticket) for ticket in (surveyed, at_work)]
    assert walked == jumped
    assert ("2026-03-03T01:00:00+00:00", "survey_expired") in jumped[0]


@contextmanager
def frozen(hotline: Hotline, moment: datetime) -> Iterator[tuple[Json, Json]]:
    """Two tickets made while the clock stands still: one surveyed, one at work."""
    hotline.world.clock.hold(moment)
    yield hotline.closed(), hotline.dispatched()


def history(hotline: Hotline, ticket: Json) -> list[tuple[str, str]]:
    entries = hotline.world.ports.tickets.history(ticket["id"])
    return [(entry.at.isoformat(), entry.event.name) for entry in entries]


def test_the_clock_only_moves_forward(hotline: Hotline) -> None:
    back = hotline.call("POST", "/_local/clock", {"now": "2026-03-01T00:00:00+08:00"})
    assert back.status == 422
    assert back["errors"][0]["pointer"] == "/now"
    forward = hotline.call("POST", "/_local/clock", {"now": "2026-03-05T12:00:00+08:00"})
    assert forward["now"].startswith("2026-03-05T12:00:00")
    assert hotline.call("GET", "/_local/clock")["now"].startswith("2026-03-05T12:00:00")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"advance": "P1M"},
        {"advance": "PT"},
        {"advance": "P"},
        {"advance": "24h"},
        {"advance": "P99999999999D"},
        {"advance": "P49000D"},
        {"advance": 5},
        {"now": "2026-03-05"},
        {"now": "2026-03-05T00:00:00+08:00", "advance": "PT1H"},
        {"then": "PT1H"},
    ],
)
def test_the_clock_refuses_what_it_does_not_understand(hotline: Hotline, body: Json) -> None:
    assert hotline.call("POST", "/_local/clock", body).status == 422


def test_tokens_outlive_any_move_of_the_clock(hotline: Hotline) -> None:
    ticket = hotline.file()
    hotline.advance("P3650D")
    assert hotline.get(ticket, "office").status == 200


def test_thirty_days_fire_the_warning_and_the_end_of_each_of_many(hotline: Hotline) -> None:
    for number in range(30):
        hotline.dispatched(subject=f"第{number}件")
    assert len(hotline.advance("P30D")) == 60
