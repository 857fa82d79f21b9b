"""Serves the Chalice app and the `_local` calls over HTTP, in the place of a gateway."""

from __future__ import annotations

import functools
import json
import re
import traceback
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from chalice.app import Chalice
from chalice.config import Config
from chalice.local import (
    ChaliceRequestHandler,
    LocalChalice,
    LocalDevServer,
    create_local_server,
)

from chalicelib.entrypoints.api.body import MOST_BYTES, parsed
from chalicelib.entrypoints.api.errors import Problem, broken, malformed, not_found
from chalicelib.entrypoints.api.http import JSON, PROBLEM_JSON
from local.asked import Asked
from local.endpoints import answer
from local.files import MOST_BYTES as MOST_OF_A_FILE
from local.files import PATH as FILES
from local.world import World

DISCARDED_AT_MOST = 4 * MOST_BYTES
CHUNK = 65_536
MOST_WAITING = 128


class Handler(ChaliceRequestHandler):
    """One connection. Answers leave in one piece and at once: no buffering by the kernel."""

    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 120
    world: World

    def __init__(self, *arguments: Any, world: World, **named: Any) -> None:  # noqa: ANN401 - http.server's own
        self.world = world
        super().__init__(*arguments, **named)

    def handle_one_request(self) -> None:
        """Whoever hangs up has had their answer, or wants none."""
        try:
            super().handle_one_request()
        except ConnectionError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Addresses and paths of callers are nobody's business."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What `http.server` refuses by itself, told as everything else is; then it hangs up."""
        self.close_connection = True
        self.request_version = self.protocol_version  # or it answers as if there were no headers
        path = getattr(self, "path", "").partition("?")[0]
        status = HTTPStatus(code)
        problem = Problem(status, "not_taken", explain or message or status.description)
        if status == HTTPStatus.NOT_IMPLEMENTED:
            problem = self._misrouted() or problem
        self._problem(problem, path)

    def _misrouted(self) -> Problem | None:
        try:
            self._route()
        except Problem as problem:
            return problem
        return None

    def _generic_handle(self) -> None:
        path = self.path.partition("?")[0]
        try:
            if path.startswith(FILES):
                self._file()
                return
            body = self._body()
            if path.startswith("/_local/"):
                self._local(path, body)
            else:
                self._deployed(body)
        except Problem as problem:
            self._problem(problem, path)
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = do_PATCH = do_OPTIONS = _generic_handle  # noqa: N815 - http.server's names

    def _local(self, path: str, body: bytes) -> None:
        query = parse_qs(urlsplit(self.path).query)
        given = parsed(body, None)  # whatever curl calls it
        asked = Asked(query={name: values[0] for name, values in query.items()}, body=given)
        try:
            status, document = answer(self.world, self.command, path, asked)
        except (RuntimeError, ValueError, TypeError, LookupError, AttributeError):
            traceback.print_exc()  # whoever runs this is its developer
            raise broken() from None
        self._reply(status, {"Content-Type": JSON}, json.dumps(document, ensure_ascii=False))

    def _file(self) -> None:
        """As the bucket does, which takes larger bodies than the API."""
        body = self._body(MOST_OF_A_FILE)
        content_type = str(self.headers.get("content-type", ""))
        found = self.world.files.answer(str(self.command), self.path, content_type, body)
        self._reply(int(found.status), found.headers, found.body)

    def _deployed(self, body: bytes) -> None:
        """As API Gateway does: no route 404, no method 405, the rest is the app's."""
        method = self._route()
        response = self.local_gateway.handle_request(
            method=method, path=self.path, headers=dict(self.headers), body=body
        )
        self._reply(response["statusCode"], response["headers"], response["body"] or "")

    def _route(self) -> str:
        """The method as the app knows it; raises `Problem` where there is no such route."""
        routes = self.local_gateway.event_converter._route_matcher  # noqa: SLF001 - Chalice offers no other way in
        path = self.path.partition("?")[0]
        # What follows ";" Chalice would cut off, and of "//" at the start `http.server` makes "/".
        if ";" in path or "//" in path or self._asked_for().startswith("//"):
            raise not_found("no such route")
        try:
            found = routes.match_route(self.path).route
        except ValueError:
            raise not_found("no such route") from None
        methods = sorted(self.server_app.routes[found])
        method = "GET" if self.command == "HEAD" else str(self.command)
        if method not in methods:
            allow = {"Allow": ", ".join(methods)}
            raise Problem(HTTPStatus.METHOD_NOT_ALLOWED, "method", f"not {method}", headers=allow)
        return method

    def _asked_for(self) -> str:
        """The target as it stands in the request."""
        return str(self.requestline).partition(" ")[2].lstrip()

    @property
    def server_app(self) -> Chalice:
        return self.local_gateway._app_object  # noqa: SLF001 - as above

    def _problem(self, problem: Problem, path: str) -> None:
        headers = {"Content-Type": PROBLEM_JSON, **problem.headers}
        self._reply(
            int(problem.status), headers, json.dumps(problem.body(path), ensure_ascii=False)
        )

    def _reply(self, status: int, headers: Mapping[str, str], said: str | bytes) -> None:
        content = said if isinstance(said, bytes) else said.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _body(self, most: int = MOST_BYTES) -> bytes:
        """All of the body, so that the connection can go on; too much of it is a problem."""
        lengths, coding = self.headers.get_all("content-length", ["0"]), self._coding()
        if len(lengths) > 1 or (coding and "content-length" in self.headers):
            self.close_connection = True
            raise malformed("where the body ends is said in two ways")
        if coding:
            return self._chunks()
        text = lengths[0].strip()
        if not (text.isascii() and text.isdigit()):
            self.close_connection = True
            raise malformed("Content-Length is no number")
        length = int(text)
        if length <= most:
            return bytes(self.rfile.read(length))
        self._discard(length)
        raise too_much()

    def _coding(self) -> str:
        coding = str(self.headers.get("transfer-encoding", "")).strip().lower()
        if coding not in {"", "chunked"}:
            self.close_connection = True
            raise malformed("of the transfer codings only chunked is known")
        return coding

    def _discard(self, length: int) -> None:
        """A client hears the answer only after it was listened to."""
        self.close_connection = True
        left = min(length, DISCARDED_AT_MOST)
        while left > 0 and (read := self.rfile.read(min(left, CHUNK))):
            left -= len(read)

    def _chunks(self) -> bytes:
        """As `_body`: what is too much is listened to, and not kept."""
        parts, length = [], 0
        while (size := self._size_of_chunk()) and length + size <= DISCARDED_AT_MOST:
            part = self.rfile.read(size)
            self.rfile.readline(CHUNK)
            length += size
            if length <= MOST_BYTES:
                parts.append(part)
        if size or length > MOST_BYTES:
            self.close_connection = True
            raise too_much()
        while self.rfile.readline(CHUNK).strip():
            pass  # headers that come after the body
        return b"".join(parts)

    def _size_of_chunk(self) -> int:
        text = self.rfile.readline(CHUNK).partition(b";")[0].strip()
        if not re.fullmatch(rb"[0-9a-fA-F]{1,15}", text):
            self.close_connection = True
            raise malformed("the chunks of the body cannot be read")
        return int(text, 16)


def too_much() -> Problem:
    return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", "the body exceeds 6 MB")


def make_server(app: Chalice, world: World, host: str, port: int) -> LocalDevServer:
    """A server bound to the port (0: any free one), not yet serving."""
    config = Config()
    if isinstance(app, LocalChalice):  # made local before, as a test does for each server
        server = LocalDevServer(app, config, host, port)
    else:
        server = create_local_server(app, config, host, port)
    server.server.RequestHandlerClass = functools.partial(
        Handler, world=world, app_object=app, config=config
    )
    server.server.socket.listen(MOST_WAITING)
    world.port = server.server.server_address[1]
    return server
