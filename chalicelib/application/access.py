"""Who may see a ticket, and in whose name an action is given.

What a caller may not see does not exist for them. `ACTIONS` of the domain says which roles may
do what; here stands which unit, which office and which citizen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.decision import forbidden, invalid
from chalicelib.domain.directory import OF_A_UNIT, Actor, Directory, Role
from chalicelib.domain.errors import Refusal
from chalicelib.domain.handling import Contribute
from chalicelib.domain.state import Ticket
from chalicelib.domain.ticket import Action

WHOLE_JURISDICTION = (Role.OPERATOR, Role.SUPERVISOR, Role.UPPER_OFFICE, Role.AUDITOR)
# Where a request came from, and by when a law or a platform wants it answered.
NOT_A_CITIZENS = ("source", "statutory_due_at")
MAY_FILE = (Role.CITIZEN, Role.OPERATOR, Role.OFFICE, Role.PLATFORM)


def may_see(actor: Actor, ticket: Ticket, directory: Directory) -> bool:
    """Whether the ticket exists for this caller."""
    if _is_own(actor, ticket):
        return True
    if actor.jurisdiction != ticket.jurisdiction:
        return False
    return (
        actor.is_a(*WHOLE_JURISDICTION, Role.SYSTEM)
        or (actor.is_a(Role.OFFICE) and _of_office(actor, ticket, directory))
        or (actor.is_a(*OF_A_UNIT) and _of_unit(actor, ticket))
        or (actor.is_a(Role.PLATFORM) and _of_platform(actor, ticket))
    )


def _is_own(actor: Actor, ticket: Ticket) -> bool:
    """A citizen's own, in the jurisdiction the token names, or in any if it names none."""
    return (
        actor.is_a(Role.CITIZEN)
        and actor.phone is not None
        and actor.phone == ticket.requester.phone
        and (not actor.jurisdiction or actor.jurisdiction == ticket.jurisdiction)
    )


def _of_office(actor: Actor, ticket: Ticket, directory: Directory) -> bool:
    """The office sees all; a sub-office what it or a unit under it holds or held before."""
    if actor.unit is None:
        return True
    return any(
        directory.is_under(ticket.unit, office) or office in ticket.offices
        for office in actor.units
    )


def _of_unit(actor: Actor, ticket: Ticket) -> bool:
    return any(unit in (ticket.unit, *ticket.co_handlers) for unit in actor.units)


def _of_platform(actor: Actor, ticket: Ticket) -> bool:
    """A platform sees what platforms sent, one that names itself only its own; and what it judges
    where a level above asks the citizen.
    """
    if ticket.survey is not None and ticket.survey.above:
        return True
    return ticket.source is not None and actor.unit in (None, ticket.source.platform)


def refuses(actor: Actor, action: Action, ticket: Ticket) -> Refusal | None:
    """Why this caller may not give this command on a ticket that they see."""
    acting = actor.roles.intersection(action.by)
    if not acting:
        return forbidden(f"only for: {', '.join(action.by)}")
    if Role.HANDLER in acting and _acts_for_unit(actor, action, ticket):
        return None
    if Role.LEADER in acting and ticket.unit in actor.units:
        return None
    if Role.CITIZEN in acting and _is_own(actor, ticket):
        return None
    if acting - {Role.HANDLER, Role.LEADER, Role.CITIZEN}:
        return None
    return forbidden("only the lead unit, its leader or the requester acts here")


def _acts_for_unit(actor: Actor, action: Action, ticket: Ticket) -> bool:
    """Only the lead unit acts, or who took over from it; a co-handler contributes."""
    return _of_unit(actor, ticket) if action.command is Contribute else ticket.unit in actor.units


def may_not_file(actor: Actor, given: Mapping[str, Any]) -> Refusal | None:
    """Who may register a request here; a citizen only their own, and without the dates that only
    the hotline or a platform sets.
    """
    jurisdiction, requester = given.get("jurisdiction"), given.get("requester")
    phone = requester.get("phone") if isinstance(requester, dict) else None
    if not actor.is_a(*MAY_FILE):
        return forbidden(f"only for: {', '.join(MAY_FILE)}")
    any_place = not actor.jurisdiction and actor.is_a(Role.CITIZEN)
    if isinstance(jurisdiction, str) and jurisdiction != actor.jurisdiction and not any_place:
        return forbidden("not in another jurisdiction")
    only_citizen = not actor.is_a(Role.OPERATOR, Role.OFFICE, Role.PLATFORM)
    if only_citizen and phone is not None and phone != actor.phone:
        return forbidden("a citizen files only for themselves")
    set_by_others = [name for name in NOT_A_CITIZENS if given.get(name) is not None]
    if only_citizen and set_by_others:
        return invalid(f"/{set_by_others[0]}", "the hotline or a platform sets this, no citizen")
    return None
