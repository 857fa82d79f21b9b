"""Plausible fields of a command: from the regulation's own lists as a rule, sometimes wrong."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, Literal, Protocol, get_args, get_origin

from chalicelib.domain.directory import UnitKind
from chalicelib.domain.regulation import Regulation
from chalicelib.domain.state import Ticket
from chalicelib.domain.terms import DeadlineKind
from chalicelib.domain.ticket import ACTIONS
from chalicelib.reading import fields_of, unwrapped
from tests.builders import PHONE, UNITS


class Situation(Protocol):
    """What the fields of the next command may depend on."""

    @property
    def regulation(self) -> Regulation: ...
    @property
    def ticket(self) -> Ticket: ...
    @property
    def now(self) -> datetime: ...


OMITTED: Any = object()
Values = Callable[[Situation, Random], Any]
WRONG = "no_such_thing"


def one_of(choices: Sequence[Any], rng: Random) -> object:
    return rng.choice(choices) if choices else WRONG


def sometimes(chance: float, values: Values) -> Values:
    return lambda life, rng: values(life, rng) if rng.random() < chance else OMITTED


def text(life: Situation, rng: Random) -> str:  # noqa: ARG001
    return rng.choice(("属实", "情况复杂", "另有说明"))


def ids(name: str) -> Values:
    """The ids of the choices of one of the regulation's lists."""
    return lambda life, rng: one_of([c.id for c in getattr(life.regulation, name).choices], rng)


def later(life: Situation, rng: Random) -> datetime:
    return life.now + timedelta(days=rng.randint(1, 40))


def unit(life: Situation, rng: Random) -> str:
    """Any unit; of a sub-office mostly one under it."""
    holder = UNITS.get(life.ticket.unit)
    if holder is not None and holder.kind == UnitKind.OFFICE and rng.random() < 0.8:
        return "county-roads"
    return rng.choice((*sorted(UNITS.units), "county", "county"))


def named_unit(life: Situation, rng: Random) -> str:
    """Whom a ruling names: the unit that has the ticket, or another."""
    return life.ticket.unit or "parks" if rng.random() < 0.5 else unit(life, rng)


def co_handlers(life: Situation, rng: Random) -> list[str]:
    others = [one for one in sorted(UNITS.units) if one != life.ticket.unit]
    return rng.sample(others, rng.choice((0, 0, 1, 2)))


def amount(life: Situation, rng: Random) -> object:
    limits = [one for one in life.regulation.limits if one.kind == DeadlineKind.HANDLING]
    return one_of([*(one.amount for one in limits), 1, 2, 5, 6], rng)


def outcome(life: Situation, rng: Random) -> object:
    return one_of([one.id for one in life.regulation.answer.outcomes], rng)


def termination_ground(life: Situation, rng: Random) -> object:
    rules = life.regulation.termination
    return one_of([one.code for one in rules.grounds] if rules else [], rng)


def waiting(life: Situation, rng: Random) -> object:
    return one_of([one.id for one in life.ticket.pending] or [WRONG], rng)


def parts(life: Situation, rng: Random) -> list[dict[str, object]]:
    return [
        {"unit": unit(life, rng), "subject": "其一", "description": text(life, rng)}
        for _ in range(2)
    ]


