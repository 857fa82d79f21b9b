"""What every store of units and staff must do; and what only DynamoDB's can."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from bench.ledger import Ledger
from chalicelib.adapters.dynamodb.calls import Client
from chalicelib.adapters.dynamodb.tables import REFERENCE
from chalicelib.application.ports import Conflict, Unavailable
from chalicelib.domain.directory import Directory
from tests.identity.lists import (
    APRIL,
    CHEN,
    ENDED,
    LI,
    PARKS,
    PLACE,
    RENAMED,
    TOWN,
    Lists,
    change,
    in_dynamodb,
    in_memory,
)
from tests.store.aws import dynamodb
from tests.store.faults import (
    Fault,
    broken,
    faults,
    throttled,
    timeout_after,
    timeout_before,
)
from tests.store.golden import GOLDEN, as_wire


@pytest.fixture
def aws() -> Iterator[Client]:
    with dynamodb() as made:
        yield made


@pytest.fixture(params=["memory", "dynamodb"])
def lists(request: pytest.FixtureRequest) -> Lists:
    return in_memory() if request.param == "memory" else in_dynamodb(request.getfixturevalue("aws"))


# --- units ---


def test_a_place_begins_with_nothing(lists: Lists) -> None:
    assert lists.directories.recorded(PLACE) == ({}, 0)
    assert lists.directories.of(PLACE) == Directory()
    assert lists.directories.changes(PLACE, None, 9) == []


def test_what_is_committed_is_known_at_once_with_all_that_it_was(lists: Lists) -> None:
    lists.directories.commit(PLACE, [change(PARKS), change(TOWN), change(ENDED)], 0)
    lists.directories.commit(PLACE, [change(RENAMED, PARKS)], 1)
    records, version = lists.directories.recorded(PLACE)
    assert version == 2
    assert dict(records) == {"parks": RENAMED, "town": TOWN, "water": ENDED}
    today = lists.directories.of(PLACE)
    assert list(today.units) == ["parks", "town"]
    assert today.handed_to("parks") == ("water",)
    assert lists.directories.recorded("elsewhere") == ({}, 0)


def test_a_new_name_is_shown_from_its_day_on(lists: Lists) -> None:
    lists.directories.commit(PLACE, [change(RENAMED), change(TOWN)], 0)
    assert lists.directories.of(PLACE).units["parks"].name == "园林管理处"
    lists.clock.pass_by(days=(APRIL - date(2026, 3, 2)).days - 1, hours=14)
    assert lists.directories.of(PLACE).units["parks"].name == "园林管理处"
    lists.clock.pass_by(hours=1)  # midnight in China
    assert lists.directories.of(PLACE).units["parks"].name == "公园中心"
    assert lists.directories.of(PLACE).is_under("parks", "town")


def test_who_decided_on_an_older_list_decides_again(lists: Lists) -> None:
    lists.directories.commit(PLACE, [change(PARKS)], 0)
    for expected in (0, 2):
        with pytest.raises(Conflict):
            lists.directories.commit(PLACE, [change(TOWN)], expected)
    assert dict(lists.directories.recorded(PLACE)[0]) == {"parks": PARKS}
    assert len(lists.directories.changes(PLACE, None, 9)) == 1


def test_changes_of_units_are_listed_newest_first(lists: Lists) -> None:
    made = [change(PARKS), change(TOWN)], [change(RENAMED, PARKS)], [change(ENDED, None, 5)]
    for version, changes in enumerate(made):
        lists.directories.commit(PLACE, changes, version)
    found = lists.directories.changes(PLACE, None, 9)
    assert [one.change for one in found] == [made[2][0], made[1][0], made[0][1], made[0][0]]
    assert list(lists.directories.changes(PLACE, None, 2)) == list(found[:2])
    assert list(lists.directories.changes(PLACE, found[1].key, 9)) == list(found[2:])


# --- staff ---


def test_nobody_is_on_a_list_that_is_empty(lists: Lists) -> None:
    assert lists.staff.get(PLACE, "li") is None
    assert lists.staff.recorded(PLACE, "li") == (None, 0)
    assert list(lists.staff.page(PLACE, None, 9)) == []


def test_people_are_read_as_they_were_written(lists: Lists) -> None:
    for one in (LI, CHEN):
        lists.staff.commit(PLACE, change(one), 0)
        assert lists.staff.get(PLACE, one.id) == one
        assert lists.staff.recorded(PLACE, one.id) == (one, 1)
    assert lists.staff.get("elsewhere", LI.id) is None


def test_people_come_page_by_page_in_the_order_of_their_ids(lists: Lists) -> None:
    people = [replace(CHEN, id=one) for one in ("b", "a", "c#", "c", "长", "~")]
    for one in people:
        lists.staff.commit(PLACE, change(one), 0)
    assert [one.id for one in lists.staff.page(PLACE, None, 9)] == ["a", "b", "c", "c#", "~", "长"]
    assert [one.id for one in lists.staff.page(PLACE, "b", 2)] == ["c", "c#"]


def test_who_changed_an_older_entry_changes_it_again(lists: Lists) -> None:
    lists.staff.commit(PLACE, change(LI), 0)
    for expected in (0, 2):
        with pytest.raises(Conflict):
            lists.staff.commit(PLACE, change(replace(LI, name="李小明"), LI), expected)
    assert lists.staff.recorded(PLACE, LI.id) == (LI, 1)


def test_changes_of_people_are_listed_newest_first(lists: Lists) -> None:
    later = replace(LI, phone=None)
    lists.staff.commit(PLACE, change(LI), 0)
    lists.staff.commit(PLACE, change(CHEN, None, 1), 0)
    lists.staff.commit(PLACE, change(later, LI, 2), 1)
    found = lists.staff.changes(PLACE, None, 9)
    assert [one.change.new for one in found] == [later, CHEN, LI]
    assert found[0].change.old == LI
    assert list(lists.staff.changes(PLACE, found[0].key, 1)) == [found[1]]


# --- DynamoDB ---


def test_no_name_and_no_phone_of_anybody_stands_in_the_table(aws: Client) -> None:
    lists = in_dynamodb(aws)
    lists.staff.commit(PLACE, change(LI), 0)
    lists.staff.commit(PLACE, change(replace(LI, name="王二"), LI), 1)
    rows = aws.scan(TableName=REFERENCE)["Items"]
    assert len(rows) == 3
    for secret in ("李小红", "王二", "13900001111"):
        assert secret not in json.dumps(rows, ensure_ascii=False, default=str)


def test_a_person_is_read_once_a_minute(aws: Client) -> None:
    lists, other = in_dynamodb(aws), in_dynamodb(aws)
    other.staff.commit(PLACE, change(LI), 0)
    ledger = Ledger()
    ledger.attach(aws)
    for _ in range(60):
        assert lists.staff.get(PLACE, LI.id) == LI
        assert lists.staff.get(PLACE, "nobody") is None
        lists.clock.pass_by(seconds=2)
    assert len(ledger.rows) == 4


def test_who_is_dismissed_elsewhere_is_known_to_be_within_a_minute(aws: Client) -> None:
    lists, other = in_dynamodb(aws), in_dynamodb(aws)
    other.staff.commit(PLACE, change(LI), 0)
    assert lists.staff.get(PLACE, LI.id) == LI
    gone = replace(LI, posts=())
    other.staff.commit(PLACE, change(gone, LI), 1)
    lists.clock.pass_by(minutes=1)
    assert lists.staff.get(PLACE, LI.id) == gone


@pytest.mark.parametrize(
    "fault",
    [timeout_before, timeout_after, throttled, broken],
    ids=["timeout before", "timeout after", "throttled", "broken"],
)
@pytest.mark.parametrize("times", [1, 4])
def test_a_change_is_made_once_whatever_gets_lost(aws: Client, fault: Fault, times: int) -> None:
    with faults() as plan:
        plan.plan("TransactWriteItems", *[fault] * times)
        lists = in_dynamodb(aws)
        lists.directories.commit(PLACE, [change(PARKS)], 0)
        lists.staff.commit(PLACE, change(LI), 0)
    assert lists.directories.recorded(PLACE) == ({"parks": PARKS}, 1)
    assert lists.staff.recorded(PLACE, LI.id) == (LI, 1)
    assert len(lists.directories.changes(PLACE, None, 9)) == 1


def test_a_list_that_does_not_answer_gives_nobody_a_role(aws: Client) -> None:
    with faults() as plan:
        plan.plan("GetItem", *[timeout_before] * 5)
        with pytest.raises(Unavailable):
            in_dynamodb(aws).staff.get(PLACE, LI.id)


def test_a_release_that_knows_no_history_still_reads_the_units(aws: Client) -> None:
    """Its list stands where it always stood; what was before stands beside it."""
    lists = in_dynamodb(aws)
    lists.directories.commit(PLACE, [change(RENAMED), change(TOWN)], 0)
    (row,) = [one for one in aws.scan(TableName=REFERENCE)["Items"] if one["sk"]["S"] == "DIR"]
    told = json.loads(row["d"]["S"])
    assert told["units"] == [
        ["parks", "园林管理处", "department", None],
        ["town", "大旺街道", "office", None],
    ]
    assert list(told["history"]) == ["parks"]


def test_golden_rows_are_still_read(aws: Client) -> None:
    kept = json.loads((GOLDEN / "directory-v1.json").read_text("utf-8"))
    for row in kept:
        aws.put_item(TableName=REFERENCE, Item=as_wire(row))
    lists, before = in_dynamodb(aws), replace(CHEN, id=LI.id)
    assert dict(lists.directories.recorded(PLACE)[0]) == {
        "parks": RENAMED,
        "town": TOWN,
        "water": ENDED,
    }
    assert [one.change.new for one in lists.directories.changes(PLACE, None, 1)] == [RENAMED]
    assert lists.staff.recorded(PLACE, LI.id) == (LI, 2)
    assert [one.change.new for one in lists.staff.changes(PLACE, None, 9)] == [LI, before]
