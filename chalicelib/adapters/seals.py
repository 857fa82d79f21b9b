"""A requester's phone: sealed where it is stored, looked up by a keyed digest."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
KEY_BYTES = 32
DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True, repr=False)
class PhoneKeys:
    """`seal` has 32 bytes for AES-256-GCM, `index` any number for HMAC-SHA-256."""

    seal: bytes
    index: bytes

    @classmethod
    def made(cls) -> PhoneKeys:
        """New ones, which nobody else has: for what is gone when the process ends."""
        return cls(secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES))

    def sealed(self, plain: str, about: str) -> str:
        """Bound to its ticket: a number copied into another one does not open."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        hidden = AESGCM(self.seal).encrypt(nonce, plain.encode(), about.encode())
        return base64.b64encode(nonce + hidden).decode()

    def opened(self, sealed: str, about: str) -> str:
        raw = base64.b64decode(sealed)
        nonce, hidden = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
        return AESGCM(self.seal).decrypt(nonce, hidden, about.encode()).decode()

    def indexed(self, phone: str) -> str:
        """A number can be looked up by it, and not read from it."""
        digest = hmac.new(self.index, phone.encode(), hashlib.sha256).digest()[:DIGEST_BYTES]
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def derived(self, purpose: str) -> bytes:
        """A key for something else, of 32 bytes, from which nothing follows about these."""
        return hmac.digest(self.index, purpose.encode(), hashlib.sha256)
