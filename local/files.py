"""Takes and gives files as S3 does: a signed form in, a signed address out, nothing else.

The form is held to its policy, to the letter: who signed it, until when, for which key, type and
size. Hours are those of the run's own clock.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from botocore.exceptions import ClientError  # type: ignore[import-untyped]
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder

from chalicelib.adapters.s3 import S3Bucket
from chalicelib.adapters.s3_signing import Credentials, Signer
from chalicelib.entrypoints import uploads
from chalicelib.entrypoints.observing import Unfinished
from local.aws import REGION
from local.clock import VirtualClock
from local.embedded_files import NAME, EmbeddedFiles

PATH = f"/_local/files/{NAME}/"
MOST_BYTES = 201 * 1024 * 1024
STAMP = "%Y%m%dT%H%M%SZ"
WEEK = "604800"  # seconds
FILE = "file"
# What a form may have that its policy does not speak of.
NOT_IN_POLICY = {"policy", "x-amz-signature"}
ANSWERED = {
    "response-content-type": "Content-Type",
    "response-content-disposition": "Content-Disposition",
    "response-cache-control": "Cache-Control",
}
XML = "application/xml"


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(eq=False)
class Denied(Exception):
    """In the words of S3."""

    code: str
    status: HTTPStatus = HTTPStatus.FORBIDDEN

    def reply(self) -> Reply:
        text = f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{self.code}</Code></Error>'
        return Reply(int(self.status), {"Content-Type": XML}, text.encode())


class LocalFiles:
    """The bucket of a run, as the use cases have it (`bucket`) and as the outside does."""

    def __init__(self, base_url: str, secret: str, clock: VirtualClock) -> None:
        self.stored = EmbeddedFiles()
        self._clock = clock
        self._lent = Credentials("local", secret)
        self._signer = Signer(NAME, REGION, lambda: self._lent)
        self.bucket = S3Bucket(NAME, base_url + PATH, self._signer, lambda: self.stored.client)

    def answer(self, method: str, target: str, content_type: str, body: bytes) -> Reply:
        """One request to `PATH` or below it."""
        try:
            if method == "POST" and urlsplit(target).path == PATH:
                return self._taken(content_type, body)
            return (
                self._given(target) if method in ("GET", "HEAD") else Denied("AccessDenied").reply()
            )
        except Denied as denied:
            return denied.reply()

    def _taken(self, content_type: str, body: bytes) -> Reply:
        fields, file = _form(content_type, body)
        self._check_policy(fields, file)
        stored = self.stored.client.put_object(
            Bucket=NAME, Key=fields["key"], Body=file, ContentType=fields["Content-Type"]
        )
        told = {"key": fields["key"], "size": len(file), "version-id": stored["VersionId"]}
        _tell(told)
        return Reply(HTTPStatus.NO_CONTENT)

    def _check_policy(self, fields: Mapping[str, str], file: bytes) -> None:
        policy, stamped = _policy(fields), _stamped(fields.get("x-amz-date", ""))
        signature = self._signer.signature(self._lent, fields["policy"], stamped)
        _compare(signature, fields.get("x-amz-signature", ""))
        if datetime.fromisoformat(policy["expiration"]) <= self._clock.now():
            raise Denied("AccessDenied")
        spoken_of = NOT_IN_POLICY | {"bucket"}
        for one in policy["conditions"]:
            if isinstance(one, list):
                _check_size(len(file), *one[1:])
                continue
            (name, wanted) = next(iter(one.items()))
            spoken_of.add(name)
            if (NAME if name == "bucket" else fields.get(name)) != wanted:
                raise Denied("AccessDenied")
        if fields.keys() - spoken_of:
            raise Denied("AccessDenied")

    def _given(self, target: str) -> Reply:
        parts = urlsplit(target)
        asked = dict(parse_qsl(parts.query, keep_blank_values=True))
        own = {name: one for name, one in asked.items() if not name.startswith("X-Amz-")}
        stamped = _stamped(asked.get("X-Amz-Date", ""))
        within = _lasting(asked.get("X-Amz-Expires", ""))
        key = parts.path.removeprefix(PATH)
        signed = self._signer.address(self.bucket.url + key, own, stamped, within)
        expected = dict(parse_qsl(urlsplit(signed).query))["X-Amz-Signature"]
        _compare(expected, asked.get("X-Amz-Signature", ""))
        if stamped <= self._clock.now() - within:
            raise Denied("AccessDenied")
        headers = {ANSWERED[name]: one for name, one in own.items() if name in ANSWERED}
        return Reply(HTTPStatus.OK, headers, self._body(key, own.get("versionId")))

    def _body(self, key: str, version: str | None) -> bytes:
        wanted = {"VersionId": version} if version else {}
        try:
            found = self.stored.client.get_object(Bucket=NAME, Key=key, **wanted)
        except ClientError:
            raise Denied("NoSuchKey", HTTPStatus.NOT_FOUND) from None
        return bytes(found["Body"].read())


def _tell(told: Mapping[str, Any]) -> None:
    """As the bucket's events do; here before the answer, so that whoever asks finds it done."""
    try:
        uploads.take_upload({"detail": {"object": told}}, None)
    except Unfinished:
        traceback.print_exc()  # deployed it is tried again


