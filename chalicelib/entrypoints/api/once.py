"""With an Idempotency-Key a request is done once, and answered the same way for a day."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus

from chalicelib.application.again import shown_again
from chalicelib.application.edge_ports import Answered, Known, KnownAnswer, ShownTicket
from chalicelib.application.perform import Once
from chalicelib.application.ports import AlreadyAnswered, Ports
from chalicelib.domain.directory import Actor
from chalicelib.domain.errors import Refusal
from chalicelib.domain.state import Ticket
from chalicelib.entrypoints.api.errors import Problem, refused
from chalicelib.entrypoints.api.presentation import etag, ticket_json
from chalicelib.late import dataclass

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is sent. `shows`: the body is this ticket, and can be made again from it.

    What is not `lasting` may be answered otherwise when it is asked again.
    """

    status: int
    headers: Mapping[str, str]
    body: str
    shows: ShownTicket | None = None
    lasting: bool = True


@dataclass(slots=True, kw_only=True)
class Request:
    """Who asks what, under which key; the fingerprint is that of the body."""

    actor: Actor
    key: str
    fingerprint: str
    once: Once | None = None

    def will_show(self, status: int, headers: Callable[[Ticket], Mapping[str, str]]) -> Once:
        """To be remembered by the commit that does it."""
        self.once = Once(key=self.key, fingerprint=self.fingerprint, status=status, headers=headers)
        return self.once

    def answered(self, answer: KnownAnswer, now: datetime) -> Answered:
        return Answered(key=self.key, fingerprint=self.fingerprint, answer=answer, at=now)

    @property
    def committed(self) -> ShownTicket | None:
        return self.once.committed if self.once else None


def as_text(body: object) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def done_once(ports: Ports, request: Request, attempt: Callable[[], Reply]) -> Reply:
    """The reply of the attempt, or of the one that was made before.

    Whatever broke an earlier attempt: what it committed is known, and what is not known it did not
    do. If the same request is on its way twice, the first commit answers both.
    """
    if known := _told(ports, request, _known(ports, request)):
        return known
    try:
        reply = attempt()
    except AlreadyAnswered:
        return _told(ports, request, _known(ports, request)) or _in_flight()
    return _told(ports, request, _remembered(ports, request, reply)) or reply


def _known(ports: Ports, request: Request) -> Known:
    return ports.answers.known(request.key, request.fingerprint, ports.clock.now())


def _remembered(ports: Ports, request: Request, reply: Reply) -> Known:
    """Done is done: who asked is told, even if the answer cannot be kept for a second time."""
    body = reply.shows or reply.body
    answer = KnownAnswer(status=reply.status, headers=reply.headers, body=body)
    try:
        if request.committed:
            if body != request.committed:
                ports.answers.showed(request.key, answer)
        elif reply.lasting:
            return ports.answers.remember(request.answered(answer, ports.clock.now()))
    except Exception as wrong:  # noqa: BLE001 - whatever keeps it from being kept
        log.error("%s: an answer is not remembered", type(wrong).__name__)  # noqa: TRY400 - no traceback: it may quote a caller's words
    return "new"


def _told(ports: Ports, request: Request, known: Known) -> Reply | None:
    """What was answered before; None if nothing was."""
    if known == "new":
        return None
    if known == "other_body":
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY, "key_reused", "this key came with another body"
        )
    if isinstance(known.body, str):
        return Reply(status=known.status, headers=known.headers, body=known.body)
    return _shown(ports, request, known, known.body)


def _shown(ports: Ports, request: Request, known: KnownAnswer, shown: ShownTicket) -> Reply:
    draft = shown_again(ports, shown, request.actor)
    if isinstance(draft, Refusal):
        raise refused(draft)
    headers = {**known.headers, "ETag": etag(draft.ticket)}
    return Reply(status=known.status, headers=headers, body=as_text(ticket_json(draft)))


def _in_flight() -> Reply:
    """It was answered when we came to commit, and its day ended before we could read how."""
    raise Problem(HTTPStatus.CONFLICT, "in_flight", "the same request is being answered")
