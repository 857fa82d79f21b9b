"""With an Idempotency-Key a request is done once, and answered the same way for a day."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from chalicelib.application.again import shown_again
from chalicelib.application.edge_ports import Idempotency, KnownAnswer, ShownTicket
from chalicelib.application.ports import Ports
from chalicelib.domain.directory import Actor
from chalicelib.entrypoints.api.errors import Problem
from chalicelib.entrypoints.api.presentation import ticket_json

IN_FLIGHT = (
    "the first request with this key is not answered; if that was some minutes ago, look for what "
    "it did before you ask with another key"
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is sent. `shows`: the body is this ticket, and can be made again from it."""

    status: int
    headers: Mapping[str, str]
    body: str
    shows: ShownTicket | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who asks what, under which key; the fingerprint is that of the body."""

    actor: Actor
    key: str
    fingerprint: str


def as_text(body: object) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def done_once(ports: Ports, request: Request, attempt: Callable[[], Reply]) -> Reply:
    """The reply of the attempt, or of the one that was made before."""
    store = ports.idempotency
    begun = store.begin(request.key, request.fingerprint, ports.clock.now())
    if isinstance(begun, KnownAnswer):
        return _told_again(ports, begun, request.actor)
    if begun == "in_flight":
        raise Problem(HTTPStatus.CONFLICT, "in_flight", IN_FLIGHT)
    if begun == "other_body":
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY, "key_reused", "this key came with another body"
        )
    # If this breaks nobody knows whether it was done: the key stays taken, so that it is not done
    # twice, and whoever asked looks for what it did before asking with another key.
    reply = attempt()
    _remember(store, request.key, reply)
    return reply


def _remember(store: Idempotency, key: str, reply: Reply) -> None:
    """Done is done: who asked is told, even if the answer cannot be kept for a second time."""
    body = reply.shows or reply.body
    try:
        store.finish(key, KnownAnswer(status=reply.status, headers=reply.headers, body=body))
    except Exception as wrong:  # noqa: BLE001 - whatever keeps it from being kept
        log.error("%s: an answer is not remembered", type(wrong).__name__)  # noqa: TRY400 - no traceback: it may quote a caller's words


def _told_again(ports: Ports, known: KnownAnswer, actor: Actor) -> Reply:
    body = known.body
    if isinstance(body, ShownTicket):
        body = as_text(ticket_json(shown_again(ports, body, actor)))
    return Reply(status=known.status, headers=known.headers, body=body)
