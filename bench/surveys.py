"""Ten thousand surveys sent and answered in random order: each ends in exactly one way.

`python -m bench.surveys` (SURVEYS=500 for a small one) lets the town of `bench.town` live, in
memory and on a virtual clock, in every place that asks by SMS. Then each survey must have ended
once, in one of four ways; the sums of participation and satisfaction must be theirs, in each place
and in all; and no grade may stand where it was not meant.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections import Counter
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

from bench.__main__ import rows
from bench.figures import keep
from bench.town import PLACES, Town
from chalicelib.domain.satisfaction import counted
from chalicelib.domain.state import Ticket
from chalicelib.domain.surveys import SurveyArrivedAfterAll, SurveyNotSent
from chalicelib.domain.verdicts import ExpiryWithdrawn, Rated, SurveyExpired
from tests.application.world import REGULATIONS

ALL = 10_000
MANY = int(os.environ.get("SURVEYS", str(ALL)))
SEED = 12345
CLOSED_WITHIN = timedelta(hours=48)
SURVEYS_A_PHONE = 1.5
ENDS = ("rated", "invalid", "expired", "not_sent")
SUMS = ("surveys", *ENDS, "participated", "in the denominator", "satisfied", "meant to be good")

Figures = dict[str, Any]


def times_ended(town: Town, ticket: Ticket) -> int:
    """Taken back counts against it: what was given in time, and told after the end."""
    events = [entry.event for entry in town.desk.ports.tickets.history(ticket.id)]
    ended = sum(isinstance(one, Rated | SurveyExpired | SurveyNotSent) for one in events)
    return ended - sum(isinstance(one, ExpiryWithdrawn | SurveyArrivedAfterAll) for one in events)


def is_misplaced(town: Town, ticket: Ticket) -> bool:
    """It has another grade than the one the citizen meant for it."""
    choices = REGULATIONS.get(ticket.regulation).ratings.choices
    return ticket.rating not in {None, choices[int(town.meant[ticket.id]) - 1].id}


def good_as_meant(town: Town, tickets: list[Ticket]) -> int:
    return sum(one.rating is not None and town.meant[one.id] in "123" for one in tickets)


def ends(town: Town, tickets: list[Ticket]) -> Figures:
    """How the surveys of these tickets ended, and what is counted of them."""
    states = Counter(one.survey.state if one.survey else "none" for one in tickets)
    rounds = [
        each for one in tickets for each in counted(one, REGULATIONS.get(one.regulation).ratings)
    ]
    return {
        "surveys": len(tickets),
        **{state: states[state] for state in ENDS},
        "otherwise": sum(states.values()) - sum(states[state] for state in ENDS),
        "not ended once": sum(times_ended(town, one) != 1 for one in tickets),
        "misplaced": sum(is_misplaced(town, one) for one in tickets),
        "participated": sum(one.participated for one in rounds),
        "in the denominator": sum(one.in_denominator for one in rounds),
        "satisfied": sum(one.satisfied for one in rounds),
        "meant to be good": good_as_meant(town, tickets),
    }


def figures(town: Town) -> Figures:
    """Of all together, and of each place."""
    tickets = [town.load(one) for one in town.tickets]
    return {
        **ends(town, tickets),
        "sms sent": len(town.sms.messages()),
        **{f"{name} told": town.happened[name] for name in ("receipts", "replies")},
        "webhooks refused": town.happened["refused"],
        "by place": {
            place: ends(town, [one for one in tickets if one.jurisdiction == place])
            for place in PLACES
        },
    }


def run(many: int, seed: int = SEED) -> Figures:
    """A phone may have surveys of several places at once, as a citizen may."""
    random = Random(seed)
    town = Town(random)
    phones = [f"+86139{at:08d}" for at in range(max(1, int(many / SURVEYS_A_PHONE)))]
    for number in range(many):
        phone, place = random.choice(phones), PLACES[number % len(PLACES)]
        town.later(random.random() * CLOSED_WITHIN, partial(town.close, phone, place))
    town.live()
    return figures(town)


def is_right(found: Figures) -> bool:
    """Of all and of each place: each ended once, every sum adds up, and no grade is where it was
    not meant to be; and the places are all there is.
    """
    places = found["by place"].values()
    whole = all(found[name] == sum(one[name] for one in places) for name in SUMS)
    return whole and not found["webhooks refused"] and all(map(adds_up, (found, *places)))


def adds_up(found: Figures) -> bool:
    ended = sum(found[state] for state in ENDS)
    over = found["rated"] + found["invalid"] + found["expired"]
    return (
        ended == found["surveys"]
        and all(found[name] == 0 for name in ("otherwise", "not ended once", "misplaced"))
        and found["participated"] == over
        and found["in the denominator"] == found["rated"]
        and found["satisfied"] == found["meant to be good"]
    )


def main() -> int:
    """Print, store, and judge."""
    logging.disable(logging.WARNING)  # a provider that refuses now and then is part of the plan
    begun, cpu_begun = time.perf_counter(), time.process_time()
    found = run(MANY)
    found["seconds"] = round(time.perf_counter() - begun, 1)
    found["cpu_seconds"] = round(time.process_time() - cpu_begun, 1)
    for path, value in rows(found):
        print(f"  {path:<42}{value}")
    if MANY == ALL:
        keep("surveys", found)
    return 0 if is_right(found) else 1


if __name__ == "__main__":
    sys.exit(main())
