"""The port `TicketStore` over DynamoDB."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from threading import Lock

from chalicelib.adapters.dynamodb import commits, due, keys, tables
from chalicelib.adapters.dynamodb.calls import Calls, Client
from chalicelib.adapters.dynamodb.citations import Library
from chalicelib.adapters.dynamodb.commits import delete, put
from chalicelib.adapters.dynamodb.history import Histories
from chalicelib.adapters.dynamodb.items import Items, Stored, Written
from chalicelib.adapters.dynamodb.lists import Lists, as_stored
from chalicelib.adapters.dynamodb.phones import PhoneKeys
from chalicelib.adapters.dynamodb.placing import placed
from chalicelib.adapters.dynamodb.upcasts import SCHEMA_V
from chalicelib.adapters.dynamodb.wire import Item
from chalicelib.application.ports import Conflict, Listed, ListQuery, Page, Regulations, SortKey
from chalicelib.domain.decision import Entry
from chalicelib.domain.state import Ticket

REMEMBERED = 256


class DynamoTickets:
    """Tickets, their history, their lists and what falls due."""

    def __init__(  # noqa: PLR0913 - all that it stands on
        self,
        client: Client,
        regulations: Regulations,
        phones: PhoneKeys,
        now: Callable[[], datetime],
        *,
        names: tuple[str, str] = (tables.TICKETS, tables.DEADLINES),
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._table, self._deadlines = names
        self._now = now
        self._phones = phones
        self._calls = Calls(client, pause)
        self._items = Items(Histories(Library(regulations)), phones)
        self._lists = Lists(self._calls, self._items, self._table)
        self._due = due.DueWork(self._calls, self._table, self._deadlines, now)
        self._read = _Remembered()

    def load(self, ticket_id: str) -> Ticket | None:
        stored = self._lists.load(ticket_id)
        if stored is None:
            return None
        self._read.keep(stored)
        return stored.ticket

    def history(self, ticket_id: str) -> Sequence[Entry]:
        found = self._calls.query(
            self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": keys.ticket(ticket_id)}},
            ConsistentRead=True,
        )
        return tuple(self._items.history(list(found)))

    def commit(
        self, ticket: Ticket, entries: Sequence[Entry], expected_version: int, listed: Listed
    ) -> None:
        before = self._before(ticket.id, expected_version)
        phone = ticket.requester.phone
        digest = self._phones.indexed(phone) if phone else None
        written = self._items.written(ticket, placed(ticket, listed, digest), before)
        known = {**(before.parts if before else {}), **written.stored.parts}
        request = commits.request_id()
        event = self._items.event(ticket, entries, request, known)
        filed = due.rows(ticket, before.ticket if before else None, self._now())
        self._due.register(filed)
        operations = [
            self._header(written, expected_version),
            put(self._table, event, commits.NEW),
            *([] if before else [self._number(ticket)]),
            *(put(self._table, item) for item in written.puts),
            *(delete(self._table, keys.ticket(ticket.id), sk) for sk in written.deletes),
            *(put(self._deadlines, row) for row in filed),
        ]
        change = commits.Commit(self._table, ticket.id, ticket.version, request, operations)
        commits.run(self._calls, change)
        self._read.keep(written.stored)

    def find(self, query: ListQuery, after: SortKey | None, limit: int) -> Page:
        if query.by == "requester":
            query = as_stored(query, self._phones.indexed(query.value))
        return self._lists.page(query, after, limit)

    def of_requester(self, jurisdiction: str, phone: str) -> Sequence[Ticket]:
        found = self._lists.of_requester(self._phones.indexed(phone))
        return [one for one in found if one.jurisdiction == jurisdiction]

    def due(self, until: datetime) -> Sequence[tuple[datetime, str]]:
        return self._due.until(until)

    def next_due_at(self) -> datetime | None:
        return self._due.first()

    def open_since(self, day: date) -> Sequence[str]:
        return self._due.open_since(day)

    # --- inside ---

    def _before(self, ticket_id: str, expected_version: int) -> Stored | None:
        """The state that the commit follows; `Conflict` if it is no longer there."""
        if expected_version == 0:
            return None
        known = self._read.of(ticket_id, expected_version) or self._lists.load(ticket_id)
        if known is None or known.ticket.version != expected_version:
            raise Conflict
        return known

    def _header(self, written: Written, expected_version: int) -> commits.Operation:
        if expected_version == 0:
            return put(self._table, written.header, commits.NEW)
        return put(self._table, written.header, "v = :v", v=expected_version)

    def _number(self, ticket: Ticket) -> commits.Operation:
        """A number is given once."""
        item: Item = {
            "pk": keys.number(ticket.number),
            "sk": keys.NUMBER,
            "schema_v": SCHEMA_V,
            "t": ticket.id,
        }
        return put(self._table, item, commits.NEW)


class _Remembered:
    """What was read last: a commit that follows it need not read again. Versions never change."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: OrderedDict[str, Stored] = OrderedDict()

    def keep(self, stored: Stored) -> None:
        with self._lock:
            self._known[stored.ticket.id] = stored
            self._known.move_to_end(stored.ticket.id)
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)

    def of(self, ticket_id: str, version: int) -> Stored | None:
        with self._lock:
            known = self._known.get(ticket_id)
        return known if known and known.ticket.version == version else None
