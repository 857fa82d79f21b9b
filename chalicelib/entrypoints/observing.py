"""What every way in has around it: a trail through the logs, figures, and no word of a failure.

The runtime prints what a function fails with. So a function fails with the name of what went
wrong, and the places it came through stand in the log.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar
from uuid import uuid4

from chalice.app import Request, Response

from chalicelib.application.telling_ports import Trail, following
from chalicelib.bootstrap import Misconfigured, observer

REQUEST_ID = "X-Request-Id"
# A UUID, a ULID, a trace's 32 digits. Whatever else somebody sends might say who somebody is.
SAYS_NOTHING = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|[0-7][0-9a-hjkmnp-tv-z]{25}",
    re.IGNORECASE,
)

Event = dict[str, Any]
AwsContext = TypeVar("AwsContext")
Handler = Callable[[Event, AwsContext], Event]

log = logging.getLogger(__name__)


class Unfinished(Exception):
    """A function did not finish; why is in the log."""


def observed(handler: Handler[AwsContext]) -> Handler[AwsContext]:
    """Around what AWS starts; raises `Unfinished` and nothing else, so that it is tried again."""
    name = handler.__name__

    @wraps(handler)
    def entry(event: Event, context: AwsContext) -> Event:
        here = Trail.of_request(getattr(context, "aws_request_id", None) or str(uuid4()))
        with following(here), observer().watched(name, context):
            try:
                return handler(event, context)
            except Exception as wrong:
                failed, said = type(wrong).__name__, reason(wrong)
                log.exception("%s did not finish: %s", name, said)
        raise Unfinished(f"{name}: {failed}")

    return entry


def reason(wrong: Exception) -> str:
    """What may be said of a failure: what is set wrongly is said without its value."""
    return str(wrong) if isinstance(wrong, Misconfigured) else type(wrong).__name__


def answered(request: Request, answer: Callable[[], Response]) -> Response:
    """Around one request, whose answer says under which id it is found in the logs."""
    here = trail_of(request.headers, request.context)
    with following(here), observer().watched("api", request.lambda_context):
        response = answer()
        log.debug("%s %s: %d", request.method, request.path, response.status_code)
    response.headers[REQUEST_ID] = here.request
    return response


def trail_of(headers: Mapping[str, str], context: Mapping[str, Any]) -> Trail:
    """By the caller's own id of the request, if it says nothing else; by the gateway's; by a new
    one.
    """
    given = headers.get(REQUEST_ID) or ""
    if not SAYS_NOTHING.fullmatch(given):
        given = str(context.get("requestId") or uuid4())
    return Trail.of_request(given)
