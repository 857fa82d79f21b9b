"""A ticket as its history tells it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from chalicelib.application.ports import Made
from chalicelib.domain.clocks import DeadlineSettled
from chalicelib.domain.decision import Entry
from chalicelib.domain.state import Ticket
from chalicelib.domain.ticket import evolve
from simulation.findings import of_round
from tests.properties import laws


@dataclass(slots=True)
class Told:
    """One ticket as its history tells it, commit by commit."""

    ticket: Ticket
    commits: Sequence[Made]
    states: dict[int, Ticket] = field(default_factory=dict)

    @property
    def history(self) -> list[Entry]:
        return [entry for one in self.commits for entry in one.entries]

    def round(self, number: int) -> list[Entry]:
        return of_round(self.history, number)

    def fold(self, *, skewed: bool) -> None:
        """AssertionError if a step of it breaks a law of tickets.

        Where clocks differ, what happened later may be told of an earlier moment.
        """
        state = self.ticket.but(seq=0, round=1, deadlines=(), rounds=(), unit=None, pending=())
        step = fold_of_any_order if skewed else laws.fold
        for one in self.commits:
            state = step(state, one.entries).but(version=one.version)
            self.states[one.version] = state


def fold_of_any_order(ticket: Ticket, entries: Iterable[Entry]) -> Ticket:
    for entry in entries:
        event = entry.event
        assert entry.seq == ticket.seq + 1, "a gap in the history"
        if isinstance(event, DeadlineSettled):
            known = ticket.deadline(event.deadline)
            assert known is not None, f"{event.deadline} is unknown"
            assert known.state.open, f"{known.id} is settled twice"
        ticket = evolve(ticket, entry)
    return ticket
