"""How long the single-machine run takes over thirty days: `python -m bench.thirty_days`.

A hundred tickets in hand, moved over HTTP by one request: as much as a developer's test asks for.
It may take ten seconds; processor time, as other work on the machine is not meant.
"""

from __future__ import annotations

import sys
import time
from datetime import datetime

from bench.figures import keep
from bench.growth import filled
from bench.lives import STARTS_AT, served
from local.seeds import load_seeds
from local.world import new_world

TICKETS, SPAN, MOST_SECONDS = 100, "P30D", 10.0


def main() -> int:
    start = datetime.fromisoformat(STARTS_AT)
    directories = {seed.place: seed.directory for seed in load_seeds()}
    world = new_world(directories, base_url="http://127.0.0.1", start=start)
    with served(world) as teller:
        filled(world, TICKETS, 0)
        wall, cpu = time.monotonic(), time.process_time()
        fired = teller.advance(SPAN)
        figures = {
            "tickets": TICKETS,
            "fired": len(fired),
            "cpu_seconds": round(time.process_time() - cpu, 2),
            "seconds": round(time.monotonic() - wall, 2),
        }
    print(f"{SPAN}: {figures}")
    keep("thirty_days", figures)
    return 0 if figures["cpu_seconds"] <= MOST_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
