"""A ticket is told as one commit left it, while the table goes on changing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from moving.wholes import Group, Source, of_table
from tests.api.conftest import Hotline
from tests.moving.exports import exported, keys_of, rows, table_of


def test_a_ticket_that_changed_between_two_pages_is_read_again(
    hotline: Hotline, tmp_path: Path
) -> None:
    ticket = hotline.file()
    source = table_of(hotline.world)

    def changing() -> Iterator[Group]:
        """The scan has all but the header when the ticket is sent on."""
        (before,) = list(source.groups)
        hotline.do(ticket, "dispatch", "office", unit="urban-management")
        (after,) = list(table_of(hotline.world).groups)
        header = next(item for item in after if item["sk"] == "H")
        yield [*(item for item in before if item["sk"] != "H"), header]

    done = exported(Source("table", changing(), source.again), tmp_path, phones=keys_of(hotline))
    assert done.torn == []
    (found,) = rows(tmp_path, "tickets")
    assert (found["status"], found["version"]) == ("dispatched", 2)
    assert {one["version"] for one in rows(tmp_path, "events")} == {1, 2}


def test_items_of_a_ticket_in_several_places_are_one_ticket(
    hotline: Hotline, tmp_path: Path
) -> None:
    """No order of a scan is counted on but that within a page."""
    made = [hotline.dispatched(subject=f"第{number}件") for number in range(3)]
    source = table_of(hotline.world)
    single = [[item] for group in source.groups for item in group]
    random.Random(1).shuffle(single)  # noqa: S311 - an order, to be repeated
    done = exported(Source("table", single, source.again), tmp_path, phones=keys_of(hotline))
    assert (done.torn, done.counts["tickets"]) == ([], 3)
    assert {one["id"] for one in rows(tmp_path, "tickets")} == {one["id"] for one in made}


def test_what_lacks_a_commit_and_cannot_be_read_again_is_told_and_left_out(
    hotline: Hotline, tmp_path: Path
) -> None:
    whole, torn = hotline.file(), hotline.dispatched()
    groups = [
        [item for item in group if (item["pk"], item["sk"]) != (f"T#{torn['id']}", "EV#0000001")]
        for group in table_of(hotline.world).groups
    ]
    done = exported(Source("dump", groups), tmp_path, phones=keys_of(hotline))
    assert done.torn == [torn["id"]]
    assert [one["id"] for one in rows(tmp_path, "tickets")] == [whole["id"]]


def test_a_table_is_read_page_by_page(hotline: Hotline) -> None:
    for number in range(4):
        hotline.file(subject=f"第{number}件")
    assert hotline.world.aws is not None
    client = hotline.world.aws.client

    class Paged:
        """Answers three items a page."""

        def scan(self, **asked: object) -> object:
            return client.scan(**asked, Limit=3)

    once = [len(group) for group in of_table(client, "lianxin-tickets").groups]
    assert [len(group) for group in of_table(Paged(), "lianxin-tickets").groups] == once
