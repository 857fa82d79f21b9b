"""Faults between us and DynamoDB, before or after it has done its work.

They wrap what moto answers requests with, as an answer given from a botocore hook would not keep
moto from committing all the same; and, for an engine that is a server, what sends them to it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from botocore.awsrequest import AWSResponse  # type: ignore[import-untyped]
from botocore.exceptions import ReadTimeoutError  # type: ignore[import-untyped]
from botocore.httpsession import URLLib3Session  # type: ignore[import-untyped]
from moto.core.botocore_stubber import BotocoreStubber, MockRawResponse

Answer = Any
AWSRequest = Any
Fault = Callable[[Callable[[], Answer]], Answer]


def timeout_before(call: Callable[[], Answer]) -> Answer:  # noqa: ARG001
    """The request never arrives."""
    raise ReadTimeoutError(endpoint_url="dynamodb")


def timeout_after(call: Callable[[], Answer]) -> Answer:
    """It is done, and the answer is lost."""
    call()
    raise ReadTimeoutError(endpoint_url="dynamodb")


def answered(status: int, code: str, **more: object) -> Fault:
    """DynamoDB says no, having done nothing."""
    body = json.dumps({"__type": f"com.amazonaws.dynamodb.v20120810#{code}", **more})
    return lambda call: (status, {"x-amzn-errortype": code}, body.encode())  # noqa: ARG005


def cancelled(*codes: str) -> Fault:
    reasons = [{"Code": code} for code in codes]
    return answered(
        400,
        "TransactionCanceledException",
        Message="cancelled",
        CancellationReasons=reasons,
    )


throttled = answered(400, "ThrottlingException", Message="slow down")
broken = answered(500, "InternalServerError", Message="oops")
in_conflict = cancelled("TransactionConflict", "None")


class Faults:
    """Which calls of an operation go wrong, and how; the others go through."""

    def __init__(self) -> None:
        self.planned: dict[str, list[Fault | None]] = {}
        self.calls: list[str] = []

    def plan(self, operation: str, *faults: Fault | None) -> None:
        self.planned[operation] = list(faults)

    def meet(self, operation: str, call: Callable[[], Answer]) -> Answer:
        self.calls.append(operation)
        waiting = self.planned.get(operation)
        fault = waiting.pop(0) if waiting else None
        return fault(call) if fault else call()

    def made(self, operation: str) -> int:
        return self.calls.count(operation)


@contextmanager
def faults(plan: Faults | None = None) -> Iterator[Faults]:
    plan = plan or Faults()
    with (
        _met(plan, BotocoreStubber, "process_request", lambda _, answer: answer),
        _met(plan, URLLib3Session, "send", _received),
    ):
        yield plan


@contextmanager
def _met(
    plan: Faults, place: type, name: str, made: Callable[[AWSRequest, Answer], Answer]
) -> Iterator[None]:
    original = getattr(place, name)

    def call(self: object, request: AWSRequest) -> Answer:
        target = request.headers.get("X-Amz-Target", b"")
        text = target.decode() if isinstance(target, bytes) else target
        answer = plan.meet(text.partition(".")[2], lambda: original(self, request))
        return made(request, answer)

    setattr(place, name, call)
    try:
        yield
    finally:
        setattr(place, name, original)


def _received(request: AWSRequest, answer: Answer) -> Answer:
    """What a server would have sent for the answer that was made up in its stead."""
    if not isinstance(answer, tuple):
        return answer
    status, headers, body = answer
    return AWSResponse(request.url, status, headers, MockRawResponse(body))
