"""What the single-machine run starts with: units, and tickets made through the real use cases."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from chalicelib.application.directing import put_staff
from chalicelib.application.perform import perform
from chalicelib.application.ports import Ports
from chalicelib.application.registering import register, regulation_now
from chalicelib.domain.directory import OF_A_UNIT, Actor, Directory, Role, Unit, UnitKind
from chalicelib.domain.errors import Refusal
from chalicelib.domain.intake import Register
from chalicelib.domain.staff import StaffGiven, StaffMember
from chalicelib.domain.state import Ticket
from chalicelib.domain.ticket import ACTIONS
from chalicelib.reading import read
from local.issuer import subject

FOLDER = Path(__file__).parent
Made = TypeVar("Made", Ticket, StaffMember)


class SeedError(ValueError):
    """A seed that its own regulation refuses."""


@dataclass(frozen=True, slots=True)
class Seed:
    """One place: its units, its people, and tickets with the steps that bring them where they are.

    Who has roles is known by the name that the local issuer puts into tokens of these roles.
    """

    place: str
    directory: Directory
    staff: tuple[StaffGiven, ...]
    tickets: tuple[dict[str, Any], ...]


def load_seeds(folder: Path = FOLDER) -> list[Seed]:
    return [_seed(file) for file in sorted(folder.glob("*.toml"))]


def _seed(file: Path) -> Seed:
    document = tomllib.loads(file.read_text("utf-8"))
    units = [
        Unit(one["id"], one["name"], UnitKind(one["kind"]), one.get("parent"))
        for one in document["units"]
    ]
    return Seed(
        file.stem,
        Directory({unit.id: unit for unit in units}),
        tuple(_member(file.stem, one) for one in document.get("staff", ())),
        tuple(document.get("tickets", ())),
    )


def _member(place: str, given: dict[str, Any]) -> StaffGiven:
    named = given["roles"] or given["duties"]
    return read(StaffGiven, {"id": subject(named, place, given.get("unit")), **given})


def plant(ports: Ports, seed: Seed) -> list[Ticket]:
    """Appoint the people of a place and make its tickets, if it has a regulation by now.

    A step that is refused is a mistake in the seed.
    """
    if regulation_now(ports, seed.place) is None:
        return []
    office = Actor("seed:office", frozenset({Role.OFFICE}), seed.place)
    for one in seed.staff:
        _expect(put_staff(ports, seed.place, one, office), one.id)
    return [_plant(ports, seed.place, dict(one)) for one in seed.tickets]


def _plant(ports: Ports, place: str, given: dict[str, Any]) -> Ticket:
    steps = given.pop("steps", [])
    operator = Actor("seed:operator", frozenset({Role.OPERATOR}), place)
    command = read(Register, {**given, "jurisdiction": place})
    ticket = _expect(register(ports, command, operator), place)
    for step in steps:
        ticket = _take(ports, ticket, step)
    return ticket


def _take(ports: Ports, ticket: Ticket, step: dict[str, Any]) -> Ticket:
    role = Role(step["by"])
    unit = step.get("unit", ticket.unit if role in OF_A_UNIT else None)
    actor = Actor(
        f"seed:{role}", frozenset({role}), ticket.jurisdiction, unit, ticket.requester.phone
    )
    body = dict(step.get("body", {}))
    if step["action"] == "submit_answer":
        body.setdefault("handled_at", ports.clock.now())
    command = read(ACTIONS[step["action"]].command, body)
    return _expect(perform(ports, ticket.id, command, actor), f"{ticket.number} {step['action']}")


def _expect(outcome: Made | Refusal, where: str) -> Made:
    if isinstance(outcome, Refusal):
        raise SeedError(f"{where}: {outcome.code}: {outcome.detail} {outcome.errors}")
    return outcome
