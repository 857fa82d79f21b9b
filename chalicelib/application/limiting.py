"""Abuse: how often a citizen or an address may ask, and how often a number is sent codes.

Nobody is shut out: whoever asks too often is told so, and when to come again (429). People of
the offices and platforms, whom their place knows by name, are not counted.
"""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv6Network, ip_address

from chalicelib.application.ports import Ports
from chalicelib.domain.directory import Actor, Role
from chalicelib.domain.rates import Rate

SECOND, MINUTE, HOUR, DAY = (timedelta(seconds=one) for one in (1, 60, 3600, 86_400))

# By hand one asks some times a minute; an application that shows a page, some times at once.
CITIZEN = Rate(at_once=60, every=SECOND, span=MINUTE)
# Each is somebody's work: a family's whole misfortune has room in a day, a flood has not.
FILINGS = Rate(at_once=6, every=10 * MINUTE, span=HOUR)
# Thousands of phones may share one address of a mobile network.
ADDRESS = Rate(at_once=300, every=SECOND / 10, span=MINUTE)
LOOKUPS = Rate(at_once=20, every=6 * SECOND, span=5 * MINUTE)
# SMS that somebody else may have asked for.
CODES = Rate(at_once=3, every=12 * HOUR, span=DAY)
# Of a person who works here: a call takes longer, and nobody reads the whole city.
REVEALS = Rate(at_once=30, every=2 * MINUTE, span=HOUR)

FILING = "POST /v1/tickets"
LOOKUP = "POST /v1/lookups"
FREE = ("GET /health", "GET /openapi.json")
HOME_BITS = 64  # of an address of version 6: what one household or phone is given


def wait(ports: Ports, actor: Actor, address: str, route: str) -> timedelta | None:
    """How long this caller has to wait for this route (`POST /v1/tickets`); None: not at all."""
    if actor.is_a(Role.CITIZEN):
        citizen = actor.phone or actor.id
        if route == FILING:
            return _taken(ports, f"filings#{citizen}", FILINGS)
        return _taken(ports, f"citizen#{citizen}", CITIZEN)
    if actor.roles or route in FREE:
        return None
    if route.startswith(LOOKUP):
        return _taken(ports, f"lookups#{_household(address)}", LOOKUPS)
    return _taken(ports, f"address#{_household(address)}", ADDRESS)


def wait_for_code(ports: Ports, phone: str) -> timedelta | None:
    """How long this number has to wait for its next code."""
    return _taken(ports, f"codes#{phone}", CODES)


def wait_to_reveal(ports: Ports, actor: Actor) -> timedelta | None:
    """How long this person has to wait until they may see the next thing in clear."""
    return _taken(ports, f"reveals#{actor.jurisdiction}#{actor.id}", REVEALS)


def _taken(ports: Ports, whose: str, rate: Rate) -> timedelta | None:
    """Numbers and addresses are not kept: only who has the key finds their buckets."""
    return ports.limits.take(ports.seals.indexed(whose), rate, ports.clock.now())


def _household(address: str) -> str:
    """Who has a whole network of addresses counts as one."""
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    return address if known.version == 4 else str(IPv6Network((address, HOME_BITS), strict=False))  # noqa: PLR2004 - a version's name
