"""`make run` on one machine: it starts seeded, says where to look, and stops cleanly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from http.client import HTTPConnection
from socket import create_server

import pytest

from chalicelib.domain.state import Status
from local.durations import duration
from local.seeds import load_seeds, plant
from tests.api.conftest import Hotline


def test_it_starts_says_where_to_look_and_stops_on_ctrl_c() -> None:
    with create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    running = subprocess.Popen(
        [sys.executable, "-m", "local"],
        env={**os.environ, "PORT": str(port), "HOTLINE_NOW": "2026-03-02T09:00:00+08:00"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert asked_until_it_answers(port) == 200
    finally:
        running.send_signal(signal.SIGINT)
        said, complained = running.communicate(timeout=10)
    assert running.returncode == 0
    assert complained == ""
    assert f"http://127.0.0.1:{port}" in said
    assert "2026-03-02T09:00:0" in said


def asked_until_it_answers(port: int) -> int:
    for _ in range(100):
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status
        except ConnectionRefusedError:
            time.sleep(0.1)
        finally:
            connection.close()
    pytest.fail("it does not answer")


def test_every_place_is_seeded_with_units_and_tickets_in_several_states(
    hotline: Hotline,
) -> None:
    for seed in load_seeds():
        units = seed.directory.units.values()
        assert len(units) >= 3
        assert all(unit.parent is None or unit.parent in seed.directory.units for unit in units)
        states = {ticket.status for ticket in plant(hotline.world.ports, seed)}
        assert {Status.REGISTERED, Status.DISPATCHED, Status.HANDLING} <= states
        assert len(states) >= 4


def test_keys_and_callbacks_are_told_honestly(hotline: Hotline) -> None:
    assert hotline.call("GET", "/_local/callbacks").body == {"items": []}
    assert hotline.call("GET", "/_local/keys")["open311"] is None
    assert hotline.call("GET", "/_local/token?role=king").status == 422


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("PT24H", 86_400), ("P1DT1M", 86_460), ("P2W", 1_209_600), ("PT0.5S", 0.5), ("P1Y", None)],
)
def test_durations(text: str, seconds: float | None) -> None:
    found = duration(text)
    assert (found.total_seconds() if found else None) == seconds
