"""The S3 of the single-machine run: a bucket with versions in this process, behind the real client.

Moto's S3 never lets go of what was deleted, which is nothing to run for days. Here is what our
adapter asks, over the wire as S3 writes it; a test tells the same story on this and on moto's.
"""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from threading import RLock
from typing import BinaryIO
from urllib.parse import parse_qsl, unquote, urlsplit

from botocore.awsrequest import AWSPreparedRequest, AWSResponse  # type: ignore[import-untyped]
from moto.core.botocore_stubber import MockRawResponse

from chalicelib.adapters.s3 import Client, new_client
from local.aws import REGION, session

NAME = "lianxin-files"
TO_DELETE = re.compile(rb"<Key>([^<]+)</Key><VersionId>([^<]+)</VersionId>")
XML = "application/xml"
Told = dict[str, str]


@dataclass(frozen=True, slots=True)
class Version:
    key: str
    id: str
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    method: str
    key: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    status: HTTPStatus
    headers: Mapping[str, str]
    body: bytes = b""


class EmbeddedFiles:
    """An empty bucket."""

    def __init__(self) -> None:
        self.lock = RLock()
        self._versions: dict[tuple[str, str], Version] = {}

    @cached_property
    def client(self) -> Client:
        """Made for the first file: botocore takes a while to read what S3 is."""
        made: Client = new_client(REGION, session())
        made.meta.events.register("before-send.s3", self._by_http)
        return made

    def all(self) -> Iterator[Told]:
        """Every version of every object, oldest first; hold the lock while they are read."""
        for one in self._versions.values():
            body = base64.b64encode(one.body).decode()
            yield {"Key": one.key, "VersionId": one.id, "Type": one.content_type, "Body": body}

    def put(self, told: Told) -> None:
        """An object as `all` told it."""
        body = base64.b64decode(told["Body"])
        self._add(Version(told["Key"], told["VersionId"], told["Type"], body))

    def _add(self, version: Version) -> None:
        self._versions[version.key, version.id] = version

    def _by_http(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        parts = urlsplit(request.url)
        asked = Asked(
            method=request.method,
            key=unquote(parts.path).removeprefix("/"),
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): _text(one) for name, one in request.headers.items()},
            body=_whole(request.body),
        )
        with self.lock:
            found = self.answer(asked)
        raw = MockRawResponse(found.body)
        return AWSResponse(request.url, int(found.status), found.headers, raw)

    def answer(self, asked: Asked) -> Answer:
        match asked.method, bool(asked.key):
            case "PUT", True:
                return self._put(asked)
            case "GET", True:
                return self._get(asked)
            case "DELETE", True:
                self._versions.pop((asked.key, asked.query["versionId"]), None)
                return Answer(HTTPStatus.NO_CONTENT, {})
            case "POST", False if "delete" in asked.query:
                return self._delete_several(asked)
            case "GET", False if "versions" in asked.query:
                return self._list(asked.query.get("prefix", ""))
        return _error(HTTPStatus.NOT_IMPLEMENTED, "NotImplemented")

    def _put(self, asked: Asked) -> Answer:
        content_type = asked.headers.get("content-type", "binary/octet-stream")
        version = Version(asked.key, secrets.token_hex(16), content_type, asked.body)
        self._add(version)
        return Answer(HTTPStatus.OK, {"x-amz-version-id": version.id})

    def _get(self, asked: Asked) -> Answer:
        wanted = asked.query.get("versionId")
        of_key = [one for one in self._versions.values() if one.key == asked.key]
        found = [one for one in of_key if wanted in (None, one.id)]
        if not found:
            return _error(HTTPStatus.NOT_FOUND, "NoSuchVersion" if wanted else "NoSuchKey")
        newest = found[-1]
        headers = {"content-type": newest.content_type, "x-amz-version-id": newest.id}
        return Answer(HTTPStatus.OK, headers, newest.body)

    def _delete_several(self, asked: Asked) -> Answer:
        for key, version in TO_DELETE.findall(asked.body):
            self._versions.pop((key.decode(), version.decode()), None)
        return Answer(HTTPStatus.OK, {"content-type": XML}, b"<DeleteResult/>")

    def _list(self, prefix: str) -> Answer:
        found = (one for one in self._versions.values() if one.key.startswith(prefix))
        told = "".join(
            f"<Version><Key>{one.key}</Key><VersionId>{one.id}</VersionId></Version>"
            for one in found
        )
        body = f"<ListVersionsResult>{told}</ListVersionsResult>".encode()
        return Answer(HTTPStatus.OK, {"content-type": XML}, body)


def _error(status: HTTPStatus, code: str) -> Answer:
    return Answer(status, {"content-type": XML}, f"<Error><Code>{code}</Code></Error>".encode())


def _whole(body: bytes | BinaryIO | None) -> bytes:
    if body is None or isinstance(body, bytes):
        return body or b""
    return bytes(body.read())


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
