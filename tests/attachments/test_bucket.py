"""The bucket: on moto's S3 and on the one of the single-machine run, by the same story."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import boto3  # type: ignore[import-untyped]
import pytest
from botocore.auth import S3SigV4QueryAuth  # type: ignore[import-untyped]
from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]
from botocore.credentials import Credentials as BotoCredentials  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError  # type: ignore[import-untyped]
from moto import mock_aws

from chalicelib.adapters import s3
from chalicelib.adapters.s3 import S3Bucket, bucket_of, new_client
from chalicelib.adapters.s3_signing import Credentials, Signer
from chalicelib.application.file_ports import Confirmed, FileRow
from chalicelib.application.ports import Unavailable
from chalicelib.domain.files import Announcer
from local.embedded_files import EmbeddedFiles

REGION, NAME = "cn-north-1", "files"
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
BY = Announcer(id="a", place="p", unit=None, citizen=True, of_a_unit=False)
LENT = Credentials("AKID", "secret", "a token")


@pytest.fixture(params=["moto", "local"])
def client(request: pytest.FixtureRequest) -> Iterator[s3.Client]:
    if request.param == "local":
        yield EmbeddedFiles().client
        return
    with mock_aws():
        session = boto3.Session(aws_access_key_id="a", aws_secret_access_key="b")
        made = new_client(REGION, session)
        made.create_bucket(Bucket=NAME, CreateBucketConfiguration={"LocationConstraint": REGION})
        made.put_bucket_versioning(Bucket=NAME, VersioningConfiguration={"Status": "Enabled"})
        yield made


@pytest.fixture
def bucket(client: s3.Client) -> S3Bucket:
    return S3Bucket(NAME, "https://files.example/", signer(), lambda: client)


def signer() -> Signer:
    return Signer(NAME, REGION, lambda: LENT)


def upload(client: s3.Client, file_id: str, body: bytes) -> str:
    """As a browser does it; the version."""
    answer = client.put_object(Bucket=NAME, Key=f"quarantine/{file_id}", Body=body)
    return str(answer["VersionId"])


def left(client: s3.Client) -> list[str]:
    answer = client.list_object_versions(Bucket=NAME)
    return sorted(
        one["Key"] for one in (*answer.get("Versions", ()), *answer.get("DeleteMarkers", ()))
    )


def test_a_version_is_read_and_released_and_no_mark_is_left(
    bucket: S3Bucket, client: s3.Client
) -> None:
    first, second = upload(client, "att_1", b"one"), upload(client, "att_1", b"two")
    assert bucket.quarantined("att_1", first) == b"one"
    bucket.release("att_1", first)
    assert bucket.quarantined("att_1", first) is None
    assert bucket.quarantined("att_1", second) == b"two"
    bucket.release("att_1", second)
    bucket.release("att_1", second)
    assert left(client) == []


def test_what_is_kept_lies_where_it_is_had_from(bucket: S3Bucket, client: s3.Client) -> None:
    version = bucket.keep("att_1", "好".encode(), "text/plain")
    found = client.get_object(Bucket=NAME, Key="clean/att_1", VersionId=version)
    assert found["Body"].read().decode() == "好"
    assert found["ContentType"] == "text/plain; charset=utf-8"
    bucket.unkeep("att_1", version)
    assert left(client) == []


def test_erased_is_every_version_of_these_and_of_no_other(
    bucket: S3Bucket, client: s3.Client
) -> None:
    for file_id in ("att_1", "att_1", "att_12"):
        upload(client, file_id, b"x")
        bucket.keep(file_id, b"x", "image/png")
    bucket.erase(["att_1", "att_9"])
    assert left(client) == ["clean/att_12", "quarantine/att_12"]


class Silent:
    """A bucket that does not answer."""

    def __getattr__(self, name: str) -> Callable[..., object]:
        def fails(**_: object) -> object:
            raise BotoCoreError

        return fails


def test_a_bucket_that_does_not_answer_is_unavailable() -> None:
    bucket = S3Bucket(NAME, "https://files.example/", signer(), Silent)
    for call in (
        lambda: bucket.quarantined("att_1", "v"),
        lambda: bucket.keep("att_1", b"", "image/png"),
        lambda: bucket.erase(["att_1"]),
    ):
        with pytest.raises(Unavailable):
            call()


# --- signatures ---


def test_the_form_says_exactly_what_may_be_sent(bucket: S3Bucket) -> None:
    offer = bucket.offer("att_1", "image/png", 77, NOW)
    policy = json.loads(base64.b64decode(offer.fields["policy"]))
    assert policy["expiration"] == "2026-03-02T01:15:00Z"
    assert ["content-length-range", 77, 77] in policy["conditions"]
    said = {
        name: one
        for part in policy["conditions"]
        if isinstance(part, dict)
        for name, one in part.items()
    }
    assert said == {
        "bucket": NAME,
        "key": "quarantine/att_1",
        "Content-Type": "image/png",
        "x-amz-algorithm": "AWS4-HMAC-SHA256",
        "x-amz-credential": "AKID/20260302/cn-north-1/s3/aws4_request",
        "x-amz-date": "20260302T010000Z",
        "x-amz-security-token": "a token",
    }
    sent = set(offer.fields) - {"policy", "x-amz-signature"}
    assert sent == said.keys() - {"bucket"}


def test_a_form_is_signed_as_botocore_signs_it() -> None:
    """Ours at the hour that botocore reads from the machine."""
    session = boto3.Session(aws_access_key_id="AKID", aws_secret_access_key="secret")
    theirs = new_client(REGION, session).generate_presigned_post(NAME, "quarantine/att_1")["fields"]
    at = datetime.strptime(theirs["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    ours = Signer(NAME, REGION, lambda: Credentials("AKID", "secret"))
    assert (
        ours.signature(Credentials("AKID", "secret"), theirs["policy"], at)
        == (theirs["x-amz-signature"])
    )


def test_an_address_is_signed_as_botocore_signs_it(bucket: S3Bucket) -> None:
    found = FileRow(
        id="att_1",
        filename="x",
        content_type="image/png",
        size=1,
        by=BY,
        announced_at=NOW,
        confirmed=Confirmed("v/1+", 1),
    )
    ours = bucket.download(found, "现场 1.png", NOW).url
    asked = {name: one[0] for name, one in parse_qs(urlsplit(ours).query).items()}
    plain = {name: one for name, one in asked.items() if not name.startswith("X-Amz-")}
    request = AWSRequest("GET", "https://files.example/clean/att_1", params=plain)
    request.context["timestamp"] = asked["X-Amz-Date"]
    lent = BotoCredentials(LENT.key_id, LENT.secret, LENT.token)
    auth = S3SigV4QueryAuth(lent, "s3", REGION, expires=300)
    assert asked["X-Amz-Signature"] == signed_at(auth, request, asked["X-Amz-Date"])


def signed_at(auth: S3SigV4QueryAuth, request: AWSRequest, stamp: str) -> str:
    auth._modify_request_before_signing(request)
    request.context["timestamp"] = stamp
    request.url = request.url.replace(
        parse_qs(urlsplit(request.url).query).get("X-Amz-Date", [stamp])[0], stamp
    )
    canonical = auth.canonical_request(request)
    return str(auth.signature(auth.string_to_sign(request, canonical), request))


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("cn-north-1", "files.s3.cn-north-1.amazonaws.com.cn"),
        ("ap-southeast-1", "files.s3.ap-southeast-1.amazonaws.com"),
    ],
)
def test_the_bucket_is_where_its_region_is(
    monkeypatch: pytest.MonkeyPatch, region: str, host: str
) -> None:
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY"):
        monkeypatch.setenv(f"AWS_{name}", "mine")
    bucket = bucket_of(NAME, region)
    offer = bucket.offer("att_1", "image/png", 1, NOW)
    assert offer.url == f"https://{host}/"
    assert offer.expires_at == NOW + timedelta(minutes=15)
    assert offer.fields["x-amz-credential"].startswith("mine/")
