"""Servers that are started, watched and ended one by one, and the processor time they take."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROC = Path("/proc")
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
PATIENCE_SECONDS = 60
PARENT, FIRST_TIME, TIMES = 1, 11, 4  # in a `stat`, behind the name: see proc(5)

Process = subprocess.Popen[bytes]


class Broken(RuntimeError):
    """Something that is needed did not start or did not answer as it should."""


def cpu_ms(root: int) -> float:
    """Of a process and those under it: user and system, the ended and awaited among them."""
    stats = {int(one.name): _stat(one) for one in PROC.iterdir() if one.name.isdigit()}
    under = {root}
    while more := {pid for pid, stat in stats.items() if stat and stat[PARENT] in under} - under:
        under |= more
    ticks = sum(sum(stats[pid][FIRST_TIME : FIRST_TIME + TIMES]) for pid in under if stats.get(pid))
    return ticks * TICK_MS


def _stat(process: Path) -> list[int]:
    """The numbers behind a process's name; none if it has just gone."""
    try:
        text = (process / "stat").read_text("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return []
    state, *numbers = text.rpartition(")")[2].split()
    return [ord(state), *map(int, numbers)]


@contextmanager
def running(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    folder: Path = ROOT,
    user: str | None = None,
) -> Iterator[Process]:
    """A server in a process of its own; asked to end, and made to if it does not."""
    given = {**os.environ, **(env or {})}
    process = subprocess.Popen(command, cwd=folder, env=given, user=user, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def until(answers: Callable[[], bool], process: Process, what: str) -> None:
    """Wait for a server to answer; `Broken` if it ends or takes too long."""
    given_up = time.monotonic() + PATIENCE_SECONDS
    while not answers():
        if process.poll() is not None or time.monotonic() > given_up:
            raise Broken(f"{what} does not answer")
        time.sleep(0.05)


def answers_http(port: int, path: str) -> Callable[[], bool]:
    def answers() -> bool:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        try:
            connection.request("GET", path)
            connection.getresponse().read()
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()
        return True

    return answers


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
