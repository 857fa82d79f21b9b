"""What silence means: a decision that was not made in time.

Mostly nothing but a missed target; a regulation may say that silence grants or refuses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain import (
    clocks,
    extensions,
    redo,
    requests,
    returns,
    termination,
)
from chalicelib.domain.records import RequestKind
from chalicelib.domain.terms import DeadlineKind

if TYPE_CHECKING:
    from chalicelib.domain.decision import Draft
    from chalicelib.domain.records import Pending
    from chalicelib.domain.regulation import Limit
    from chalicelib.domain.state import Deadline

ASKED = {
    DeadlineKind.RETURN_DECISION: RequestKind.RETURN,
    DeadlineKind.EXTENSION_DECISION: RequestKind.EXTENSION,
    DeadlineKind.TERMINATION_DECISION: RequestKind.TERMINATION,
    DeadlineKind.REDO_DECISION: RequestKind.REDO,
}


def decide(draft: Draft, deadline: Deadline) -> None:
    """The time to decide is over: a missed target, and what the text makes of silence."""
    clocks.breach(draft, deadline)
    limit = next((one for one in draft.regulation.limits if one.id == deadline.source), None)
    pending = draft.ticket.request(ASKED[deadline.kind])
    if limit is None or limit.silence is None or pending is None:
        return
    _decide(draft, pending, limit, approve=limit.silence == "approved")


def _decide(draft: Draft, pending: Pending, limit: Limit, *, approve: bool) -> None:
    details = {"reason": "逾期未决定", "silence": limit.silence}
    while not requests.decide_step(draft, pending, limit, details, approve=approve):
        pending = next(one for one in draft.ticket.pending if one.id == pending.id)
    if pending.kind == RequestKind.REDO and not approve:
        redo.no_redo(draft)
    if not approve:
        return
    if pending.kind == RequestKind.RETURN:
        returns.take_back(draft, pending)
    elif pending.kind == RequestKind.EXTENSION:
        extensions.grant(draft, pending)
    elif pending.kind == RequestKind.REDO:
        redo.open_redo(draft)
    elif pending.kind == RequestKind.TERMINATION:
        termination.terminate(draft, pending)
