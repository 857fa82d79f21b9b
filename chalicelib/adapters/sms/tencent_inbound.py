"""What Tencent Cloud SMS tells by webhook: a text, or receipts.

Nothing is signed, so the address is the secret. A text has no id of its own: it is made from all
that tells one text from another, so that the same one told twice is one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Any

from chalicelib.adapters.sms.receiving import (
    CHINA_TIME,
    JSON_TYPE,
    Fields,
    Malformed,
    chinese_time,
    digest,
    e164,
    id_of,
    json_answer,
    json_of,
    objects,
    optional_text,
    seconds_of,
    secret_fits,
    text_of,
)
from chalicelib.adapters.sms.sending import told
from chalicelib.application.sms_ports import (
    Accepted,
    Inbound,
    InboundRequest,
    Receipt,
    Rejected,
    Reply,
)
from chalicelib.domain.replies import code_of
from chalicelib.late import dataclass

ANSWER = json_answer({"result": 0, "errmsg": "OK"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TencentWebhook:
    """`secrets`: what the path may carry; two while one is being replaced."""

    secrets: tuple[str, ...] = field(repr=False)


def inbound(request: InboundRequest, config: TencentWebhook, now: datetime) -> Inbound:  # noqa: ARG001
    """A text is an object, receipts are a list. Whoever has no secret finds nothing here."""
    if not secret_fits(request.secret, config.secrets):
        return Rejected(404, "secret")
    if request.method != "POST":
        return Rejected(405, "method")
    try:
        body = json_of(request.body)
        return _reply(body) if isinstance(body, dict) else _receipts(objects(body))
    except Malformed as wrong:
        return Rejected(400, str(wrong))


def _reply(body: Fields) -> Accepted:
    text, at = text_of(body, "text"), seconds_of(body, "time")
    extend = optional_text(body, "extend", 40) or ""
    country, mobile = text_of(body, "nationcode", 8), text_of(body, "mobile", 40)
    phone = e164(mobile, country)
    if phone is None:
        return Accepted(answer=ANSWER, left_out=1)
    id_ = f"tencent_{digest(phone, str(at), extend, text)}"
    reply = Reply(id=id_, phone=phone, text=text, at=at, code=code_of(extend))
    return Accepted(answer=ANSWER, replies=(reply,))


def _receipts(entries: Sequence[Fields]) -> Accepted:
    return Accepted(answer=ANSWER, receipts=tuple(_receipt(one) for one in entries))


def _receipt(entry: Fields) -> Receipt:
    status = text_of(entry, "report_status", 40)
    if status not in {"SUCCESS", "FAIL"}:
        raise Malformed("report_status")
    return Receipt(
        provider_id=id_of(entry, "sid"),
        state="delivered" if status == "SUCCESS" else "failed",
        at=chinese_time(entry, "user_receive_time"),
        reason=told(optional_text(entry, "errmsg") or "none"),
    )


def signed(
    body: Mapping[str, Any] | Sequence[Mapping[str, Any]], secret: str, base: str
) -> InboundRequest:
    """The request Tencent would send to `{base}/{secret}`."""
    return InboundRequest(
        method="POST",
        url=f"{base}/{secret}",
        headers={"Content-Type": JSON_TYPE},
        body=json.dumps(body, ensure_ascii=False).encode(),
        secret=secret,
    )


def reply_body(phone: str, text: str, at: datetime, extend: str = "") -> Mapping[str, Any]:
    return {
        "extend": extend,
        "mobile": phone.removeprefix("+86"),
        "nationcode": "86",
        "sign": "连心12345",
        "text": text,
        "time": int(at.timestamp()),
    }


def receipt_entry(
    phone: str, provider_id: str, at: datetime, *, delivered: bool
) -> Mapping[str, Any]:
    return {
        "user_receive_time": f"{at.astimezone(CHINA_TIME):%Y-%m-%d %H:%M:%S}",
        "nationcode": "86",
        "mobile": phone.removeprefix("+86"),
        "report_status": "SUCCESS" if delivered else "FAIL",
        "errmsg": "DELIVRD" if delivered else "UNDELIV",
        "description": "用户短信送达成功" if delivered else "用户短信接收失败",
        "sid": provider_id,
    }