VALUES: Mapping[str, Values] = {
    "decline.reason_code": lambda life, rng: one_of(
        [one.code for one in life.regulation.decline_reasons], rng
    ),
    "refer.to": lambda life, rng: one_of([one.to for one in life.regulation.referrals], rng),
    "to": lambda life, rng: "tkt_0",  # noqa: ARG005
    "category": sometimes(0.6, ids("categories")),
    "unit": unit,
    "adjudicate.unit": named_unit,
    "co_handlers": co_handlers,
    "dispatch.due_at": sometimes(0.1, later),
    "promised_for": later,
    "due": sometimes(0.4, later),
    "handled_at": lambda life, rng: life.now - timedelta(minutes=rng.choice((0, 5))),
    "parts": parts,
    "attachments": lambda life, rng: [],  # noqa: ARG005
    "request": sometimes(0.3, waiting),
    "request_termination.ground": termination_ground,
    "ground": lambda life, rng: one_of([o.id for o in life.regulation.extensions.grounds], rng),
    "request_extension.kind": sometimes(0.6, lambda life, rng: rng.choice(("ordinary", "long"))),  # noqa: ARG005
    "amount": sometimes(0.8, amount),
    "supervise.form": lambda life, rng: one_of(
        [one.id for one in life.regulation.supervision.forms], rng
    ),
    "trigger": lambda life, rng: one_of(
        [one.code for one in life.regulation.supervision.triggers], rng
    ),
    "requester_informed": lambda life, rng: rng.random() < 0.9,  # noqa: ARG005
    "override_reason": sometimes(0.4, text),
    "decide_return.refusal_code": sometimes(
        0.4, lambda life, rng: one_of([o.code for o in life.regulation.returns.refusals], rng)
    ),
    "decide_redo.exclusion_code": sometimes(
        0.4, lambda life, rng: one_of([o.code for o in life.regulation.redo.exclusions], rng)
    ),
    "outcome": outcome,
    "rating": ids("ratings"),
    "corrected_rating": sometimes(0.5, ids("ratings")),
    "approve": lambda life, rng: rng.random() < 0.65,  # noqa: ARG005
    "reached": lambda life, rng: rng.random() < 0.75,  # noqa: ARG005
    "pass_on": lambda life, rng: rng.random() < 0.15,  # noqa: ARG005
    "conduct": ids("conduct"),
    "supervision": sometimes(0.1, lambda life, rng: f"supervision#{rng.randint(1, 3)}"),  # noqa: ARG005
}


def body(action: str, life: Situation, rng: Random) -> dict[str, object]:
    """The fields of an action; one in twelve has one that is missing or wrong."""
    found = {}
    command: object = ACTIONS[action].command
    for name, annotation, _ in fields_of(command):
        values = VALUES.get(f"{action}.{name}") or VALUES.get(name)
        value = values(life, rng) if values else by_type(annotation, rng)
        if value is not OMITTED:
            found[name] = value
    if found and rng.random() < 1 / 12:
        spoilt = rng.choice(sorted(found))
        if isinstance(found[spoilt], str):
            found[spoilt] = WRONG
        else:
            del found[spoilt]
    return found


def by_type(annotation: object, rng: Random) -> object:
    """A word of a closed list, a yes or no, else some text."""
    kind, _, nullable = unwrapped(annotation)
    if get_origin(kind) is Literal:
        return rng.choice(get_args(kind))
    if kind is bool:
        return rng.choice((True, False))
    return OMITTED if nullable and rng.random() < 0.1 else rng.choice(("属实", "另有说明"))


def registration(regulation: Regulation, now: datetime, rng: Random) -> dict[str, object]:
    """A request as it may come in, complete enough for most regulations."""
    requester: dict[str, object] = {"name": "张三", "phone": PHONE}
    if rng.random() < 0.15:
        requester = {"name": "张三"}
    requester |= {"confidential": rng.random() < 0.1, "reply_wanted": rng.random() < 0.85}
    kinds = [one.id for one in regulation.source_kinds.choices]
    source = {"platform": "up", "reference": "UP-1", "kind": rng.choice(kinds)}
    if rng.random() < 0.3:
        source["due_at"] = (now + timedelta(hours=rng.randint(-5, 400))).isoformat()
    given: dict[str, object] = {
        "jurisdiction": regulation.identity.place,
        "category": rng.choice([one.id for one in regulation.categories.choices]),
        "subject": "夜间施工噪声",
        "description": "工地夜间施工，影响休息",
        "complexity": rng.choice(("simple", "ordinary", "complex")),
        "urgency": rng.choice(("normal", "urgent", "emergency")),
        "directly_answerable": rng.random() < 0.25,
        "requester": requester,
        "location": {"address": "建设路1号"},
    }
    if rng.random() < 0.15:
        given["source"] = source
    if rng.random() < 0.1:
        given["statutory_due_at"] = now + timedelta(days=rng.randint(1, 20))
    return given
