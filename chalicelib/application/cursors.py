"""Opaque cursors: where a list goes on, signed for one caller and one set of filters."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json

MAC_BYTES = 16


def sealed(position: list[str], bound_to: str, key: bytes) -> str:
    """A position in a list as a cursor that only this caller can use, for this list."""
    payload = json.dumps(position).encode()
    return base64.urlsafe_b64encode(_mac(payload, bound_to, key) + payload).decode()


def opened(cursor: str, bound_to: str, key: bytes) -> list[str] | None:
    """The position in a cursor; None if it was altered or made for something else."""
    try:
        raw = base64.b64decode(cursor.encode(), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return None
    mac, payload = raw[:MAC_BYTES], raw[MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(payload, bound_to, key)):
        return None
    position: list[str] = json.loads(payload)
    return position


def _mac(payload: bytes, bound_to: str, key: bytes) -> bytes:
    message = bound_to.encode() + b"\0" + payload
    return hmac.new(key, message, hashlib.sha256).digest()[:MAC_BYTES]
