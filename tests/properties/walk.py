"""A seeded walk over a place's chart, drawn to the transitions it has seen least."""

from collections import Counter
from datetime import datetime, timedelta

from chalicelib.domain.errors import Refusal
from chalicelib.domain.state import DeadlineState, Ticket
from tests.properties.chart import CHARTS, Transition
from tests.properties.life import SWEEP, Life, Step, dice, possible
from tests.properties.routes import Route

ENDS = {"decline", "refer", "answer_directly", "split", "withdraw", "open_adjudication"}
STEPS = 40


class Walk:
    """Lives of tickets of one place, until every transition was seen often enough."""

    def __init__(self, place: str, seed: int, enough: int) -> None:
        self.place = place
        self.rng = dice(seed)
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
        route = Route(CHARTS[self.place], goal)
        for _ in range(STEPS):
            if route.lost(life.ticket):
                return
            step = self.step(life, route)
            if step is None:
                continue
            if step.name != SWEEP and past(life.ticket, step.at):
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

    def step(self, life: Life, route: Route) -> Step | None:
        at = self.moment(life, route.goal)
        survey = life.ticket.survey
        on_its_way = survey is not None and survey.state in {"queued", "sent"}
        if self.rng.random() < (0.3 if on_its_way else 0.03):
            return life.of_the_system(at, self.rng)
        next_ones = route.next_ones(life.ticket)
        if SWEEP in next_ones:
            return life.of_the_system(at, self.rng) if on_its_way else life.sweep(at)
        names = possible(life.ticket)
        weights = [
            60 if name in next_ones else 0.05 if name in ENDS else 0.5 for name in names
        ]  # fmt: skip
        return life.step(self.rng.choices(names, weights)[0], at, self.rng)

    def moment(self, life: Life, goal: Transition) -> datetime:
        """Mostly soon, while every window is open."""
        if goal.event != SWEEP and self.rng.random() < 0.9:
            return life.now + timedelta(minutes=self.rng.randint(0, 15))
        return life.some_time(self.rng)


def past(ticket: Ticket, moment: datetime) -> bool:
    """Whether something has fallen due by then."""
    return any(one.state == DeadlineState.RUNNING and one.due_at <= moment
               for one in ticket.deadlines)  # fmt: skip


def hands(ticket: Ticket) -> tuple[object, ...]:
    """What a transition changes: the status, the round, or who has the ticket."""
    return ticket.status, ticket.round, ticket.unit
