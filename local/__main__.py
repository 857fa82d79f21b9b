"""`make run`: the whole system on this machine, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from datetime import datetime
from pathlib import Path
from types import FrameType

from chalice.local import LocalDevServer

from app import app
from local.endpoints import ZONE
from local.keeping import Keeping, Kept, Unusable
from local.seeds import load_seeds, plant
from local.server import make_server
from local.world import STORES, Store, World, new_world

HOST = "127.0.0.1"
TICK_SECONDS = 1.0
SAVE_SECONDS = float(os.environ.get("SAVE_SECONDS", "10"))
# At most this part of the time is spent on saving.
SAVING = 0.05
FIRST_YEAR = 2004

WHERE_TO_LOOK = """\
连心 runs on {base}   (Ctrl-C stops it)

  the API               {base}/openapi.json
  jurisdictions         {base}/v1/jurisdictions/zhaoqing   (with a token)
  the clock             {base}/_local/clock    now {now}
  SMS that were sent    {base}/_local/sms
  tickets               {tickets}
  the state             {state}

  TOKEN=$(curl -s '{base}/_local/token?role=office&jurisdiction=zhaoqing' | cut -d'"' -f4)
  curl -s -H "Authorization: Bearer $TOKEN" {base}/v1/tickets
"""


def main() -> None:
    port = int(os.environ.get("PORT", "8000"))
    base = f"http://{HOST}:{port}"
    store = chosen_store(os.environ.get("STORE"))
    try:
        keeping = keeping_in(os.environ.get("DATA"), store)
        kept = keeping.read() if keeping else None
        world, made = started(base, store, kept)
        if keeping:
            keeping.save(world)
    except Unusable as wrong:
        sys.exit(f"DATA: {wrong}")
    try:
        server = make_server(app, world, HOST, port)
    except OSError as wrong:
        sys.exit(f"cannot serve on {base}: {wrong.strerror}; PORT= chooses another port")
    print(welcome(world, base, made, keeping), flush=True)
    try:
        serve(server, world, keeping)
    except Unusable as wrong:
        sys.exit(f"DATA: not saved: {wrong}")


def started(base: str, store: Store, kept: Kept | None) -> tuple[World, str]:
    """A world, and what is said of its tickets: those that were kept, or those of the seeds."""
    seeds = load_seeds()
    world = new_world(
        {seed.place: seed.directory for seed in seeds},
        base_url=base,
        start=started_at(os.environ.get("HOTLINE_NOW")),
        manual_receipts=os.environ.get("RECEIPTS") == "manual",
        limited=os.environ.get("RATE_LIMITS") != "off",
        store=store,
        keys=kept.keys if kept else None,
    )
    if kept:
        kept.put_into(world)
        return world, "those of the run before, and its clock"
    return world, f"{sum(len(plant(world.ports, seed)) for seed in seeds)} made"


def serve(server: LocalDevServer, world: World, keeping: Keeping | None) -> None:
    """Until Ctrl-C or SIGTERM; then what is kept is saved, and nothing interrupts that."""
    stop = threading.Event()
    beside = [threading.Thread(target=keep_ticking, args=(world, stop), daemon=True)]
    if keeping:
        beside.append(threading.Thread(target=keep_saving, args=(world, keeping, stop)))
    for one in beside:
        one.start()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        server.server.serve_forever(poll_interval=0.1)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        stop.set()
        server.server.server_close()
        for one in beside:
            one.join()
        if keeping:
            keeping.save(world)
            keeping.release()


def welcome(world: World, base: str, tickets: str, keeping: Keeping | None) -> str:
    now = world.clock.now().astimezone(ZONE).isoformat(timespec="seconds")
    state = "in memory, gone when it stops; DATA=dir keeps it"
    if keeping:
        state = f"kept in {keeping.folder}, every {SAVE_SECONDS:g} seconds and when it stops"
    return WHERE_TO_LOOK.format(base=base, now=now, tickets=tickets, state=state)


def chosen_store(text: str | None) -> Store:
    """DynamoDB, embedded, unless memory is asked for."""
    for one in STORES:
        if (text or STORES[0]) == one:
            return one
    sys.exit(f"STORE={text}: one of {', '.join(STORES)}")


def keeping_in(text: str | None, store: Store) -> Keeping | None:
    if not text:
        return None
    if store == "memory":
        raise Unusable("what is kept is tables; STORE=memory has none")
    return Keeping(Path(text))


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


def keep_saving(world: World, keeping: Keeping, stop: threading.Event) -> None:
    """Every so often, so that a crash loses only what came since."""
    pause = SAVE_SECONDS
    while not stop.wait(pause):
        began = time.monotonic()
        try:
            keeping.save(world)
        except Unusable as wrong:
            print(f"not saved, trying again: {wrong}", file=sys.stderr, flush=True)
        pause = max(SAVE_SECONDS, (time.monotonic() - began) / SAVING)


def _interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - a signal handler
    raise KeyboardInterrupt


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("stopped")
