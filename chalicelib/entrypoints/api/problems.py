"""Which problems a route may answer with, as the OpenAPI document tells them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

from chalicelib.application.limiting import FREE
from chalicelib.entrypoints.api.errors import Problem
from chalicelib.entrypoints.api.http import PROBLEM_JSON, Route

Json = dict[str, Any]
S = HTTPStatus

# status: its code, what it means in Chinese and English
KNOWN: dict[HTTPStatus, tuple[str, str]] = {
    S.BAD_REQUEST: ("malformed", "请求无法读取 / the request cannot be read"),
    S.UNAUTHORIZED: ("unauthenticated", "缺少有效令牌 / a valid token is needed"),
    S.FORBIDDEN: ("forbidden", "该角色无权操作 / not for this role"),
    S.NOT_FOUND: ("not_found", "对该调用者不存在 / nothing here for this caller"),
    S.CONFLICT: ("wrong_state", "规定或状态不允许 / a rule or the state refuses"),
    S.GONE: ("rating_closed", "评价时间已过 / the time to rate is over"),
    S.PRECONDITION_FAILED: ("stale", "其间已变更 / it has changed since it was read"),
    S.REQUEST_ENTITY_TOO_LARGE: ("too_large", "请求体超过6 MB / the body exceeds 6 MB"),
    S.UNSUPPORTED_MEDIA_TYPE: ("media_type", "须为JSON / expected application/json"),
    S.UNPROCESSABLE_ENTITY: ("invalid_field", "字段有误 / a field is wrong"),
    S.TOO_MANY_REQUESTS: ("too_many_requests", "请求过多 / too many requests"),
    S.SERVICE_UNAVAILABLE: ("unavailable", "暂不可用，请重试 / try again"),
}
# What only some routes answer.
BESIDES: dict[str, tuple[HTTPStatus, ...]] = {
    "get_rating": (S.CONFLICT, S.GONE),
    "give_rating": (S.GONE,),
    "enter_code": (S.FORBIDDEN,),
}


def of(route: Route) -> Json:
    """By status; each is described once, in the components."""
    own = OF_WEBHOOKS if is_webhook(route) else _statuses(route)
    found = sorted({*own, *BESIDES.get(route.name, ())})
    return {str(int(one)): {"$ref": f"#/components/responses/{one.name}"} for one in found}


# Providers are not counted, and what they may send is for each of them to say.
OF_WEBHOOKS = (S.BAD_REQUEST, S.UNAUTHORIZED, S.FORBIDDEN, S.NOT_FOUND, S.SERVICE_UNAVAILABLE)


def is_webhook(route: Route) -> bool:
    return route.path.startswith("/webhooks/")


def _statuses(route: Route) -> Iterator[HTTPStatus]:
    yield S.SERVICE_UNAVAILABLE
    if f"{route.method} {route.path}" not in FREE:
        yield S.TOO_MANY_REQUESTS
    if "If-Match" in route.reads:
        yield S.PRECONDITION_FAILED
    if not route.open:
        yield from (S.UNAUTHORIZED, S.FORBIDDEN)
    if "{" in route.path:
        yield S.NOT_FOUND
    if route.held_to_query:
        yield S.UNPROCESSABLE_ENTITY
    if route.query:
        yield S.BAD_REQUEST
    if route.method != "GET":
        yield from (S.BAD_REQUEST, S.CONFLICT, S.REQUEST_ENTITY_TOO_LARGE)
        yield from (S.UNSUPPORTED_MEDIA_TYPE, S.UNPROCESSABLE_ENTITY)


def responses(sent_with: Callable[[HTTPStatus], Json]) -> Json:
    """Every problem, by its name; `sent_with` tells its headers."""
    return {
        status.name: {**_response(status, *told), "headers": sent_with(status)}
        for status, told in KNOWN.items()
    }


def _response(status: HTTPStatus, code: str, meaning: str) -> Json:
    problem = Problem(status, code, meaning.rpartition(" / ")[2])
    content = {
        "schema": {"$ref": "#/components/schemas/Problem"},
        "example": problem.body("/v1/tickets/tkt_7K3M9Q4W"),
    }
    return {"description": meaning, "content": {PROBLEM_JSON: content}}
