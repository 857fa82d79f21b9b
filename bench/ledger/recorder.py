"""The ledger itself: it listens to botocore and writes down what each request costs.

It listens to attempts, not to calls ("request-created", "response-received"): what botocore sends
again on its own is paid again. The two events of an attempt share a context, so threads do not mix.
A write by someone else between the look before and the look after would be priced with it: figures
that must be exact are taken from one thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count
from operator import attrgetter
from threading import Lock
from typing import Any, Protocol
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

from bench.ledger import prices, report, sizes, wire
from bench.ledger.backend import Backend
from bench.ledger.prices import READS, WRITES, Change, Request, Unpriced
from bench.ledger.report import Grouping, Row, Total
from bench.ledger.sizes import Item
from bench.ledger.wire import Action, Outcome

__all__ = ["Ledger", "Unpriced"]

_CHANGES_A_TABLE = ("CreateTable", "UpdateTable", "DeleteTable")
# They read or write items at a price of their own, and nothing here knows it.
_UNKNOWN = ("Statement", "ExecuteTransaction", "SearchVectors", "StartBulkPutItems")


class Emitter(Protocol):
    """The events of a client or of a session."""

    def register(
        self, event_name: str, handler: Callable[..., None], unique_id: str | None = None
    ) -> None: ...


@dataclass(slots=True)
class Attempt:
    """A request under way, with the items it will change as they stood before it."""

    request: Request
    actions: list[Action] = field(default_factory=list)
    before: list[Item | None] = field(default_factory=list)
    unseen: Exception | None = None


class Ledger:
    """Prices every request of the clients it is attached to.

    `backend` overrides how it looks at items; by default by a client of its own for each endpoint.
    """

    def __init__(self, backend: Backend | None = None) -> None:
        self.rows: list[Row] = []
        self._given = backend
        self._mark = f"capacity-ledger-{id(self)}"
        self._backends: dict[str, Backend] = {}
        self._step = ContextVar(self._mark, default="")
        self._numbers = count(1)
        self._lock = Lock()
        self._tokens: dict[str, tuple[Any, list[Change]]] = {}

    def attach(self, target: Any) -> None:  # noqa: ANN401 — many kinds: see `emitter`
        """Listen to a client or connection, or to a session for the clients it makes from now on.

        Twice is once. Each model of PynamoDB has a connection, and so a client, of its own.
        """
        events = emitter(target)
        for event, handler in (
            ("request-created.dynamodb", self._created),
            ("response-received.dynamodb", self._received),
        ):
            events.register(event, handler, unique_id=f"{self._mark} {event}")

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Name what is priced inside: the innermost name counts, and each thread has its own."""
        token = self._step.set(name)
        try:
            yield
        finally:
            self._step.reset(token)

    def total(self) -> Total:
        return Total.of(self.rows)

    def by(self, grouping: Grouping) -> dict[str, Total]:
        """Totals by a field of the rows ("step", "line", "operation") or by a function of them."""
        return {name: total for (name,), total in report.grouped(self.rows, grouping).items()}

    def table(self, *by: Grouping) -> str:
        """To print; by step and line if nothing else is said."""
        return report.table(self.rows, *(by or ("step", "line")))

    def clear(self) -> None:
        self.rows.clear()

    def _created(self, request: Any, operation_name: str, **_: object) -> None:  # noqa: ANN401 — untyped botocore
        if any(part in operation_name for part in _UNKNOWN):
            raise Unpriced(operation_name)
        if operation_name not in (*READS, *WRITES, *_CHANGES_A_TABLE):
            return
        asked = Request(
            number=next(self._numbers),
            step=self._step.get(),
            operation=operation_name,
            body=wire.decoded(request.data),
            backend=self._backend(request.url, request.context.get("client_region")),
        )
        request.context[self._mark] = self._looked(Attempt(asked))

    def _looked(self, attempt: Attempt) -> Attempt:
        """Writes need the items before. What cannot be looked at will be refused by itself."""
        asked = attempt.request
        if asked.operation in WRITES:
            try:
                attempt.actions = wire.actions(asked.operation, asked.body, asked.backend)
                attempt.before = [asked.backend.image(a.table, a.key) for a in attempt.actions]
            except (BotoCoreError, ClientError) as error:
                attempt.unseen = error
        return attempt

    def _received(
        self,
        context: dict[str, Any],
        parsed_response: Mapping[str, Any] | None = None,
        **_: object,
    ) -> None:
        attempt: Attempt | None = context.pop(self._mark, None)
        if attempt is None:
            return
        outcome = wire.outcome(parsed_response)
        if attempt.unseen:
            if outcome is Outcome.DONE:
                raise Unpriced(attempt.request.operation) from attempt.unseen
            return
        rows = list(self._priced(attempt, outcome, parsed_response or {}))
        with self._lock:
            self.rows.extend(rows)

    def _priced(
        self, attempt: Attempt, outcome: Outcome, answer: Mapping[str, Any]
    ) -> Iterator[Row]:
        request = attempt.request
        if request.operation in _CHANGES_A_TABLE:
            request.backend.forget(request.body["TableName"])
        elif request.operation in READS:
            if outcome is Outcome.DONE:
                yield from prices.read(request, answer)
        elif outcome is not Outcome.FREE:
            yield from self._written(attempt, outcome, answer)

    def _written(
        self, attempt: Attempt, outcome: Outcome, answer: Mapping[str, Any]
    ) -> Iterator[Row]:
        request, token = attempt.request, attempt.request.body.get("ClientRequestToken")
        items, earlier = self._tokens.get(token, (None, [])) if token else (None, [])
        if earlier and items == request.body["TransactItems"]:
            # Also where the engine ignores tokens and does, or refuses, the same once more.
            yield from () if outcome is Outcome.LOST else prices.replayed(request, earlier)
            return
        changes = list(_changes(attempt, outcome, answer))
        if outcome is Outcome.LOST and not any(map(_happened, changes)):
            return
        if token and outcome is not Outcome.REFUSED:
            self._tokens[token] = (request.body["TransactItems"], changes)
        yield from prices.written(request, changes)

    def _backend(self, url: str, region: str | None) -> Backend:
        if self._given:
            return self._given
        parts = urlsplit(url)
        endpoint = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            if endpoint not in self._backends:
                self._backends[endpoint] = Backend.at(endpoint, region)
            return self._backends[endpoint]


