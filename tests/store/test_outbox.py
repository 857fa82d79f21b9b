"""How far commits are delivered, and notices: what both stores of them must do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import groupby

import pytest

from chalicelib.adapters.dynamodb import tables
from chalicelib.adapters.dynamodb.calls import Calls, Client
from chalicelib.adapters.dynamodb.outbox import DynamoNotices, DynamoOutbox
from chalicelib.adapters.memory.outbox import MemoryNotices, MemoryOutbox
from chalicelib.application.message_ports import Notice, Noticed, Notices, Outbox
from tests.store.aws import ENVELOPES

NOON = datetime(2026, 10, 19, 4, tzinfo=UTC)


@pytest.fixture(params=["memory", "dynamodb"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def outbox(kind: str, aws: Client) -> Outbox:
    return MemoryOutbox() if kind == "memory" else DynamoOutbox(Calls(aws), tables.MESSAGES)


@pytest.fixture
def notices(kind: str, aws: Client) -> Notices:
    return (
        MemoryNotices()
        if kind == "memory"
        else DynamoNotices(Calls(aws), tables.MESSAGES, ENVELOPES)
    )


def notice(*tickets: str, kind: str = "deadline_breached", at: datetime = NOON) -> Notice:
    noticed = tuple(
        Noticed(ticket=one, number=one.upper(), deadline="handling#1#1", due_at=at)
        for one in tickets
    )
    return Notice(place="zhaoqing", receiver="office", kind=kind, at=at, tickets=noticed)


def test_what_was_never_delivered_has_no_entry(outbox: Outbox) -> None:
    assert outbox.delivered_through(["tkt_a"]) == {}
    assert outbox.delivered_through([]) == {}


def test_how_far_a_ticket_is_delivered_never_goes_back(outbox: Outbox) -> None:
    for version in (3, 7, 5, 7):
        outbox.delivered("tkt_a", version)
    outbox.delivered("tkt_b", 2)
    assert outbox.delivered_through(["tkt_a", "tkt_b", "tkt_c"]) == {"tkt_a": 7, "tkt_b": 2}


def test_notices_are_read_newest_first_and_only_by_their_receiver(notices: Notices) -> None:
    later = NOON + timedelta(hours=1)
    told = [notice("tkt_a"), notice("tkt_b", at=later), notice("tkt_c", kind="deadline_warned")]
    notices.put(told)
    found = list(notices.of("zhaoqing", "office", None))
    assert found[0] == told[1]
    assert {one.group for one in found} == {one.group for one in told}
    assert [one.at for one in found] == [later, NOON, NOON]
    assert list(notices.of("zhaoqing", "urban-management", None)) == []
    assert list(notices.of("taian", "office", None)) == []


def test_the_same_notice_again_is_one_notice(notices: Notices) -> None:
    notices.put([notice("tkt_a", "tkt_b")])
    notices.put([notice("tkt_a", "tkt_b")])
    assert list(notices.of("zhaoqing", "office", None)) == [notice("tkt_a", "tkt_b")]


def test_reading_goes_on_behind_a_group_and_never_inside_it(notices: Notices) -> None:
    moments = [NOON + timedelta(minutes=minute) for minute in range(3)]
    bundles = [notice(f"tkt_{n}", at=moment) for moment in moments for n in range(60)]
    notices.put(bundles)
    read: list[str] = []
    before = None
    while rest := list(notices.of("zhaoqing", "office", before)):
        group, of_group = next(groupby(rest, key=lambda one: one.group))
        assert len(list(of_group)) == 60
        read.append(group)
        before = group
    assert read == [notice("tkt_0", at=moment).group for moment in reversed(moments)]
