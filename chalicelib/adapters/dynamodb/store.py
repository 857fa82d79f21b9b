"""The port `TicketStore` over DynamoDB."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from threading import Lock

from chalicelib.adapters.dynamodb import filing, idempotency, keys, tables
from chalicelib.adapters.dynamodb.calls import Calls, Client
from chalicelib.adapters.dynamodb.citations import Library
from chalicelib.adapters.dynamodb.commits import (
    NEW,
    Commit,
    Operation,
    delete,
    put,
    request_id,
    run,
)
from chalicelib.adapters.dynamodb.due import DynamoDueWork
from chalicelib.adapters.dynamodb.envelopes import Envelopes
from chalicelib.adapters.dynamodb.history import Histories
from chalicelib.adapters.dynamodb.items import Items, Stored, Written
from chalicelib.adapters.dynamodb.lists import Lists, as_stored
from chalicelib.adapters.dynamodb.placing import placed
from chalicelib.adapters.dynamodb.wire import Item, to_wire
from chalicelib.adapters.seals import PhoneKeys
from chalicelib.application.edge_ports import Answered
from chalicelib.application.ports import (
    ALONE,
    MOST_EARLIER,
    Along,
    Conflict,
    Listed,
    ListQuery,
    Made,
    Page,
    Regulations,
    SortKey,
)
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
        names: tuple[str, str, str] = (tables.TICKETS, tables.DEADLINES, tables.MESSAGES),
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._table, self._deadlines, self._messages = names
        self._now = now
        self._phones = phones
        self._calls = Calls(client, pause)
        self._envelopes = Envelopes(phones)
        self._items = Items(Histories(Library(regulations)), self._envelopes)
        self._lists = Lists(self._calls, self._items, self._table)
        self._register = filing.Register(self._calls, self._deadlines)
        self.due_work = DynamoDueWork(
            self._calls, self._table, self._deadlines, self._register, self._envelopes
        )
        self._read = _Remembered()

    def load(self, ticket_id: str) -> Ticket | None:
        stored = self._lists.load(ticket_id)
        if stored is None:
            return None
        self._read.keep(stored)
        return stored.ticket

    def history(self, ticket_id: str) -> Sequence[Entry]:
        return tuple(self._items.history(self._all_of(ticket_id)))

    def commits(self, ticket_id: str, after: int, until: int) -> Sequence[Made]:
        """One query: the parts that events lean on stand behind them."""
        found = self._calls.query(
            self._table,
            KeyConditionExpression="pk = :pk AND sk >= :first",
            ExpressionAttributeValues={
                ":pk": {"S": keys.ticket(ticket_id)},
                ":first": {"S": keys.event(after + 1)},
            },
            ConsistentRead=True,
        )
        return tuple(one for one in self._items.commits(list(found)) if one.version <= until)

    def commit(
        self,
        ticket: Ticket,
        entries: Sequence[Entry],
        expected_version: int,
        listed: Listed,
        along: Along = ALONE,
    ) -> None:
        before = self._before(ticket.id, expected_version)
        phone = ticket.requester.phone
        digest = keys.requester(self._phones.indexed(phone)) if phone else None
        written = self._items.written(ticket, placed(ticket, listed, digest), before)
        known = {**(before.parts if before else {}), **written.stored.parts}
        request = request_id()
        event = self._items.event(
            ticket, entries, request, known, has_effects=along.deliver_at is not None
        )
        earlier = before.ticket if before else None
        filed = filing.rows(ticket, earlier, self._now(), along.deliver_at)
        self._register.add(filed)
        operations = [
            self._header(written, expected_version),
            put(self._table, event, NEW),
            *(put(self._table, item) for item in written.puts),
            *(delete(self._table, keys.ticket(ticket.id), sk) for sk in written.deletes),
            *(put(self._deadlines, row) for row in filed),
        ]
        answer = self._answer(along.answered) if along.answered else None
        change = Commit(self._table, ticket.id, ticket.version, request, operations, answer)
        run(self._calls, change)
        self._read.keep(written.stored)

    def find(self, query: ListQuery, after: SortKey | None, limit: int) -> Page:
        if query.by == "requester":
            query = as_stored(query, keys.requester(self._phones.indexed(query.value)))
        return self._lists.page(query, after, limit)

    def of_requester(self, jurisdiction: str, phone: str) -> Sequence[Ticket]:
        digest = keys.requester(self._phones.indexed(phone))
        found = self._lists.of_requester(digest, MOST_EARLIER)
        return [one.ticket for one in found if one.ticket.jurisdiction == jurisdiction]

    def open_since(self, day: date) -> Sequence[str]:
        return self.due_work.open_since(day)

    def erase(self, ticket_id: str) -> None:
        """Event by event: until all are written anew, what they lean on stays."""
        found = self._all_of(ticket_id)
        if not self._items.is_erased(found):
            return
        for event in self._items.without_person(found):
            self._calls.put(self._table, to_wire(event))
        for item in found:
            if str(item["sk"]).startswith(keys.FORM):
                self._calls.delete(self._table, str(item["pk"]), str(item["sk"]))

    # --- inside ---

    def _all_of(self, ticket_id: str) -> list[Item]:
        return list(
            self._calls.query(
                self._table,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues={":pk": {"S": keys.ticket(ticket_id)}},
                ConsistentRead=True,
            )
        )

    def _before(self, ticket_id: str, expected_version: int) -> Stored | None:
        """The state that the commit follows; `Conflict` if it is no longer there."""
        if expected_version == 0:
            return None
        known = self._read.of(ticket_id, expected_version) or self._lists.load(ticket_id)
        if known is None or known.ticket.version != expected_version:
            raise Conflict
        return known

    def _answer(self, answered: Answered) -> Operation:
        limit = idempotency.expired(answered.at)
        row = idempotency.row(answered, self._envelopes)
        return put(self._messages, row, idempotency.FREE, expired=limit)

    def _header(self, written: Written, expected_version: int) -> Operation:
        if expected_version == 0:
            return put(self._table, written.header, NEW)
        return put(self._table, written.header, "v = :v", v=expected_version)


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
