"""What a place's own list of staff says of who calls: it bounds what their token claims."""

from __future__ import annotations

from chalicelib.application.ports import Ports
from chalicelib.domain.directory import HOME, OF_A_UNIT, STAFF_ROLES, Actor, Role
from chalicelib.domain.staff import Post

NO_ROLES = frozenset[Role]()


def recognised(ports: Ports, claimed: Actor) -> Actor:
    """The caller with the roles that both their token and the list of the place give them today.

    Where nobody of this id is listed the token alone counts, unless the place lists all its staff.
    """
    if not claimed.jurisdiction or claimed.roles.isdisjoint(STAFF_ROLES):
        return claimed
    member = ports.staff.get(claimed.jurisdiction, claimed.id)
    if member is not None:
        today = ports.clock.now().astimezone(HOME).date()
        return _with_heritage(ports, _bounded(claimed, member.post_on(today)))
    if ports.settings.staff_listed(claimed.jurisdiction):
        return _bounded(claimed, None)
    return _with_heritage(ports, claimed)


def _bounded(claimed: Actor, post: Post | None) -> Actor:
    """Roles: those that both name. The unit: the narrower of both; two that differ give nothing."""
    agree = post is not None and (post.unit is None or claimed.unit in (None, post.unit))
    recorded = post.roles if post and agree else NO_ROLES
    roles = claimed.roles & (recorded | (frozenset(Role) - STAFF_ROLES))
    unit = claimed.unit or (post.unit if post else None)
    return claimed.but(roles=roles, unit=unit)


def _with_heritage(ports: Ports, actor: Actor) -> Actor:
    """With the units that ended and handed over to theirs."""
    if actor.unit is None or not actor.is_a(*OF_A_UNIT, Role.OFFICE):
        return actor
    return actor.but(formerly=ports.directories.of(actor.jurisdiction).handed_to(actor.unit))
