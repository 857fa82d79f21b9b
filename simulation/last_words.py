"""Which numbers want no more SMS, by what their owners wrote in this story and by nothing else.

What was written last counts. Where clocks leave it open which that was, nothing is claimed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.application.sms_ports import Reply
from simulation.people import LEAVES, RETURNS

# How far the clock of whoever works a text may be behind the true time.
BEHIND = timedelta(minutes=10)


@dataclass(slots=True)
class LastWords:
    """`leaves`: of each text to leave the earliest moment that it may count as of; `returns`: the
    latest of each text to come back. By number, and by the text's id.
    """

    leaves: dict[str, dict[str, datetime]] = field(default_factory=lambda: defaultdict(dict))
    returns: dict[str, dict[str, datetime]] = field(default_factory=lambda: defaultdict(dict))
    taken: set[str] = field(default_factory=set)

    def told(self, replies: Iterable[Reply], now: datetime) -> None:
        """The hotline begins to work these; it may not come to an end with them."""
        for one in replies:
            if one.text == LEAVES:
                self.leaves[one.phone].setdefault(one.id, min(one.at, now - BEHIND))
            elif one.text == RETURNS:
                self.returns[one.phone].setdefault(one.id, one.at)

    def took(self, replies: Iterable[Reply]) -> None:
        """It is done with these: from now on they hold."""
        self.taken |= {one.id for one in replies}

    def has_left(self, phone: str) -> bool:
        """For certain, by now."""
        left = [at for reply, at in self.leaves[phone].items() if reply in self.taken]
        return bool(left) and all(at < max(left) for at in self.returns[phone].values())

    def may_have_left(self, phone: str) -> bool:
        """At some moment until now."""
        return bool(self.leaves[phone])
