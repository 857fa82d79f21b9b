"""Which headers a route reads and sends, as the OpenAPI document tells them."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from chalicelib.entrypoints.api.http import CHANGES, LONGEST_KEY, Route
from chalicelib.entrypoints.api.problems import is_webhook

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
REQUEST_ID = "X-Request-Id"

READ: dict[str, Json] = {
    REQUEST_ID: {
        "description": "调用者自己的请求编号（UUID、ULID等），日志按它查找；其他形式的另给一个 / "
        "the caller's own id of the request: a UUID, a ULID, 32 hexadecimal digits; "
        "any other is replaced",
        "schema": TEXT,
    },
    "Idempotency-Key": {
        "description": "24小时内同一调用者、同一路径、同一键：只做一次，回答相同；内容不同为422 / "
        "for 24 hours, by caller and path: done once, answered the same; another body is 422",
        "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
    },
    "If-Match": {
        "description": "读到的ETag；其间已变更则为412，不写则不比较 / "
        "the ETag that was read: 412 if it has changed since; left out, nothing is compared",
        "schema": TEXT,
    },
    "Accept-Language": {
        "description": "zh（默认）或en / zh (the default) or en",
        "schema": TEXT,
    },
}
SENT: dict[str, Json] = {
    REQUEST_ID: {"description": "日志按它查找 / finds this request in the logs"},
    "ETag": {"description": "这一版本，供If-Match / this version, for an If-Match"},
    "Location": {"description": "新建的路径 / the path of what was made"},
    "Content-Language": {"description": "回答的语言 / the language of the answer"},
    "Vary": {"description": "Accept-Language"},
    "WWW-Authenticate": {"description": "Bearer"},
    "Retry-After": {"description": "多少秒后可以再试 / in how many seconds to try again"},
}
COMPONENTS: Json = {
    name: {**told, "schema": {"type": "integer"} if name == "Retry-After" else TEXT}
    for name, told in SENT.items()
}
WITH_PROBLEM: dict[HTTPStatus, tuple[str, ...]] = {
    HTTPStatus.UNAUTHORIZED: ("WWW-Authenticate",),
    HTTPStatus.TOO_MANY_REQUESTS: ("Retry-After",),
    HTTPStatus.SERVICE_UNAVAILABLE: ("Retry-After",),
}


def read_by(route: Route) -> list[str]:
    """Of a provider's webhook we document nothing of what its provider signs with."""
    is_change = route.method in CHANGES and not is_webhook(route)
    return [REQUEST_ID, *(["Idempotency-Key"] if is_change else []), *route.reads]


def parameters(route: Route) -> Iterator[Json]:
    for name in read_by(route):
        yield {"name": name, "in": "header", **READ[name]}


def sent_with(route: Route) -> Json:
    """With what is no problem."""
    return _told(route.sends)


def sent_with_problem(status: HTTPStatus) -> Json:
    return _told(WITH_PROBLEM.get(status, ()))


def _told(names: tuple[str, ...]) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in (REQUEST_ID, *names)}
