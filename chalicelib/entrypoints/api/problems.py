"""Which problems a route may answer with, as the OpenAPI document tells them."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

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
    S.PRECONDITION_FAILED: ("stale", "工单已变更 / the ticket has changed since"),
    S.REQUEST_ENTITY_TOO_LARGE: ("too_large", "请求体超过6 MB / the body exceeds 6 MB"),
    S.UNSUPPORTED_MEDIA_TYPE: ("media_type", "须为JSON / expected application/json"),
    S.UNPROCESSABLE_ENTITY: ("invalid_field", "字段有误 / a field is wrong"),
    S.TOO_MANY_REQUESTS: ("too_many_requests", "请求过多 / too many requests"),
    S.SERVICE_UNAVAILABLE: ("unavailable", "暂不可用，请重试 / try again"),
}
# What only some routes answer.
BESIDES: dict[str, tuple[HTTPStatus, ...]] = {
    "act": (S.PRECONDITION_FAILED,),
    "get_rating": (S.CONFLICT, S.GONE),
    "give_rating": (S.GONE,),
    "enter_code": (S.FORBIDDEN,),
}


def of(route: Route) -> Json:
    """By status; each is described once, in the components."""
    found = sorted({*_statuses(route), *BESIDES.get(route.name, ())})
    return {str(int(one)): {"$ref": f"#/components/responses/{one.name}"} for one in found}


def is_webhook(route: Route) -> bool:
    return route.path.startswith("/webhooks/")


def _statuses(route: Route) -> Iterator[HTTPStatus]:
    yield from (S.TOO_MANY_REQUESTS, S.SERVICE_UNAVAILABLE)
    if not route.open or is_webhook(route):
        yield from (S.UNAUTHORIZED, S.FORBIDDEN)
    if "{" in route.path:
        yield S.NOT_FOUND
    if route.query:
        yield from (S.BAD_REQUEST, S.UNPROCESSABLE_ENTITY)
    if route.method != "GET":
        yield from (S.BAD_REQUEST, S.CONFLICT, S.REQUEST_ENTITY_TOO_LARGE)
        yield from (S.UNSUPPORTED_MEDIA_TYPE, S.UNPROCESSABLE_ENTITY)


def _response(status: HTTPStatus, code: str, meaning: str) -> Json:
    problem = Problem(status, code, meaning.rpartition(" / ")[2])
    content = {
        "schema": {"$ref": "#/components/schemas/Problem"},
        "example": problem.body("/v1/tickets/tkt_7K3M9Q4W"),
    }
    return {"description": meaning, "content": {PROBLEM_JSON: content}}


RESPONSES = {status.name: _response(status, *told) for status, told in KNOWN.items()}
