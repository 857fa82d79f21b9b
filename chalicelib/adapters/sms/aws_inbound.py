"""What AWS End User Messaging tells over SNS: texts, and what became of ours.

SNS itself writes the fate of what it sends to CloudWatch Logs only, never to a webhook.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Any, Literal

from chalicelib.adapters.sms.receiving import (
    Fields,
    Malformed,
    e164,
    id_of,
    json_of,
    optional_text,
    seconds_of,
    text_of,
)
from chalicelib.adapters.sms.sending import inside, told
from chalicelib.adapters.sms.sns import Certificates, Envelope, Signer, opened
from chalicelib.application.sms_ports import (
    Accepted,
    Answer,
    Inbound,
    InboundRequest,
    Receipt,
    Rejected,
    Reply,
    Subscription,
)
from chalicelib.late import dataclass

ANSWER = Answer(200, {"Content-Type": "text/plain; charset=utf-8"}, "")
MILLISECONDS = 1000
Message = Mapping[str, Any]
EventState = Literal["taken", "delivered", "failed"]
# "Event types for SMS, MMS, and voice" of the End User Messaging user guide.
STATES: Mapping[str, EventState] = {
    "TEXT_QUEUED": "taken",
    "TEXT_PENDING": "taken",
    "TEXT_SENT": "taken",
    "TEXT_SUCCESSFUL": "taken",
    "TEXT_DELIVERED": "delivered",
    "TEXT_BLOCKED": "failed",
    "TEXT_CARRIER_BLOCKED": "failed",
    "TEXT_CARRIER_UNREACHABLE": "failed",
    "TEXT_INVALID": "failed",
    "TEXT_INVALID_MESSAGE": "failed",
    "TEXT_PROTECT_BLOCKED": "failed",
    "TEXT_SPAM": "failed",
    "TEXT_TTL_EXPIRED": "failed",
    "TEXT_UNREACHABLE": "failed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsWebhook:
    """`topics`: the ARNs we believe. `certificates` says where SNS's come from."""

    topics: frozenset[str]
    certificates: Certificates = field(repr=False)


def inbound(request: InboundRequest, config: AwsWebhook, now: datetime) -> Inbound:
    """A text, a receipt, or a subscription to confirm: its address is handed on, not visited."""
    if request.method != "POST":
        return Rejected(405, "method")
    try:
        envelope = opened(request.body, config.topics, config.certificates, now)
        return envelope if isinstance(envelope, Rejected) else _read(envelope)
    except Malformed as wrong:
        return Rejected(400, str(wrong))


def _read(envelope: Envelope) -> Accepted:
    if envelope.subscribe_url is not None:
        wanted = envelope.type == "SubscriptionConfirmation"
        told_us = Subscription("confirm" if wanted else "ended", envelope.subscribe_url)
        return Accepted(answer=ANSWER, subscription=told_us)
    message = json_of(envelope.message.encode())
    if not isinstance(message, dict):
        raise Malformed("message")
    return _receipt(message) if "eventType" in message else _reply(message, envelope.at)


def _reply(message: Fields, at: datetime) -> Accepted:
    id_, text = id_of(message, "inboundMessageId"), text_of(message, "messageBody")
    answers = optional_text(message, "previousPublishedMessageId", 256)
    phone = e164(text_of(message, "originationNumber", 40))
    if phone is None:
        return Accepted(answer=ANSWER, left_out=1)
    reply = Reply(id=f"aws_{id_}", phone=phone, text=text, at=at, answers=answers)
    return Accepted(answer=ANSWER, replies=(reply,))


def _receipt(message: Fields) -> Accepted:
    """An event we have no word for (also UNKNOWN after 72 hours) is left out, and counted."""
    type_, id_ = text_of(message, "eventType", 80), id_of(message, "messageId")
    at = seconds_of(message, "eventTimestamp", MILLISECONDS)
    sms = inside(message, "context", "sms")
    state = STATES.get(type_)
    if state is None:
        return Accepted(answer=ANSWER, left_out=1)
    ours = sms if isinstance(sms, str) else None
    receipt = Receipt(provider_id=id_, state=state, at=at, reason=told(type_), sms=ours)
    return Accepted(answer=ANSWER, receipts=(receipt,))


def signed(message: Message, signer: Signer, at: datetime, id_: str, url: str) -> InboundRequest:
    """The request SNS would send to `url`."""
    return posted(signer.envelope(json.dumps(message, ensure_ascii=False), at, id_), url)


def posted(envelope: Mapping[str, str], url: str) -> InboundRequest:
    headers = {
        "Content-Type": "text/plain; charset=UTF-8",
        "x-amz-sns-message-type": envelope["Type"],
        "x-amz-sns-topic-arn": envelope["TopicArn"],
    }
    body = json.dumps(dict(envelope), ensure_ascii=False).encode()
    return InboundRequest(method="POST", url=url, headers=headers, body=body)


def reply_message(phone: str, text: str, id_: str, answers: str | None = None) -> Message:
    message = {
        "originationNumber": phone,
        "destinationNumber": "+12125550101",
        "messageKeyword": "KEYWORD_123456789012",
        "messageBody": text,
        "inboundMessageId": id_,
    }
    return message | ({"previousPublishedMessageId": answers} if answers else {})


def receipt_message(
    phone: str, provider_id: str, sms: str, at: datetime, *, delivered: bool
) -> Message:
    status = "DELIVERED" if delivered else "UNREACHABLE"
    return {
        "eventType": f"TEXT_{status}",
        "eventVersion": "1.0",
        "eventTimestamp": int(at.timestamp() * MILLISECONDS),
        "isFinal": True,
        "destinationPhoneNumber": phone,
        "messageId": provider_id,
        "messageStatus": status,
        "context": {"sms": sms},
        "totalMessageParts": 1,
    }
