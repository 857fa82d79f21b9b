"""Lists: a query of keys in order, then exactly the tickets shown."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from chalicelib.adapters.dynamodb import keys, tables
from chalicelib.adapters.dynamodb.calls import Calls
from chalicelib.adapters.dynamodb.items import PARTS, Items, Stored, Torn
from chalicelib.adapters.dynamodb.parts import Plain
from chalicelib.adapters.dynamodb.placing import HASH, class_of
from chalicelib.adapters.dynamodb.wire import Item
from chalicelib.application.ports import ListQuery, Page, SortKey
from chalicelib.domain.state import Ticket
from chalicelib.late import dataclass

LAST = "~~"
INDEXES = {
    ("uk", "ds"): tables.UNIT,
    ("hk", "ds"): tables.OFFICE,
    ("uk", "us"): tables.UNIT_UPDATED,
    ("hk", "us"): tables.OFFICE_UPDATED,
}
Found = tuple[str, str, str]  # its place in the order, the ticket, which of its items


@dataclass(frozen=True, slots=True)
class Partition:
    """One hash key of one index."""

    index: str
    hash_name: str
    hash_key: str
    order: str


@dataclass(frozen=True, slots=True)
class Lists:
    calls: Calls
    items: Items
    table: str

    def page(self, query: ListQuery, after: SortKey | None, limit: int) -> Page:
        """Asked again as long as the index named tickets that have moved on since."""
        if query.by == "requester":
            return self._own(query, after, limit)
        start = keys.after(after) if after else ""
        shown: list[tuple[SortKey, Ticket]] = []
        following = once_each(self._merged(query, start, limit))
        while len(shown) < limit:
            found = list(islice(following, limit - len(shown)))
            if not found:
                break
            known = self.load_many([ticket for _, ticket, _ in found])
            shown += [
                (keys.sort_key(order), stored.ticket)
                for order, ticket, sk in found
                if (stored := known.get(ticket)) and self._belongs(stored, sk, query)
            ]
        return Page(tuple(shown))

    def of_requester(self, digest: str, newest: int) -> list[Stored]:
        """The newest so many of one person's, oldest first."""
        found = [ticket for _, ticket, _ in islice(self._newest_first(digest, "", newest), newest)]
        known = self.load_many(found)
        return [known[one] for one in reversed(found) if one in known]

    def _own(self, query: ListQuery, after: SortKey | None, limit: int) -> Page:
        """One person's, newest first: so many are read as are shown."""
        start = keys.after(after) if after else ""
        following = self._newest_first(query.value, start, limit)
        shown: list[tuple[SortKey, Ticket]] = []
        while len(shown) < limit:
            found = list(islice(following, limit - len(shown)))
            if not found:
                break
            known = self.load_many([ticket for _, ticket, _ in found])
            shown += [
                (keys.sort_key(order), stored.ticket)
                for order, ticket, _ in found
                if (stored := known.get(ticket)) and _is_own(stored, query)
            ]
        return Page(tuple(shown))

    def _newest_first(self, digest: str, before: str, limit: int) -> Iterator[Found]:
        partition = Partition(tables.REQUESTER, "rk", digest, "ra")
        found = self._keys(partition, "", before or LAST, limit, newest_first=True)
        return (one for one in found if one[0] != before)

    def load_many(self, wanted: list[str]) -> dict[str, Stored]:
        """Tickets as they are committed, each with exactly the parts it has."""
        headers = self.calls.get_many(
            self.table, [(keys.ticket(one), keys.HEADER) for one in wanted]
        )
        opened = {pk: self.items.envelopes.opened(header) for (pk, _), header in headers.items()}
        rest = self.calls.get_many(
            self.table, [(pk, part) for pk, fields in opened.items() for part in fields[PARTS]]
        )
        parts: dict[str, dict[str, Item]] = {pk: {} for pk in opened}
        for (pk, sk), item in rest.items():
            parts[pk][sk] = item
        found = {}
        for (pk, _), header in headers.items():
            stored = self._whole(header, opened[pk], parts[pk])
            if stored is not None:
                found[keys.ticket_id(pk)] = stored
        return found

    def _whole(self, header: Item, opened: Plain, parts: Mapping[str, Item]) -> Stored | None:
        try:
            return self.items.whole(header, opened, parts)
        except Torn:
            return self.load(keys.ticket_id(str(header["pk"])))

    def load(self, ticket_id: str) -> Stored | None:
        """One strong query for header and parts; the events stand before them."""
        for attempt in range(5):
            found = self.calls.query(
                self.table,
                KeyConditionExpression="pk = :pk AND sk >= :header",
                ExpressionAttributeValues={
                    ":pk": {"S": keys.ticket(ticket_id)},
                    ":header": {"S": keys.HEADER},
                },
                ConsistentRead=True,
            )
            try:
                return self.items.read(found)
            except Torn:
                self.calls.wait(attempt)
        raise Torn(ticket_id)

    # --- inside ---

    def _merged(self, query: ListQuery, start: str, limit: int) -> Iterator[Found]:
        since, before = query.updated_since, query.due_before
        start = max(start, keys.instant(since)) if since else start
        before = before or query.updated_before
        end = keys.instant(before) if before else LAST
        sources = [self._keys(one, start, end, limit) for one in partitions(query)]
        return heapq.merge(*sources)

    def _keys(
        self,
        of: Partition,
        start: str,
        end: str,
        limit: int | None,
        *,
        newest_first: bool = False,
    ) -> Iterator[Found]:
        """Keys after `start` and before `end`; BETWEEN is inclusive, so `start` itself is left."""
        asked: dict[str, Any] = {
            "IndexName": of.index,
            "ScanIndexForward": not newest_first,
            "KeyConditionExpression": f"{of.hash_name} = :key AND {of.order} BETWEEN :a AND :b",
            "ExpressionAttributeValues": {
                ":key": {"S": of.hash_key},
                ":a": {"S": f"{start} " if start else "0"},
                ":b": {"S": end},
            },
        }
        for item in self.calls.query(self.table, limit, **asked):
            yield str(item[of.order]), keys.ticket_id(str(item["pk"])), str(item["sk"])

    def _belongs(self, stored: Stored, sk: str, query: ListQuery) -> bool:
        """An index may be behind: the header says whether the ticket is still in the list."""
        ticket, header = stored.ticket, stored.header
        if ticket.jurisdiction != query.jurisdiction or not in_time(header, query):
            return False
        if sk in stored.rows:
            return class_of(ticket) in keys.CLASSES[query.listed_as]
        return any(header.get(HASH[band]) == key for band, key in keys.lists_of(query))


