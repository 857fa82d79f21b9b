"""A provider on this machine: a real HTTP server that notes what it is asked, answers as told."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


@dataclass(frozen=True)
class Told:
    """How the provider answers: `slow` waits until the test is over, `cut` promises more bytes."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    slow: bool = False
    hangs_up: bool = False
    cut: bool = False


def told(body: object, status: int = 200) -> Told:
    return Told(status, json.dumps(body, ensure_ascii=False).encode())


# What no provider should answer, and what must follow: nobody knows.
UNCLEAR = {
    "broken inside": Told(500, b"{}"),
    "overloaded": Told(503, b"<html>"),
    "garbage": Told(200, b"\xff\x00 not json"),
    "nothing": Told(200),
    "another shape": Told(200, b"[1]"),
    "deep": Told(200, b"[" * 100_000),
    "elsewhere": Told(302, b"", {"Location": "/other"}),
    "slow": Told(slow=True),
    "gone": Told(hangs_up=True),
    "cut short": Told(200, b'{"Code":', cut=True),
    "endless": Told(200, b"x" * 2_000_000),
}


@dataclass(frozen=True)
class Asked:
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Provider:
    url: str
    answers: list[Told] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    over: Event = field(default_factory=Event)

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")


@contextmanager
def provider() -> Iterator[Provider]:
    desk = Provider("")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(desk))
    desk.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield desk
    finally:
        desk.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(desk: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            desk.asked.append(Asked(self.command, self.path, headers, self.rfile.read(length)))
            answer = desk.answers.pop(0) if desk.answers else Told(404)
            if answer.slow:
                desk.over.wait()
            if answer.slow or answer.hangs_up:
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body) + 100 * answer.cut))
            self.end_headers()
            self.wfile.write(answer.body)
            self.close_connection = True

        do_GET = do_POST = _answer  # noqa: N815 - http.server's names

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401
            """Nothing: a test's output is for its failures."""

    return Handler
