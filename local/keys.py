"""The secrets of one run: made anew, or those of the run before."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.adapters.seals import PhoneKeys
from local.issuer import Issuer

BYTES = 32


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """What signs tokens, what seals cursors, what seals and finds phones."""

    issuer: Issuer = field(default_factory=Issuer)
    cursor: bytes = field(default_factory=lambda: secrets.token_bytes(BYTES))
    phones: PhoneKeys = field(
        default_factory=lambda: PhoneKeys(secrets.token_bytes(BYTES), secrets.token_bytes(BYTES))
    )

    def told(self) -> dict[str, str]:
        """As text, for a file that nobody else reads."""
        key = self.issuer.key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        raw = {
            "issuer": key,
            "cursor": self.cursor,
            "phone_seal": self.phones.seal,
            "phone_index": self.phones.index,
        }
        return {name: base64.b64encode(value).decode() for name, value in raw.items()}

    @classmethod
    def read(cls, told: Mapping[str, str]) -> Keys:
        """Those that were told; `ValueError` or `KeyError` if they are none."""
        raw = {name: base64.b64decode(value, validate=True) for name, value in told.items()}
        key = serialization.load_der_private_key(raw["issuer"], None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError("the issuer's key is of another kind")  # noqa: TRY004 - what was read, not who called
        phones = PhoneKeys(raw["phone_seal"], raw["phone_index"])
        return cls(Issuer(key), raw["cursor"], phones)
