"""Calls of AWS services that speak JSON over one path, without botocore.

botocore can do far more. For that it reads models of every service and looks at each request forty
times: importing it is a good part of a cold start, and each call takes it a millisecond of
processor time. What Lambda gives a function, a region and credentials that hold as long as its
container, is enough to sign a call (`signatures`). Who finds credentials elsewhere goes by
botocore.

What fails is told as botocore tells it: `ClientError` with the service's code, a `BotoCoreError` if
there was no answer.
"""

from __future__ import annotations

import json
import select
import ssl
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import field
from datetime import datetime
from functools import cache
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import local
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import (  # type: ignore[import-untyped]
    ClientError,
    EndpointConnectionError,
    HTTPClientError,
)

from chalicelib.adapters.signatures import Credentials, Scope, signed
from chalicelib.late import dataclass

LAMBDA, REGIONS = "AWS_LAMBDA_FUNCTION_NAME", ("AWS_REGION", "AWS_DEFAULT_REGION")
KEY_ID, SECRET, SESSION = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"
Answer = dict[str, Any]
Clock = Callable[[], datetime]
Watch = Callable[[str, str], AbstractContextManager[None]]  # a service, its operation


def unwatched(service: str, operation: str) -> AbstractContextManager[None]:  # noqa: ARG001
    """Nobody looks."""
    return nullcontext()


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()


@dataclass(frozen=True, slots=True)
class Dialect:
    """A service, before which name its operations stand on the wire, the version of its JSON."""

    service: str
    target: str
    version: str = "1.0"


@dataclass(frozen=True, slots=True, repr=False)
class Service:
    """A service at an endpoint such as `https://dynamodb.cn-north-1.amazonaws.com.cn`.

    Each thread has one connection, which is used again as long as the other side keeps it open.
    """

    endpoint: str
    dialect: Dialect
    scope: Scope
    credentials: Credentials
    timeouts: tuple[float, float]  # seconds to connect, seconds to wait for an answer
    clock: Clock  # the machine's: a signature holds for minutes
    watch: Watch = unwatched
    open: local = field(default_factory=local)

    def call(self, operation: str, asked: Mapping[str, Any]) -> Answer:
        """Raises `ClientError` if it was refused, a `BotoCoreError` if there is no answer."""
        body = json.dumps(asked, default=_as_base64).encode()
        headers = signed(
            {
                "Host": urlsplit(self.endpoint).netloc,
                "Content-Type": f"application/x-amz-json-{self.dialect.version}",
                "X-Amz-Target": f"{self.dialect.target}.{operation}",
            },
            body,
            self.credentials,
            self.scope,
            self.clock(),
        )
        with self.watch(self.scope.service, operation):
            status, text = self._posted(body, headers)
            if status == HTTPStatus.OK:
                return _answer(text)
            raise ClientError(_failure(status, text), operation)

    def close(self) -> None:
        """The connection of this thread; the next call opens one."""
        if (known := getattr(self.open, "connection", None)) is not None:
            known.close()

    def _posted(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        connection = self._connection()
        try:
            connection.request("POST", "/", body, dict(headers))
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, HTTPException) as failure:
            connection.close()
            raise HTTPClientError(error=type(failure).__name__) from None

    def _connection(self) -> HTTPConnection:
        """The one that is open, unless the other side has closed it meanwhile."""
        known: HTTPConnection | None = getattr(self.open, "connection", None)
        if known is not None and known.sock is not None:
            if not select.select([known.sock], [], [], 0)[0]:
                return known
            known.close()
        connection = self._connected()
        self.open.connection = connection
        return connection

    def _connected(self) -> HTTPConnection:
        parts = urlsplit(self.endpoint)
        to_connect, to_answer = self.timeouts
        host = parts.hostname or ""
        made = (
            HTTPSConnection(host, parts.port, timeout=to_connect, context=_trusted())
            if parts.scheme == "https"
            else HTTPConnection(host, parts.port, timeout=to_connect)
        )
        try:
            made.connect()
        except OSError:
            raise EndpointConnectionError(endpoint_url=self.endpoint) from None
        made.sock.settimeout(to_answer)
        return made


def in_lambda(
    environment: Mapping[str, str],
    dialect: Dialect,
    timeouts: tuple[float, float],
    clock: Clock,
    watch: Watch = unwatched,
) -> Service | None:
    """A service of the region where this Lambda is, in its name; None elsewhere than in one.

    An `AWS_ENDPOINT_URL_…` counts here as it does for botocore.
    """
    key_id, secret, region = (_first(environment, *one) for one in ((KEY_ID,), (SECRET,), REGIONS))
    if LAMBDA not in environment or key_id is None or secret is None or region is None:
        return None
    service = dialect.service
    named = _first(environment, f"AWS_ENDPOINT_URL_{service.upper()}", "AWS_ENDPOINT_URL")
    return Service(
        endpoint=named or _endpoint(service, region),
        dialect=dialect,
        scope=Scope(region, service),
        credentials=Credentials(key_id, secret, environment.get(SESSION)),
        timeouts=timeouts,
        clock=clock,
        watch=watch,
    )


def _endpoint(service: str, region: str) -> str:
    domain = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    return f"https://{service}.{region}.{domain}"


def _first(environment: Mapping[str, str], *names: str) -> str | None:
    return next(filter(None, map(environment.get, names)), None)


# --- what goes over the wire ---


def _as_base64(value: object) -> str:
    """Bytes are the only kind that JSON has no word for."""
    if isinstance(value, bytes):
        return b64encode(value).decode()
    raise TypeError(f"no JSON: {type(value).__name__}")


def _with_bytes(found: Answer) -> Answer:
    """An attribute of DynamoDB's type B, decoded; whatever else is called B holds no text."""
    binary = found.get("B")
    return {"B": b64decode(binary)} if isinstance(binary, str) and len(found) == 1 else found


def _answer(text: bytes) -> Answer:
    try:
        found = json.loads(text, object_hook=_with_bytes) if text else {}
    except ValueError:
        raise HTTPClientError(error="no JSON") from None
    return found if isinstance(found, dict) else {}


def _failure(status: int, text: bytes) -> Answer:
    """As botocore has it. Who stands before the service may answer without JSON and code."""
    try:
        found = _answer(text)
    except HTTPClientError:
        found = {}
    code = str(found.get("__type", "")).rpartition("#")[2] or _unsaid(status)
    message = str(found.get("message") or found.get("Message") or "")
    reasons = found.get("CancellationReasons")
    return {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": status},
        **({"CancellationReasons": reasons} if reasons else {}),
    }


def _unsaid(status: int) -> str:
    return "ServiceUnavailable" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else str(status)
