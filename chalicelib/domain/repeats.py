"""重复投诉: the same requester, the same kind of matter, the same place or subject.

The program proposes, a person confirms (A18). What a repeat means differs from place to place:
declined, answered with the progress, or taken in and followed more closely.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, ClassVar

from chalicelib.domain.decision import Draft, Earlier, Event, invalid
from chalicelib.domain.following import follow_personally
from chalicelib.domain.shape import LONG_TEXT, NAME
from chalicelib.domain.supervision import open_by_rule
from chalicelib.domain.working_time import due
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.errors import Refusal
    from chalicelib.domain.provisions import RepeatWindow
    from chalicelib.domain.state import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRepeat:
    to: Annotated[str, NAME]
    reason: Annotated[str, LONG_TEXT] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkRepeat:
    reason: Annotated[str, LONG_TEXT] | None = None
    to: Annotated[str, NAME] | None = None


@dataclass(frozen=True, slots=True)
class RepeatProposed(Event):
    type: ClassVar[str] = "repeat_proposed"
    of: str

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket.but(repeat_proposed_of=self.of)


@dataclass(frozen=True, slots=True)
class RepeatLinked(Event):
    """`count` is the how-manieth report of the matter this is, beyond the first."""

    type: ClassVar[str] = "repeat_linked"
    of: str
    count: int
    reason: str | None

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket.but(repeat_of=self.of, repeat_count=self.count)


@dataclass(frozen=True, slots=True)
class RepeatUnlinked(Event):
    type: ClassVar[str] = "repeat_unlinked"
    reason: str | None

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket.but(repeat_of=None, repeat_proposed_of=None, repeat_count=0)


def earlier_report(draft: Draft) -> Earlier | None:
    """The latest earlier ticket that this one repeats by the regulation's own definition."""
    ticket = draft.ticket
    same = [
        one
        for one in draft.context.facts.earlier
        if one.id != ticket.id
        and one.was_taken_up
        and _same_matter(one, ticket)
        and _in_time(one, draft)
    ]
    return max(same, key=lambda one: one.registered_at, default=None)


def _same_matter(earlier: Earlier, ticket: Ticket) -> bool:
    address = ticket.location.address if ticket.location else None
    same_place = bool(address) and _plain(address) == _plain(earlier.address)
    return earlier.category == ticket.category and (
        same_place or _plain(ticket.subject) == _plain(earlier.subject)
    )


def _plain(text: str | None) -> str:
    folded = unicodedata.normalize("NFKC", text or "").casefold()
    return "".join(char for char in folded if char.isalnum())


def _in_time(earlier: Earlier, draft: Draft) -> bool:
    """Within one of the regulation's windows; without windows any earlier report counts."""
    windows = draft.regulation.repeats.windows
    return not windows or any(_inside(window, earlier, draft) for window in windows)


def _inside(window: RepeatWindow, earlier: Earlier, draft: Draft) -> bool:
    """A month after the closing reply, or more than six days unsolved (SQ-29)."""
    context = draft.context
    if window.after == "closing":
        if earlier.closed_at is None:
            return False
        ends = due(earlier.closed_at, window.period, context.calendar, context.zone)
        return earlier.closed_at <= draft.now < ends.due_at
    ends = due(earlier.registered_at, window.period, context.calendar, context.zone)
    return earlier.closed_at is None and draft.now > ends.due_at


def link_repeat(draft: Draft, command: LinkRepeat) -> Refusal | None:
    """Confirm a repeat; enough of them open a supervision (SQ-29/30, YY-23)."""
    repeats = draft.regulation.repeats
    earlier = next((one for one in draft.context.facts.earlier if one.id == command.to), None)
    if earlier is None or earlier.id == draft.ticket.id:
        return invalid("/to", "not another ticket of this requester")
    known = {one.id: one for one in draft.context.facts.earlier}
    if earlier.registered_at > draft.ticket.registered_at or _first(earlier, known) == (
        draft.ticket.id
    ):
        return invalid("/to", "not an earlier report of the matter")
    if draft.ticket.repeat_of is not None:
        return draft.refuse("already_linked", "该工单已认定为重复诉求", repeats)
    count = _reports_before(draft, earlier)
    draft.record(RepeatLinked(earlier.id, count, command.reason), repeats)
    follow_personally(draft)
    threshold = repeats.supervise_at
    if threshold is not None and count + (1 if repeats.count_first else 0) >= threshold:
        open_by_rule(draft, repeats.supervision_trigger, "重复投诉，请限时解决", repeats)
    return None


def _reports_before(draft: Draft, earlier: Earlier) -> int:
    """How many reports of the matter there were: this one is the n-th beyond the first."""
    known = {one.id: one for one in draft.context.facts.earlier if one.id != draft.ticket.id}
    return sum(1 for one in known.values() if _first(one, known) == _first(earlier, known))


def _first(report: Earlier, known: Mapping[str, Earlier]) -> str:
    """The report that a chain of repeats goes back to."""
    seen = {report.id}
    while report.repeat_of and report.repeat_of not in seen:
        seen.add(report.repeat_of)
        if report.repeat_of not in known:
            return report.repeat_of
        report = known[report.repeat_of]
    return report.id


def unlink_repeat(draft: Draft, command: UnlinkRepeat) -> Refusal | None:
    """The same requester, but another matter after all."""
    linked = draft.ticket.repeat_of or draft.ticket.repeat_proposed_of
    if command.to is not None and command.to != linked:
        return invalid("/to", "this ticket is not linked to that one")
    if draft.ticket.repeat_of is None and draft.ticket.repeat_proposed_of is None:
        return draft.refuse("not_a_repeat", "该工单未认定为重复诉求", draft.regulation.repeats)
    draft.record(RepeatUnlinked(command.reason), draft.regulation.repeats)
    return None
