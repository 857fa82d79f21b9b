"""A requester's phone: sealed where it is stored, looked up by a keyed digest."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chalicelib.adapters.dynamodb import keys

NONCE_BYTES = 12


@dataclass(frozen=True, slots=True, repr=False)
class PhoneKeys:
    """`seal` has 32 bytes for AES-256-GCM, `index` any number for HMAC-SHA-256."""

    seal: bytes
    index: bytes

    def sealed(self, phone: str, ticket_id: str) -> str:
        """Bound to its ticket: a number copied into another one does not open."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        hidden = AESGCM(self.seal).encrypt(nonce, phone.encode(), ticket_id.encode())
        return base64.b64encode(nonce + hidden).decode()

    def opened(self, sealed: str, ticket_id: str) -> str:
        raw = base64.b64decode(sealed)
        nonce, hidden = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
        return AESGCM(self.seal).decrypt(nonce, hidden, ticket_id.encode()).decode()

    def indexed(self, phone: str) -> str:
        return keys.requester(phone, self.index)
