"""An AWS on 127.0.0.1 for containers: real HTTP in, and a list of who called what on what.

Tables are moto's. Of the other services it answers only what our functions ask.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from botocore.awsrequest import AWSPreparedRequest  # type: ignore[import-untyped]

from local.aws import EmbeddedAws
from local.embedded_files import Asked, EmbeddedFiles

Json = dict[str, Any]
Call = tuple[str, str]  # an action as policies name it, and the resource after the account
CREDENTIAL = re.compile(r"Credential=([^/]+)/[0-9]+/[^/]+/([^/]+)/")
OF_FILES = {"PUT": "PutObject", "GET": "GetObjectVersion", "DELETE": "DeleteObjectVersion"}
IN_BODY = re.compile(r"<Key>([^<]+)</Key>")
WRITES = {"Put": "PutItem", "Delete": "DeleteItem", "Update": "UpdateItem"}


@dataclass
class Aws:
    """`calls`: by the access key of the caller, which is the function's name. Of those in `loses`
    the next transaction is done, and the answer lost.
    """

    secrets: dict[str, str]
    tables: EmbeddedAws = field(default_factory=lambda: EmbeddedAws(by_http=True))
    files: EmbeddedFiles = field(default_factory=EmbeddedFiles)
    calls: dict[str, set[Call]] = field(default_factory=lambda: defaultdict(set))
    queued: list[str] = field(default_factory=list)
    invoked: list[Json] = field(default_factory=list)
    sent: list[Json] = field(default_factory=list)
    loses: set[str] = field(default_factory=set)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(
        self, request: BaseHTTPRequestHandler, raw: bytes
    ) -> tuple[int, bytes, Mapping[str, str]]:
        caller = CREDENTIAL.search(request.headers["Authorization"])
        assert caller is not None
        if caller[2] == "s3":
            return self._file(caller[1], request, raw)
        return (*self._answer(caller[1], request, raw), {})

    def _file(
        self, caller: str, request: BaseHTTPRequestHandler, raw: bytes
    ) -> tuple[int, bytes, Mapping[str, str]]:
        """Path by path, as it is asked of an address without a name."""
        parts = urlsplit(request.path)
        bucket, _, key = unquote(parts.path).lstrip("/").partition("/")
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        self.calls[caller] |= set(on_files(request.command, bucket, key, raw.decode("latin-1")))
        headers = {name.lower(): value for name, value in request.headers.items()}
        found = self.files.answer(Asked(request.command, key, query, headers, raw))
        return int(found.status), found.body, found.headers

    def _answer(
        self, caller: str, request: BaseHTTPRequestHandler, raw: bytes
    ) -> tuple[int, bytes]:
        service, _, operation = request.headers.get("X-Amz-Target", "").partition(".")
        body = json.loads(raw or b"{}")
        if not service:
            service, operation = "lambda", request.path.split("/")[3]
        self.calls[caller] |= set(actions(service, operation, body))
        found = self.answers[service](self, request, raw, body)
        if operation == "TransactWriteItems" and caller in self.loses:
            self.loses.remove(caller)
            return 500, json.dumps({"__type": "InternalServerError"}).encode()
        return found

    def _tables(self, request: BaseHTTPRequestHandler, raw: bytes, _: Json) -> tuple[int, bytes]:
        url, headers = (
            f"https://dynamodb.cn-north-1.amazonaws.com.cn{request.path}",
            request.headers,
        )
        asked = AWSPreparedRequest("POST", url, dict(headers), raw, False)  # noqa: FBT003 - botocore's own order
        found = self.tables._by_http(asked)
        return found.status_code, found.content

    def _secret(self, _: object, __: bytes, body: Json) -> tuple[int, bytes]:
        return 200, json.dumps({"SecretString": self.secrets[body["SecretId"]]}).encode()

    def _queue(self, _: object, __: bytes, body: Json) -> tuple[int, bytes]:
        self.queued.append(body["MessageBody"])
        digest = hashlib.md5(body["MessageBody"].encode(), usedforsecurity=False).hexdigest()
        return 200, json.dumps({"MessageId": "m", "MD5OfMessageBody": digest}).encode()

    def _invoke(self, _: object, __: bytes, body: Json) -> tuple[int, bytes]:
        self.invoked.append(body)
        return 202, b""

    def _sms(self, _: object, __: bytes, body: Json) -> tuple[int, bytes]:
        self.sent.append(body)
        return 200, json.dumps({"MessageId": f"sms-{len(self.sent)}"}).encode()

    answers = {  # noqa: RUF012 - a table of methods
        "DynamoDB_20120810": _tables,
        "secretsmanager": _secret,
        "AmazonSQS": _queue,
        "lambda": _invoke,
        "PinpointSMSVoiceV2": _sms,
    }


def on_files(method: str, bucket: str, key: str, body: str) -> Iterator[Call]:
    """By the place in the bucket, which is what a policy speaks of."""
    if not key and method == "GET":
        yield "s3:ListBucketVersions", bucket
    for one in [key] if key else IN_BODY.findall(body):
        action = OF_FILES[method] if key else "DeleteObjectVersion"
        yield f"s3:{action}", f"arn:aws:s3:::{bucket}/{one.partition('/')[0]}/*"


def actions(service: str, operation: str, body: Json) -> Iterator[Call]:
    """What a policy has to allow for a call."""
    if service == "DynamoDB_20120810":
        yield from ((f"dynamodb:{action}", one) for action, one in _on_tables(operation, body))
    elif service == "secretsmanager":
        yield f"secretsmanager:{operation}", f"secret:{body['SecretId']}-??????"
    elif service == "AmazonSQS":
        yield f"sqs:{operation}", body["QueueUrl"].rpartition("/")[2]
    elif service == "PinpointSMSVoiceV2":
        yield f"sms-voice:{operation}", body["OriginationIdentity"]
    else:
        yield "lambda:InvokeFunction", f"function:{operation}"


def _on_tables(operation: str, body: Json) -> Iterator[tuple[str, str]]:
    if operation == "TransactWriteItems":
        for item in body["TransactItems"]:
            for kind, one in item.items():
                yield WRITES[kind], f"table/{one['TableName']}"
    elif operation == "BatchGetItem":
        yield from ((operation, f"table/{one}") for one in body["RequestItems"])
    else:
        index = f"/index/{body['IndexName']}" if "IndexName" in body else ""
        yield operation, f"table/{body['TableName']}{index}"


@contextmanager
def serving(aws: Aws) -> Iterator[Aws]:
    """Until the end of the block, on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm, wbufsize = True, -1

        def _posted(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, body, headers = aws.answer(self, raw)
            self.send_response(status)
            for name, value in (
                {"content-type": "application/x-amz-json-1.0"} | dict(headers)
            ).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET = do_PUT = do_DELETE = _posted  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    aws.port = server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield aws
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
