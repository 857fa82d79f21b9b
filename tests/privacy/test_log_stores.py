"""The log in both of its stores."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.adapters.dynamodb import access_log as dynamo
from chalicelib.adapters.dynamodb import tables
from chalicelib.adapters.dynamodb.access_log import DynamoAccessLog
from chalicelib.adapters.dynamodb.calls import Calls, Client
from chalicelib.adapters.dynamodb.wire import from_wire, size
from chalicelib.application.access_ports import Access, AccessLog, Wanted
from chalicelib.domain.numbers import number_of, ticket_id
from tests.store.aws import ENVELOPES

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
MARCH = Wanted(date(2026, 3, 1), date(2026, 3, 31))


def reading(number: int, *, place: str = "zhaoqing", by: str = "clerk") -> Access:
    return Access(
        at=NOON + timedelta(hours=number),
        jurisdiction=place,
        by=by,
        role="office",
        tickets=(f"tkt_{number}",),
        fields=("phone",),
        purpose="contact",
        note="回访",
        request_id="7f3b8a52-4c1d-4d52-9d6e-0f6a1c2b3d4e",
    )


def test_rows_come_back_whole_the_newest_first(access_log: AccessLog) -> None:
    told = [reading(number) for number in range(30)]
    for one in told:
        access_log.record(one)
    assert list(access_log.page("zhaoqing", MARCH, None, 100).rows) == told[::-1]


def test_each_place_has_its_own(access_log: AccessLog) -> None:
    access_log.record(reading(1))
    assert access_log.page("taian", MARCH, None, 10).rows == ()


def test_pages_of_any_length_hold_every_row_once(access_log: AccessLog) -> None:
    told = [reading(number) for number in range(40)]
    for one in told:
        access_log.record(one)
    for limit in (1, 7, 40):
        found: list[Access] = []
        after: str | None = None
        while True:
            page = access_log.page("zhaoqing", MARCH, after, limit)
            found += page.rows
            after = page.next
            if after is None:
                break
        assert found == told[::-1]


def test_a_day_is_one_of_china(access_log: AccessLog) -> None:
    late = reading(12)  # midnight there, still the second of March by UTC
    access_log.record(late)
    assert late.at.day == 2
    third = Wanted(date(2026, 3, 3), date(2026, 3, 3))
    assert access_log.page("zhaoqing", third, None, 10).rows == (late,)


def test_rows_of_one_ticket_and_of_one_reader(access_log: AccessLog) -> None:
    access_log.record(reading(1, by="a"))
    access_log.record(reading(2, by="b"))
    by_ticket = Wanted(MARCH.first_day, MARCH.last_day, ticket="tkt_1")
    by_reader = Wanted(MARCH.first_day, MARCH.last_day, by="b")
    assert access_log.page("zhaoqing", by_ticket, None, 10).rows == (reading(1, by="a"),)
    assert access_log.page("zhaoqing", by_reader, None, 10).rows == (reading(2, by="b"),)


def test_two_readings_at_one_instant_are_two_rows(access_log: AccessLog) -> None:
    access_log.record(reading(1))
    access_log.record(reading(1))
    assert len(access_log.page("zhaoqing", MARCH, None, 10).rows) == 2


# --- in tables ---


def stored(aws: Client) -> list[dict[str, object]]:
    items = aws.scan(TableName=tables.MESSAGES)["Items"]
    return [dict(from_wire(one)) for one in items]


@pytest.fixture
def in_tables(aws: Client) -> DynamoAccessLog:
    return DynamoAccessLog(Calls(aws), tables.MESSAGES, ENVELOPES, timedelta(days=400))


def test_a_row_ends_when_its_time_is_over(in_tables: DynamoAccessLog, aws: Client) -> None:
    in_tables.record(reading(0))
    (row,) = stored(aws)
    assert row["ttl"] == int((NOON + timedelta(days=400)).timestamp())


def test_a_list_of_a_hundred_is_one_write_unit(in_tables: DynamoAccessLog, aws: Client) -> None:
    codes = [
        f"{one:06d}".translate(str.maketrans("01", "XY"))
        for one in range(123_456, 9_999_999, 98_765)
    ]
    numbers = [
        number_of("ZQ", date(2026, 3, 1 + at % 28), code[-6:])
        for at, code in enumerate(codes[:100])
    ]
    hundred = tuple(map(ticket_id, numbers))
    listed = Access(
        at=NOON,
        jurisdiction="zhaoqing",
        by="3f0c9a52-4c1d-4d52-9d6e-0f6a1c2b3d4e",
        role="office",
        tickets=hundred,
        fields=("place", "words"),
        request_id="7f3b8a52-4c1d-4d52-9d6e-0f6a1c2b3d4e",
    )
    in_tables.record(listed)
    (row,) = stored(aws)
    assert len(hundred) == 100
    assert size(row) <= 1024  # type: ignore[arg-type]
    assert in_tables.page("zhaoqing", MARCH, None, 1).rows == (listed,)


def test_a_page_does_not_look_through_a_whole_year_at_once(
    in_tables: DynamoAccessLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dynamo, "MOST_LOOKED_AT", 5)
    for number in range(20):
        in_tables.record(reading(number))
    wanted = Wanted(MARCH.first_day, MARCH.last_day, ticket="tkt_0")
    page, looked = in_tables.page("zhaoqing", wanted, None, 10), 1
    while page.next is not None:
        assert page.rows == ()
        page, looked = in_tables.page("zhaoqing", wanted, page.next, 10), looked + 1
    assert page.rows == (reading(0),)
    assert looked == 4
