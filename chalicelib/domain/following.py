"""直接跟进: a repeat is seen to by a leader in person, as soon as it is with a unit (SQ art 19)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from chalicelib.domain.decision import Draft, Event
from chalicelib.domain.directory import UnitKind
from chalicelib.domain.state import Ticket
from chalicelib.late import dataclass


@dataclass(frozen=True, slots=True)
class LeaderFollows(Event):
    """Who must see to a repeat in person: the unit's main leader, or the county's (SQ-30)."""

    type: ClassVar[str] = "leader_follows"
    unit: str
    leader: Literal["main_leader", "county_leader"]

    def apply(self, ticket: Ticket, at: datetime) -> Ticket:  # noqa: ARG002
        return ticket


def follow_personally(draft: Draft) -> None:
    """Of a unit under a county's office the county's leader, else the unit's main leader."""
    ticket, repeats = draft.ticket, draft.regulation.repeats
    if not (repeats.leader_follows and ticket.repeat_of and ticket.unit):
        return
    directory = draft.context.facts.directory
    offices = (one.id for one in directory.units.values() if one.kind == UnitKind.OFFICE)
    of_a_county = any(directory.is_under(ticket.unit, office) for office in offices)
    leader: Literal["main_leader", "county_leader"] = (
        "county_leader" if of_a_county else "main_leader"
    )
    draft.record(LeaderFollows(ticket.unit, leader), repeats)
