"""Tencent Cloud SMS (腾讯云短信): SendSms, and the receipts of one number to ask afterwards.

Requests are signed by TC3-HMAC-SHA256. Our id goes along as `SessionContext`. Only receipts can be
asked for: what has none yet is not to be told from what was never taken.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from chalicelib.adapters.http_client import Answered, Http, Request
from chalicelib.adapters.sms.sending import (
    SUCCESS,
    ask,
    inside,
    object_of,
    refused_by_status,
    told,
)
from chalicelib.application.sms_ports import UNWANTED, Fate, NotTaken, OutgoingSms, Taken, Unsure
from chalicelib.domain.replies import extension
from chalicelib.late import dataclass

SERVICE, VERSION = "sms", "2021-01-11"
ALGORITHM = "TC3-HMAC-SHA256"
CONTENT_TYPE = "application/json; charset=utf-8"
SIGNED_HEADERS = "content-type;host;x-tc-action"
# The provider's clock and ours differ a little; it keeps seven days.
BEFORE, KEPT = timedelta(minutes=1), timedelta(days=7)
MOST = 100
# Worth another try: too fast, or somebody pays, or the clock is set.
LATER = (
    "RequestLimitExceeded",
    "LimitExceeded",
    "AuthFailure.SignatureExpire",
    "FailedOperation.InsufficientBalanceInSmsPackage",
)
UNWANTED_HERE = "FailedOperation.PhoneNumberInBlacklist"
FAILED_INSIDE = ("InternalError", "FailedOperation.FailResolvePacket")
FATES: Mapping[object, Fate] = {"SUCCESS": "delivered", "FAIL": "failed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TencentAccount:
    """`extended`: the account may append digits to its number, so that a reply brings them back."""

    secret_id: str
    secret_key: str = field(repr=False)
    app_id: str
    region: str = "ap-guangzhou"
    endpoint: str = "https://sms.tencentcloudapi.com"
    extended: bool = False


@dataclass(frozen=True, slots=True)
class TencentSms:
    account: TencentAccount
    http: Http
    clock: Callable[[], datetime]
    name: str = "tencent"

    def send(self, sms: OutgoingSms) -> Taken:
        payload = {
            "SmsSdkAppId": self.account.app_id,
            "SignName": sms.template.sign,
            "TemplateId": sms.template.code,
            "TemplateParamSet": list(sms.template.parameters.values()),
            "PhoneNumberSet": [sms.to],
            "SessionContext": sms.id,
        }
        if self.account.extended:
            payload["ExtendCode"] = extension(sms.code)
        answered = self._call("SendSms", payload)
        first = _first(inside(object_of(answered), "Response", "SendStatusSet"))
        given = first.get("SerialNo")
        if answered.status in SUCCESS and first.get("Code") == "Ok" and isinstance(given, str):
            return Taken(given)
        error = inside(object_of(answered), "Response", "Error", "Code")
        raise _why_not(answered.status, error or first.get("Code"))

    def query(self, sms: OutgoingSms, provider_id: str | None) -> Fate:
        """A receipt, if there is one; without: taken if we know its serial number."""
        payload = {
            "SmsSdkAppId": self.account.app_id,
            "PhoneNumber": sms.to,
            "BeginTime": int(max(sms.at - BEFORE, self.clock() - KEPT).timestamp()),
            "Offset": 0,
            "Limit": MOST,
        }
        try:
            answered = self._call("PullSmsSendStatusByPhoneNumber", payload)
        except (NotTaken, Unsure):
            return "unknown"
        listed = inside(object_of(answered), "Response", "PullSmsSendStatusSet")
        for one in listed if isinstance(listed, list) else ():
            is_ours = inside(one, "SessionContext") == sms.id
            if is_ours or (provider_id and inside(one, "SerialNo") == provider_id):
                return FATES.get(inside(one, "ReportStatus"), "taken")
        return "taken" if provider_id else "unknown"

    def _call(self, action: str, payload: Mapping[str, Any]) -> Answered:
        body = json.dumps(payload, ensure_ascii=False).encode()
        host = urlsplit(self.account.endpoint).netloc
        at = self.clock()
        headers = {
            "Authorization": authorization(self.account, Call(SERVICE, host, action, body), at),
            "Content-Type": CONTENT_TYPE,
            "Host": host,
            "X-TC-Action": action,
            "X-TC-Region": self.account.region,
            "X-TC-Timestamp": str(int(at.timestamp())),
            "X-TC-Version": VERSION,
        }
        return ask(self.http, Request("POST", f"{self.account.endpoint}/", headers, body))


def _first(listed: object) -> Mapping[str, Any]:
    """The status of the one number we sent to; nothing if there is none."""
    first = listed[0] if isinstance(listed, list) and listed else None
    return first if isinstance(first, dict) else {}


def _why_not(status: int, code: object) -> NotTaken | Unsure:
    """Tencent answers 200 to everything it understood; the code tells."""
    if status not in SUCCESS:
        return refused_by_status(status, code)
    reason = str(code)
    if reason == UNWANTED_HERE:
        return NotTaken(UNWANTED, retry=False)
    if reason.startswith(LATER):
        return NotTaken(told(code), retry=True)
    known = isinstance(code, str) and code != "Ok" and not reason.startswith(FAILED_INSIDE)
    return NotTaken(told(code), retry=False) if known else Unsure(told(code or "garbage"))


@dataclass(frozen=True, slots=True)
class Call:
    """What is signed of a request."""

    service: str
    host: str
    action: str
    body: bytes = field(repr=False)


def authorization(account: TencentAccount, call: Call, at: datetime) -> str:
    """The header that signs a POST of JSON to `/`.

    The rules: the page "签名方法 v3" of Tencent Cloud's documentation.
    """
    day = f"{at.astimezone(UTC):%Y-%m-%d}"
    scope = f"{day}/{call.service}/tc3_request"
    action = call.action.lower()
    lines = f"content-type:{CONTENT_TYPE}\nhost:{call.host}\nx-tc-action:{action}\n"
    request = f"POST\n/\n\n{lines}\n{SIGNED_HEADERS}\n{hashlib.sha256(call.body).hexdigest()}"
    hashed = hashlib.sha256(request.encode()).hexdigest()
    key = f"TC3{account.secret_key}".encode()
    for part in (day, call.service, "tc3_request"):
        key = _hmac(key, part)
    signature = _hmac(key, f"{ALGORITHM}\n{int(at.timestamp())}\n{scope}\n{hashed}").hex()
    return (
        f"{ALGORITHM} Credential={account.secret_id}/{scope}, "
        f"SignedHeaders={SIGNED_HEADERS}, Signature={signature}"
    )


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
