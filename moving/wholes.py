"""From the items of a table to whole tickets, each as it stood after one of its commits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.calls import Calls, Client
from chalicelib.adapters.dynamodb.citations import Library
from chalicelib.adapters.dynamodb.envelopes import Envelopes
from chalicelib.adapters.dynamodb.history import Histories
from chalicelib.adapters.dynamodb.items import Items, Torn
from chalicelib.adapters.dynamodb.wire import Item, from_wire
from chalicelib.adapters.seals import PhoneKeys
from chalicelib.application.ports import Made, Regulations
from chalicelib.domain.state import Ticket
from moving.records import Whole

TRIES = 5
Group = Sequence[Item]


@dataclass(frozen=True, slots=True)
class Source:
    """Items in groups, each of one ticket. Where `again` can be asked for all of a ticket's items,
    only the group with the header counts, and need not be whole.
    """

    name: str
    groups: Iterable[Group]
    again: Callable[[str], Group] | None = None

    def wholes(self, regulations: Regulations, phones: PhoneKeys) -> Iterator[Whole | Torn]:
        """Every ticket once, or that its items are not of one moment."""
        items = Items(Histories(Library(regulations)), Envelopes(phones))
        for group in self.groups:
            if not str(group[0]["pk"]).startswith(keys.ticket("")):
                continue
            if self.again and all(item["sk"] != keys.HEADER for item in group):
                continue
            try:
                yield self._whole(items, group)
            except Torn as torn:
                yield torn

    def _whole(self, items: Items, group: Group) -> Whole:
        for _ in range(TRIES if self.again else 0):
            try:
                return whole(items, group)
            except Torn:
                assert self.again is not None  # noqa: S101 - the loop is for those who can ask
                group = self.again(str(group[0]["pk"]))
        return whole(items, group)


def whole(items: Items, group: Group) -> Whole:
    """Raises `Torn` if the items are not those that one commit left."""
    stored = items.read(group)
    if stored is None:
        raise Torn(keys.ticket_id(str(group[0]["pk"])))
    ticket = stored.ticket
    commits = [one for one in items.commits(group) if one.version <= ticket.version]
    if not _nothing_missing(ticket, commits):
        raise Torn(ticket.id)
    return Whole(ticket, commits)


def _nothing_missing(ticket: Ticket, commits: Sequence[Made]) -> bool:
    seqs = [0, *(entry.seq for made in commits for entry in made.entries)]
    in_a_row = all(later == earlier + 1 for earlier, later in pairwise(seqs))
    versions = [made.version for made in commits]
    return versions == list(range(1, ticket.version + 1)) and in_a_row and seqs[-1] == ticket.seq


def of_table(client: Client, table: str) -> Source:
    """A table that goes on changing, by one pass over it, read strongly."""
    calls = Calls(client)

    def again(pk: str) -> Group:
        return list(
            calls.query(
                table,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues={":pk": {"S": pk}},
                ConsistentRead=True,
            )
        )

    return Source(table, together(_scanned(calls, table)), again)


def together(found: Iterable[Item]) -> Iterator[Group]:
    """What follows each other under the same key."""
    group: list[Item] = []
    for item in found:
        if group and group[0]["pk"] != item["pk"]:
            yield group
            group = []
        group.append(item)
    if group:
        yield group


def _scanned(calls: Calls, table: str) -> Iterator[Item]:
    asked: dict[str, Any] = {"TableName": table, "ConsistentRead": True}
    while True:
        found = calls.safely(lambda: calls.client.scan(**asked))
        yield from map(from_wire, found["Items"])
        if not found.get("LastEvaluatedKey"):
            return
        asked["ExclusiveStartKey"] = found["LastEvaluatedKey"]
