"""What the stored fields are called, and what is left out because it follows from the rest.

These names are in every item ever written. A field may be added; what a name means never changes
within one `schema_v`. Classes not named here are stored under the names of their fields.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from chalicelib.domain.records import RequestKind
from chalicelib.domain.terms import DeadlineKind

Seen = dict[str, Any]

TICKET = {
    "jurisdiction": "j", "number": "n", "regulation": "g", "status": "s", "category": "c",
    "subject": "sj", "description": "de", "registered_at": "ra", "version": "v", "seq": "q",
    "round": "r", "channel": "ch", "complexity": "cx", "urgency": "u", "scope": "sc",
    "directly_answerable": "da", "statutory_due_at": "sd", "source": "so", "requester": "rq",
    "location": "lo", "attachments": "at", "unit": "un", "co_handlers": "co", "offices": "of",
    "units_before": "ub", "lead_fixed": "lf", "dispatched_at": "d", "received_at": "re",
    "signed_at": "si", "contacted_at": "ca", "answered_at": "an", "closed_at": "cl",
    "archived_at": "ar", "outcome": "o", "promised_for": "pf", "rating": "rt", "solved": "sv",
    "survey": "su", "revisits": "rv", "revisit_reason": "rr", "rounds": "ro", "deadlines": "dl",
    "pending": "pe", "requests": "rn", "answers": "ac", "returned_by": "rb", "extensions": "ex",
    "extension_asked_in": "ei", "override_due_at": "ov", "body": "b", "disputed_at": "di",
    "supervisions": "sp", "urged": "ur", "repeat_of": "rp", "repeat_proposed_of": "po",
    "repeat_count": "rc", "new_facts": "nf", "parent": "pa", "parts": "pt", "conduct": "cd",
    "erased_at": "er", "was_report": "wr",
}  # fmt: skip

DEADLINE = {
    "id": "i", "kind": "k", "round": "r", "starts_at": "s", "due_at": "d", "due_on": "o",
    "source": "f", "limit": "l", "original_due_at": "w", "extends": "e", "extended_by": "b",
    "fixed_at": "x", "capped_at": "c", "capped_by": "y", "state": "t", "statutory": "u",
    "provisional": "p", "label": "a", "done_at": "z", "warnings": "h", "warned": "v",
}  # fmt: skip

SHORT: Mapping[str, Mapping[str, str]] = {
    "Ticket": TICKET,
    "Deadline": DEADLINE,
    "Period": {"amount": "a", "unit": "u"},
    "Pending": {
        "kind": "k", "id": "i", "requested_at": "a", "requested_by": "b", "chain": "c",
        "step": "s", "details": "d",
    },
    "Survey": {
        "round": "r", "state": "s", "sent_at": "a", "delivered_at": "d", "closes_at": "c",
        "rating": "g", "not_sent_reason": "n", "sms": "m", "code": "k", "replies": "p",
        "misread": "i", "above": "u",
    },
    "ClosedRound": {
        "round": "r", "unit": "u", "answered_at": "a", "closed_at": "c", "outcome": "o",
        "rating": "g", "solved": "v", "survey": "s",
    },
    "Requester": {"name": "n", "phone": "p", "confidential": "c", "reply_wanted": "r"},
    "Location": {"address": "a", "lat": "y", "lon": "x"},
    "Source": {"platform": "p", "reference": "r", "kind": "k", "due_at": "d"},
}  # fmt: skip


def _kind_of_id(kinds: type[StrEnum]) -> Callable[[Seen], StrEnum | None]:
    """`handling#1#2` is of kind `handling`, in round 1."""
    known = {kind.value: kind for kind in kinds}
    return lambda seen: known.get(str(seen["id"]).partition("#")[0])


def _round_of_id(seen: Seen) -> int | None:
    parts = str(seen["id"]).split("#")
    is_number = len(parts) > 1 and parts[1].isascii() and parts[1].isdigit()
    return int(parts[1]) if is_number else None


def _last_day(seen: Seen) -> date:
    """The day in China that ends at `due_at`, or in which it lies."""
    due_at: datetime = seen["due_at"]
    before = due_at - timedelta(microseconds=1)
    utc_offset = before.utcoffset() or timedelta()
    return (before - utc_offset + timedelta(hours=8)).date()


# What a field holds when it is not there, worked out from the fields before it.
DERIVED: Mapping[str, Mapping[str, Callable[[Seen], Any]]] = {
    "Deadline": {"kind": _kind_of_id(DeadlineKind), "round": _round_of_id, "due_on": _last_day},
    "Pending": {"kind": _kind_of_id(RequestKind)},
    "Ticket": {"received_at": lambda seen: seen["dispatched_at"]},
}
