"""Citizens who text back and providers who tell of it, by the real webhooks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote

from chalicelib.adapters.sms import aws_inbound, twilio_inbound
from chalicelib.adapters.sms.local import ACCOUNT, Provider, provider_id
from chalicelib.application.sms_ports import InboundRequest, OutgoingSms
from tests.api.conftest import CITIZEN, Hotline, Json

BY_SMS = ("xixian", "taian", "zhaoqing", "suqian")
NEIGHBOUR = "+8613900000009"
HOOKS = "/webhooks/sms"
SECOND = timedelta(seconds=1)


def say(hotline: Hotline, text: str, phone: str = CITIZEN, **more: object) -> int:
    """A citizen's text; what the webhook answered the provider."""
    told = hotline.call("POST", "/_local/sms", {"from": phone, "text": text, **more})
    assert told.status == 200, told.body
    return int(told["status"])


def say_apart(hotline: Hotline, text: str, phone: str = CITIZEN, **more: object) -> int:
    """As `say`, on a connection of its own, for texts that come at the same time."""
    body = json.dumps({"from": phone, "text": text, **more}).encode()
    status, _, told = posted(hotline, "/_local/sms", body, {"Content-Type": "application/json"})
    assert status == 200, told
    return int(json.loads(told)["status"])


def sent(hotline: Hotline, phone: str = "") -> list[Json]:
    """What was sent, oldest first."""
    return list(hotline.call("GET", f"/_local/sms?phone={quote(phone)}")["items"])


def texts(hotline: Hotline, phone: str = "") -> list[str]:
    return [one["text"] for one in sent(hotline, phone)]


def survey_sms(hotline: Hotline, ticket: Json) -> Json:
    """The newest survey of a ticket."""
    number = ticket["number"]
    surveys = (one for one in sent(hotline) if number in one["text"] and "已办结" in one["text"])
    return list(surveys)[-1]


def code_in(sms: Json) -> str:
    """The code that an SMS asks to be named."""
    return str(sms["text"].partition("请在数字后加")[2][:2])


def link_in(sms: Json) -> str:
    """The path of the rating link in an SMS."""
    return "/v1/ratings/" + str(sms["text"].partition("/v1/ratings/")[2].partition("评价")[0])


def seen(hotline: Hotline, ticket: Json) -> Json:
    """The ticket as its office sees it now."""
    return dict(hotline.get(ticket, "office").body)


def events(hotline: Hotline, ticket: Json, type_: str) -> list[Json]:
    found = hotline.call("GET", f"/v1/tickets/{ticket['id']}/events?limit=100", who="office")
    return [one for one in found["items"] if one["type"] == type_]


def verdicts(hotline: Hotline, ticket: Json) -> list[tuple[str, str | None]]:
    """What every text about a ticket was worth, in order."""
    found = events(hotline, ticket, "reply_received")
    return [(one["data"]["verdict"], one["data"]["reason"]) for one in found]


def stand(hotline: Hotline, at: datetime | str) -> None:
    """Move the clock to an instant, and let it stand there to the second."""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    reply = hotline.call("POST", "/_local/clock", {"now": moment.isoformat()})
    assert reply.status == 200, reply.body
    hotline.world.clock.hold(moment)


def closes_at(hotline: Hotline, ticket: Json) -> datetime:
    return datetime.fromisoformat(seen(hotline, ticket)["survey"]["closes_at"])


def closed_in(hotline: Hotline, place: str, **but: object) -> Json:
    """A ticket that was answered, and approved where the place approves answers."""
    hotline.place = place
    by = "urban-team" if place == "youyilu" else "urban-management"
    ticket = hotline.dispatched(by, **but)
    if "sign" in hotline.get(ticket, f"handler@{by}")["actions"]:
        hotline.do(ticket, "sign", f"handler@{by}")
    ticket = hotline.do(ticket, "submit_answer", f"handler@{by}", **hotline.answer())
    if ticket["status"] == "in_review":
        ticket = hotline.do(ticket, "audit_answer", "office", approve=True)
    return ticket


# --- as a provider -------------------------------------------------------------------------------


def posted(
    hotline: Hotline, path: str, body: bytes, headers: Mapping[str, str]
) -> tuple[int, dict[str, str], str]:
    """A request on a connection of its own: status, headers and the answer as it is."""
    connection = HTTPConnection("127.0.0.1", hotline.port, timeout=30)
    try:
        connection.request("POST", path, body, dict(headers))
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, told, answer.read().decode()
    finally:
        connection.close()


def deliver(hotline: Hotline, provider: str, request: InboundRequest, more: str = "") -> int:
    secret = f"/{request.secret}" if request.secret else ""
    path = f"{HOOKS}/{provider}{secret}{more}"
    return posted(hotline, path, request.body, request.headers)[0]


def outgoing(hotline: Hotline, sms_id: str) -> OutgoingSms:
    return next(sms for sms, _ in hotline.world.sms.messages() if sms.id == sms_id)


def tell_fate(
    hotline: Hotline,
    provider: Provider,
    sms: Json,
    *,
    delivered: bool = True,
    at: datetime | None = None,
) -> int:
    """A delivery receipt at the address for receipts, as this provider tells it. Twilio's was given
    with the message, and signs the address too.
    """
    webhooks, moment = hotline.world.webhooks, at or hotline.world.clock.now()
    request = webhooks.receipt(provider, outgoing(hotline, sms["id"]), moment, delivered=delivered)
    if provider == "twilio":
        form = twilio_inbound.receipt_form(
            ACCOUNT, provider_id(sms["id"]), sms["to"], delivered=delivered
        )
        url = f"{webhooks.base}/twilio/{sms['id']}/receipts"
        request = replace(twilio_inbound.signed(form, webhooks.secret, url), secret=sms["id"])
    return deliver(hotline, provider, request, "/receipts")


def subscription(hotline: Hotline, type_: Any) -> InboundRequest:  # noqa: ANN401 - SNS's own word
    """What SNS posts when a subscription is to be confirmed, or has ended."""
    webhooks = hotline.world.webhooks
    envelope = webhooks.signer.envelope("…", hotline.world.clock.now(), "id-1", type_)
    return aws_inbound.posted(envelope, f"{webhooks.base}/aws")
