"""One HTTP request, and how far it got when it fails: for whoever must not send twice.

No redirect is followed, no proxy asked, nothing tried again; certificates are verified. An error
says which kind it is and nothing else: addresses, headers and bodies are not for logs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ssl import create_default_context
from time import monotonic
from urllib.parse import urlsplit

from chalicelib.late import dataclass

LONGEST_ANSWER = 1_048_576
CHUNK = 16_384
# Where the machine talks to itself nobody listens in.
OURSELVES = frozenset({"127.0.0.1", "localhost"})


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answered:
    status: int
    body: bytes = field(repr=False)


class NotReached(Exception):
    """No connection was made: nothing has left."""


class NoAnswer(Exception):
    """The connection was made, and no whole answer came back."""


@dataclass(frozen=True, slots=True)
class Http:
    """`timeout`: seconds for connecting, and again for everything after."""

    timeout: float = 10.0

    def ask(self, request: Request) -> Answered:
        """The answer, whatever its status. Raises `NotReached` or `NoAnswer`."""
        connection = self._connection(request.url)
        try:
            self._connect(connection)
            return self._answer(connection, request)
        finally:
            connection.close()

    def _connection(self, url: str) -> HTTPConnection:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme == "https":
            context = create_default_context()
            return HTTPSConnection(host, parts.port, timeout=self.timeout, context=context)
        if parts.scheme == "http" and host in OURSELVES:
            return HTTPConnection(host, parts.port, timeout=self.timeout)
        raise NotReached("only https")

    @staticmethod
    def _connect(connection: HTTPConnection) -> None:
        try:
            connection.connect()
        except (OSError, HTTPException, ValueError) as failure:
            raise NotReached(type(failure).__name__) from None

    def _answer(self, connection: HTTPConnection, request: Request) -> Answered:
        parts = urlsplit(request.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        ends = monotonic() + self.timeout
        try:
            connection.request(request.method, target, request.body, dict(request.headers))
            response = connection.getresponse()
            return Answered(response.status, _read(response, ends))
        except (OSError, HTTPException, ValueError) as failure:
            raise NoAnswer(type(failure).__name__) from None


def _read(response: HTTPResponse, ends: float) -> bytes:
    """The body, if it is neither endless nor endlessly slow."""
    body = b""
    while chunk := response.read1(CHUNK):
        body += chunk
        if len(body) > LONGEST_ANSWER or monotonic() > ends:
            raise NoAnswer("too long")
    if response.length:
        raise NoAnswer("cut short")
    return body
