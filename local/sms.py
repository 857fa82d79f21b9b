"""SMS on one machine: what was sent, and citizens and providers who answer by the real webhooks."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from http.client import HTTPConnection
from typing import get_args
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from chalicelib.adapters.sms.local import Provider, Spoken, provider_id
from chalicelib.application.open_surveys import survey_of_message
from chalicelib.application.sms_ports import Fate, InboundRequest, OutgoingSms
from chalicelib.domain import sms_length
from chalicelib.entrypoints.api.body import as_a
from chalicelib.entrypoints.api.errors import invalid, not_found, unreadable
from chalicelib.entrypoints.api.views import to_json
from chalicelib.reading import Unreadable, read
from local.asked import Asked, Json
from local.world import World

ZONE = ZoneInfo("Asia/Shanghai")
PROVIDERS: tuple[Provider, ...] = get_args(Provider)
USUAL: Provider = "aliyun"
CORRELATING: Provider = "aws"
STATUS: dict[Fate, str] = {"taken": "sent"}
PATIENCE_SECONDS = 30
SWAPPED = {"from": "phone", "phone": "from"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A citizen's SMS; `id`, `at` and `correlation` (an SMS of ours) as the provider tells them.

    `from` is no name that Python takes: the two names change places. Without a `provider`, one that
    can tell what is told.
    """

    phone: str
    text: str
    provider: str | None = None
    id: str | None = None
    at: datetime | None = None
    correlation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    id: str
    at: datetime | None = None


def get_sms(world: World, asked: Asked) -> Json:
    """What was sent, oldest first, and how many parts each is paid for."""
    phone = asked.query.get("phone", "").strip().removeprefix("+")
    items = [
        {
            "id": sms.id,
            "at": to_json(sms.at, ZONE),
            "to": sms.to,
            "text": sms.text,
            "parts": sms_length.parts(sms.text),
            "ticket": _ticket_of(world, sms),
            "status": STATUS.get(fate, fate),
        }
        for sms, fate in world.sms.messages()
        if phone in ("", sms.to.removeprefix("+"))
    ]
    return {"items": items}


def _ticket_of(world: World, sms: OutgoingSms) -> str | None:
    survey = survey_of_message(sms.id)
    if survey:
        return survey[0]
    key = f"{world.sms.name}#{provider_id(sms.id)}"
    sent = world.ports.records.get("sent", key, world.clock.now())
    return str(sent.fields["ticket"]) if sent else None


def post_sms(world: World, asked: Asked) -> Json:
    """A reply, delivered by the webhook of a provider, signed as that provider signs."""
    said = _said(asked.body)
    usual = CORRELATING if said.correlation else USUAL
    provider = next((one for one in PROVIDERS if one == (said.provider or usual)), None)
    if provider is None:
        raise invalid("/provider", f"one of: {', '.join(PROVIDERS)}")
    correlated = _sent(world, said.correlation) if said.correlation else None
    spoken = Spoken(
        phone=said.phone,
        text=said.text,
        sequence=_sequence(said.id or secrets.token_hex()),
        code=correlated.code if correlated and provider == "tencent" else None,
        answers=said.correlation,
    )
    request = world.webhooks.reply(provider, spoken, _said_at(world, provider, said))
    return _delivered(world, provider, request, "")


def _said(body: object) -> Said:
    """What is wrong is told by the names that the caller gave."""
    if isinstance(body, dict):
        body = {SWAPPED.get(name, name): one for name, one in body.items()}
    try:
        return read(Said, body)
    except Unreadable as wrong:
        errors = (replace(one, pointer=_as_given(one.pointer)) for one in wrong.errors)
        raise unreadable(Unreadable(tuple(errors))) from None


def _as_given(pointer: str) -> str:
    name = pointer.removeprefix("/")
    return f"/{SWAPPED[name]}" if name in SWAPPED else pointer


def _said_at(world: World, provider: Provider, said: Said) -> datetime:
    """A reply that is told again was said when it was said first."""
    now = world.clock.now()
    if said.at or said.id is None:
        return said.at or now
    return world.told_at.setdefault((provider, said.id), now)


def _sequence(id_: str) -> int:
    """Providers number what they tell; any id of ours becomes such a number."""
    return int(hashlib.sha256(id_.encode()).hexdigest()[:12], 16)


def post_receipt(world: World, asked: Asked) -> Json:
    """An SMS arrived, told by the webhook for receipts."""
    receipt = as_a(Receipt, asked.body)
    sms = _sent(world, receipt.id)
    world.sms.report(sms.id, delivered=True)
    at = receipt.at or world.clock.now()
    request = world.webhooks.receipt(USUAL, sms, at, delivered=True)
    return {"id": sms.id, **_delivered(world, USUAL, request, "/receipts")}


def _sent(world: World, sms_id: str) -> OutgoingSms:
    found = next((sms for sms, _ in world.sms.messages() if sms.id == sms_id), None)
    if found is None:
        raise not_found("no such SMS")
    return found


def _delivered(world: World, provider: Provider, request: InboundRequest, more: str) -> Json:
    """Over HTTP, as the provider would."""
    secret = f"/{request.secret}" if request.secret else ""
    path = f"/webhooks/sms/{provider}{secret}{more if secret else ''}"
    connection = HTTPConnection("127.0.0.1", world.port, timeout=PATIENCE_SECONDS)
    try:
        connection.request(request.method, path, request.body, dict(request.headers))
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    return {
        "status": answer.status,
        "request": {
            "method": request.method,
            "path": path,
            "headers": dict(request.headers),
            "body": request.body.decode("utf-8"),
        },
    }


def get_keys(world: World, asked: Asked) -> Json:  # noqa: ARG001
    """The secrets of this run, for whoever wants to sign something."""
    key = world.webhooks.signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    shared = dict.fromkeys(PROVIDERS, world.webhooks.secret)
    return {"open311": None, "platforms": {}, "sms": {**shared, "aws": key.decode()}}
