"""What a deadline costs that nobody kept: found, decided, committed, told to its unit and office.

A hundred tickets of one unit fall due at the same midnight, on DynamoDB tables; `bench.ledger`
prices every request of the sweep and of the sender behind it, and shares them out.
"""

from __future__ import annotations

import sys
from collections import Counter

from bench.figures import keep
from bench.ledger import Backend, Ledger
from bench.life import on_tables
from chalicelib.application.perform import perform
from chalicelib.application.ports import Ports
from chalicelib.application.registering import register
from chalicelib.domain.directory import Actor, Role
from chalicelib.domain.dispatching import Dispatch
from chalicelib.domain.errors import Refusal
from chalicelib.domain.intake import Register, RequesterGiven
from chalicelib.domain.state import Ticket
from chalicelib.domain.terms import DeadlineKind

TICKETS = 100
PLACE, UNIT = "zhaoqing", "urban-management"


def dispatched(ports: Ports, number: int) -> Ticket:
    """A complaint that its unit has signed for by being sent it, and does nothing about."""
    clerk = Actor("a clerk", frozenset({Role.OPERATOR, Role.OFFICE}), PLACE)
    command = Register(
        jurisdiction=PLACE,
        category="complaint",
        subject="夜间施工噪声",
        description="夜里十一点后仍在施工" * 30,
        requester=RequesterGiven(phone=f"+86138{number:08d}"),
    )
    ticket = expect(register(ports, command, clerk))
    return expect(perform(ports, ticket.id, Dispatch(unit=UNIT), clerk))


def expect(outcome: Ticket | Refusal) -> Ticket:
    if isinstance(outcome, Refusal):
        raise TypeError(f"refused: {outcome.code}")
    return outcome


def main() -> int:
    with on_tables() as (world, aws):
        made = [dispatched(world.ports, number) for number in range(TICKETS)]
        deadline = next(one for one in made[0].deadlines if one.kind == DeadlineKind.HANDLING)
        world.move_to(max(at for _, at in deadline.warnings))
        ledger = Ledger(Backend(aws.new_client()))
        ledger.attach(aws.client)
        world.move_to(deadline.due_at)
    late = sum(
        "overdue" in expect(world.ports.tickets.load(one.id) or made[0]).flags for one in made
    )
    indexes = Counter({row.index: 0 for row in ledger.rows if row.index})
    for row in ledger.rows:
        indexes[row.index] += row.wcu
    figures = {
        "breaches": late,
        "WCU each": sum(row.wcu for row in ledger.rows) / TICKETS,
        "RCU each": sum(row.rcu for row in ledger.rows) / TICKETS,
        "WCU each, by index": {name: indexes[name] / TICKETS for name in indexes if name},
    }
    print(figures)
    keep("breach", figures)
    return 0 if late == TICKETS else 1


if __name__ == "__main__":
    sys.exit(main())
