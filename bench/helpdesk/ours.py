"""Ours, twice: as it is deployed, with the emulator elsewhere; and the whole single-machine run."""

from __future__ import annotations

import json
import sys
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count
from typing import Any

from bench.helpdesk.contender import Site
from bench.helpdesk.processes import Broken, answers_http, free_port, running, until
from bench.lives import HANDLER, PLACE, REQUEST, UNIT
from local.aws import REGION
from local.issuer import AUDIENCE, ISSUER, Issuer
from local.world import NAMES

LISTED = 50
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "AWS_DEFAULT_REGION": REGION,
    "NO_PROXY": "127.0.0.1",
}
JSON = {"Content-Type": "application/json"}
Json = dict[str, Any]


@dataclass(slots=True)
class Hotline:
    """What it is asked to do: as theirs, and the two actions that follow."""

    site: Site
    tokens: Mapping[str, str]  # by role
    keys: Iterator[int] = field(default_factory=count)
    phones: Iterator[int] = field(default_factory=count)
    filed: list[str] = field(default_factory=list)

    def create(self, _: int) -> None:
        """Of somebody who has not called before."""
        phone = f"+86139{next(self.phones):08d}"
        body = {**REQUEST, "requester": {"name": "张三", "phone": phone}}
        self.filed.append(self._post("/v1/tickets", body, "operator", HTTPStatus.CREATED)["id"])

    def list(self, _: int) -> None:
        found = self._ask("GET", f"/v1/tickets?limit={LISTED}", None, HANDLER, HTTPStatus.OK)
        if len(found["items"]) != LISTED:
            raise Broken(f"{len(found['items'])} listed of {LISTED}")

    def dispatch(self, number: int) -> None:
        self._act(number, "dispatch", {"unit": UNIT}, "office")

    def sign(self, number: int) -> None:
        self._act(number, "sign", {}, HANDLER)

    def _act(self, number: int, action: str, body: Json, who: str) -> None:
        """On the ticket that many before the last."""
        path = f"/v1/tickets/{self.filed[-1 - number]}/actions/{action}"
        self._post(path, body, who, HTTPStatus.OK)

    def _post(self, path: str, body: Json, who: str, status: int) -> Json:
        return self._ask("POST", path, json.dumps(body).encode(), who, status)

    def _ask(self, method: str, path: str, body: bytes | None, who: str, status: int) -> Json:
        headers = {**JSON, "Authorization": f"Bearer {self.tokens[who]}"}
        if body:
            headers["Idempotency-Key"] = f"bench-{next(self.keys)}"
        found: Json = json.loads(self.site.ask(method, path, body, headers, status))
        return found


# --- as it is deployed ---


@contextmanager
def deployed() -> Iterator[Hotline]:
    """With an emulator in a process of its own, whose processor time is not counted."""
    issuer, port = Issuer(), free_port()
    with tables() as endpoint:
        env = {**CREDENTIALS, **environment(endpoint, issuer)}
        command = [sys.executable, "-m", "bench.helpdesk.deployed", str(port)]
        with running(command, env=env) as process:
            until(answers_http(port, "/health"), process, "the app")
            tokens = {
                "operator": issuer.token(["operator"], PLACE),
                "office": issuer.token(["office"], PLACE),
                HANDLER: issuer.token(["handler"], PLACE, UNIT),
            }
            yield Hotline(Site(port, (process.pid,)), tokens)


@contextmanager
def tables() -> Iterator[str]:
    """The endpoint of an emulator."""
    port = free_port()
    command = [sys.executable, "-m", "bench.helpdesk.emulator", str(port)]
    with running(command) as process:
        until(answers_http(port, "/"), process, "the emulator")
        yield f"http://127.0.0.1:{port}"


def environment(endpoint: str, issuer: Issuer) -> Mapping[str, str]:
    return {
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "AWS_REGION": REGION,
        "POWERTOOLS_TRACE_DISABLED": "true",
        "FILES_BUCKET": "bench",  # never asked
        "AWS_ENDPOINT_URL_DYNAMODB": endpoint,
        "TICKETS_TABLE": NAMES.tickets,
        "DEADLINES_TABLE": NAMES.deadlines,
        "MESSAGES_TABLE": NAMES.messages,
        "REFERENCE_TABLE": NAMES.reference,
        "PHONE_SEAL_KEY": b64encode(b"s" * 32).decode(),
        "PHONE_INDEX_KEY": b64encode(b"i" * 32).decode(),
        "OIDC_ISSUER": ISSUER,
        "OIDC_AUDIENCE": AUDIENCE,
        "OIDC_JWKS": json.dumps(issuer.jwks()),
    }


# --- on a single machine ---


@contextmanager
def single_machine() -> Iterator[Hotline]:
    """`make run`, as it stands: the tables are in its process, and so is what is sent."""
    port = free_port()
    with running([sys.executable, "-m", "local"], env={"PORT": str(port)}) as process:
        until(answers_http(port, "/health"), process, "the single machine")
        site = Site(port, (process.pid,))
        tokens = {who: _token(site, who) for who in ("operator", "office", HANDLER)}
        yield Hotline(site, tokens)


def _token(site: Site, who: str) -> str:
    role, _, unit = who.partition("@")
    path = f"/_local/token?role={role}&jurisdiction={PLACE}&unit={unit}"
    return str(json.loads(site.ask("GET", path, None, {}, HTTPStatus.OK))["token"])
