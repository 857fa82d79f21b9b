"""From a Chalice request to one call of ours and back, the same way for every route.

Who calls is settled first; what goes wrong becomes a problem document; nothing that a caller
sent is logged.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import field, replace
from http import HTTPStatus
from typing import Any

from chalice.app import Blueprint, Request, Response

from chalicelib.application import limiting
from chalicelib.application.edge_ports import ShownTicket
from chalicelib.application.perform import CONFLICT
from chalicelib.application.ports import Ports
from chalicelib.application.recognising import recognised
from chalicelib.application.telling_ports import trail
from chalicelib.bootstrap import observer, system
from chalicelib.domain.directory import Actor, Role
from chalicelib.entrypoints.api import body, once
from chalicelib.entrypoints.api.errors import (
    Problem,
    invalid,
    malformed,
    not_found,
    problem_of,
    too_many,
    unauthenticated,
)
from chalicelib.entrypoints.api.once import Reply
from chalicelib.entrypoints.observing import answered, reason
from chalicelib.late import dataclass

JSON = body.JSON
HTML = "text/html; charset=utf-8"
# Whoever is told so is meant to ask again, with the same key.
PASSING = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
PROBLEM_JSON = "application/problem+json"
CHANGES = ("POST", "PUT")
LONGEST_KEY = 255
LONGEST_VALUE = 512
ON_EVERY_ANSWER = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
HOME = "Asia/Shanghai"  # for what belongs to no jurisdiction
NOBODY = Actor("nobody", frozenset[Role](), "")

log = logging.getLogger(__name__)


class Html(str):
    """A page, sent as it is."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a view answers. `shows`: the body is this ticket, as the caller may see it.

    What is not `lasting` is not kept to be answered again.
    """

    body: Any
    status: int = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)
    shows: ShownTicket | None = None
    lasting: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, read; `actor` is nobody on the open routes."""

    ports: Ports
    actor: Actor
    method: str
    path: str
    params: Mapping[str, str]
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    raw: bytes
    request: once.Request | None = None

    def json(self) -> Any:  # noqa: ANN401 - any JSON value
        headers = self.headers
        return body.parsed(self.raw, headers.get("content-type"), headers.get("content-encoding"))

    def asked(self, *names: str) -> dict[str, str]:
        """The query, which may hold these names, each once."""
        unknown = sorted(set(self.query) - set(names))
        if unknown:
            known = ", ".join(names) or "none"
            raise invalid(f"/{unknown[0]}", f"unknown; known: {known}", "unsupported_filter")
        for name, values in self.query.items():
            if len(values) != 1:
                raise invalid(f"/{name}", "given more than once")
            if not _may_be_a_key(values[0], LONGEST_VALUE):
                raise invalid(f"/{name}", f"expected {LONGEST_VALUE} printable characters at most")
        return {name: values[0] for name, values in self.query.items()}


View = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What the OpenAPI document says of a route."""

    method: str
    path: str
    name: str
    summary: str
    open: bool
    takes: type[Any] | None
    gives: type[Any] | None
    status: int
    query: tuple[str, ...]
    held_to_query: bool = False
    reads: tuple[str, ...] = ()
    sends: tuple[str, ...] = ()
    about: str = ""


ROUTES: list[Route] = []


def route(  # noqa: PLR0913 - what there is to say of a route
    blueprint: Blueprint,
    method: str,
    path: str,
    *,
    open_to_all: bool = False,
    takes: type[Any] | None = None,
    gives: type[Any] | None = None,
    status: int = HTTPStatus.OK,
    query: tuple[str, ...] = (),
    linked: bool = False,
    reads: tuple[str, ...] = (),
    sends: tuple[str, ...] = (),
) -> Callable[[View], View]:
    """Register a view with Chalice and with the OpenAPI document.

    `reads` and `sends` are the headers that not every route has. To what is `linked` a stranger's
    link may lead, with a query of its own: that is not looked at.
    """

    def register(view: View) -> View:
        held_to = None if linked else query

        def entry(**params: str) -> Response:
            request = blueprint.current_request
            return answered(
                request,
                lambda: respond(view, request, params, open_to_all=open_to_all, query=held_to),
            )

        entry.__name__ = view.__name__
        summary, _, about = (view.__doc__ or "").strip().partition("\n")
        # Content types are ours to check: Chalice would answer in its own words.
        blueprint.route(path, methods=[method], name=view.__name__, content_types=[])(entry)
        ROUTES.append(
            Route(
                method=method,
                path=path,
                name=view.__name__,
                summary=summary,
                about=" ".join(about.split()),
                open=open_to_all,
                takes=takes,
                gives=gives,
                status=int(status),
                query=query,
                held_to_query=not linked,
                reads=reads,
                sends=sends,
            )
        )
        return view

    return register


def respond(
    view: View,
    request: Request,
    params: Mapping[str, str],
    *,
    open_to_all: bool,
    query: tuple[str, ...] | None,
) -> Response:
    """Answer one request, which may ask for what `query` names (None: for anything); whatever
    happens the answer is JSON of ours.
    """
    path = str(request.context.get("path", request.path))
    try:
        call = _call(request, params, path, open_to_all=open_to_all)
        if query is not None:
            call.asked(*query)
        if call.method in CHANGES:
            return _rendered_once(view, call)
        return _as_response(_render(view(call)))
    except Exception as wrong:  # noqa: BLE001 - the edge: nothing may leave but JSON
        return problem_response(wrong, f"{request.method} {request.path}", path)


def problem_response(wrong: Exception, route: str, path: str) -> Response:
    """What went wrong as a problem document; what is our fault is noted by its route alone."""
    found = wrong if isinstance(wrong, Problem) else problem_of(wrong)
    if found.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("%s on %s", reason(wrong), route, exc_info=wrong)
    return _as_response(_render_problem(found, path))


def _call(request: Request, params: Mapping[str, str], path: str, *, open_to_all: bool) -> Call:
    ports = system()
    headers = {name.lower(): value for name, value in request.headers.items()}
    actor = NOBODY if open_to_all else _authenticated(ports, headers)
    if wait := limiting.wait(ports, actor, _address(request), f"{request.method} {request.path}"):
        raise too_many(wait)
    if not all(_may_be_a_key(value, LONGEST_KEY) for value in params.values()):
        raise not_found()
    return Call(
        ports=ports,
        actor=actor,
        method=request.method,
        path=path,
        params=params,
        query=_query(request),
        headers=headers,
        raw=raw_of(request),
    )


def _authenticated(ports: Ports, headers: Mapping[str, str]) -> Actor:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    claimed = ports.tokens.verify(token.strip(), ports.clock.now())
    if scheme.lower() != "bearer" or claimed is None:
        raise unauthenticated()
    actor = recognised(ports, claimed)
    observer().annotate("jurisdiction", actor.jurisdiction)
    return actor


def _address(request: Request) -> str:
    """Who the gateway says it is that asks; no header of the caller's says that."""
    return str(request.context.get("identity", {}).get("sourceIp", ""))


def _may_be_a_key(text: str, longest: int) -> bool:
    """Keys of tables end at 1 or 2 KB, and nothing of ours comes near it."""
    return len(text) <= longest and text.isprintable()


def _query(request: Request) -> Mapping[str, list[str]]:
    given = request.query_params
    return {name: list(given.getlist(name)) for name in given} if given else {}


def raw_of(request: Request) -> bytes:
    """The body, byte by byte."""
    raw = request.raw_body
    return raw if isinstance(raw, bytes) else raw.encode("utf-8", "surrogatepass")


def _rendered_once(view: View, call: Call) -> Response:
    """With an Idempotency-Key: done once, answered the same way for a day."""
    given = call.headers.get("idempotency-key")
    if given is None:
        return _as_response(_attempt(view, call))
    if not 0 < len(given) <= LONGEST_KEY or not given.isprintable():
        raise malformed(f"Idempotency-Key: 1 to {LONGEST_KEY} printable characters")
    actor = call.actor
    request = once.Request(
        actor=actor,
        key=f"{actor.id}\n{actor.jurisdiction}\n{call.path}\n{given}",
        fingerprint=hashlib.sha256(call.raw).hexdigest(),
    )
    call = replace(call, request=request)
    return _as_response(once.done_once(call.ports, request, lambda: _attempt(view, call)))


def _attempt(view: View, call: Call) -> Reply:
    try:
        return _render(view(call))
    except Problem as problem:
        return _render_problem(problem, call.path)


def _render(answer: Answer) -> Reply:
    return Reply(
        status=int(answer.status),
        headers={"Content-Type": JSON, **answer.headers},
        body=answer.body if isinstance(answer.body, Html) else once.as_text(answer.body),
        shows=answer.shows,
        lasting=answer.lasting,
    )


def _render_problem(problem: Problem, path: str) -> Reply:
    return Reply(
        status=int(problem.status),
        headers={"Content-Type": PROBLEM_JSON, **problem.headers},
        body=json.dumps(problem.body(path, trail().request), ensure_ascii=False),
        lasting=problem.code != CONFLICT.code and problem.status not in PASSING,
    )


def _as_response(reply: Reply) -> Response:
    headers: dict[str, str | list[str]] = {**reply.headers, **ON_EVERY_ANSWER}
    return Response(body=reply.body, status_code=reply.status, headers=headers)
