"""The rows of files, the same in memory and in a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.calls import Calls, Client
from chalicelib.adapters.dynamodb.codec import micros_of
from chalicelib.adapters.dynamodb.envelopes import Envelopes
from chalicelib.adapters.dynamodb.files import DynamoFileRows
from chalicelib.adapters.dynamodb.tables import MESSAGES
from chalicelib.adapters.dynamodb.wire import to_wire
from chalicelib.adapters.memory.files import MemoryFileRows
from chalicelib.adapters.seals import PhoneKeys
from chalicelib.application.file_ports import Announced, Confirmed, FileRow, FileRows
from chalicelib.domain.files import Announcer
from tests.application.world import MORNING
from tests.store.aws import dynamodb

CITIZEN = Announcer(id="wx:王小明", place="zhaoqing", unit=None, citizen=True, of_a_unit=False)


@pytest.fixture
def client() -> Iterator[Client]:
    with dynamodb() as made:
        yield made


@pytest.fixture(params=["memory", "tables"])
def rows(request: pytest.FixtureRequest) -> FileRows:
    if request.param == "memory":
        return MemoryFileRows()
    return in_tables(request.getfixturevalue("client"))


def in_tables(client: Client) -> DynamoFileRows:
    return DynamoFileRows(Calls(client), MESSAGES, Envelopes(PhoneKeys.made()))


def row(file_id: str = "att_1", minutes: int = 0) -> FileRow:
    return FileRow(
        id=file_id,
        filename="王小明的家.jpg",
        content_type="image/jpeg",
        size=5,
        by=CITIZEN,
        announced_at=MORNING + timedelta(minutes=minutes),
    )


def read(rows: FileRows, file_id: str = "att_1") -> FileRow:
    return rows.get_many([file_id])[file_id]


def test_what_was_announced_is_read_as_it_was(rows: FileRows) -> None:
    rows.announce(row())
    assert rows.get_many(["att_1", "att_2"]) == {"att_1": row()}


def test_every_ticket_that_claims_a_file_is_known(rows: FileRows) -> None:
    rows.announce(row())
    for ticket in ("tkt_a", "tkt_b", "tkt_a"):
        assert rows.claim("att_1", ticket)
    assert read(rows).tickets == {"tkt_a", "tkt_b"}
    assert not rows.claim("att_2", "tkt_a")
    assert rows.get_many(["att_2"]) == {}


def test_a_file_is_settled_once(rows: FileRows) -> None:
    rows.announce(row())
    assert rows.settle("att_1", "pending", "not_scanned")
    assert read(rows).reason == "not_scanned"
    assert rows.settle("att_1", "confirmed", None, Confirmed("v1", 4))
    assert (read(rows).state, read(rows).reason) == ("confirmed", None)
    assert not rows.settle("att_1", "refused", "broken")
    assert not rows.settle("att_1", "confirmed", None, Confirmed("v2", 4))
    assert read(rows).confirmed == Confirmed("v1", 4)
    assert not rows.settle("att_2", "refused", "broken")


def test_the_oldest_come_first_and_only_those_before_the_hour(rows: FileRows) -> None:
    for minutes, name in ((5, "att_b"), (1, "att_z"), (9, "att_a")):
        rows.announce(row(name, minutes))
    before = MORNING + timedelta(minutes=9)
    assert [one.id for one in rows.announced_before(before, 10)] == ["att_z", "att_b"]
    (first,) = rows.announced_before(before, 1)
    assert first == Announced(MORNING + timedelta(minutes=1), "att_z")
    rows.looked_after(first)
    assert [one.id for one in rows.announced_before(before, 10)] == ["att_b"]


def test_what_a_ticket_claimed_since_it_was_read_is_not_removed(rows: FileRows) -> None:
    rows.announce(row())
    old = read(rows)
    rows.claim("att_1", "tkt_a")
    assert not rows.remove_if_unclaimed(old)
    claimed = read(rows)
    rows.claim("att_1", "tkt_b")
    assert not rows.remove_if_unclaimed(claimed)
    assert rows.remove_if_unclaimed(read(rows))
    assert rows.get_many(["att_1"]) == {}


def test_what_is_removed_is_gone_with_its_line(rows: FileRows) -> None:
    rows.announce(row())
    rows.remove([row()])
    assert rows.get_many(["att_1"]) == {}
    assert rows.announced_before(MORNING + timedelta(days=1), 10) == []


def test_a_row_written_before_sides_were_kept_is_read(client: Client) -> None:
    """It is its announcer's, as far as nobody knows who else was of their side."""
    files = in_tables(client)
    old = {one.name: getattr(CITIZEN, one.name) for one in fields(CITIZEN) if one.name != "side"}
    item = files.envelopes.closed(
        {"pk": keys.file("att_1"), "sk": keys.FILE, "fs": "pending"},
        {"n": "a.jpg", "c": "image/jpeg", "b": 5, "w": old, "t": micros_of(MORNING)},
    )
    client.put_item(TableName=MESSAGES, Item=to_wire(item))
    assert read(files).by == CITIZEN


def test_no_name_and_nobody_is_to_be_read_in_the_table(client: Client) -> None:
    in_tables(client).announce(row())
    told = str(client.scan(TableName=MESSAGES)["Items"])
    assert "王小明" not in told
    assert "image/jpeg" not in told
