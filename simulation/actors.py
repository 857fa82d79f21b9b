"""Everybody who calls the hotline, and how: with a key or without, in the right place or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from chalicelib.application import ask
from chalicelib.application.edge_ports import ShownTicket
from chalicelib.application.import_calendar import import_year
from chalicelib.application.open_surveys import A_DAY, REMEMBERED
from chalicelib.application.perform import Once, perform
from chalicelib.application.registering import register
from chalicelib.application.sms_ports import Mail, Reply
from chalicelib.domain.directory import Actor, Role
from chalicelib.domain.errors import Refusal
from chalicelib.domain.intake import Register
from chalicelib.domain.records import Survey
from chalicelib.domain.state import Ticket
from chalicelib.domain.verdicts import Rate
from chalicelib.entrypoints.api import once
from chalicelib.entrypoints.api.errors import Problem
from chalicelib.reading import read
from simulation.chance import chance
from simulation.findings import Accepted
from simulation.operations import LINK, LOOK, PUBLISH, REGISTER, TEXT, Operation
from simulation.people import NEXT_YEAR, TEXTS, UNHAPPY_TEXTS, Sitting, displeased
from simulation.plan import PLACES
from simulation.stores import regulations
from tests.builders import UNITS, Regulations
from tests.properties.fields import registration
from tests.properties.life import possible, weight

if TYPE_CHECKING:
    from simulation.world import World

Attempt = Callable[[Once | None], Ticket | Refusal]

WITH_A_KEY, STRANGER, TRIES_AGAIN = 0.5, 0.05, 3
UNHAPPY = 0.8
FILERS = (Role.CITIZEN, Role.OPERATOR, Role.OPERATOR, Role.OFFICE, Role.PLATFORM)
LOOKERS = (*[Role.OFFICE] * 6, Role.HANDLER, Role.CITIZEN, Role.UPPER_OFFICE)
LISTS = (*ask.CLASSES, "open", "open")
OK, REFUSED = 200, 409


@dataclass(slots=True)
class Actors:
    """Who does what is drawn from the operation's own chance and the ticket as it is then."""

    world: World

    def do(self, operation: Operation) -> None:
        random = chance(self.world.plan.seed, "operation", operation.number)
        by = f"op{operation.number}"
        if operation.name == REGISTER:
            self._register(by, random)
        elif operation.name == LOOK:
            self._look(operation.ticket, by, random)
        elif operation.name == PUBLISH:
            self.publish()
        elif ticket := self.world.ticket(operation.ticket):
            self._on(ticket, operation.name, by, random)

    def _on(self, ticket: Ticket, name: str, by: str, random: Random) -> None:
        if name == TEXT:
            self._text(ticket, by, random)
        elif name == LINK:
            self._link(ticket, by, random)
        else:
            self._act(ticket, name, by, random)

    def somebody(self, random: Random) -> None:
        """Anybody does what fits a ticket, most likely the one that somebody else is at."""
        alive = self.world.alive()
        if not alive:
            return
        newest = self.world.watch.at_work
        ticket = next((one for one in alive if one.id == newest), None)
        if ticket is None or random.random() < 0.2:
            ticket = random.choice(alive)
        names = possible(ticket)
        name = random.choices(names, [weight(one, ticket) for one in names])[0]
        self._act(ticket, name, f"m{self.world.weather.met.total()}", random)

    # --- requests ---

    def _register(self, by: str, random: Random) -> None:
        world = self.world
        place, role = self._place(random), random.choice(FILERS)
        given = registration(Regulations.of(place), world.now, random)
        phone = random.choice(world.plan.phones)
        requester = given["requester"]
        if isinstance(requester, dict) and ("phone" in requester or role == Role.CITIZEN):
            requester["phone"] = phone
        actor = Actor(f"{role}-{by}", frozenset({role}), place, None, phone)
        command = read(Register, given)
        attempt = self._attempt(register, command, actor)
        self._request(by, actor, attempt, random)

    def _place(self, random: Random) -> str:
        return self.world.plan.home if random.random() < 0.6 else random.choice(PLACES)

    def _act(self, ticket: Ticket, name: str, by: str, random: Random) -> None:
        world = self.world
        step = Sitting(ticket, world.now, by).step(name, world.now, random)
        if step is None:
            return
        if world.plan.unhappy and random.random() < UNHAPPY:
            step = replace(step, command=displeased(step.command, ticket))
        actor, is_stranger = step.actor, random.random() < STRANGER
        if is_stranger:
            actor = self._stranger(actor, ticket, random)
        world.watch.at_work = ticket.id
        attempt = self._attempt(perform, ticket.id, step.command, actor)
        self._request(by, actor, attempt, random, of=ticket)

    def _stranger(self, actor: Actor, ticket: Ticket, random: Random) -> Actor:
        """The same in another place; a citizen with another phone."""
        places = [one for one in PLACES if one != ticket.jurisdiction]
        if actor.is_a(Role.CITIZEN):
            return replace(actor, phone="+8613700000000")
        return replace(actor, jurisdiction=random.choice(places))

    def _link(self, ticket: Ticket, by: str, random: Random) -> None:
        """Whoever has the link in the survey rates without an account."""
        world = self.world
        phone, place = ticket.requester.phone, ticket.jurisdiction
        actor = Actor(f"link-{by}", frozenset({Role.CITIZEN}), place, None, phone)
        grades = regulations().get(ticket.regulation).ratings.choices
        command = Rate(rating=random.choice(grades[-1:] if world.plan.unhappy else grades).id)
        attempt = self._attempt(perform, ticket.id, command, actor)
        self._request(by, actor, attempt, random, of=ticket)

    def _attempt(self, use_case: Callable[..., Ticket | Refusal], *given: object) -> Attempt:
        return lambda once: use_case(self.world.ports, *given, once=once)

    def _request(
        self, by: str, actor: Actor, attempt: Attempt, random: Random, of: Ticket | None = None
    ) -> None:
        """With a key whoever is not answered asks again; without one nobody knows."""
        if random.random() < WITH_A_KEY:
            self._with_key(by, actor, attempt, TRIES_AGAIN)
            return
        ended = self.world.invoke(by, lambda: attempt(None))
        if isinstance(ended.answer, Ticket):
            told = ended.answer
            self._accepted(Accepted(by, actor, told.id, told.version, told), of)
        elif isinstance(ended.answer, Refusal):
            self.world.note(ended.answer.code)

    def _accepted(self, accepted: Accepted, of: Ticket | None = None) -> None:
        self.world.note(accepted.ticket, accepted.version)
        self.world.accepted.append(accepted)
        self.world.watch.accepted(accepted, of)

    def _with_key(self, by: str, actor: Actor, attempt: Attempt, tries: int) -> None:
        world = self.world
        request = once.Request(actor=actor, key=by, fingerprint=by)
        ended = world.invoke(by, lambda: self._once(request, attempt))
        if ended.failed:
            if tries:
                again = partial(self._with_key, by, actor, attempt, tries - 1)
                world.later(timedelta(seconds=5), again)
        elif isinstance(ended.answer, once.Reply) and ended.answer.status == OK:
            told = ended.answer.headers
            self._accepted(Accepted(by, actor, told["ticket"], int(told["version"])))

    def _once(self, request: once.Request, attempt: Attempt) -> once.Reply | None:
        told = request.will_show(OK, _headers)
        try:
            return once.done_once(self.world.ports, request, lambda: self._reply(attempt(told)))
        except Problem as problem:
            self.world.note(problem.code)
            return None

    def _reply(self, outcome: Ticket | Refusal) -> once.Reply:
        if isinstance(outcome, Refusal):
            return once.Reply(status=REFUSED, headers={}, body=outcome.code)
        shown = ShownTicket(id=outcome.id, version=outcome.version, at=self.world.clock.now())
        return once.Reply(status=OK, headers=_headers(outcome), body="", shows=shown)

    # --- what is no request for a change ---

    def _look(self, ticket_id: str, by: str, random: Random) -> None:
        """A list, as somebody of some place sees it."""
        world, place = self.world, self._place(random)
        role = random.choice(LOOKERS)
        unit = random.choice(sorted(UNITS.units)) if role == Role.HANDLER else None
        ticket = world.ticket(ticket_id)
        phone = ticket.requester.phone if ticket else world.plan.phones[0]
        actor = Actor(f"{role}-{by}", frozenset({role}), place, unit, phone)
        wanted = ask.Wanted(listed_as=None if role == Role.CITIZEN else random.choice(LISTS))
        query = ask.query_for(world.ports, wanted, actor)
        if isinstance(query, Refusal):
            return
        before = world.weather.met["interleaved"]
        ended = world.invoke(by, partial(ask.tickets, world.ports, query, actor, None, 10))
        if ended.answer and world.weather.met["interleaved"] == before:
            world.watch.listed(query, ended.answer[0], by)

    def _text(self, ticket: Ticket, by: str, random: Random) -> None:
        """The requester texts something, told up to three times by a provider that may know more
        than the number.
        """
        world, survey = self.world, ticket.survey
        provider = random.choice(world.providers)
        sms_id = survey.sms if survey else None
        code = survey.code if survey else None
        texts = UNHAPPY_TEXTS if world.plan.unhappy else TEXTS
        text, named = random.choice(texts), random.random()
        if code and named < 0.4:
            text = f"{random.choice('5' if world.plan.unhappy else '1245')} {code}"
        clock = timedelta(seconds=random.choice((0, 0, 0, 0, -200, 200, 900)))
        reply = Reply(
            id=by,
            phone=ticket.requester.phone or "+8613711111111",
            text=text,
            at=world.now + clock,
            answers=provider.id_of(sms_id) if sms_id and 0.4 <= named < 0.6 else None,
            code=code if 0.6 <= named < 0.7 else None,
        )
        if reply.code or reply.answers or (named < 0.4 and self._is_remembered(survey)):
            world.watch.meant[by] = ticket.id
        mail = Mail(provider=provider.name, replies=(reply,))
        for told in range(random.choice((1, 1, 2, 3))):
            seconds = random.randint(0, 480) if told or random.random() < 0.3 else 0
            world.later(timedelta(seconds=seconds), partial(world.inbox.tell, mail))

    def _is_remembered(self, survey: Survey | None) -> bool:
        """After a week a code in a text means nothing any more."""
        told_at = survey.sent_at if survey and survey.code else None
        return told_at is not None and self.world.now + A_DAY < told_at + REMEMBERED

    def publish(self) -> None:
        """Next year's holidays come out; whoever imports them tries until it is done."""
        world = self.world
        ended = world.invoke("publish", lambda: import_year(world.ports, 2027, NEXT_YEAR))
        if ended.failed:
            world.later(timedelta(minutes=5), self.publish)


def _headers(ticket: Ticket) -> Mapping[str, str]:
    return {"ticket": ticket.id, "version": str(ticket.version)}
