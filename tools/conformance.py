"""The tests of the store on a second engine: `make test-conformance`.

The engine is a server of its own, in an environment of its own. It lives as long as this process:
it is stopped by its own pid, and it stops by itself once nobody holds its standard input open,
however this process ended.
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENGINE = ROOT / ".venv-conformance" / "bin" / "python"
ENDPOINT = "DYNAMODB_ENDPOINT"
HOST = "127.0.0.1"
PORTS_TO_TRY = 5
SECONDS_TO_START, SECONDS_TO_STOP, SECONDS_TO_TEST = 30, 5, 1200
TOO_LONG = 124  # as timeout(1) says it

# Runs the server until its standard input ends.
SERVER = """
import os, runpy, sys, threading

def until_nobody_is_left():
    sys.stdin.buffer.read()
    os._exit(0)

threading.Thread(target=until_nobody_is_left, daemon=True).start()
runpy.run_module("ministack", run_name="__main__")
"""


class NoEngine(Exception):
    """The second engine is not installed, or does not start."""


@contextmanager
def serving() -> Iterator[str]:
    """The endpoint of an empty engine that is gone afterwards, and nothing of it left."""
    if not ENGINE.exists():
        raise NoEngine("the second engine is not installed: make test-conformance")
    with tempfile.TemporaryDirectory(prefix="engine-") as folder:
        server, port = _started(Path(folder))
        try:
            yield f"http://{HOST}:{port}"
        finally:
            _stop(server)


def _started(folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Between finding a free port and taking it somebody else may: then on another one."""
    for _ in range(PORTS_TO_TRY):
        port = _free_port()
        log = (folder / "log").open("wb")
        with log:
            server = subprocess.Popen(
                [ENGINE, "-c", SERVER],
                env=_environment(folder, port),
                cwd=folder,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
            )
        if _answers(server, port):
            return server, port
        _stop(server)
    raise NoEngine((folder / "log").read_text("utf-8", "replace")[-2000:])


def _environment(folder: Path, port: int) -> dict[str, str]:
    """None of ours: a server that answers no one but us, and keeps nothing."""
    return {
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(port),
        "SERVICES": "dynamodb",
        "MINISTACK_REGION": "cn-north-1",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
        "HOME": str(folder),
        "TMPDIR": str(folder),
    }


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        port: int = found.getsockname()[1]
        return port


def _answers(server: subprocess.Popen[bytes], port: int) -> bool:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError, http.client.HTTPException):
            if _is_ready(port) and server.poll() is None:
                return True
        time.sleep(0.1)
    return False


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=1)
    try:
        connection.request("GET", "/_ministack/ready")
        return connection.getresponse().status == http.HTTPStatus.OK
    finally:
        connection.close()


def _stop(server: subprocess.Popen[bytes]) -> None:
    if server.stdin:
        server.stdin.close()
    server.terminate()
    try:
        server.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def main(arguments: Sequence[str]) -> int:
    """The status is that of pytest. Whoever ends this ends the tests and the engine too."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TOO_LONG))
    try:
        with serving() as endpoint:
            print(f"== the store on {endpoint}", flush=True)
            command = [sys.executable, "-m", "pytest", "tests/store", *arguments]
            environment = {**os.environ, ENDPOINT: endpoint, "NO_PROXY": HOST}
            run = subprocess.run(
                command, cwd=ROOT, env=environment, timeout=SECONDS_TO_TEST, check=False
            )
            return run.returncode
    except subprocess.TimeoutExpired:
        print(f"stopped after {SECONDS_TO_TEST} s", file=sys.stderr)
        return TOO_LONG
    except NoEngine as wrong:
        print(wrong, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
