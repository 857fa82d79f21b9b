"""`make run`: the whole system on this machine, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
import threading
from datetime import datetime
from types import FrameType

from app import app
from local.endpoints import ZONE
from local.seeds import load_seeds, plant
from local.server import make_server
from local.world import World, new_world

HOST = "127.0.0.1"
TICK_SECONDS = 1.0
FIRST_YEAR = 2004

WHERE_TO_LOOK = """\
连心 runs on {base}   (Ctrl-C stops it)

  the API               {base}/openapi.json
  jurisdictions         {base}/v1/jurisdictions/zhaoqing   (with a token)
  the clock             {base}/_local/clock    now {now}
  SMS that were sent    {base}/_local/sms
  tickets made          {tickets}

  TOKEN=$(curl -s '{base}/_local/token?role=office&jurisdiction=zhaoqing' | cut -d'"' -f4)
  curl -s -H "Authorization: Bearer $TOKEN" {base}/v1/tickets
"""


def main() -> None:
    port = int(os.environ.get("PORT", "8000"))
    base = f"http://{HOST}:{port}"
    seeds = load_seeds()
    world = new_world(
        {seed.place: seed.directory for seed in seeds},
        base_url=base,
        start=started_at(os.environ.get("HOTLINE_NOW")),
        manual_receipts=os.environ.get("RECEIPTS") == "manual",
    )
    made = sum(len(plant(world.ports, seed)) for seed in seeds)
    try:
        server = make_server(app, world, HOST, port)
    except OSError as wrong:
        sys.exit(f"cannot serve on {base}: {wrong.strerror}; PORT= chooses another port")
    stop = threading.Event()
    ticking = threading.Thread(target=keep_ticking, args=(world, stop), daemon=True)
    ticking.start()
    signal.signal(signal.SIGTERM, _interrupt)
    now = world.clock.now().astimezone(ZONE).isoformat(timespec="seconds")
    print(WHERE_TO_LOOK.format(base=base, now=now, tickets=made), flush=True)
    try:
        server.server.serve_forever(poll_interval=0.1)
    finally:
        stop.set()
        server.server.server_close()
        ticking.join(timeout=TICK_SECONDS)


def started_at(text: str | None) -> datetime | None:
    """Where the clock starts; a time without an offset is meant as China's."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        sys.exit(f"HOTLINE_NOW={text} is no instant such as 2026-03-02T09:00:00+08:00")
    moment = moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
    if moment.year < FIRST_YEAR:
        sys.exit(f"HOTLINE_NOW={text} lies before the first published calendar, {FIRST_YEAR}")
    return moment


def keep_ticking(world: World, stop: threading.Event) -> None:
    """Let what falls due take effect as time goes by, without anybody moving the clock."""
    while not stop.wait(TICK_SECONDS):
        world.tick()


def _interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - a signal handler
    raise KeyboardInterrupt


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("stopped")
