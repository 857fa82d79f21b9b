"""What Twilio tells by webhook: a text, or what became of one of ours. Forms, signed.

`X-Twilio-Signature` is an HMAC-SHA1 over the whole address and the sorted fields. It has no time in
it: that the same request does nothing twice is for whoever uses the ids.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Literal
from urllib.parse import parse_qsl, urlencode

from chalicelib.adapters.sms.receiving import (
    LONGEST_BODY,
    Malformed,
    e164,
    header,
    id_of,
    optional_text,
    secret_fits,
    text_of,
    whole,
)
from chalicelib.adapters.sms.sending import told
from chalicelib.adapters.sms.twilio import FATES, FORM
from chalicelib.application.sms_ports import (
    Accepted,
    Answer,
    Inbound,
    InboundRequest,
    Receipt,
    Rejected,
    Reply,
)
from chalicelib.late import dataclass

SIGNATURE = "x-twilio-signature"
MOST_FIELDS = 200
FIELD_IN_SID = re.compile("Num|Sms|Status|Message|From|To[A-Z+]|Profile|Media|Wa[A-Z]|Opt|Referral")
NAME = re.compile("(?:To|[A-Z][A-Za-z]{3,}[0-9]?)")
FREE_TEXT = {"Address", "Body", "ButtonText", "Label", "ProfileName"}
KNOWN = re.compile(
    "AccountSid|Address|ApiVersion|Body|Button(?:Payload|Text)|Channel[A-Za-z]+|Error(?:Code|Message)|"
    "EventType|Forwarded|FrequentlyForwarded|From(?:City|Country|State|Zip)?|Label|Latitude|Longitude|"
    "Media(?:ContentType|Url)[0-9]|Message(?:Sid|Status)|MessagingServiceSid|Num(?:Media|Segments)|"
    "OptOutType|OriginalRepliedMessage(?:Sender|Sid)|ProfileName|RawDlrDoneDate|ReferralNumMedia|"
    "Sms(?:MessageSid|Sid|Status)|To(?:City|Country|State|Zip)?|WaId"
)
STATES: Mapping[str, Literal["taken", "delivered", "failed"]] = {
    "taken": "taken",
    "delivered": "delivered",
    "failed": "failed",
}
EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
ANSWER = Answer(200, {"Content-Type": "text/xml; charset=utf-8"}, EMPTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioWebhook:
    """`tokens`: the account's; two while one is being replaced."""

    account: str
    tokens: tuple[str, ...] = field(repr=False)


def inbound(request: InboundRequest, config: TwilioWebhook, now: datetime) -> Inbound:
    """A text or a receipt; Twilio says of neither when it happened, so it is `now`."""
    if request.method != "POST":
        return Rejected(405, "method")
    given = header(request, SIGNATURE)
    if not given:
        return Rejected(401, "signature")
    try:
        form = _form(request.body)
        expected = tuple(signature(token, request.url, form) for token in config.tokens)
        if not secret_fits(given, expected):
            return Rejected(403, "signature")
        if id_of(form, "AccountSid") != config.account:
            return Rejected(403, "account")
        is_receipt = "MessageStatus" in form
        return _receipt(form, now, request.secret) if is_receipt else _reply(form, now)
    except (Malformed, UnicodeEncodeError) as wrong:
        return Rejected(400, str(wrong) if isinstance(wrong, Malformed) else "half_a_character")


def _form(body: bytes) -> Mapping[str, str]:
    """The fields of a body of bounded size, in UTF-8, none given twice."""
    if len(body) > LONGEST_BODY:
        raise Malformed("too_long")
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise Malformed("not_a_form") from None
    form = dict(pairs)
    if len(form) < len(pairs):
        raise Malformed("field_twice")
    for name, value in pairs:
        whole(name)
        whole(value)
    return form


def signature(token: str, url: str, form: Mapping[str, str]) -> str:
    """The rules and an example: the page "Security" of Twilio's documentation on webhooks."""
    text = url + "".join(name + form[name] for name in sorted(form))
    return b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def _reply(form: Mapping[str, str], now: datetime) -> Accepted:
    sid, text = id_of(form, "MessageSid"), text_of(form, "Body")
    # Names and values are signed in one line: what moves from one into the other stays signed.
    if FIELD_IN_SID.search(sid) or form.get("SmsMessageSid", sid) != sid:
        raise Malformed("message_sid")
    if not all(NAME.fullmatch(name) for name in form) or _may_be_words(form):
        raise Malformed("field_name")
    phone = e164(text_of(form, "From", 80))
    if phone is None:
        return Accepted(answer=ANSWER, left_out=1)
    reply = Reply(id=f"twilio_{sid}", phone=phone, text=text, at=now)
    return Accepted(answer=ANSWER, replies=(reply,))


def _may_be_words(form: Mapping[str, str]) -> bool:
    """Whether a field nobody knows stands where it could be the end of what somebody wrote: behind
    free text, in the order of names in which they are signed. Elsewhere a new one is welcome.
    """
    after_words = False
    for name in sorted(form):
        if KNOWN.fullmatch(name):
            after_words = name in FREE_TEXT
        elif after_words:
            return True
    return False


def _receipt(form: Mapping[str, str], now: datetime, sms: str | None) -> Accepted:
    """A status we have no word for is left out, and counted. `sms`: our own id, which the address
    has that we gave with the message; it is signed with all the rest.
    """
    sid, status = id_of(form, "MessageSid"), text_of(form, "MessageStatus", 40)
    reason = told(optional_text(form, "ErrorCode") or "none")
    state = STATES.get(FATES.get(status, ""))
    if state is None:
        return Accepted(answer=ANSWER, left_out=1)
    receipt = Receipt(provider_id=sid, state=state, at=now, reason=reason, sms=sms)
    return Accepted(answer=ANSWER, receipts=(receipt,))


def signed(form: Mapping[str, str], token: str, url: str) -> InboundRequest:
    """The request Twilio would send to `url`."""
    headers = {"Content-Type": FORM, "X-Twilio-Signature": signature(token, url, form)}
    return InboundRequest(method="POST", url=url, headers=headers, body=urlencode(form).encode())


def reply_form(account: str, sid: str, phone: str, to: str, text: str) -> Mapping[str, str]:
    return {
        "AccountSid": account,
        "ApiVersion": "2010-04-01",
        "Body": text,
        "From": phone,
        "MessageSid": sid,
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "SmsStatus": "received",
        "To": to,
    }


def receipt_form(account: str, sid: str, phone: str, *, delivered: bool) -> Mapping[str, str]:
    status = "delivered" if delivered else "undelivered"
    form = {
        "AccountSid": account,
        "ApiVersion": "2010-04-01",
        "MessageSid": sid,
        "MessageStatus": status,
        "SmsSid": sid,
        "SmsStatus": status,
        "To": phone,
    }
    return form if delivered else form | {"ErrorCode": "30003"}
