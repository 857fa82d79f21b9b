"""A seeded walk over a place's chart, drawn to the transitions it has seen least."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from chalicelib.domain.errors import Refusal
from chalicelib.domain.state import Ticket
from tests.properties.chart import CHARTS, Transition
from tests.properties.life import SWEEP, Life, Step, possible, weight

ENABLED_BY: Mapping[str, tuple[str, ...]] = {
    "decide_return": ("request_return", "confirm"),
    "decide_termination": ("request_termination",),
    "confirm": ("request_return", "decide_return", "submit_answer"),
    "rate": ("submit_answer", "audit_answer"),
}
"""What must happen before, where the status alone does not say it."""

ENDS = {"decline", "refer", "answer_directly", "split", "withdraw", "open_adjudication"}
STEPS = 30


class Walk:
    """Lives of tickets of one place, until every transition was seen often enough."""

    def __init__(self, place: str, seed: int, enough: int) -> None:
        self.place = place
        self.rng = Random(seed)
        self.enough = enough
        self.seen: Counter[Transition] = Counter()
        self.lives = 0

    @property
    def lacking(self) -> list[Transition]:
        return sorted(one for one in CHARTS[self.place] if self.seen[one] < self.enough)

    @property
    def unexpected(self) -> list[Transition]:
        return sorted(set(self.seen) - CHARTS[self.place])

    def go(self, most: int) -> None:
        """Lead lives, each with a goal, until nothing is lacking or `most` are over."""
        while self.lives < most and (lacking := self.lacking):
            self.lives += 1
            self.live(self.rng.choice(lacking))

    def live(self, goal: Transition) -> None:
        life = Life(self.place, self.rng)
        if isinstance(life.take(life.first), Refusal):
            return
        for _ in range(STEPS):
            step = self.step(life, goal)
            if step is None:
                continue
            if step.name != SWEEP:
                self.note(life, life.sweep(step.at))
            self.note(life, step)
            if life.ended:
                return

    def note(self, life: Life, step: Step) -> None:
        before = life.ticket
        life.take(step)
        if hands(before) != hands(life.ticket):
            self.seen[Transition(before.status, step.name, life.ticket.status)] += 1

    # --- towards a goal ---

    def step(self, life: Life, goal: Transition) -> Step | None:
        at = self.moment(life, goal)
        survey = life.ticket.survey
        on_its_way = survey is not None and survey.state in {"queued", "sent"}
        if self.rng.random() < (0.7 if on_its_way else 0.05):
            return life.of_the_system(at, self.rng)
        if goal.event == SWEEP and life.ticket.status == goal.before:
            return life.sweep(at)
        names = possible(life.ticket)
        weights = [self.weight(name, life.ticket, goal) for name in names]
        return life.step(self.rng.choices(names, weights)[0], at, self.rng)

    def weight(self, action: str, ticket: Ticket, goal: Transition) -> float:
        if action == goal.event and ticket.status == goal.before:
            return 40
        if action in ENABLED_BY.get(goal.event, ()):
            return 25
        return 0.2 if action in ENDS and action != goal.event else weight(action)

    def moment(self, life: Life, goal: Transition) -> datetime:
        """Mostly soon, while every window is open."""
        if goal.event != SWEEP and self.rng.random() < 0.85:
            return life.now + timedelta(minutes=self.rng.randint(0, 15))
        return life.some_time(self.rng)


def hands(ticket: Ticket) -> tuple[object, ...]:
    """What a transition changes: the status, the round, or who has the ticket."""
    return ticket.status, ticket.round, ticket.unit
