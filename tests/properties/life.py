"""The life of one ticket, step by step: who does what, when, under which calendar.

A step is plain data, so that the same life can be led again with other sweeps in between.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from random import Random

from chalicelib.adapters.calendar_files import PACKAGED, read_year
from chalicelib.application.access import refuses
from chalicelib.domain import intake, surveys
from chalicelib.domain.calendar import Calendar, PublishedYear
from chalicelib.domain.decision import Context, Decision, Earlier, Entry, Facts
from chalicelib.domain.directory import Actor, Role
from chalicelib.domain.errors import Refusal
from chalicelib.domain.state import DeadlineState, Status, Ticket
from chalicelib.domain.ticket import ACTIONS, FallDue, Recompute, decide
from chalicelib.reading import Unreadable, read
from tests.builders import PHONE, UNITS, ZONE, Regulations, published
from tests.properties.fields import body, registration

PLACES = ("xixian", "taian", "zhaoqing", "suqian", "youyilu")
INSTANT = timedelta(microseconds=1)
# Every third ticket comes in when the next year is near, whose holidays are not published yet.
FIRST_DAY = datetime(2026, 1, 5, 8, tzinfo=ZONE)
SYSTEM = Actor("system", frozenset({Role.SYSTEM}), "")
SWEEP = "falls_due"


def dice(*seed: int) -> Random:
    """Chance that falls the same way whenever it starts from the same numbers."""
    return Random(str(seed))  # noqa: S311 - repeatable is what it must be


@cache
def with_next_year() -> Calendar:
    """The published calendar and one more year, as it may look when it comes out."""
    years = [read_year(path) for path in sorted(PACKAGED.glob("*.json"))]
    holidays = {date(2027, 1, day): "元旦" for day in (1, 2, 3)}
    holidays |= {date(2027, 2, day): "春节" for day in range(5, 12)}
    made_up = {date(2027, 1, 30): "春节", date(2027, 2, 20): "春节"}
    year = PublishedYear(date(2027, 1, 1), date(2027, 12, 31), holidays, made_up)
    return Calendar([*years, year])


@dataclass(frozen=True, slots=True)
class Step:
    """One command as it was given; `publishes` says that the next calendar came out with it."""

    name: str
    at: datetime
    actor: Actor
    command: object
    publishes: bool = False


class Life:
    """A ticket from its registration on."""

    def __init__(self, place: str, rng: Random) -> None:
        self.regulation = Regulations.of(place)
        self.calendar = published()
        day = rng.choice((rng.randrange(360), rng.randrange(360), rng.randrange(340, 360)))
        self.now = FIRST_DAY + timedelta(days=day, minutes=rng.randrange(24 * 60))
        self.audit_on = rng.random() < 0.3
        self.earlier = tuple(self._before(n, rng) for n in range(rng.randint(1, 3)))
        given = registration(self.regulation, self.now, rng)
        command = read(intake.Register, given)
        self.ticket: Ticket = intake.new_ticket(command, "tkt_1", "N-1", self.regulation, self.now)
        self.first = Step("register", self.now, self.actor(Role.OPERATOR), command)
        self.history: list[Entry] = []
        self.done: list[Step] = []

    @property
    def ended(self) -> bool:
        return self.ticket.status.final

    def again(self) -> "Life":
        """The same ticket before anything happened to it."""
        other = object.__new__(Life)
        other.__dict__ |= self.__dict__
        other.calendar, other.now = published(), self.first.at
        given = self.first.command
        assert isinstance(given, intake.Register)
        other.ticket = intake.new_ticket(given, "tkt_1", "N-1", self.regulation, self.first.at)
        other.history, other.done = [], []
        return other

    def take(self, step: Step) -> Decision | Refusal:
        """Let a step happen, at its time."""
        self.now = step.at
        if step.publishes:
            self.calendar = with_next_year()
        outcome = decide(self.ticket, step.command, self.context(step.actor))
        self.done.append(step)
        if isinstance(outcome, Decision):
            self.ticket = outcome.ticket
            self.history.extend(outcome.entries)
        return outcome

    def context(self, actor: Actor = SYSTEM) -> Context:
        return Context(
            now=self.now,
            actor=actor,
            regulation=self.regulation,
            calendar=self.calendar,
            zone=ZONE,
            facts=Facts(
                directory=UNITS,
                earlier=self.earlier,
                new_ids=tuple((f"tkt_p{i}", f"N-P{i}") for i in range(20)),
                audit_on=self.audit_on,
            ),
        )

    def _before(self, number: int, rng: Random) -> Earlier:
        """A report of the same matter some days ago, the first or a repeat of it."""
        registered_at = self.now - timedelta(days=rng.randint(1, 60))
        closed = rng.random() < 0.5
        return Earlier(
            id=f"tkt_0{number or ''}",
            number="N-0",
            category=rng.choice([one.id for one in self.regulation.categories.choices]),
            subject="夜间施工噪声",
            address="建设路1号",
            registered_at=registered_at,
            closed_at=registered_at + timedelta(hours=20) if closed else None,
            status=Status.ARCHIVED if closed else Status.HANDLING,
            repeat_of="tkt_0" if number else None,
        )

    # --- what may come next ---

    def actor(self, role: Role, unit: str | None = None) -> Actor:
        phone = PHONE if role == Role.CITIZEN else None
        place = self.regulation.identity.place
        return Actor(f"{role}-1", frozenset({role}), place, unit, phone)

    def some_actor(self, action: str, rng: Random) -> Actor:
        """One of those who may, now and then somebody else."""
        role = rng.choice(ACTIONS[action].by) if rng.random() < 0.95 else rng.choice(list(Role))
        ticket = self.ticket
        if role in {Role.HANDLER, Role.LEADER}:
            others = ticket.co_handlers if action == "contribute" else ()
            return self.actor(role, rng.choice((*others, ticket.unit)))
        if role == Role.OFFICE and ticket.unit == "county" and rng.random() < 0.6:
            return self.actor(role, "county")
        if role == Role.UPPER_OFFICE:
            levels = [level.id for level in self.regulation.levels]
            return self.actor(role, rng.choice((None, *levels)))
        return self.actor(role)

    def step(self, action: str, at: datetime, rng: Random) -> Step | None:
        """An action with plausible fields; None when no caller could give it."""
        situation, actor = self.at(at), self.some_actor(action, rng)
        allowed = actor.is_a(*ACTIONS[action].by)
        if allowed and refuses(actor, ACTIONS[action], self.ticket):
            return None
        try:
            command = read(ACTIONS[action].command, body(action, situation, rng))
        except Unreadable:
            return None
        return Step(action, at, actor, command)

    def at(self, moment: datetime) -> "Life":
        """This life as it will be then, if nothing happens until then."""
        other = object.__new__(Life)
        other.__dict__ |= self.__dict__
        other.now = moment
        return other

    def sweep(self, at: datetime) -> Step:
        return Step(SWEEP, at, SYSTEM, FallDue())

    def of_the_system(self, at: datetime, rng: Random) -> Step:
        """What comes by itself: a sweep, a survey that is sent and arrives, a calendar."""
        survey = self.ticket.survey
        if survey is not None and survey.state == "queued":
            return Step("survey_sent", at, SYSTEM, surveys.MarkSurveySent())
        if survey is not None and survey.state == "sent":
            return Step("survey_delivered", at, SYSTEM, surveys.MarkSurveyDelivered())
        if rng.random() < 0.1:
            return Step("calendar", at, SYSTEM, Recompute(), publishes=True)
        return self.sweep(at)

    def some_time(self, rng: Random) -> datetime:
        """Soon, later, or just before, at and just after something falls due or warns."""
        ahead = [
            moment
            for one in self.ticket.deadlines
            for moment in (one.due_at, *(at for _, at in one.warnings))
            if one.state == DeadlineState.RUNNING and moment - INSTANT > self.now
        ]
        kind = rng.random()
        if ahead and kind < 0.3:
            return rng.choice(ahead) + rng.choice((-1, 0, 1)) * INSTANT
        if kind < 0.75:
            return self.now + timedelta(minutes=rng.randint(0, 90))
        if kind < 0.95:
            return self.now + timedelta(hours=rng.randint(1, 30))
        return self.now + timedelta(days=rng.randint(1, 12))


RARELY = {"withdraw", "decline", "refer", "answer_directly", "split", "open_adjudication"}
RARELY |= {"record_conduct", "supervise", "supplement", "unlink_repeat", "report_up"}
OFTEN = {"dispatch", "sign", "submit_answer", "audit_answer", "confirm", "decide_return"}
OFTEN |= {"decide_extension", "record_revisit", "decide_redo", "rate", "register_closing"}


def weight(action: str, ticket: Ticket) -> int:
    """So that lives get somewhere: what ends them is rare, unless something is still pending."""
    rarely = 5 if ticket.pending else 1
    return rarely if action in RARELY else 20 if action in OFTEN else 6


def possible(ticket: Ticket) -> Sequence[str]:
    """The actions of the ticket's status."""
    return [name for name, action in ACTIONS.items() if ticket.status in action.when]


def some_step(life: Life, rng: Random) -> Step | None:
    """Anything by anybody, mostly something that fits the status."""
    at = life.some_time(rng)
    if rng.random() < 0.25:
        return life.of_the_system(at, rng)
    names = list(ACTIONS) if rng.random() < 0.1 else possible(life.ticket)
    return life.step(rng.choices(names, [weight(name, life.ticket) for name in names])[0], at, rng)
