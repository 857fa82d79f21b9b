"""Every way to say no, as RFC 9457 problem details; the only place that knows status codes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, field
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from chalicelib.application.message_ports import Undelivered
from chalicelib.application.ports import Conflict, TooLarge, Unavailable, Unstorable
from chalicelib.domain.errors import FieldError, Kind, Refusal
from chalicelib.late import dataclass
from chalicelib.reading import Unreadable

RETRY_SECONDS = 5
# An answer must not outgrow what may be sent (6 MB), whatever came.
MOST_ERRORS, LONGEST_POINTER = 100, 300
TYPE = "https://lianxin.example/problems/"
STATUS_OF = {
    Kind.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Kind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Kind.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    Kind.STALE: HTTPStatus.PRECONDITION_FAILED,
    Kind.REFUSED: HTTPStatus.CONFLICT,
}


@dataclass(eq=False)
class Problem(Exception):
    """A request ends here. `code` names the problem for programs and is part of its type."""

    status: HTTPStatus
    code: str
    detail: str
    errors: tuple[FieldError, ...] = ()
    basis: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self, instance: str, request_id: str = "") -> dict[str, Any]:
        """The document; `instance` is the path of the request, never its query."""
        document: dict[str, Any] = {
            "type": TYPE + self.code.replace("_", "-"),
            "title": self.status.phrase,
            "status": int(self.status),
            "detail": self.detail,
            "instance": instance,
            "code": self.code,
        }
        if request_id:
            document["request_id"] = request_id
        if self.basis:
            document["basis"] = dict(self.basis)
        if self.errors:
            document["errors"] = [asdict(one) for one in self.errors]
        return document


def refused(refusal: Refusal) -> Problem:
    """A refusal of the domain or of a use case."""
    basis = asdict(refusal.basis) if refusal.basis else None
    return Problem(
        STATUS_OF[refusal.kind], refusal.code, refusal.detail, refusal.errors, basis=basis
    )


def unreadable(wrong: Unreadable) -> Problem:
    """What is wrong with the fields: as much of it as somebody could want to read."""
    told = tuple(
        FieldError(one.pointer[:LONGEST_POINTER], one.detail) for one in wrong.errors[:MOST_ERRORS]
    )
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_field", "some fields are wrong", told)


def malformed(detail: str) -> Problem:
    return Problem(HTTPStatus.BAD_REQUEST, "malformed", detail)


def not_found(detail: str = "nothing here for this caller") -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, "not_found", detail)


def forbidden(detail: str) -> Problem:
    return Problem(HTTPStatus.FORBIDDEN, "forbidden", detail)


def invalid(pointer: str, detail: str, code: str = "invalid_field") -> Problem:
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, code, detail, (FieldError(pointer, detail),))


def unauthenticated() -> Problem:
    return Problem(
        HTTPStatus.UNAUTHORIZED,
        "unauthenticated",
        "a valid bearer token is needed",
        headers={"WWW-Authenticate": "Bearer"},
    )


def unavailable() -> Problem:
    """Whether it was done is not known: safe to repeat with an Idempotency-Key, or If-Match."""
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "unavailable",
        "the store does not answer; try again",
        headers={"Retry-After": str(RETRY_SECONDS)},
    )


def too_many(wait: timedelta) -> Problem:
    """Nobody is shut out: who waits may ask again."""
    return Problem(
        HTTPStatus.TOO_MANY_REQUESTS,
        "too_many_requests",
        "请求过于频繁，请稍后再试 / too many requests; try again later",
        headers={"Retry-After": str(math.ceil(wait.total_seconds()))},
    )


def problem_of(wrong: Exception) -> Problem:
    """What went wrong below, told to the caller without a word of it."""
    if isinstance(wrong, Unavailable | Conflict | Undelivered):
        return unavailable()
    if isinstance(wrong, TooLarge):
        detail = "there is more to it than the store can hold"
        return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", detail)
    if isinstance(wrong, Unstorable):
        return malformed("something of it cannot be stored")
    return broken()


def broken() -> Problem:
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "something went wrong here")
