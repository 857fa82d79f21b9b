"""AWS's Signature Version 4, of the one kind of request that its services of JSON take."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from chalicelib.late import dataclass

ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """Whose call it is."""

    key_id: str
    secret: str
    session: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a signature holds for, besides its day."""

    region: str
    service: str


def signed(
    headers: Mapping[str, str], body: bytes, credentials: Credentials, scope: Scope, at: datetime
) -> dict[str, str]:
    """The headers of a POST to `/`, with those that sign them: Signature Version 4."""
    stamp = at.strftime("%Y%m%dT%H%M%SZ")
    given = {**headers, "X-Amz-Date": stamp}
    if credentials.session:
        given["X-Amz-Security-Token"] = credentials.session
    lines = sorted((name.lower(), value) for name, value in given.items())
    names = ";".join(name for name, _ in lines)
    heads = "".join(f"{name}:{value}\n" for name, value in lines)
    asked = f"POST\n/\n\n{heads}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    where = f"{stamp[:8]}/{scope.region}/{scope.service}/aws4_request"
    told = f"{ALGORITHM}\n{stamp}\n{where}\n{hashlib.sha256(asked.encode()).hexdigest()}"
    key = _signing_key(credentials.secret, where)
    signature = hmac.digest(key, told.encode(), "sha256").hex()
    by = f"Credential={credentials.key_id}/{where}, SignedHeaders={names}, Signature={signature}"
    return {**given, "Authorization": f"{ALGORITHM} {by}"}


@lru_cache(maxsize=8)
def _signing_key(secret: str, where: str) -> bytes:
    """Of one day, region and service."""
    key = f"AWS4{secret}".encode()
    for part in where.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
