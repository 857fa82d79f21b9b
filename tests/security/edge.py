"""The whole system in this process, state in memory: a request costs a millisecond."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

from chalice.config import Config
from chalice.local import LocalGateway

from app import app
from chalicelib.domain.directory import OF_A_UNIT, Role
from chalicelib.domain.state import Ticket
from local.seeds import load_seeds, plant
from local.world import World, new_world

MONDAY_MORNING = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
CITIZEN = "+8613800000000"
Json = dict[str, Any]
ROLES = [one for one in Role if one != Role.SYSTEM]


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    text: str

    def json(self) -> Json:
        found: Json = json.loads(self.text)
        return found


@dataclass
class Edge:
    """A client that can be anybody, anywhere; `tickets` are those of the seeds."""

    world: World
    gateway: LocalGateway
    tickets: list[Ticket]
    tokens: dict[tuple[str, ...], str] = field(default_factory=dict)

    @classmethod
    def made(cls) -> Edge:
        seeds = load_seeds()
        world = new_world(
            {one.place: one.directory for one in seeds},
            base_url="http://127.0.0.1",
            start=MONDAY_MORNING,
            store="memory",
        )
        tickets = [ticket for one in seeds for ticket in plant(world.ports, one)]
        return cls(world, LocalGateway(app, Config()), tickets)

    def token(self, role: str, place: str, unit: str = "", phone: str = "") -> str:
        key = (role, place, unit, phone)
        if key not in self.tokens:
            self.tokens[key] = self.world.issuer.token([role], place, unit or None, phone or None)
        return self.tokens[key]

    def as_one_of(self, role: Role, ticket: Ticket) -> dict[str, str]:
        """Headers of somebody in this role who has to do with the ticket."""
        unit = (ticket.unit or "") if role in OF_A_UNIT else ""
        phone = (ticket.requester.phone or "") if role == Role.CITIZEN else ""
        return bearer(self.token(role, ticket.jurisdiction, unit, phone))

    def send(self, method: str, path: str, headers: Mapping[str, str], raw: bytes = b"") -> Reply:
        """As the gateway hands it over: a path without a route is a 404 of its own."""
        try:
            found = self.gateway.event_converter._route_matcher.match_route(path).route
        except ValueError:
            return Reply(HTTPStatus.NOT_FOUND, {}, "{}")
        if method not in app.routes[found]:
            return Reply(HTTPStatus.METHOD_NOT_ALLOWED, {}, "{}")
        answer = self.gateway.handle_request(method, path, dict(headers), raw)
        named = {name.lower(): str(value) for name, value in answer["headers"].items()}
        text = answer["body"]
        return Reply(
            answer["statusCode"], named, text.decode() if isinstance(text, bytes) else text
        )

    def call(
        self, method: str, path: str, headers: Mapping[str, str], body: object = None
    ) -> Reply:
        raw = b"" if body is None else json.dumps(body).encode()
        return self.send(method, path, {"Content-Type": "application/json", **headers}, raw)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
