# ruff: noqa: A002, UP007, UP013, ANN401, PLR0913, E501
"""A typed client of Lianxin 连心. Made by tools/make_client.py from /openapi.json: do not edit.

One file, the standard library alone. A refusal is raised as `Refused`, with the problem document.

    client = Client("https://hotline.example", token)
    ticket = client.file_ticket({"jurisdiction": …, "category": …, "subject": …, "description": …})
    client.dispatch(ticket["id"], {"unit": "urban-management"})
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPSConnection
from typing import Any, Literal, NotRequired, TypedDict, Union, cast
from urllib.parse import quote, urlencode, urlsplit

SECONDS = 30
FIRST_PROBLEM = 400


class Refused(Exception):
    """The system answered with a problem (RFC 9457); `document` is what it said."""

    def __init__(self, status: int, document: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(document.get("code", ""))
        self.document = document
        super().__init__(f"{status} {self.code}: {document.get('detail', '')}")


class Caller:
    """Sends requests and reads answers. `etag` is that of the last answer that had one,
    `request_id` that of the last answer: who looks after the system finds it in the logs.
    """

    def __init__(self, base: str, token: str = "", seconds: float = SECONDS) -> None:
        """`base` begins with https://, or with http:// on one's own machine."""
        self.base = urlsplit(base.rstrip("/"))
        self.token = token
        self.seconds = seconds
        self.etag: str | None = None
        self.request_id: str | None = None

    def _answer(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Any:
        asked = {name: value for name, value in (query or {}).items() if value is not None}
        target = self.base.path + path + (f"?{urlencode(asked)}" if asked else "")
        sent = {name: value for name, value in (headers or {}).items() if value is not None}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        status, text, is_json = self._sent(method, target, body, sent)
        answer = json.loads(text) if is_json else text
        if status >= FIRST_PROBLEM:
            raise Refused(status, answer if isinstance(answer, dict) else {"detail": text})
        return answer

    def _sent(
        self, method: str, target: str, body: object, headers: dict[str, str]
    ) -> tuple[int, str, bool]:
        """Status, text, and whether the text is JSON."""
        raw = None
        if body is not None:
            is_text = isinstance(body, str)
            raw = (body if isinstance(body, str) else json.dumps(body)).encode()
            headers["Content-Type"] = "text/csv" if is_text else "application/json"
        kind = HTTPConnection if self.base.scheme == "http" else HTTPSConnection
        line = kind(self.base.netloc, timeout=self.seconds)
        try:
            line.request(method, target, raw, headers)
            answer = line.getresponse()
            self.etag = answer.headers.get("ETag", self.etag)
            self.request_id = answer.headers.get("X-Request-Id")
            is_json = answer.headers.get_content_subtype().endswith("json")
            return answer.status, answer.read().decode(), is_json
        finally:
            line.close()


BasisView = TypedDict(
    "BasisView",
    {
        "regulation": str,
        "article": str,
        "summary": str,
        "rules": list[str],
        "statutory": bool,
    },
)

AttachmentView = TypedDict(
    "AttachmentView",
    {
        "id": str,
        "upload": "UploadView",
        "expires_at": str,
    },
)

UploadView = TypedDict(
    "UploadView",
    {
        "url": str,
        "fields": dict[str, Any],
    },
)

Announce = TypedDict(
    "Announce",
    {
        "filename": str,
        "content_type": Literal[
            "image/jpeg",
            "image/png",
            "image/webp",
            "audio/mpeg",
            "audio/mp4",
            "video/mp4",
            "application/pdf",
            "text/plain",
        ],
        "size": int,
    },
)

FileView = TypedDict(
    "FileView",
    {
        "id": str,
        "state": str,
        "reason": Union[str, None],
        "detail": Union[str, None],
        "kind": str,
        "content_type": str,
        "size": int,
        "filename": str,
        "announced_at": str,
        "withheld": bool,
        "download": Union["DownloadView", None],
    },
)

DownloadView = TypedDict(
    "DownloadView",
    {
        "url": str,
        "expires_at": str,
    },
)

TicketView = TypedDict(
    "TicketView",
    {
        "id": str,
        "number": str,
        "jurisdiction": str,
        "regulation": str,
        "status": Literal[
            "registered",
            "dispatched",
            "handling",
            "in_review",
            "awaiting_rating",
            "awaiting_revisit",
            "adjudication",
            "returned_up",
            "archived",
            "declined",
            "referred",
            "answered_directly",
            "terminated",
            "withdrawn",
        ],
        "round": int,
        "version": int,
        "channel": str,
        "category": str,
        "complexity": str,
        "urgency": str,
        "scope": Union[str, None],
        "directly_answerable": bool,
        "subject": str,
        "description": str,
        "requester": "RequesterView",
        "location": Union["LocationView", None],
        "attachments": list[str],
        "files": Union[list["FileStateView"], None],
        "source": Union["SourceView", None],
        "statutory_due_at": Union[str, None],
        "unit": Union[str, None],
        "co_handlers": list[str],
        "offices": list[str],
        "registered_at": str,
        "dispatched_at": Union[str, None],
        "signed_at": Union[str, None],
        "contacted_at": Union[str, None],
        "answered_at": Union[str, None],
        "closed_at": Union[str, None],
        "archived_at": Union[str, None],
        "outcome": Union[str, None],
        "promised_for": Union[str, None],
        "rating": Union[str, None],
        "solved": Union[bool, None],
        "flags": list[str],
        "repeat_of": Union[str, None],
        "repeat_proposed_of": Union[str, None],
        "repeat_count": int,
        "parent": Union[str, None],
        "parts": list[str],
        "deadlines": list["DeadlineView"],
        "windows": list["WindowView"],
        "pending": list["PendingView"],
        "survey": Union["SurveyView", None],
        "supervisions": list["SupervisionView"],
        "rounds": list["RoundView"],
        "actions": list[str],
    },
)

RequesterView = TypedDict(
    "RequesterView",
    {
        "name": Union[str, None],
        "phone": Union[str, None],
        "confidential": bool,
        "reply_wanted": bool,
    },
)

LocationView = TypedDict(
    "LocationView",
    {
        "address": Union[str, None],
        "lat": Union[float, None],
        "lon": Union[float, None],
    },
)

FileStateView = TypedDict(
    "FileStateView",
    {
        "id": str,
        "kind": Union[str, None],
        "state": Union[str, None],
        "reason": Union[str, None],
        "detail": Union[str, None],
    },
)

SourceView = TypedDict(
    "SourceView",
    {
        "platform": str,
        "reference": str,
        "kind": Union[str, None],
        "due_at": Union[str, None],
    },
)

DeadlineView = TypedDict(
    "DeadlineView",
    {
        "id": str,
        "kind": Literal[
            "sign_in",
            "first_contact",
            "direct_answer",
            "handling",
            "return_decision",
            "extension_decision",
            "termination_decision",
            "redo_decision",
            "adjudication",
            "survey_reply",
            "revisit",
            "supervision_reply",
            "promise",
            "correction",
        ],
        "round": int,
        "starts_at": str,
        "due_at": str,
        "due_on": str,
        "original_due_at": Union[str, None],
        "limit": Union["LimitView", None],
        "state": Literal["running", "undecided", "met", "breached", "replaced", "void"],
        "statutory": bool,
        "provisional": bool,
        "label": Union[str, None],
        "basis": Union["BasisView", None],
        "explanation": str,
    },
)

LimitView = TypedDict(
    "LimitView",
    {
        "amount": int,
        "unit": str,
    },
)

WindowView = TypedDict(
    "WindowView",
    {
        "action": str,
        "closes_at": str,
        "basis": Union["BasisView", None],
    },
)

PendingView = TypedDict(
    "PendingView",
    {
        "kind": str,
        "id": str,
        "requested_at": str,
        "requested_by": str,
        "decided_by": str,
        "chain": list[str],
    },
)

SurveyView = TypedDict(
    "SurveyView",
    {
        "round": int,
        "state": str,
        "sent_at": Union[str, None],
        "delivered_at": Union[str, None],
        "closes_at": Union[str, None],
        "rating": Union[str, None],
        "not_sent_reason": Union[str, None],
    },
)

SupervisionView = TypedDict(
    "SupervisionView",
    {
        "id": str,
        "form": str,
        "trigger": str,
        "demand": str,
        "basis": "BasisView",
        "opened_at": str,
        "due_at": Union[str, None],
        "state": str,
        "reply": Union[str, None],
        "result": Union[str, None],
    },
)

RoundView = TypedDict(
    "RoundView",
    {
        "round": int,
        "unit": Union[str, None],
        "answered_at": Union[str, None],
        "closed_at": Union[str, None],
        "outcome": Union[str, None],
        "rating": Union[str, None],
        "solved": Union[bool, None],
        "survey": Union["SurveyView", None],
    },
)

Register = TypedDict(
    "Register",
    {
        "jurisdiction": str,
        "category": str,
        "subject": str,
        "description": str,
        "channel": NotRequired[
            Literal["phone", "web", "wechat", "app", "sms", "email", "platform", "open311"]
        ],
        "requester": NotRequired[Union["RequesterGiven", None]],
        "location": NotRequired[Union["LocationGiven", None]],
        "attachments": NotRequired[list[str]],
        "complexity": NotRequired[Literal["simple", "ordinary", "complex"]],
        "urgency": NotRequired[Literal["normal", "urgent", "emergency"]],
        "scope": NotRequired[Union[str, None]],
        "directly_answerable": NotRequired[bool],
        "statutory_due_at": NotRequired[Union[str, None]],
        "source": NotRequired[Union["SourceGiven", None]],
    },
)

RequesterGiven = TypedDict(
    "RequesterGiven",
    {
        "name": NotRequired[Union[str, None]],
        "phone": NotRequired[Union[str, None]],
        "confidential": NotRequired[bool],
        "reply_wanted": NotRequired[bool],
    },
)

LocationGiven = TypedDict(
    "LocationGiven",
    {
        "address": NotRequired[Union[str, None]],
        "lat": NotRequired[Union[float, None]],
        "lon": NotRequired[Union[float, None]],
    },
)

SourceGiven = TypedDict(
    "SourceGiven",
    {
        "platform": str,
        "reference": str,
        "kind": NotRequired[Union[str, None]],
        "due_at": NotRequired[Union[str, None]],
    },
)

EventListView = TypedDict(
    "EventListView",
    {
        "items": list["EventView"],
        "next_cursor": Union[str, None],
    },
)

EventView = TypedDict(
    "EventView",
    {
        "seq": int,
        "at": str,
        "actor": str,
        "type": str,
        "basis": Union["BasisView", None],
        "data": dict[str, Any],
    },
)

TicketListView = TypedDict(
    "TicketListView",
    {
        "items": list["TicketView"],
        "next_cursor": Union[str, None],
    },
)

Decline = TypedDict(
    "Decline",
    {
        "reason_code": str,
        "explanation": NotRequired[Union[str, None]],
        "advice": NotRequired[Union[str, None]],
    },
)

Refer = TypedDict(
    "Refer",
    {
        "to": str,
        "note": NotRequired[Union[str, None]],
    },
)

AnswerDirectly = TypedDict(
    "AnswerDirectly",
    {
        "answer": NotRequired[Union[str, None]],
    },
)

Classify = TypedDict(
    "Classify",
    {
        "category": NotRequired[Union[str, None]],
        "complexity": NotRequired[Union[Literal["simple", "ordinary", "complex"], None]],
        "directly_answerable": NotRequired[Union[bool, None]],
        "reason": NotRequired[Union[str, None]],
    },
)

Dispatch = TypedDict(
    "Dispatch",
    {
        "unit": str,
        "co_handlers": NotRequired[list[str]],
        "mode": NotRequired[Literal["statutory", "negotiated", "designated"]],
        "rationale": NotRequired[Union[str, None]],
        "due_at": NotRequired[Union[str, None]],
        "override_reason": NotRequired[Union[str, None]],
    },
)

Split = TypedDict(
    "Split",
    {
        "parts": list["Part"],
    },
)

Part = TypedDict(
    "Part",
    {
        "unit": str,
        "subject": str,
        "description": str,
    },
)

Sign = TypedDict("Sign", {})

RecordContact = TypedDict(
    "RecordContact",
    {
        "reached": bool,
        "method": NotRequired[str],
        "note": NotRequired[Union[str, None]],
    },
)

Confirm = TypedDict(
    "Confirm",
    {
        "approve": bool,
        "request": NotRequired[Union[str, None]],
        "note": NotRequired[Union[str, None]],
    },
)

Contribute = TypedDict(
    "Contribute",
    {
        "text": str,
        "attachments": NotRequired[list[str]],
    },
)

RequestReturn = TypedDict(
    "RequestReturn",
    {
        "reason": NotRequired[Union[str, None]],
        "basis": NotRequired[Union[str, None]],
        "suggestion": NotRequired[Union[str, None]],
    },
)

DecideReturn = TypedDict(
    "DecideReturn",
    {
        "approve": bool,
        "reason": NotRequired[Union[str, None]],
        "refusal_code": NotRequired[Union[str, None]],
    },
)

OpenAdjudication = TypedDict(
    "OpenAdjudication",
    {
        "reason": str,
    },
)

Adjudicate = TypedDict(
    "Adjudicate",
    {
        "unit": NotRequired[Union[str, None]],
        "co_handlers": NotRequired[list[str]],
        "rationale": NotRequired[Union[str, None]],
        "pass_on": NotRequired[bool],
    },
)

RequestExtension = TypedDict(
    "RequestExtension",
    {
        "kind": NotRequired[Union[Literal["ordinary", "long"], None]],
        "ground": NotRequired[Union[str, None]],
        "reason": NotRequired[Union[str, None]],
        "amount": NotRequired[Union[int, None]],
        "form": NotRequired[Union[str, None]],
        "requester_informed": NotRequired[bool],
        "override_reason": NotRequired[Union[str, None]],
    },
)

DecideExtension = TypedDict(
    "DecideExtension",
    {
        "approve": bool,
        "reason": NotRequired[Union[str, None]],
        "override_reason": NotRequired[Union[str, None]],
    },
)

SubmitAnswer = TypedDict(
    "SubmitAnswer",
    {
        "outcome": str,
        "handled_at": NotRequired[Union[str, None]],
        "process": NotRequired[Union[str, None]],
        "result": NotRequired[Union[str, None]],
        "legal_basis": NotRequired[Union[str, None]],
        "replied_by": NotRequired[Union[str, None]],
        "material": NotRequired[Union[str, None]],
        "measures": NotRequired[Union[str, None]],
        "promised_for": NotRequired[Union[str, None]],
    },
)

AuditAnswer = TypedDict(
    "AuditAnswer",
    {
        "approve": bool,
        "reason": NotRequired[Union[str, None]],
    },
)

RegisterClosing = TypedDict(
    "RegisterClosing",
    {
        "approve": bool,
        "reason": NotRequired[Union[str, None]],
    },
)

Rate = TypedDict(
    "Rate",
    {
        "rating": str,
        "solved": NotRequired[Union[bool, None]],
    },
)

RecordRevisit = TypedDict(
    "RecordRevisit",
    {
        "reached": bool,
        "satisfied": NotRequired[Union[bool, None]],
        "solved": NotRequired[Union[bool, None]],
        "contacted": NotRequired[Union[bool, None]],
        "attitude_ok": NotRequired[Union[bool, None]],
        "reason": NotRequired[Union[str, None]],
        "corrected_rating": NotRequired[Union[str, None]],
        "redo_wanted": NotRequired[bool],
        "reasonable": NotRequired[Union[bool, None]],
    },
)

DecideRedo = TypedDict(
    "DecideRedo",
    {
        "approve": bool,
        "exclusion_code": NotRequired[Union[str, None]],
        "opinion": NotRequired[Union[str, None]],
        "reason": NotRequired[Union[str, None]],
    },
)

AddOpinion = TypedDict(
    "AddOpinion",
    {
        "opinion": str,
    },
)

Supplement = TypedDict(
    "Supplement",
    {
        "text": str,
        "attachments": NotRequired[list[str]],
        "new_facts": NotRequired[bool],
    },
)

Withdraw = TypedDict(
    "Withdraw",
    {
        "reason": NotRequired[Union[str, None]],
    },
)

RequestTermination = TypedDict(
    "RequestTermination",
    {
        "ground": str,
        "evidence": NotRequired[Union[str, None]],
        "explained": NotRequired[Union[str, None]],
    },
)

DecideTermination = TypedDict(
    "DecideTermination",
    {
        "approve": bool,
        "reason": NotRequired[Union[str, None]],
    },
)

ReportUp = TypedDict(
    "ReportUp",
    {
        "question": str,
    },
)

LinkRepeat = TypedDict(
    "LinkRepeat",
    {
        "to": str,
        "reason": NotRequired[Union[str, None]],
    },
)

UnlinkRepeat = TypedDict(
    "UnlinkRepeat",
    {
        "reason": NotRequired[Union[str, None]],
        "to": NotRequired[Union[str, None]],
    },
)

RecordConduct = TypedDict(
    "RecordConduct",
    {
        "conduct": str,
        "step": Literal["dissuaded", "warned", "reported"],
        "note": NotRequired[Union[str, None]],
    },
)

IssueOpinion = TypedDict(
    "IssueOpinion",
    {
        "text": str,
    },
)

Urge = TypedDict(
    "Urge",
    {
        "reason": NotRequired[Union[str, None]],
    },
)

Supervise = TypedDict(
    "Supervise",
    {
        "form": str,
        "trigger": str,
        "demand": str,
        "due": NotRequired[Union[str, None]],
    },
)

AnswerSupervision = TypedDict(
    "AnswerSupervision",
    {
        "reply": str,
        "supervision": NotRequired[Union[str, None]],
    },
)

CloseSupervision = TypedDict(
    "CloseSupervision",
    {
        "result": str,
        "supervision": NotRequired[Union[str, None]],
    },
)

ActionListView = TypedDict(
    "ActionListView",
    {
        "items": list["ActionView"],
    },
)

ActionView = TypedDict(
    "ActionView",
    {
        "name": str,
        "title": str,
        "schema": dict[str, Any],
    },
)

CalendarView = TypedDict(
    "CalendarView",
    {
        "items": list["YearView"],
        "next_cursor": Union[str, None],
        "published_through": str,
        "version": str,
    },
)

YearView = TypedDict(
    "YearView",
    {
        "year": int,
        "first": str,
        "last": str,
        "holidays": dict[str, Any],
        "make_up_days": dict[str, Any],
    },
)

YearImportView = TypedDict(
    "YearImportView",
    {
        "year": int,
        "published_through": str,
        "version": str,
        "moved": list[dict[str, Any]],
        "moved_in_all": int,
    },
)

YearGiven = TypedDict(
    "YearGiven",
    {
        "holidays": dict[str, Any],
        "make_up_days": dict[str, Any],
        "published": NotRequired[Union[dict[str, Any], None]],
        "notices": NotRequired[Union[list[str], None]],
        "decisions": NotRequired[Union[dict[str, Any], None]],
        "year": NotRequired[Union[int, None]],
    },
)

ConductListView = TypedDict(
    "ConductListView",
    {
        "items": list["ConductView"],
        "next_cursor": Union[str, None],
    },
)

ConductView = TypedDict(
    "ConductView",
    {
        "ticket": str,
        "number": str,
        "at": str,
        "conduct": str,
        "title": str,
        "title_en": str,
        "step": str,
        "basis": Union["BasisView", None],
    },
)

ImportView = TypedDict(
    "ImportView",
    {
        "dry_run": bool,
        "rows": int,
        "accepted": int,
        "refused": list["RefusedCellView"],
    },
)

RefusedCellView = TypedDict(
    "RefusedCellView",
    {
        "line": int,
        "column": str,
        "detail": str,
    },
)

ErasureAsked = TypedDict(
    "ErasureAsked",
    {
        "reason": Literal["request", "retention"],
    },
)

JurisdictionListView = TypedDict(
    "JurisdictionListView",
    {
        "items": list["JurisdictionView"],
        "next_cursor": Union[str, None],
    },
)

JurisdictionView = TypedDict(
    "JurisdictionView",
    {
        "id": str,
        "name": str,
        "name_en": str,
        "regulation": Union[str, None],
        "regulations": list["VersionView"],
    },
)

VersionView = TypedDict(
    "VersionView",
    {
        "id": str,
        "title": str,
        "version": str,
        "issued_on": Union[str, None],
        "posted_on": Union[str, None],
        "expires_on": Union[str, None],
    },
)

JurisdictionDetailView = TypedDict(
    "JurisdictionDetailView",
    {
        "id": str,
        "name": str,
        "name_en": str,
        "office": str,
        "time_zone": str,
        "languages": list[str],
        "regulation": str,
        "regulations": list["VersionView"],
        "levels": list[dict[str, Any]],
        "categories": list["OptionView"],
        "scope": list["OptionView"],
        "source_kinds": list["OptionView"],
        "complexities": list["OptionView"],
        "urgencies": list["OptionView"],
        "ratings": list["RatingView"],
        "required": list["RequiredView"],
        "files": "FilesTakenView",
        "decline_reasons": list[dict[str, Any]],
        "referrals": list[dict[str, Any]],
        "limits": list[dict[str, Any]],
        "returns": dict[str, Any],
        "extension": dict[str, Any],
        "answer": dict[str, Any],
        "redo": dict[str, Any],
        "termination_grounds": list[dict[str, Any]],
        "adjudication_bodies": list[dict[str, Any]],
        "supervision_forms": list[dict[str, Any]],
        "supervision_triggers": list[dict[str, Any]],
        "conduct": list["OptionView"],
        "units": list["UnitShortView"],
    },
)

OptionView = TypedDict(
    "OptionView",
    {
        "id": str,
        "name": str,
        "name_en": str,
        "basis": "BasisView",
    },
)

RatingView = TypedDict(
    "RatingView",
    {
        "id": str,
        "name": str,
        "name_en": str,
        "good": bool,
        "basis": "BasisView",
    },
)

RequiredView = TypedDict(
    "RequiredView",
    {
        "what": Literal["requester.name", "requester.phone", "location.address"],
        "when": "WhenView",
        "basis": "BasisView",
    },
)

WhenView = TypedDict(
    "WhenView",
    {
        "category": NotRequired[Union[list[str], None]],
        "complexity": NotRequired[Union[list[str], None]],
        "urgency": NotRequired[Union[list[str], None]],
        "source": NotRequired[Union[list[str], None]],
        "unit_kind": NotRequired[Union[list[str], None]],
        "directly_answerable": NotRequired[Union[bool, None]],
        "reply_wanted": NotRequired[Union[bool, None]],
    },
)

FilesTakenView = TypedDict(
    "FilesTakenView",
    {
        "most_files": int,
        "types": list["FileTakenView"],
    },
)

FileTakenView = TypedDict(
    "FileTakenView",
    {
        "content_type": str,
        "most_bytes": int,
    },
)

UnitShortView = TypedDict(
    "UnitShortView",
    {
        "id": str,
        "name": str,
        "kind": Literal["department", "office", "utility", "street"],
        "parent": Union[str, None],
    },
)

ProgressView = TypedDict(
    "ProgressView",
    {
        "number": str,
        "status": Literal[
            "registered",
            "dispatched",
            "handling",
            "in_review",
            "awaiting_rating",
            "awaiting_revisit",
            "adjudication",
            "returned_up",
            "archived",
            "declined",
            "referred",
            "answered_directly",
            "terminated",
            "withdrawn",
        ],
        "text": str,
        "items": list["ProgressLineView"],
        "next_cursor": Union[str, None],
    },
)

ProgressLineView = TypedDict(
    "ProgressLineView",
    {
        "seq": int,
        "at": str,
        "type": str,
        "text": str,
    },
)

LookupAskedView = TypedDict(
    "LookupAskedView",
    {
        "id": str,
        "expires_at": str,
        "told": str,
        "told_en": str,
    },
)

AskLookup = TypedDict(
    "AskLookup",
    {
        "number": str,
        "phone_last_four": str,
    },
)

LookedUpView = TypedDict(
    "LookedUpView",
    {
        "number": str,
        "jurisdiction": str,
        "status": Literal[
            "registered",
            "dispatched",
            "handling",
            "in_review",
            "awaiting_rating",
            "awaiting_revisit",
            "adjudication",
            "returned_up",
            "archived",
            "declined",
            "referred",
            "answered_directly",
            "terminated",
            "withdrawn",
        ],
        "text": str,
        "due_on": Union[str, None],
        "items": list["MilestoneView"],
    },
)

MilestoneView = TypedDict(
    "MilestoneView",
    {
        "at": str,
        "type": str,
        "text": str,
    },
)

EnterCode = TypedDict(
    "EnterCode",
    {
        "code": str,
    },
)

HealthView = TypedDict(
    "HealthView",
    {
        "status": str,
    },
)

NoticeListView = TypedDict(
    "NoticeListView",
    {
        "items": list["NoticeView"],
        "next_cursor": Union[str, None],
    },
)

NoticeView = TypedDict(
    "NoticeView",
    {
        "id": str,
        "kind": str,
        "at": str,
        "title": str,
        "title_en": str,
        "count": int,
        "tickets": list["NoticedView"],
    },
)

NoticedView = TypedDict(
    "NoticedView",
    {
        "ticket": str,
        "number": str,
        "deadline": str,
        "due_at": str,
    },
)

PreferencesView = TypedDict(
    "PreferencesView",
    {
        "sms": bool,
        "kinds": list["KindView"],
    },
)

KindView = TypedDict(
    "KindView",
    {
        "kind": str,
        "name": str,
        "name_en": str,
    },
)

Wanted = TypedDict(
    "Wanted",
    {
        "sms": bool,
        "understood": NotRequired[bool],
    },
)

RevealedView = TypedDict(
    "RevealedView",
    {
        "name": Union[str, None],
        "phone": Union[str, None],
        "location": Union["LocationView", None],
        "subject": Union[str, None],
        "description": Union[str, None],
        "history": Union[list["EventView"], None],
    },
)

Reveal = TypedDict(
    "Reveal",
    {
        "fields": list[Literal["name", "phone", "location", "subject", "description", "history"]],
        "purpose": Literal[
            "contact", "revisit", "verification", "handling", "supervision", "law", "other"
        ],
        "note": NotRequired[Union[str, None]],
    },
)

AccessListView = TypedDict(
    "AccessListView",
    {
        "items": list["AccessView"],
        "next_cursor": Union[str, None],
    },
)

AccessView = TypedDict(
    "AccessView",
    {
        "at": str,
        "by": str,
        "role": str,
        "tickets": list[str],
        "fields": list[str],
        "purpose": Union[str, None],
        "note": Union[str, None],
        "request_id": str,
    },
)

AskedView = TypedDict(
    "AskedView",
    {
        "number": str,
        "round": int,
        "choices": list["ChoiceView"],
        "asks_solved": bool,
        "closes_at": Union[str, None],
        "rating": Union[str, None],
    },
)

ChoiceView = TypedDict(
    "ChoiceView",
    {
        "number": int,
        "rating": str,
        "name": str,
        "name_en": str,
    },
)

StaffListView = TypedDict(
    "StaffListView",
    {
        "items": list["StaffView"],
        "next_cursor": Union[str, None],
    },
)

StaffView = TypedDict(
    "StaffView",
    {
        "id": Union[str, None],
        "etag": Union[str, None],
        "name": str,
        "phone": Union[str, None],
        "post": Union["PostView", None],
        "history": list["PostView"],
    },
)

PostView = TypedDict(
    "PostView",
    {
        "roles": list[str],
        "unit": Union[str, None],
        "duties": list[str],
        "valid_from": Union[str, None],
        "valid_to": Union[str, None],
    },
)

AppointedView = TypedDict(
    "AppointedView",
    {
        "id": str,
        "post": Union["PostView", None],
        "history": list["PostView"],
    },
)

StaffGiven = TypedDict(
    "StaffGiven",
    {
        "id": str,
        "name": str,
        "phone": NotRequired[Union[str, None]],
        "roles": NotRequired[
            list[
                Literal[
                    "citizen",
                    "operator",
                    "office",
                    "handler",
                    "leader",
                    "supervisor",
                    "upper_office",
                    "platform",
                    "auditor",
                    "system",
                ]
            ]
        ],
        "unit": NotRequired[Union[str, None]],
        "duties": NotRequired[list[str]],
        "valid_from": NotRequired[Union[str, None]],
        "valid_to": NotRequired[Union[str, None]],
    },
)

GapListView = TypedDict(
    "GapListView",
    {
        "items": list["GapView"],
        "next_cursor": Union[str, None],
    },
)

GapView = TypedDict(
    "GapView",
    {
        "unit": str,
        "unit_name": str,
        "duty": str,
        "name": str,
        "basis": "BasisView",
    },
)

ChangeListView = TypedDict(
    "ChangeListView",
    {
        "items": list["ChangeView"],
        "next_cursor": Union[str, None],
    },
)

ChangeView = TypedDict(
    "ChangeView",
    {
        "at": str,
        "by": str,
        "id": str,
        "old": Union[dict[str, Any], None],
        "new": dict[str, Any],
    },
)

UnitListView = TypedDict(
    "UnitListView",
    {
        "items": list["UnitView"],
        "next_cursor": Union[str, None],
    },
)

UnitView = TypedDict(
    "UnitView",
    {
        "id": str,
        "etag": str,
        "name": str,
        "kind": str,
        "parent": Union[str, None],
        "in_force": bool,
        "valid_from": Union[str, None],
        "valid_to": Union[str, None],
        "successor": Union[str, None],
        "history": list["SpellView"],
    },
)

SpellView = TypedDict(
    "SpellView",
    {
        "name": str,
        "kind": str,
        "parent": Union[str, None],
        "valid_from": Union[str, None],
        "valid_to": Union[str, None],
    },
)

UnitGiven = TypedDict(
    "UnitGiven",
    {
        "name": str,
        "kind": Literal["department", "office", "utility", "street"],
        "parent": NotRequired[Union[str, None]],
        "valid_from": NotRequired[Union[str, None]],
        "valid_to": NotRequired[Union[str, None]],
        "successor": NotRequired[Union[str, None]],
    },
)


class Client(Caller):
    """One method a route, one method an action."""

    def announce(self, body: Announce, *, idempotency_key: str | None = None) -> AttachmentView:
        """Announce a file; the answer says where to send it."""
        return cast(
            "AttachmentView",
            self._answer(
                "POST", "/v1/attachments", body=body, headers={"Idempotency-Key": idempotency_key}
            ),
        )

    def get_attachment(self, attachment_id: str) -> FileView:
        """What became of a file; once it is confirmed, an address to have it from for five minutes."""
        return cast(
            "FileView", self._answer("GET", f"/v1/attachments/{quote(attachment_id, safe='')}")
        )

    def file_ticket(self, body: Register, *, idempotency_key: str | None = None) -> TicketView:
        """Register a request as a ticket."""
        return cast(
            "TicketView",
            self._answer(
                "POST", "/v1/tickets", body=body, headers={"Idempotency-Key": idempotency_key}
            ),
        )

    def list_tickets(
        self,
        *,
        holder: str | None = None,
        unit: str | None = None,
        requester: Literal["me"] | None = None,
        class_: Literal["open", "overdue", "closed"] | None = None,
        due_before: str | None = None,
        updated_since: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> TicketListView:
        """Tickets by holder, by unit or one's own, by the earliest running statutory deadline."""
        return cast(
            "TicketListView",
            self._answer(
                "GET",
                "/v1/tickets",
                query={
                    "holder": holder,
                    "unit": unit,
                    "requester": requester,
                    "class": class_,
                    "due_before": due_before,
                    "updated_since": updated_since,
                    "limit": limit,
                    "cursor": cursor,
                },
            ),
        )

    def get_ticket(self, ticket_id: str) -> TicketView:
        """One ticket, as this caller may see it."""
        return cast("TicketView", self._answer("GET", f"/v1/tickets/{quote(ticket_id, safe='')}"))

    def list_events(
        self, ticket_id: str, *, limit: int | None = None, cursor: str | None = None
    ) -> EventListView:
        """The audit trail of a ticket, oldest first."""
        return cast(
            "EventListView",
            self._answer(
                "GET",
                f"/v1/tickets/{quote(ticket_id, safe='')}/events",
                query={"limit": limit, "cursor": cursor},
            ),
        )

    def decline(
        self,
        ticket_id: str,
        body: Decline,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """不予受理: office, operator"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/decline",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def refer(
        self,
        ticket_id: str,
        body: Refer,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """转接引导: office, operator"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/refer",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def answer_directly(
        self,
        ticket_id: str,
        body: AnswerDirectly,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """直接答复: office, operator"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/answer_directly",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def classify(
        self,
        ticket_id: str,
        body: Classify,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """分类: office"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/classify",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def dispatch(
        self,
        ticket_id: str,
        body: Dispatch,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """派单: office"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/dispatch",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def split(
        self,
        ticket_id: str,
        body: Split,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """拆单: office"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/split",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def sign(
        self,
        ticket_id: str,
        body: Sign,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """签收: handler"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/sign",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def record_contact(
        self,
        ticket_id: str,
        body: RecordContact,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """先行联系: handler, office"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/record_contact",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def confirm(
        self,
        ticket_id: str,
        body: Confirm,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """领导确认: leader"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/confirm",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def contribute(
        self,
        ticket_id: str,
        body: Contribute,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """协办意见: handler"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/contribute",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def request_return(
        self,
        ticket_id: str,
        body: RequestReturn,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """申请退单: handler, office"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/request_return",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def decide_return(
        self,
        ticket_id: str,
        body: DecideReturn,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """退单审核: office, upper_office"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/decide_return",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def open_adjudication(
        self,
        ticket_id: str,
        body: OpenAdjudication,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """提请裁定: office"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/open_adjudication",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def adjudicate(
        self,
        ticket_id: str,
        body: Adjudicate,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """责任裁定: supervisor"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/adjudicate",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def request_extension(
        self,
        ticket_id: str,
        body: RequestExtension,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """申请延期: handler, office"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/request_extension",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def decide_extension(
        self,
        ticket_id: str,
        body: DecideExtension,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """延期审核: office, upper_office"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/decide_extension",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def submit_answer(
        self,
        ticket_id: str,
        body: SubmitAnswer,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """提交答复: handler"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/submit_answer",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def audit_answer(
        self,
        ticket_id: str,
        body: AuditAnswer,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """答复审核: office"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/audit_answer",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def register_closing(
        self,
        ticket_id: str,
        body: RegisterClosing,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """结案登记: upper_office"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/register_closing",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def rate(
        self,
        ticket_id: str,
        body: Rate,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """满意度评价: citizen, platform"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/rate",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def record_revisit(
        self,
        ticket_id: str,
        body: RecordRevisit,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """回访登记: office, upper_office"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/record_revisit",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def decide_redo(
        self,
        ticket_id: str,
        body: DecideRedo,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """重办审核: office, upper_office"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/decide_redo",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def add_opinion(
        self,
        ticket_id: str,
        body: AddOpinion,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """加具意见: office"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/add_opinion",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def supplement(
        self,
        ticket_id: str,
        body: Supplement,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """补充诉求: citizen, operator"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/supplement",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def withdraw(
        self,
        ticket_id: str,
        body: Withdraw,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """撤回诉求: citizen, operator"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/withdraw",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def request_termination(
        self,
        ticket_id: str,
        body: RequestTermination,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """申请终止办理: handler"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/request_termination",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def decide_termination(
        self,
        ticket_id: str,
        body: DecideTermination,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """终止办理审核: office, upper_office"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/decide_termination",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def report_up(
        self,
        ticket_id: str,
        body: ReportUp,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """上报研判: operator"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/report_up",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def link_repeat(
        self,
        ticket_id: str,
        body: LinkRepeat,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """认定重复诉求: office"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/link_repeat",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def unlink_repeat(
        self,
        ticket_id: str,
        body: UnlinkRepeat,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """撤销重复认定: office"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/unlink_repeat",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def record_conduct(
        self,
        ticket_id: str,
        body: RecordConduct,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """行为记录: handler, office, operator"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/record_conduct",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def issue_opinion(
        self,
        ticket_id: str,
        body: IssueOpinion,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """出具书面意见: handler"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/issue_opinion",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def urge(
        self,
        ticket_id: str,
        body: Urge,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """催办: office"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/urge",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def supervise(
        self,
        ticket_id: str,
        body: Supervise,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """督办: office, supervisor"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/supervise",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def answer_supervision(
        self,
        ticket_id: str,
        body: AnswerSupervision,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """答复督办: handler"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/answer_supervision",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def close_supervision(
        self,
        ticket_id: str,
        body: CloseSupervision,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """办结督办: office"""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/actions/close_supervision",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def list_actions(self, ticket_id: str) -> ActionListView:
        """What this caller may do with the ticket now, each with the JSON Schema of its body."""
        return cast(
            "ActionListView",
            self._answer("GET", f"/v1/tickets/{quote(ticket_id, safe='')}/actions"),
        )

    def list_calendars(self) -> CalendarView:
        """The published years."""
        return cast("CalendarView", self._answer("GET", "/v1/calendars"))

    def put_calendar(
        self, year: str, body: YearGiven, *, idempotency_key: str | None = None
    ) -> YearImportView:
        """Add or replace a year; provisional deadlines are worked out anew."""
        return cast(
            "YearImportView",
            self._answer(
                "PUT",
                f"/v1/calendars/{quote(year, safe='')}",
                body=body,
                headers={"Idempotency-Key": idempotency_key},
            ),
        )

    def list_conduct(self, ticket_id: str) -> ConductListView:
        """What is on record of this requester's conduct in this place, newest first; it bars nobody."""
        return cast(
            "ConductListView",
            self._answer("GET", f"/v1/tickets/{quote(ticket_id, safe='')}/conduct"),
        )

    def take_units(
        self,
        jurisdiction_id: str,
        body: str,
        *,
        dry_run: bool | None = None,
        idempotency_key: str | None = None,
    ) -> ImportView:
        """Units from a CSV; with `dry_run=true` only the report of what would be refused."""
        return cast(
            "ImportView",
            self._answer(
                "POST",
                f"/v1/jurisdictions/{quote(jurisdiction_id, safe='')}/directory/units",
                body=body,
                query={"dry_run": dry_run},
                headers={"Idempotency-Key": idempotency_key},
            ),
        )

    def take_staff(
        self,
        jurisdiction_id: str,
        body: str,
        *,
        dry_run: bool | None = None,
        idempotency_key: str | None = None,
    ) -> ImportView:
        """Staff from a CSV; with `dry_run=true` only the report of what would be refused."""
        return cast(
            "ImportView",
            self._answer(
                "POST",
                f"/v1/jurisdictions/{quote(jurisdiction_id, safe='')}/directory/staff",
                body=body,
                query={"dry_run": dry_run},
                headers={"Idempotency-Key": idempotency_key},
            ),
        )

    def erase_ticket(
        self,
        ticket_id: str,
        body: ErasureAsked,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> TicketView:
        """Erase what is personal of a ticket that is over; it cannot be undone."""
        return cast(
            "TicketView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/erasure",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def list_jurisdictions(self) -> JurisdictionListView:
        """Every jurisdiction that this system serves."""
        return cast("JurisdictionListView", self._answer("GET", "/v1/jurisdictions"))

    def get_jurisdiction(self, jurisdiction_id: str) -> JurisdictionDetailView:
        """One jurisdiction: what a form needs, its codes, limits and units."""
        return cast(
            "JurisdictionDetailView",
            self._answer("GET", f"/v1/jurisdictions/{quote(jurisdiction_id, safe='')}"),
        )

    def get_progress(
        self,
        ticket_id: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        accept_language: str | None = None,
    ) -> ProgressView:
        """What happened to a ticket, oldest first; Accept-Language: zh or en."""
        return cast(
            "ProgressView",
            self._answer(
                "GET",
                f"/v1/tickets/{quote(ticket_id, safe='')}/progress",
                query={"limit": limit, "cursor": cursor},
                headers={"Accept-Language": accept_language},
            ),
        )

    def ask_lookup(self, body: AskLookup, *, idempotency_key: str | None = None) -> LookupAskedView:
        """Ask for a code to look a ticket up; it goes to the requester's phone."""
        return cast(
            "LookupAskedView",
            self._answer(
                "POST", "/v1/lookups", body=body, headers={"Idempotency-Key": idempotency_key}
            ),
        )

    def enter_code(
        self,
        lookup_id: str,
        body: EnterCode,
        *,
        idempotency_key: str | None = None,
        accept_language: str | None = None,
    ) -> LookedUpView:
        """The progress of a ticket for the code that was sent, once."""
        return cast(
            "LookedUpView",
            self._answer(
                "POST",
                f"/v1/lookups/{quote(lookup_id, safe='')}",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "Accept-Language": accept_language},
            ),
        )

    def health(self) -> HealthView:
        """Whether the system answers."""
        return cast("HealthView", self._answer("GET", "/health"))

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI 3.1 document of everything here."""
        return cast("dict[str, Any]", self._answer("GET", "/openapi.json"))

    def docs(self) -> str:
        """The same document as a page to read: no script, nothing from elsewhere."""
        return cast("str", self._answer("GET", "/docs"))

    def list_notices(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> NoticeListView:
        """Warnings and breaches of the caller's own unit or office, newest first."""
        return cast(
            "NoticeListView",
            self._answer("GET", "/v1/notices", query={"limit": limit, "cursor": cursor}),
        )

    def get_preferences(self) -> PreferencesView:
        """Which notices the caller's number gets by SMS."""
        return cast("PreferencesView", self._answer("GET", "/v1/me/notices"))

    def put_preferences(
        self, body: Wanted, *, idempotency_key: str | None = None
    ) -> PreferencesView:
        """Opt out of SMS, or in again; never silently: who leaves says that they know what it means."""
        return cast(
            "PreferencesView",
            self._answer(
                "PUT", "/v1/me/notices", body=body, headers={"Idempotency-Key": idempotency_key}
            ),
        )

    def reveal(
        self, ticket_id: str, body: Reveal, *, idempotency_key: str | None = None
    ) -> RevealedView:
        """Show in clear what is masked, for a purpose; it is written down first."""
        return cast(
            "RevealedView",
            self._answer(
                "POST",
                f"/v1/tickets/{quote(ticket_id, safe='')}/reveal",
                body=body,
                headers={"Idempotency-Key": idempotency_key},
            ),
        )

    def read_access_log(
        self,
        *,
        ticket: str | None = None,
        by: str | None = None,
        from_: str | None = None,
        to: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> AccessListView:
        """Who read what of whom, newest first, by day: the last seven if none is named."""
        return cast(
            "AccessListView",
            self._answer(
                "GET",
                "/v1/access-log",
                query={
                    "ticket": ticket,
                    "by": by,
                    "from": from_,
                    "to": to,
                    "limit": limit,
                    "cursor": cursor,
                },
            ),
        )

    def get_rating(self, token: str) -> AskedView:
        """What a rating link asks."""
        return cast("AskedView", self._answer("GET", f"/v1/ratings/{quote(token, safe='')}"))

    def give_rating(
        self, token: str, body: Rate, *, idempotency_key: str | None = None
    ) -> AskedView:
        """Rate by the link: the first verdict counts, whichever way it came."""
        return cast(
            "AskedView",
            self._answer(
                "POST",
                f"/v1/ratings/{quote(token, safe='')}",
                body=body,
                headers={"Idempotency-Key": idempotency_key},
            ),
        )

    def list_staff(
        self,
        jurisdiction_id: str,
        *,
        unit: str | None = None,
        id: str | None = None,
        on: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> StaffListView:
        """People by unit or by id, as they were on a day (left out: today)."""
        return cast(
            "StaffListView",
            self._answer(
                "GET",
                f"/v1/jurisdictions/{quote(jurisdiction_id, safe='')}/staff",
                query={"unit": unit, "id": id, "on": on, "limit": limit, "cursor": cursor},
            ),
        )

    def change_staff(
        self,
        jurisdiction_id: str,
        body: StaffGiven,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> AppointedView:
        """Somebody new, or with another post from a day on."""
        return cast(
            "AppointedView",
            self._answer(
                "POST",
                f"/v1/jurisdictions/{quote(jurisdiction_id, safe='')}/staff",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )

    def list_gaps(self, jurisdiction_id: str) -> GapListView:
        """Whom the regulation wants each unit to name, and who is not named today."""
        return cast(
            "GapListView",
            self._answer(
                "GET", f"/v1/jurisdictions/{quote(jurisdiction_id, safe='')}/directory/gaps"
            ),
        )

    def list_changes(
        self,
        jurisdiction_id: str,
        *,
        of: Literal["units", "staff"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> ChangeListView:
        """Who changed units or staff, when, from what to what; the newest first."""
        return cast(
            "ChangeListView",
            self._answer(
                "GET",
                f"/v1/jurisdictions/{quote(jurisdiction_id, safe='')}/directory/changes",
                query={"of": of, "limit": limit, "cursor": cursor},
            ),
        )

    def list_units(
        self,
        jurisdiction_id: str,
        *,
        on: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> UnitListView:
        """The units of a place, those that ended too, as they were on a day (left out: today)."""
        return cast(
            "UnitListView",
            self._answer(
                "GET",
                f"/v1/jurisdictions/{quote(jurisdiction_id, safe='')}/units",
                query={"on": on, "limit": limit, "cursor": cursor},
            ),
        )

    def get_unit(self, jurisdiction_id: str, unit_id: str, *, on: str | None = None) -> UnitView:
        """One unit as it was on a day (left out: today), and all that it was before."""
        return cast(
            "UnitView",
            self._answer(
                "GET",
                f"/v1/jurisdictions/{quote(jurisdiction_id, safe='')}/units/{quote(unit_id, safe='')}",
                query={"on": on},
            ),
        )

    def change_unit(
        self,
        jurisdiction_id: str,
        unit_id: str,
        body: UnitGiven,
        *,
        idempotency_key: str | None = None,
        if_match: str | None = None,
    ) -> UnitView:
        """A new unit, or what one is from a day on: renamed, moved, ended and handed over."""
        return cast(
            "UnitView",
            self._answer(
                "PUT",
                f"/v1/jurisdictions/{quote(jurisdiction_id, safe='')}/units/{quote(unit_id, safe='')}",
                body=body,
                headers={"Idempotency-Key": idempotency_key, "If-Match": if_match},
            ),
        )
