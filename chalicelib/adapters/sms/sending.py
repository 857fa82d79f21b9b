"""What sending has in common, whoever the provider is: errors told apart, answers read."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

from chalicelib.adapters.http_client import Answered, Http, NoAnswer, NotReached, Request
from chalicelib.application.sms_ports import NotTaken, Unsure

# By then a provider lists what it took; what it does not list it does not have.
SETTLED = timedelta(minutes=10)

SUCCESS = range(200, 300)
REFUSAL = range(400, 500)
REQUEST_TIMEOUT, TOO_MANY = 408, 429


def ask(http: Http, request: Request) -> Answered:
    """The provider's answer; raises what its absence means for a message."""
    try:
        return http.ask(request)
    except NotReached as failure:
        raise NotTaken(f"not_reached:{failure}", retry=True) from None
    except NoAnswer as failure:
        raise Unsure(f"no_answer:{failure}") from None


def refused_by_status(status: int, code: object = None) -> NotTaken | Unsure:
    """What a status says of the message. Only a refusal is one; of a server that failed, or one
    that sends elsewhere, nobody knows how far it got.
    """
    reason = told(code) if code is not None else f"http_{status}"
    if status in REFUSAL:
        return NotTaken(reason, retry=status in {REQUEST_TIMEOUT, TOO_MANY})
    return Unsure(reason)


def told(code: object) -> str:
    """A provider's code for what went wrong, fit for a log: never a text, never a number."""
    fits = isinstance(code, str | int) and re.fullmatch(r"[A-Za-z0-9_.:-]{1,80}", str(code))
    return str(code) if fits and not re.search("[0-9]{7}", str(code)) else "refused"


def object_of(answered: Answered) -> dict[str, Any]:
    """The answer's JSON object; an empty one if it is none."""
    try:
        found = json.loads(answered.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def inside(data: object, *names: str) -> Any:  # noqa: ANN401 - whatever the provider put there
    """What lies under these names, one in the other; None if it is not there."""
    for name in names:
        data = data.get(name) if isinstance(data, dict) else None
    return data