def _form(content_type: str, body: bytes) -> tuple[dict[str, str], bytes]:
    """The fields that stand before the file, and the file: behind it S3 looks at nothing."""
    kind, _, options = content_type.partition(";")
    boundary = options.partition("boundary=")[2].split(";")[0].strip().strip('"')
    if kind.strip().lower() != "multipart/form-data" or not boundary:
        raise Denied("PreconditionFailed", HTTPStatus.PRECONDITION_FAILED)
    fields: dict[str, bytes] = {}
    try:
        for name, value in _parts(boundary.encode(), body):
            if name == FILE:
                return {one: text.decode() for one, text in fields.items()}, value
            fields.setdefault(name, value)
    except ValueError:
        raise Denied("MalformedPOSTRequest", HTTPStatus.BAD_REQUEST) from None
    raise Denied("InvalidArgument", HTTPStatus.BAD_REQUEST)


def _parts(boundary: bytes, body: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and value of each part of a form, as they stand. Raises ValueError."""
    decoder = MultipartDecoder(boundary)
    decoder.receive_data(body)
    decoder.receive_data(None)
    name, value = "", bytearray()
    while not isinstance(event := decoder.next_event(), Epilogue):
        if isinstance(event, Field | File):
            name, value = event.name, bytearray()
        if isinstance(event, Data):
            value += event.data
            if not event.more_data:
                yield name, bytes(value)


def _policy(fields: Mapping[str, str]) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(base64.b64decode(fields["policy"], validate=True))
    except (KeyError, ValueError, binascii.Error):
        raise Denied("InvalidPolicyDocument") from None
    return found


def _compare(signature: str, given: str) -> None:
    if not hmac.compare_digest(signature.encode(), given.encode()):
        raise Denied("SignatureDoesNotMatch")


def _lasting(text: str) -> timedelta:
    """For how long an address was made: a week at most, as S3 has it."""
    seconds = int(text) if text.isascii() and text.isdigit() and len(text) <= len(WEEK) else -1
    if not 0 <= seconds <= int(WEEK):
        raise Denied("AuthorizationQueryParametersError", HTTPStatus.BAD_REQUEST)
    return timedelta(seconds=seconds)


def _check_size(size: int, least: int, most: int) -> None:
    if size < least:
        raise Denied("EntityTooSmall", HTTPStatus.BAD_REQUEST)
    if size > most:
        raise Denied("EntityTooLarge", HTTPStatus.BAD_REQUEST)


def _stamped(text: str) -> datetime:
    try:
        return datetime.strptime(text, STAMP).replace(tzinfo=UTC)
    except ValueError:
        raise Denied("AccessDenied") from None
