"""What Alibaba Cloud SMS tells by webhook: texts (SmsUp) and receipts (SmsReport).

Nothing is signed, so the address is the secret. A request that is not answered by 200 comes again
three times, within sixteen minutes in all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Any

from chalicelib.adapters.sms.aliyun import number
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
    number_or_text,
    objects,
    optional_text,
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
from chalicelib.late import dataclass

ANSWER = json_answer({"code": 0, "msg": "接收成功"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AliyunWebhook:
    """`secrets`: what the path may carry; two while one is being replaced."""

    secrets: tuple[str, ...] = field(repr=False)


def inbound(request: InboundRequest, config: AliyunWebhook, now: datetime) -> Inbound:  # noqa: ARG001
    """Texts or receipts, all of one kind. Whoever has no secret finds nothing here."""
    if not secret_fits(request.secret, config.secrets):
        return Rejected(404, "secret")
    if request.method != "POST":
        return Rejected(405, "method")
    try:
        entries = objects(json_of(request.body))
        return _receipts(entries) if "success" in entries[0] else _replies(entries)
    except Malformed as wrong:
        return Rejected(400, str(wrong))


def _replies(entries: Sequence[Fields]) -> Accepted:
    found = [_reply(one) for one in entries]
    replies = tuple(one for one in found if one)
    return Accepted(answer=ANSWER, replies=replies, left_out=len(found) - len(replies))


def _reply(entry: Fields) -> Reply | None:
    """None: its number is no citizen's. That a sequence never begins anew nobody promises."""
    text, sequence = text_of(entry, "content"), number_or_text(entry, "sequence_id")
    at = chinese_time(entry, "send_time")
    phone = e164(text_of(entry, "phone_number", 40))
    if phone is None:
        return None
    id_ = f"aliyun_{sequence}_{digest(phone, str(at))}"
    return Reply(id=id_, phone=phone, text=text, at=at)


def _receipts(entries: Sequence[Fields]) -> Accepted:
    return Accepted(answer=ANSWER, receipts=tuple(_receipt(one) for one in entries))


def _receipt(entry: Fields) -> Receipt:
    delivered = entry.get("success")
    if not isinstance(delivered, bool):
        raise Malformed("success")
    return Receipt(
        provider_id=id_of(entry, "biz_id"),
        state="delivered" if delivered else "failed",
        at=chinese_time(entry, "report_time"),
        reason=told(optional_text(entry, "err_code") or "none"),
        sms=optional_text(entry, "out_id", 256),
    )


def signed(entries: Sequence[Mapping[str, Any]], secret: str, base: str) -> InboundRequest:
    """The request Alibaba would send to `{base}/{secret}`."""
    body = json.dumps(list(entries), ensure_ascii=False).encode()
    headers = {"Content-Type": JSON_TYPE}
    url = f"{base}/{secret}"
    return InboundRequest(method="POST", url=url, headers=headers, body=body, secret=secret)


def reply_entry(phone: str, text: str, at: datetime, sequence: int) -> Mapping[str, Any]:
    return {
        "phone_number": number(phone),
        "send_time": _wall_clock(at),
        "content": text,
        "sign_name": "",
        "dest_code": "1234",
        "sequence_id": sequence,
    }


def receipt_entry(
    phone: str, provider_id: str, sms: str, at: datetime, *, delivered: bool
) -> Mapping[str, Any]:
    return {
        "phone_number": number(phone),
        "send_time": _wall_clock(at),
        "report_time": _wall_clock(at),
        "success": delivered,
        "err_code": "DELIVERED" if delivered else "MOBILE_NOT_ON_SERVICE",
        "err_msg": "用户接收成功" if delivered else "停机",
        "sms_size": "1",
        "biz_id": provider_id,
        "out_id": sms,
    }


def _wall_clock(at: datetime) -> str:
    return f"{at.astimezone(CHINA_TIME):%Y-%m-%d %H:%M:%S}"
