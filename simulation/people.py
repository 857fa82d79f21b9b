"""What people bring along: their role, their grades, what they write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.domain.directory import Actor, Role
from chalicelib.domain.redo import DecideRedo
from chalicelib.domain.revisits import RecordRevisit
from chalicelib.domain.state import Ticket
from chalicelib.domain.verdicts import Rate
from simulation.stores import regulations
from tests.builders import published
from tests.properties.life import Life

LEAVES, RETURNS = "TD", "DY"
TEXTS = ("1", "2", "4", "5", "5", "5", "满意", "谢谢", "12", "", "好的", LEAVES, RETURNS, "3 K7")
UNHAPPY_TEXTS = ("5", "5", "5", "5", "非常不满意", "不满意", LEAVES, "3 K7", "12")
BAD_CALL: Mapping[str, Any] = {
    "reached": True,
    "satisfied": False,
    "solved": False,
    "contacted": True,
    "attitude_ok": False,
    "corrected_rating": None,
    "redo_wanted": True,
    "reasonable": True,
    "reason": "未解决",
}
NEXT_YEAR = {
    "year": 2027,
    "published": {"first": "2027-01-01", "last": "2027-12-31"},
    "notices": ["国办发明电〔2026〕0号"],
    "decisions": {},
    "holidays": {f"2027-01-0{day}": "元旦" for day in (1, 2, 3)}
    | {f"2027-02-{day:02}": "春节" for day in range(5, 12)},
    "make_up_days": {"2027-01-30": "春节", "2027-02-20": "春节"},
}


class Sitting(Life):
    """A ticket before whoever acts on it next, as `Life` knows how to act on tickets."""

    def __init__(self, ticket: Ticket, now: datetime, by: str) -> None:
        self.regulation = regulations().get(ticket.regulation)
        self.calendar = published()
        self.ticket, self.now, self.by = ticket, now, by

    def actor(self, role: Role, unit: str | None = None) -> Actor:
        """Everybody acts once, so that the history tells what each of them did."""
        made = super().actor(role, unit)
        phone = self.ticket.requester.phone if role == Role.CITIZEN else None
        return replace(made, id=f"{role}-{self.by}", phone=phone)


def displeased(command: object, ticket: Ticket) -> object:
    """The same, but for what tells whether somebody is content."""
    if isinstance(command, Rate):
        return Rate(rating=regulations().get(ticket.regulation).ratings.choices[-1].id)
    if isinstance(command, RecordRevisit):
        return replace(command, **BAD_CALL)
    if isinstance(command, DecideRedo):
        return DecideRedo(approve=True)
    return command
