"""Alibaba Cloud SMS (阿里云短信): SendSms, and QuerySendDetails before anything is sent again.

Requests are signed by ACS3-HMAC-SHA256. SendSms sends again what it is given again, so our id goes
along as `OutId` and is looked for in what was sent to the number that day.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from chalicelib.adapters.http_client import Answered, Http, Request
from chalicelib.adapters.sms.receiving import CHINA_TIME
from chalicelib.adapters.sms.sending import (
    SETTLED,
    SUCCESS,
    ask,
    inside,
    object_of,
    refused_by_status,
    told,
)
from chalicelib.application.sms_ports import Fate, NotTaken, OutgoingSms, Taken, Unsure
from chalicelib.late import dataclass

VERSION = "2017-05-25"
ALGORITHM = "ACS3-HMAC-SHA256"
PAGE = 50
# Worth another try: too fast, or somebody pays, or the clock is set.
LATER = (
    "Throttling",
    "isv.BUSINESS_LIMIT_CONTROL",
    "isv.DAY_LIMIT_CONTROL",
    "isv.AMOUNT_NOT_ENOUGH",
    "isv.OUT_OF_SERVICE",
    "InvalidTimeStamp",
    "SignatureNonceUsed",
)
FAILED_INSIDE = ("isp.SYSTEM_ERROR", "isp.GATEWAY_ERROR", "InternalError", "ServiceUnavailable")
FATES: Mapping[object, Fate] = {1: "taken", 2: "failed", 3: "delivered"}
MOST_TELLING: tuple[Fate, ...] = ("delivered", "taken", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class AliyunAccount:
    key_id: str
    key_secret: str = field(repr=False)
    endpoint: str = "https://dysmsapi.aliyuncs.com"


@dataclass(frozen=True, slots=True)
class AliyunSms:
    account: AliyunAccount
    http: Http
    clock: Callable[[], datetime]
    nonce: Callable[[], str] = secrets.token_hex
    name: str = "aliyun"

    def send(self, sms: OutgoingSms) -> Taken:
        answered = self._call(
            "SendSms",
            {
                "PhoneNumbers": number(sms.to),
                "SignName": sms.template.sign,
                "TemplateCode": sms.template.code,
                "TemplateParam": json.dumps(dict(sms.template.parameters), ensure_ascii=False),
                "OutId": sms.id,
            },
        )
        body = object_of(answered)
        code, given = body.get("Code"), body.get("BizId")
        if answered.status in SUCCESS and code == "OK" and isinstance(given, str):
            return Taken(given)
        raise _why_not(answered.status, code)

    def query(self, sms: OutgoingSms, provider_id: str | None) -> Fate:
        """By our id among all that was sent to the number on the day of the try."""
        days = {f"{at.astimezone(CHINA_TIME):%Y%m%d}" for at in (sms.at, sms.at + SETTLED)}
        try:
            pages = [self._page(sms, day, provider_id) for day in sorted(days)]
        except (NotTaken, Unsure):
            return "unknown"
        fates = {fate for fates, _ in pages for fate in fates}
        if fates:
            return next((one for one in MOST_TELLING if one in fates), "unknown")
        complete = all(whole for _, whole in pages)
        settled = self.clock() - sms.at >= SETTLED
        return "not_taken" if complete and settled and provider_id is None else "unknown"

    def _page(self, sms: OutgoingSms, day: str, provider_id: str | None) -> tuple[list[Fate], bool]:
        """What became of ours that day, and whether the page shows all there is."""
        parameters = {"PhoneNumber": number(sms.to), "SendDate": day, "CurrentPage": "1"}
        parameters |= {"PageSize": str(PAGE)} | ({"BizId": provider_id} if provider_id else {})
        answered = self._call("QuerySendDetails", parameters)
        body = object_of(answered)
        listed = inside(body, "SmsSendDetailDTOs", "SmsSendDetailDTO")
        if answered.status not in SUCCESS or body.get("Code") != "OK" or not _are_details(listed):
            raise Unsure("not_told")
        ours = [one for one in listed if one.get("OutId") == sms.id]
        fates: list[Fate] = [FATES.get(one.get("SendStatus"), "unknown") for one in ours]
        return fates, str(body.get("TotalCount")) == str(len(listed))

    def _call(self, action: str, parameters: Mapping[str, str]) -> Answered:
        query = canonical(parameters)
        headers = {
            "host": urlsplit(self.account.endpoint).netloc,
            "x-acs-action": action,
            "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
            "x-acs-date": f"{self.clock().astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "x-acs-signature-nonce": self.nonce(),
            "x-acs-version": VERSION,
        }
        headers["Authorization"] = authorization(self.account, query, headers)
        url = f"{self.account.endpoint}/?{query}"
        return ask(self.http, Request("POST", url, headers, b""))


def _why_not(status: int, code: object) -> NotTaken | Unsure:
    reason = str(code)
    if reason.startswith(LATER) and status not in range(500, 600):
        return NotTaken(told(code), retry=True)
    if status in SUCCESS:
        known = isinstance(code, str) and code != "OK" and not reason.startswith(FAILED_INSIDE)
        return NotTaken(told(code), retry=False) if known else Unsure(told(code or "garbage"))
    return refused_by_status(status, code)


def _are_details(listed: Any) -> bool:  # noqa: ANN401 - whatever the provider put there
    return isinstance(listed, list) and all(isinstance(one, dict) for one in listed)


def number(phone: str) -> str:
    """As Alibaba writes it: China's without its country code, others without the plus."""
    return phone.removeprefix("+86") if phone.startswith("+86") else phone.removeprefix("+")


def canonical(parameters: Mapping[str, str]) -> str:
    """The query as it is signed and sent: sorted, encoded by RFC 3986."""
    pairs = sorted(parameters.items())
    return "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in pairs)


def _encoded(text: str) -> str:
    return quote(text, safe="-_.~")


def authorization(account: AliyunAccount, query: str, headers: Mapping[str, str]) -> str:
    """The header that signs a POST to `/` without a body. `headers`: in small letters, all signed.

    The rules: the page "V3版本请求体&签名机制" of Alibaba Cloud's documentation.
    """
    names = sorted(headers)
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in names)
    signed = ";".join(names)
    request = f"POST\n/\n{query}\n{lines}\n{signed}\n{headers['x-acs-content-sha256']}"
    hashed = hashlib.sha256(request.encode()).hexdigest()
    signature = hmac.new(
        account.key_secret.encode(), f"{ALGORITHM}\n{hashed}".encode(), hashlib.sha256
    ).hexdigest()
    return f"{ALGORITHM} Credential={account.key_id},SignedHeaders={signed},Signature={signature}"
