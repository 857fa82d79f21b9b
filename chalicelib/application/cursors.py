"""Opaque cursors: where a list goes on, sealed for one caller and one set of filters.

A position says when a ticket changed, to the microsecond, which not everybody is to know.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json

from chalicelib.application.message_ports import CannotOpen, Seals

MAC_BYTES = 16
ABOUT = "cursor"


def sealed(position: list[str], bound_to: str, seals: Seals, key: bytes) -> str:
    """A position in a list as a cursor that only this caller can use, and nobody can read."""
    hidden = seals.sealed(json.dumps(position), ABOUT).encode()
    return base64.urlsafe_b64encode(_mac(hidden, bound_to, key) + hidden).decode()


def opened(cursor: str, bound_to: str, seals: Seals, key: bytes) -> list[str] | None:
    """The position in a cursor; None if it was altered, of a key that is gone, or of others."""
    try:
        raw = base64.b64decode(cursor.encode(), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return None
    mac, hidden = raw[:MAC_BYTES], raw[MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(hidden, bound_to, key)):
        return None
    return _position(hidden.decode(), seals)


def _position(hidden: str, seals: Seals) -> list[str] | None:
    try:
        position: list[str] = json.loads(seals.opened(hidden, ABOUT))
    except CannotOpen:
        return None
    return position


def _mac(hidden: bytes, bound_to: str, key: bytes) -> bytes:
    """Of a kind of its own: a cursor of before, which could be read, is none of ours."""
    message = f"sealed|{bound_to}\0".encode() + hidden
    return hmac.new(key, message, hashlib.sha256).digest()[:MAC_BYTES]
