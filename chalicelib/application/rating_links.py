"""The link in the survey: whoever has it may rate this round, without an account."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from chalicelib.application.ports import Ports
from chalicelib.domain.state import Ticket
from chalicelib.late import dataclass

MAC_BYTES = 12
FOR_LINKS = b"rating link\0"


@dataclass(frozen=True, slots=True)
class Rated:
    """What a link is for."""

    ticket: str
    round: int


def link(ports: Ports, ticket: Ticket) -> str:
    return link_of(ports, token(ports, ticket))


def link_of(ports: Ports, token: str) -> str:
    return f"{ports.settings.public_url()}/v1/ratings/{token}"


def token(ports: Ports, ticket: Ticket) -> str:
    return token_of(Rated(ticket.id, ticket.round), ports.cursor_key)


def token_of(rated: Rated, key: bytes) -> str:
    payload = f"{rated.ticket.removeprefix('tkt_')}.{rated.round}".encode()
    return _told(_mac(payload, key) + payload)


def _told(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def read(token: str, key: bytes) -> Rated | None:
    """None for one that was altered, if only in bits that Base64 leaves out, or of another key."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if _told(raw) != token:
        return None
    mac, payload = raw[:MAC_BYTES], raw[MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(payload, key)):
        return None
    ticket, _, round_ = payload.decode().rpartition(".")
    return Rated(f"tkt_{ticket}", int(round_))


def _mac(payload: bytes, key: bytes) -> bytes:
    return hmac.new(key, FOR_LINKS + payload, hashlib.sha256).digest()[:MAC_BYTES]
