"""A whole hotline behind a real HTTP server, one for each test."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote

import pytest

from app import app
from local.seeds import load_seeds
from local.server import make_server
from local.world import World, new_world

MONDAY_MORNING = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
CITIZEN = "+8613800000000"
Json = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    status: int
    body: Any
    headers: Mapping[str, str]

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - any JSON value
        return self.body[name]

    @property
    def code(self) -> str:
        """Of a problem."""
        assert self.headers["content-type"] == "application/problem+json", self.body
        assert self.body["status"] == self.status
        return str(self.body["code"])


@dataclass
class Hotline:
    """A client that can be anybody: `who` is a role, `role@unit`, or None for no token."""

    world: World
    port: int
    place: str = "zhaoqing"
    phone: str = CITIZEN
    tokens: dict[tuple[str, str, str], str] = field(default_factory=dict)
    connection: HTTPConnection | None = None

    def send(self, method: str, path: str, raw: bytes | None, headers: Mapping[str, str]) -> Reply:
        """A request as it is, byte by byte."""
        if self.connection is None:
            self.connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.connection.request(method, path, raw, dict(headers))
        answer = self.connection.getresponse()
        text = answer.read().decode()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, json.loads(text) if text else None, found)

    def call(
        self, method: str, path: str, body: object = None, who: str | None = None, **headers: str
    ) -> Reply:
        raw = None if body is None else json.dumps(body).encode()
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
        if who:
            sent["Authorization"] = f"Bearer {self.token(who)}"
        return self.send(method, path, raw, sent)

    def token(self, who: str) -> str:
        role, _, unit = who.partition("@")
        key = (who, self.place, self.phone)
        if key not in self.tokens:
            phone = quote(self.phone) if role == "citizen" else ""
            query = f"role={role}&jurisdiction={self.place}&unit={unit}&phone={phone}"
            self.tokens[key] = self.call("GET", f"/_local/token?{query}")["token"]
        return self.tokens[key]

    def request(self, **but: object) -> Json:
        """A request that every jurisdiction takes."""
        usual = {
            "jurisdiction": self.place,
            "category": "complaint",
            "subject": "夜间施工噪声",
            "description": "工地夜里十一点后仍在施工。",
            "requester": {"name": "王小明", "phone": self.phone},
            "location": {"address": "大旺大道20号"},
        }
        return {**usual, **but}

    def file(self, who: str = "operator", /, **but: object) -> Json:
        reply = self.call("POST", "/v1/tickets", self.request(**but), who)
        assert reply.status == 201, reply.body
        return dict(reply.body)

    def get(self, ticket: Json, who: str) -> Reply:
        return self.call("GET", f"/v1/tickets/{ticket['id']}", who=who)

    def act(self, ticket: Json, action: str, who: str, /, **body: object) -> Reply:
        return self.call("POST", f"/v1/tickets/{ticket['id']}/actions/{action}", body, who)

    def do(self, ticket: Json, action: str, who: str, /, **body: object) -> Json:
        """An action that must have been offered, and must succeed; the ticket after it."""
        assert action in self.get(ticket, who)["actions"]
        reply = self.act(ticket, action, who, **body)
        assert reply.status == 200, reply.body
        return dict(reply.body)

    def advance(self, by: str) -> list[Json]:
        reply = self.call("POST", "/_local/clock", {"advance": by})
        assert reply.status == 200, reply.body
        return list(reply["fired"])

    def dispatched(self, unit: str = "urban-management", /, **but: object) -> Json:
        return self.do(self.file(**but), "dispatch", "office", unit=unit)

    def answered(self, **but: object) -> Json:
        """A ticket under audit."""
        ticket = self.dispatched(**but)
        return self.do(ticket, "submit_answer", f"handler@{ticket['unit']}", **self.answer())

    def answer(self) -> Json:
        return {
            "outcome": "solved",
            "handled_at": "2026-03-02T09:00:00+08:00",
            "process": "现场核实",
            "result": "已整改",
            "legal_basis": "《噪声污染防治法》",
            "replied_by": "phone",
        }

    def closed(self, **but: object) -> Json:
        """A ticket whose citizen has the survey."""
        return self.do(self.answered(**but), "audit_answer", "office", approve=True)


def start(
    *,
    at: datetime = MONDAY_MORNING,
    manual_receipts: bool = False,
    above: frozenset[str] = frozenset(),
    limited: bool = False,
) -> Iterator[Hotline]:
    seeds = load_seeds()
    world = new_world(
        {seed.place: seed.directory for seed in seeds},
        base_url="http://127.0.0.1",
        start=at,
        manual_receipts=manual_receipts,
        above=above,
        limited=limited,
    )
    server = make_server(app, world, "127.0.0.1", 0).server
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    hotline = Hotline(world, server.server_address[1])
    try:
        yield hotline
    finally:
        if hotline.connection is not None:
            hotline.connection.close()
        server.shutdown()
        serving.join()
        server.server_close()


@pytest.fixture
def hotline() -> Iterator[Hotline]:
    yield from start()


@pytest.fixture
def hotline_with_receipts_by_hand() -> Iterator[Hotline]:
    yield from start(manual_receipts=True)


@pytest.fixture
def hotline_with_a_level_above() -> Iterator[Hotline]:
    """In Suqian the province's platform asks the citizens."""
    yield from start(above=frozenset({"suqian"}))
