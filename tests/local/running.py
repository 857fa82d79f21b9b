"""`make run` as a process of its own, and a caller of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from socket import create_server
from typing import Any

Json = dict[str, Any]
MONDAY_MORNING = "2026-03-02T09:00:00+08:00"
SECONDS_TO_STOP = 30


@dataclass
class Run:
    process: subprocess.Popen[str]
    port: int
    tokens: dict[str, str] = field(default_factory=dict)

    def call(
        self, method: str, path: str, body: Json | None = None, token: str = "", **headers: str
    ) -> Any:  # noqa: ANN401 - any JSON value
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent |= {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        connection.request(method, path, json.dumps(body) if body is not None else None, sent)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        assert answer.status < 400, text
        return json.loads(text)

    def token(self, role: str) -> str:
        path = f"/_local/token?role={role}&jurisdiction=zhaoqing&phone=%2B8613800000000"
        return str(self.call("GET", path)["token"])

    def stop(self, with_signal: int = signal.SIGTERM) -> tuple[str, str]:
        """What it printed, and what it complained of."""
        self.process.send_signal(with_signal)
        return self.process.communicate(timeout=SECONDS_TO_STOP)


def free_port() -> int:
    with create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def begun(data: Path | None = None, **environment: str) -> Run:
    """A process that may not answer yet, or may have refused to start."""
    port = free_port()
    kept = {"DATA": str(data)} if data else {}
    given = {"PORT": str(port), "HOTLINE_NOW": MONDAY_MORNING, **kept, **environment}
    process = subprocess.Popen(
        [sys.executable, "-m", "local"],
        env={**os.environ, **given},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    return Run(process, port)


@contextmanager
def running(data: Path | None = None, **environment: str) -> Iterator[Run]:
    """One that answers; killed at the end if it was not stopped."""
    run = begun(data, **environment)
    try:
        wait_for(run)
        yield run
    finally:
        run.process.kill()
        run.process.communicate()


def wait_for(run: Run) -> None:
    for _ in range(300):
        if run.process.poll() is not None:
            break
        try:
            run.call("GET", "/health")
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return
    run.process.kill()
    raise AssertionError(run.process.communicate())
