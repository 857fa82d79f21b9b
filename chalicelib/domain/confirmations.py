"""单位领导确认: what a unit files under its leader's name waits for the leader, and then counts
as made when the unit filed it (XX art 9-3, ZQ art 12, YY art 11).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from chalicelib.domain import answers, deadlines, returns
from chalicelib.domain.records import LEADER, RequestKind
from chalicelib.domain.requests import Confirmed
from chalicelib.domain.shape import LONG_TEXT, NAME
from chalicelib.domain.terms import Milestone
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from chalicelib.domain.basis import Ruled
    from chalicelib.domain.decision import Draft
    from chalicelib.domain.errors import Refusal
    from chalicelib.domain.regulation import Regulation


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """`request` is the id of the pending request; it may be left out when only one waits."""

    approve: bool
    request: Annotated[str, NAME] | None = None
    note: Annotated[str, LONG_TEXT] | None = None


def confirm(draft: Draft, command: Confirm) -> Refusal | None:
    """The leader stands behind a request, or stops it."""
    waiting = [
        one
        for one in draft.ticket.pending
        if one.decided_by == LEADER and command.request in (None, one.id)
    ]
    if len(waiting) != 1:
        detail = "没有待领导确认的申请" if not waiting else "有多项申请待确认，请指明"
        return draft.refuse("nothing_to_confirm", detail, None)
    pending = waiting[0]
    table = _table(pending.kind, draft.regulation)
    draft.record(Confirmed(pending.kind, pending.id, command.approve, command.note), table)
    if not command.approve:
        if pending.kind == RequestKind.ANSWER:
            answers.clock_goes_on(draft)
        return None
    if pending.kind == RequestKind.RETURN:
        returns.filed(draft, pending)
    elif pending.kind == RequestKind.EXTENSION:
        deadlines.reach(draft, Milestone.EXTENSION_REQUESTED)
    elif pending.kind == RequestKind.ANSWER:
        answers.file(draft, pending.details, pending.requested_at)
    return None


def _table(kind: RequestKind, regulation: Regulation) -> Ruled:
    tables: dict[RequestKind, Ruled] = {
        RequestKind.RETURN: regulation.returns,
        RequestKind.EXTENSION: regulation.extensions,
        RequestKind.ANSWER: regulation.redo,
    }
    return tables[kind]