def _is_own(stored: Stored, query: ListQuery) -> bool:
    if query.jurisdiction not in (None, stored.ticket.jurisdiction):
        return False
    return in_time(stored.header, query)


def once_each(found: Iterable[Found]) -> Iterator[Found]:
    """An index that is behind may still show a ticket where it was, besides where it is."""
    seen: set[str] = set()
    for one in found:
        if one[1] not in seen:
            seen.add(one[1])
            yield one


def partitions(query: ListQuery) -> Iterator[Partition]:
    """All that together are the list."""
    order = "us" if query.updated_since else "ds"
    for band, key in keys.lists_of(query):
        yield Partition(INDEXES[HASH[band], order], HASH[band], key, order)


def in_time(header: Item, query: ListQuery) -> bool:
    """Whether the filters on time let it through."""
    if query.due_before:
        return str(header["ds"]) < keys.instant(query.due_before)
    updated = str(header["us"])
    if query.updated_before and updated >= keys.instant(query.updated_before):
        return False
    return not query.updated_since or updated >= keys.instant(query.updated_since)


def as_stored(query: ListQuery, digest: str) -> ListQuery:
    """The query with the phone as the index knows it."""
    return ListQuery(
        by="requester",
        value=digest,
        jurisdiction=query.jurisdiction,
        due_before=query.due_before,
        updated_since=query.updated_since,
        updated_before=query.updated_before,
    )
