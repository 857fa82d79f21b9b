"""The port `Bucket` over S3: `quarantine/` takes files in, from `clean/` they are had.

Nothing in quarantine has an address to read it by. The bucket keeps versions, so whatever goes is
deleted by its version, and nothing is left that a delete marker only hides.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

from chalicelib.adapters.s3_signing import Credentials, Signer
from chalicelib.application.file_ports import Download, FileRow, Upload
from chalicelib.application.ports import Unavailable
from chalicelib.domain.files import DOWNLOAD_WITHIN, UPLOAD_WITHIN
from chalicelib.late import dataclass

QUARANTINE, CLEAN = "quarantine/", "clean/"
CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 1, 30, 3
GONE = {"NoSuchKey", "NoSuchVersion"}
CHARSET = {"text/plain": "text/plain; charset=utf-8"}
NEVER_CACHED = "private, no-store"
Client = Any  # botocore makes its clients while running, without types
Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class S3Bucket:
    """`url` is where it is reached; `client` is made when something is first asked of it."""

    name: str
    url: str
    signer: Signer
    client: Callable[[], Client]

    def offer(self, file_id: str, content_type: str, size: int, now: datetime) -> Upload:
        fixed = {"Content-Type": content_type}
        expires_at = now + UPLOAD_WITHIN
        fields = self.signer.form(QUARANTINE + file_id, fixed, size, now, expires_at)
        return Upload(url=self.url, fields=fields, expires_at=expires_at)

    def quarantined(self, file_id: str, version: str) -> bytes | None:
        try:
            found = self.client().get_object(
                Bucket=self.name, Key=QUARANTINE + file_id, VersionId=version
            )
            return bytes(found["Body"].read())
        except ClientError as failure:
            if failure.response["Error"]["Code"] in GONE:
                return None
            raise Unavailable from failure
        except BotoCoreError as failure:
            raise Unavailable from failure

    def release(self, file_id: str, version: str) -> None:
        self._delete(QUARANTINE + file_id, version)

    def keep(self, file_id: str, body: bytes, content_type: str) -> str:
        answer = _answered(
            lambda: self.client().put_object(
                Bucket=self.name,
                Key=CLEAN + file_id,
                Body=body,
                ContentType=CHARSET.get(content_type, content_type),
                ContentDisposition="attachment",
                CacheControl=NEVER_CACHED,
            )
        )
        return str(answer["VersionId"])

    def unkeep(self, file_id: str, version: str) -> None:
        self._delete(CLEAN + file_id, version)

    def _delete(self, key: str, version: str) -> None:
        _answered(lambda: self.client().delete_object(Bucket=self.name, Key=key, VersionId=version))

    def erase(self, file_ids: Collection[str]) -> None:
        for file_id in sorted(file_ids):
            for key in (QUARANTINE + file_id, CLEAN + file_id):
                while found := self._versions(key):
                    self._delete_all(found)

    def _versions(self, key: str) -> list[dict[str, str]]:
        """As many as one answer holds, marks of deletion among them."""
        answer = _answered(lambda: self.client().list_object_versions(Bucket=self.name, Prefix=key))
        found = (*answer.get("Versions", ()), *answer.get("DeleteMarkers", ()))
        return [{"Key": key, "VersionId": one["VersionId"]} for one in found if one["Key"] == key]

    def _delete_all(self, versions: list[dict[str, str]]) -> None:
        """Raises `Unavailable` if one of them is still there."""
        wanted = {"Objects": versions, "Quiet": True}
        answer = _answered(lambda: self.client().delete_objects(Bucket=self.name, Delete=wanted))
        if answer.get("Errors"):
            raise Unavailable

    def download(self, row: FileRow, filename: str, now: datetime) -> Download:
        """Said in the address, and signed with it: no browser shows it as a page of ours."""
        asked = {
            "response-cache-control": NEVER_CACHED,
            "response-content-disposition": f"attachment; filename*=UTF-8''{_quoted(filename)}",
            "response-content-type": CHARSET.get(row.content_type, row.content_type),
            **({"versionId": row.confirmed.version} if row.confirmed else {}),
        }
        url = f"{self.url.rstrip('/')}/{CLEAN}{row.id}"
        address = self.signer.address(url, asked, now, DOWNLOAD_WITHIN)
        return Download(address, now + DOWNLOAD_WITHIN)


def _quoted(filename: str) -> str:
    return quote(filename, safe="")


def _answered(call: Callable[[], Answer]) -> Answer:
    """Of a call that may be repeated without harm; raises `Unavailable`."""
    try:
        return call()
    except (ClientError, BotoCoreError) as failure:
        raise Unavailable from failure


def bucket_of(name: str, region: str) -> S3Bucket:
    """As AWS has it, with the credentials of this process."""
    suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    made: list[Client] = []

    def client() -> Client:
        if not made:
            made.append(new_client(region))
        return made[0]

    url = f"https://{name}.s3.{region}.{suffix}/"
    return S3Bucket(name, url, Signer(name, region, lent), client)


def new_client(region: str, session: Any = None) -> Client:  # noqa: ANN401 - boto3's have no types
    import boto3  # type: ignore[import-untyped]  # noqa: PLC0415 - half of a cold start
    import botocore.config  # type: ignore[import-untyped]  # noqa: PLC0415 - as above

    config = botocore.config.Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
        # S3 works out a checksum of its own; TLS has looked after the way there.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return (session or boto3).client("s3", region_name=region, config=config)


def lent() -> Credentials:
    """Those of this process as they are now: in a Lambda they stand in its environment."""
    if key_id := os.environ.get("AWS_ACCESS_KEY_ID"):
        token = os.environ.get("AWS_SESSION_TOKEN")
        return Credentials(key_id, os.environ["AWS_SECRET_ACCESS_KEY"], token)
    import boto3  # noqa: PLC0415 - half of a cold start

    if boto3.DEFAULT_SESSION is None:
        boto3.setup_default_session()
    found = boto3.DEFAULT_SESSION.get_credentials().get_frozen_credentials()
    return Credentials(found.access_key, found.secret_key, found.token)
