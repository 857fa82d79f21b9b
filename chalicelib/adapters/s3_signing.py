"""Signature Version 4 for what somebody else sends to the bucket: a form, and an address to read.

Made here, of the hour that is given: botocore reads the machine's own clock, and needs its model of
the whole of S3 to sign two lines.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlsplit

from chalicelib.late import dataclass

ALGORITHM = "AWS4-HMAC-SHA256"
UNSIGNED = "UNSIGNED-PAYLOAD"
Condition = Mapping[str, str] | Sequence[str | int]


@dataclass(frozen=True, slots=True)
class Credentials:
    key_id: str
    secret: str = field(repr=False)
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Signer:
    """With whatever credentials hold when it signs: a function's are only lent."""

    bucket: str
    region: str
    credentials: Callable[[], Credentials]

    def form(
        self, key: str, fixed: Mapping[str, str], size: int, now: datetime, expires_at: datetime
    ) -> dict[str, str]:
        """The fields with which a browser may post one file of exactly `size` bytes, once or more
        often, until `expires_at`; `fixed` are fields that must be sent as they are.
        """
        lent = self.credentials()
        fields = {
            "key": key,
            **fixed,
            "x-amz-algorithm": ALGORITHM,
            "x-amz-credential": f"{lent.key_id}/{self._scope(now)}",
            "x-amz-date": _stamp(now),
            **({"x-amz-security-token": lent.token} if lent.token else {}),
        }
        conditions: list[Condition] = [
            {"bucket": self.bucket},
            *({name: value} for name, value in fields.items()),
            ["content-length-range", size, size],
        ]
        expires = expires_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        policy = {"expiration": expires, "conditions": conditions}
        text = base64.b64encode(json.dumps(policy).encode()).decode()
        return {**fields, "policy": text, "x-amz-signature": self.signature(lent, text, now)}

    def address(self, url: str, query: Mapping[str, str], now: datetime, within: timedelta) -> str:
        """The address to read an object from, with what the answer's headers are to say."""
        lent = self.credentials()
        parts = urlsplit(url)
        asked = {
            **query,
            "X-Amz-Algorithm": ALGORITHM,
            "X-Amz-Credential": f"{lent.key_id}/{self._scope(now)}",
            "X-Amz-Date": _stamp(now),
            "X-Amz-Expires": str(int(within.total_seconds())),
            "X-Amz-SignedHeaders": "host",
            **({"X-Amz-Security-Token": lent.token} if lent.token else {}),
        }
        canonical = "&".join(f"{_escaped(name)}={_escaped(asked[name])}" for name in sorted(asked))
        request = ("GET", parts.path, canonical, f"host:{parts.netloc}\n", "host", UNSIGNED)
        digest = hashlib.sha256("\n".join(request).encode()).hexdigest()
        to_sign = "\n".join((ALGORITHM, _stamp(now), self._scope(now), digest))
        return f"{url}?{canonical}&X-Amz-Signature={self.signature(lent, to_sign, now)}"

    def signature(self, lent: Credentials, text: str, now: datetime) -> str:
        key = f"AWS4{lent.secret}".encode()
        for part in self._scope(now).split("/"):
            key = hmac.digest(key, part.encode(), hashlib.sha256)
        return hmac.digest(key, text.encode(), hashlib.sha256).hex()

    def _scope(self, now: datetime) -> str:
        return f"{now.astimezone(UTC):%Y%m%d}/{self.region}/s3/aws4_request"


def _stamp(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    return quote(text, safe="-_.~")
