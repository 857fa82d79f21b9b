"""Ten thousand surveys sent and answered in random order: each ends in exactly one way.

`python -m bench.surveys` (SURVEYS=500 for a small one) lets the town of `bench.town` live, in
memory and on a virtual clock. Then each survey must have ended once, in one of four ways; the sums
of participation and satisfaction must be theirs; and no grade may stand where it was not meant.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

from bench.figures import keep
from bench.town import Town
from chalicelib.domain.satisfaction import counted
from chalicelib.domain.state import Ticket
from chalicelib.domain.surveys import SurveyNotSent
from chalicelib.domain.verdicts import ExpiryWithdrawn, Rated, SurveyExpired
from tests.application.world import REGULATIONS

ALL = 10_000
MANY = int(os.environ.get("SURVEYS", str(ALL)))
SEED = 12345
CLOSED_WITHIN = timedelta(hours=48)
SURVEYS_A_PHONE = 1.5
ENDS = ("rated", "invalid", "expired", "not_sent")

Figures = dict[str, Any]


def times_ended(town: Town, ticket: str) -> int:
    """Taken back counts against it: what was given in time, and told after the end."""
    events = [entry.event for entry in town.desk.ports.tickets.history(ticket)]
    ended = sum(isinstance(one, Rated | SurveyExpired | SurveyNotSent) for one in events)
    return ended - sum(isinstance(one, ExpiryWithdrawn) for one in events)


def misplaced(town: Town) -> Iterator[str]:
    """Tickets with another grade than the one the citizen meant for them."""
    for ticket in map(town.load, town.tickets):
        choices = REGULATIONS.get(ticket.regulation).ratings.choices
        if ticket.rating not in {None, choices[int(town.meant[ticket.id]) - 1].id}:
            yield ticket.id


def good_as_meant(town: Town, tickets: list[Ticket]) -> int:
    return sum(one.rating is not None and town.meant[one.id] in "123" for one in tickets)


def figures(town: Town) -> Figures:
    tickets = [town.load(one) for one in town.tickets]
    states = Counter(one.survey.state if one.survey else "none" for one in tickets)
    rounds = [
        each for one in tickets for each in counted(one, REGULATIONS.get(one.regulation).ratings)
    ]
    return {
        "surveys": len(tickets),
        **{state: states[state] for state in ENDS},
        "otherwise": sum(states.values()) - sum(states[state] for state in ENDS),
        "not ended once": sum(times_ended(town, one) != 1 for one in town.tickets),
        "misplaced": len(list(misplaced(town))),
        "participated": sum(one.participated for one in rounds),
        "in the denominator": sum(one.in_denominator for one in rounds),
        "satisfied": sum(one.satisfied for one in rounds),
        "meant to be good": good_as_meant(town, tickets),
        "sms sent": len(town.sms.messages()),
        **{f"{name} told": town.happened[name] for name in ("receipts", "replies")},
        "webhooks refused": town.happened["refused"],
    }


def run(many: int, seed: int = SEED) -> Figures:
    random = Random(seed)
    town = Town(random)
    phones = [f"+86139{at:08d}" for at in range(max(1, int(many / SURVEYS_A_PHONE)))]
    for _ in range(many):
        phone = random.choice(phones)
        town.later(random.random() * CLOSED_WITHIN, partial(town.close, phone))
    town.live()
    return figures(town)


def is_right(found: Figures) -> bool:
    """Each ended once, every sum adds up, and no grade is where it was not meant to be."""
    ended = sum(found[state] for state in ENDS)
    over = found["rated"] + found["invalid"] + found["expired"]
    wrong = ("otherwise", "not ended once", "misplaced", "webhooks refused")
    return (
        ended == found["surveys"]
        and all(found[name] == 0 for name in wrong)
        and found["participated"] == over
        and found["in the denominator"] == found["rated"]
        and found["satisfied"] == found["meant to be good"]
    )


def main() -> int:
    """Print, store, and judge."""
    begun, cpu_begun = time.perf_counter(), time.process_time()
    found = run(MANY)
    found["seconds"] = round(time.perf_counter() - begun, 1)
    found["cpu_seconds"] = round(time.process_time() - cpu_begun, 1)
    for name, value in found.items():
        print(f"  {name:<20}{value}")
    if MANY == ALL:
        keep("surveys", found)
    return 0 if is_right(found) else 1


if __name__ == "__main__":
    sys.exit(main())
