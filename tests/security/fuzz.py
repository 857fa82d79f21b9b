"""Requests that are almost right, for every route: none may be answered with a 5xx.

`python -m tests.security.fuzz 50000 7` sends so many from this seed and says what came back.
"""

from __future__ import annotations

import json
import logging
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from chalicelib.domain.ticket import ACTIONS
from chalicelib.entrypoints.api.examples import example_of, table_for
from chalicelib.entrypoints.api.http import ROUTES, Route
from chalicelib.entrypoints.api.permissions import BY_ROUTE
from tests.security.edge import CITIZEN, ROLES, Edge, Reply, bearer

ANEW = 5_000  # requests after which the world begins anew, so that none of them waits for others
PLACES = ("zhaoqing", "suqian", "atlantis", "")
NASTY_TEXTS = (
    "",
    " ",
    "\t\n",
    "\0",
    "a\0b",
    "\u202e\u2066",
    "\ufeff",
    "é",
    "e\u0301",
    "🧑‍🤝‍🧑",
    "长" * 201,
    "x" * 5_001,
    "../../etc/passwd",
    "%00",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "${jndi:ldap://x}",
    "\r\nSet-Cookie: a=b",
    "٣",
    "²",
    "true",
    "null",
    "2026-02-30T00:00:00+08:00",
    "9999-12-31T23:59:59-14:00",
    "2000-01-01T00:00:00+23:59",
    "+8613800000000",
    "𝟙",
    "\u2028",
    "tkt_",
    "#",
    "a" * 255,
    "0" * 20,
)
NASTY_VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1.5,
    10**37,
    10**38,
    -(10**39),
    1e300,
    [],
    {},
    [[]],
    [None],
    {"a": {}},
    {"": 1},
    [[[[[[[[1]]]]]]]],
)
RAW = (
    b"",
    b"{",
    b"[]",
    b"NaN",
    b'{"a":1,"a":2}',
    b'{"a":"\\ud800"}',
    b"\xff\xfe",
    b"\xef\xbb\xbf{}",
    b"[" * 5_000,
    b'{"a":' * 40 + b"1" + b"}" * 40,
    b"1e400",
    b"9" * 50,
    b"\x1f\x8b\x08\x00",
    b"a=b&c=d",
)
HEADERS = {
    "Content-Type": (
        "",
        "text/plain",
        "application/json; charset=gbk",
        "Application/JSON",
        "multipart/form-data",
        "text/csv",
    ),
    "Content-Encoding": ("gzip", "identity", "br, gzip"),
    "If-Match": ("*", '"1"', 'W/"2"', '"²"', "x" * 300, '"99999999999999999999999"'),
    "Idempotency-Key": ("", "k", "k" * 256, "\u00e9", "1"),
    "Authorization": ("", "Bearer", "Bearer x.y.z", "Basic YTpi", "bearer " + "a" * 9_000),
    "X-Request-Id": ("x", "é", "0" * 32),
    "X-Forwarded-For": ("127.0.0.1, ::1", "nobody"),
}


@dataclass
class Asked:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any
    raw: bytes | None = None

    def sent(self, edge: Edge) -> Reply:
        query = "&".join(f"{name}={quote(value)}" for name, value in self.query.items())
        path = f"{self.path}?{query}" if query else self.path
        raw = self.raw
        if raw is None:
            raw = b"" if self.body is None else json.dumps(self.body).encode()
        return edge.send(self.method, path, self.headers, raw)