def _changes(attempt: Attempt, outcome: Outcome, answer: Mapping[str, Any]) -> Iterator[Change]:
    """What the actions did, or would have done; without those a batch left undone."""
    backend = attempt.request.backend
    undone = wire.batch(answer.get("UnprocessedItems", {}), backend)
    for action, before in zip(attempt.actions, attempt.before, strict=True):
        if action in undone:
            continue
        if outcome is Outcome.REFUSED or action.verb == "ConditionCheck":
            after = before
        elif outcome is Outcome.LOST or action.verb == "Update":
            after = backend.image(action.table, action.key)
        else:
            after = action.item
        yield Change(action, before, after)


def _happened(change: Change) -> bool:
    return not sizes.same(change.before, change.after)


_EMITTERS = (
    "meta.events",  # a client
    "meta.client.meta.events",  # a resource of boto3
    "events",  # a session of boto3
    "client.meta.events",  # a Connection of PynamoDB
    "connection.client.meta.events",  # a TableConnection
)


def emitter(target: Any) -> Emitter:  # noqa: ANN401 — what they have in common are events
    """The events of a client, resource, session, or of a connection or model of PynamoDB."""
    if hasattr(target, "get_component"):  # a session of botocore
        found: Emitter = target.get_component("event_emitter")
        return found
    if hasattr(target, "_get_connection"):  # a model: PynamoDB has no public way to its connection
        target = target._get_connection()  # noqa: SLF001 — as above
    for path in _EMITTERS:
        with suppress(AttributeError):
            found = attrgetter(path)(target)
            break
    else:
        raise TypeError(f"nothing to listen to: {target!r}")
    return found
