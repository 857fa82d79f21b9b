"""What personal data is sealed with where it is stored, and by what a phone is looked up.

An item is sealed whole, under its own key in the table: so nobody reads it without the key, and a
blob that was copied to another item does not open there. A byte in front of it says which key: the
newest seals, the earlier ones still open what they sealed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterator
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chalicelib.application.message_ports import CannotOpen
from chalicelib.late import dataclass

KEY_ID_BYTES, NONCE_BYTES = 1, 12
KEY_BYTES = 32
DIGEST_BYTES = 16
MOST_KEYS = 16


@dataclass(frozen=True, slots=True, repr=False)
class PhoneKeys:
    """`seal` and those it replaced, newest first, have 32 bytes each, for AES-256-GCM; `index` any
    number, for HMAC-SHA-256. What does not open raises `InvalidTag`.
    """

    seal: bytes
    index: bytes
    before: tuple[bytes, ...] = ()

    @classmethod
    def made(cls) -> PhoneKeys:
        """New ones, which nobody else has: for what is gone when the process ends."""
        return cls(secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES))

    def wrapped(self, plain: bytes, about: bytes) -> bytes:
        """Opens only together with `about`: which key, a nonce, the sealed bytes and their tag."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return key_id(self.seal) + nonce + _cipher(self.seal).encrypt(nonce, plain, about)

    def unwrapped(self, wrapped: bytes, about: bytes) -> bytes:
        named, sealed = wrapped[:KEY_ID_BYTES], wrapped[KEY_ID_BYTES:]
        return _opened((one for one in self._all() if key_id(one) == named), sealed, about)

    def sealed(self, plain: str, about: str) -> str:
        """As text, where no bytes can stand; Base64."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        hidden = _cipher(self.seal).encrypt(nonce, plain.encode(), about.encode())
        return base64.b64encode(nonce + hidden).decode()

    def opened(self, sealed: str, about: str) -> str:
        try:
            return _opened(self._all(), base64.b64decode(sealed), about.encode()).decode()
        except InvalidTag:
            raise CannotOpen from None

    def indexed(self, phone: str) -> str:
        """A number can be looked up by it, and not read from it."""
        digest = hmac.new(self.index, phone.encode(), hashlib.sha256).digest()[:DIGEST_BYTES]
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def derived(self, purpose: str) -> bytes:
        """A key for something else, of 32 bytes, from which nothing follows about these."""
        return hmac.digest(self.index, purpose.encode(), hashlib.sha256)

    def _all(self) -> Iterator[bytes]:
        yield self.seal
        yield from self.before


@lru_cache(MOST_KEYS)
def key_id(key: bytes) -> bytes:
    """Of two keys it may be the same: then both are tried."""
    return hmac.digest(key, b"key id", hashlib.sha256)[:KEY_ID_BYTES]


@lru_cache(MOST_KEYS)
def _cipher(key: bytes) -> AESGCM:
    """Made once a key: to make it takes as long as to seal an item."""
    return AESGCM(key)


def _opened(keys: Iterator[bytes], sealed: bytes, about: bytes) -> bytes:
    nonce, hidden = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    for key in keys:
        try:
            return _cipher(key).decrypt(nonce, hidden, about)
        except InvalidTag:
            continue
    raise InvalidTag