class Fuzzer:
    """Makes one request after another; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - repeatable, not secret

    def asked(self, edge: Edge, route: Route) -> Asked:
        """A request of this route, right but for one to three things, or for nothing."""
        one = self._right(edge, route)
        for _ in range(self.dice.choice((0, 1, 1, 2, 3))):
            self.dice.choice(
                (self._body, self._body, self._raw, self._header, self._path, self._query)
            )(one)
        return one

    def _right(self, edge: Edge, route: Route) -> Asked:
        ticket = self.dice.choice(edge.tickets)
        action = self.dice.choice(list(ACTIONS))
        words = {
            "ticket_id": ticket.id,
            "action": action,
            "jurisdiction_id": ticket.jurisdiction,
            "unit_id": ticket.unit or "u-1",
            "year": "2027",
            "token": "t" * 40,
            "provider": self.dice.choice(("aws", "twilio", "aliyun", "tencent")),
            "secret": "s" * 32,
        }
        path = re.sub(r"{(\w+)}", lambda found: words.get(found[1], "x"), route.path)
        headers = {"Content-Type": "text/csv" if route.takes is bytes else "application/json"}
        if not route.open:
            mostly = ACTIONS[action].by if "{action}" in route.path else BY_ROUTE[route.name]
            role = self.dice.choice(list(mostly) if self.dice.random() < 0.8 else ROLES)
            if self.dice.random() < 0.8:
                headers |= edge.as_one_of(role, ticket)
            else:
                headers |= bearer(edge.token(role, self.dice.choice(PLACES), "", CITIZEN))
        query = {
            name: self.dice.choice(NASTY_TEXTS) for name in route.query if self.dice.random() < 0.2
        }
        body: Any = None
        raw = None
        if "{action}" in route.path:
            body = example_of(ACTIONS[action].command)
        elif route.takes is bytes:
            raw = table_for(route.name).encode()
        elif route.takes:
            body = example_of(route.takes)
        elif route.method != "GET":
            body = {}
        if isinstance(body, dict) and "jurisdiction" in body:
            body["jurisdiction"] = ticket.jurisdiction
        return Asked(route.method, path, query, headers, body, raw)

    def _nasty(self) -> Any:  # noqa: ANN401 - any JSON value
        return deepcopy(self.dice.choice(self.dice.choice((NASTY_TEXTS, NASTY_VALUES))))

    def _body(self, one: Asked) -> None:
        if not isinstance(one.body, dict) or not one.body:
            one.body = self._nasty()
            return
        inside, name = self._somewhere(one.body)
        change = self.dice.randrange(4)
        if change == 0:
            del inside[name]
        elif change == 1 and isinstance(inside, dict):
            inside[self.dice.choice(NASTY_TEXTS)] = self._nasty()
        else:
            inside[name] = self._nasty()

    def _somewhere(self, value: dict[str, Any]) -> tuple[Any, Any]:
        inside: Any = value
        while True:
            name = self.dice.choice(
                list(inside) if isinstance(inside, dict) else range(len(inside))
            )
            if (
                not isinstance(inside[name], dict | list)
                or not inside[name]
                or self.dice.random() < 0.3
            ):
                return inside, name
            inside = inside[name]

    def _raw(self, one: Asked) -> None:
        if self.dice.random() < 0.5:
            one.raw = self.dice.choice(RAW)
            return
        raw = bytearray(one.raw if one.raw is not None else json.dumps(one.body).encode())
        for _ in range(self.dice.randrange(1, 4)):
            at = self.dice.randrange(len(raw) + 1)
            raw[at : at + self.dice.randrange(3)] = self.dice.randbytes(self.dice.randrange(3))
        one.raw = bytes(raw)

    def _header(self, one: Asked) -> None:
        name = self.dice.choice(list(HEADERS))
        one.headers[name] = self.dice.choice(HEADERS[name])

    def _path(self, one: Asked) -> None:
        parts = one.path.split("/")
        at = self.dice.randrange(1, len(parts))
        parts[at] = quote(self.dice.choice(NASTY_TEXTS), safe="%")[:600]
        one.path = "/".join(parts)

    def _query(self, one: Asked) -> None:
        names = [*one.query, "limit", "cursor", "class", "on", "due_before", "x"]
        one.query[self.dice.choice(names)] = self.dice.choice(NASTY_TEXTS)


def replies(count: int, seed: int) -> Iterator[tuple[Asked, Reply]]:
    """So many requests, every route in its turn, and what each was answered."""
    fuzzer, edge = Fuzzer(seed), Edge.made()
    for number in range(count):
        if number % ANEW == ANEW - 1:
            edge = Edge.made()
        asked = fuzzer.asked(edge, ROUTES[number % len(ROUTES)])
        yield asked, asked.sent(edge)


def wrong_with(reply: Reply) -> str | None:
    """Why no caller should get such an answer; None if it is all right."""
    if reply.status >= 500:
        return f"a {reply.status}"
    if any("\r" in value or "\n" in value for value in reply.headers.values()):
        return "a header was broken open"
    if reply.status >= 400 and reply.headers:
        if reply.headers["content-type"] != "application/problem+json":
            return "no problem document"
        if reply.json()["status"] != reply.status:
            return "its status is another"
    return None


def main(count: int, seed: int) -> int:
    logging.disable()  # who was refused, thousands of times
    began, seen, failed = time.monotonic(), Counter[int](), 0
    for asked, reply in replies(count, seed):
        seen[reply.status] += 1
        if wrong := wrong_with(reply):
            failed += 1
            sys.stderr.write(f"{wrong}: {asked}"[:2_000] + "\n")
    told = ", ".join(f"{status}: {times}" for status, times in sorted(seen.items()))
    took = time.monotonic() - began
    sys.stdout.write(f"{count} requests in {took:.0f} s, {failed} wrong; {told}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
