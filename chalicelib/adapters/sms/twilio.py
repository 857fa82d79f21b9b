"""Twilio: a form posted to Messages.json, and the list of messages to ask afterwards.

Twilio keeps no id of ours; so the address has it that its receipts are told at. What was sent is
looked for by number and text among the newest to that number, which is as good as the text is
particular: a survey's names its ticket and its code. The day it was sent is no help: what is still
queued has none.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime
from urllib.parse import quote, urlencode

from chalicelib.adapters.http_client import Answered, Http, Request
from chalicelib.adapters.sms.sending import (
    REFUSAL,
    SETTLED,
    SUCCESS,
    ask,
    inside,
    object_of,
    refused_by_status,
    told,
)
from chalicelib.application.sms_ports import UNWANTED, Fate, NotTaken, OutgoingSms, Taken, Unsure
from chalicelib.late import dataclass

API = "2010-04-01"
FORM = "application/x-www-form-urlencoded"
NEWEST = 50
# The citizen wrote STOP to this number of ours; too many wait to leave from it.
UNWANTED_HERE, LATER = frozenset({21610}), frozenset({21611})
FATES: Mapping[object, Fate] = {
    "accepted": "taken",
    "scheduled": "taken",
    "queued": "taken",
    "sending": "taken",
    "sent": "taken",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioAccount:
    """`sender`: one of our numbers, or the id of a messaging service (`MG…`). `webhook`: our own,
    under which each message has one for its receipts.
    """

    sid: str
    token: str = field(repr=False)
    sender: str
    webhook: str | None = None
    endpoint: str = "https://api.twilio.com"


@dataclass(frozen=True, slots=True)
class TwilioSms:
    account: TwilioAccount
    http: Http
    clock: Callable[[], datetime]
    name: str = "twilio"

    def send(self, sms: OutgoingSms) -> Taken:
        service = self.account.sender.startswith("MG")
        form = {"To": sms.to, "Body": sms.text}
        form["MessagingServiceSid" if service else "From"] = self.account.sender
        if self.account.webhook:
            form["StatusCallback"] = f"{self.account.webhook}/{sms.id}/receipts"
        answered = self._call("POST", "Messages.json", urlencode(form).encode())
        body = object_of(answered)
        given = body.get("sid")
        if answered.status in SUCCESS:
            if isinstance(given, str) and given:
                return Taken(given)
            raise Unsure("garbage")
        raise _why_not(answered.status, body.get("code"))

    def query(self, sms: OutgoingSms, provider_id: str | None) -> Fate:
        try:
            if provider_id:
                answered = self._call("GET", f"Messages/{quote(provider_id, safe='')}.json")
                return FATES.get(object_of(answered).get("status"), "unknown")
            return self._listed(sms)
        except (NotTaken, Unsure):
            return "unknown"

    def _listed(self, sms: OutgoingSms) -> Fate:
        """The fate of the newest with this text; a list too short to hold it says nothing."""
        query = urlencode({"To": sms.to, "PageSize": NEWEST})
        answered = self._call("GET", f"Messages.json?{query}")
        body = object_of(answered)
        messages = body.get("messages")
        if answered.status not in SUCCESS or not isinstance(messages, list):
            return "unknown"
        for one in messages:
            if _is(one, sms):
                return FATES.get(inside(one, "status"), "unknown")
        settled = self.clock() - sms.at >= SETTLED
        return "not_taken" if settled and not body.get("next_page_uri") else "unknown"

    def _call(self, method: str, path: str, body: bytes = b"") -> Answered:
        url = f"{self.account.endpoint}/{API}/Accounts/{self.account.sid}/{path}"
        login = b64encode(f"{self.account.sid}:{self.account.token}".encode()).decode()
        headers = {"Authorization": f"Basic {login}", "Accept": "application/json"}
        if body:
            headers["Content-Type"] = FORM
        return ask(self.http, Request(method, url, headers, body))


def _why_not(status: int, code: object) -> NotTaken | Unsure:
    if code in UNWANTED_HERE:
        return NotTaken(UNWANTED, retry=False)
    if code in LATER and status in REFUSAL:
        return NotTaken(told(code), retry=True)
    return refused_by_status(status, code)


def _is(message: object, sms: OutgoingSms) -> bool:
    """Ours, by its text: the network may have changed white space on the way."""
    text, to = inside(message, "body"), inside(message, "to")
    return isinstance(text, str) and to == sms.to and _packed(text) == _packed(sms.text)


def _packed(text: str) -> str:
    return re.sub(r"\s+", "", text)
