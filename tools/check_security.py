"""`make check-security`: attacks the edge with everything we have, and says how long it took.

Sources by bandit; the tests of `tests/security`; fifty thousand fuzzed requests in process; the
OpenAPI document by a validator; the running server by Schemathesis, all checks, as two roles.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
ATTACK = ROOT / ".venv-security" / "bin"
PORT = "8769"
BASE = f"http://127.0.0.1:{PORT}"
FUZZED, SEED = "50000", os.environ.get("SEED", "1")
EXAMPLES = os.environ.get("EXAMPLES", "50")
CALLERS = ("role=office&jurisdiction=zhaoqing", "role=supervisor&jurisdiction=suqian")
STARTS_WITHIN = 60  # seconds

DEPLOYED = ("app.py", "chalicelib", "schedules")
OUR_MACHINE = ("infra", "local", "moving", "tools")
# What bandit is not asked to look for, and why.
NOT_ASKED = {
    "B101": "assert tells a type what the line before made sure of; nothing is decided by one",
}
NOT_ASKED_OF_TOOLS = NOT_ASKED | {
    "B105": "the words it takes for passwords are defaults and marks of the local run",
    "B106": "as B105",
    "B107": "as B105",
    "B310": "they open our own server on this machine",
    "B404": "tools start programs: that is what they are for",
    "B603": "with arguments of our own, never through a shell",
}


def main() -> int:
    """Every part runs, whatever failed before it; 1 if something did."""
    began = time.monotonic()
    parts: dict[str, Callable[[], bool]] = {
        "bandit, what is deployed": lambda: bandit(DEPLOYED, NOT_ASKED),
        "bandit, tools": lambda: bandit(OUR_MACHINE, NOT_ASKED_OF_TOOLS),
        "tests": lambda: ran([sys.executable, "-m", "pytest", "-q", "tests/security"]),
        "fuzzed requests": lambda: ran([sys.executable, "-m", "tests.security.fuzz", FUZZED, SEED]),
        "the running server": attacked,
    }
    failed = [name for name, part in parts.items() if not told(name, part)]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{time.monotonic() - began:.0f} s, at most {peak:.0f} MB in one process")
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def told(name: str, part: Callable[[], bool]) -> bool:
    print(f"== {name}", flush=True)
    return part()


def ran(command: list[str], cwd: Path = ROOT) -> bool:
    return subprocess.run(command, cwd=cwd, check=False).returncode == 0


def bandit(paths: tuple[str, ...], not_asked: dict[str, str]) -> bool:
    return ran([str(ATTACK / "bandit"), "-q", "-r", *paths, "--skip", ",".join(not_asked)])


def attacked() -> bool:
    """The document is valid, and the server does what it says, whoever calls."""
    with running(), tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / "openapi.json"
        document.write_bytes(fetched("/openapi.json"))
        valid = ran([str(ATTACK / "openapi-spec-validator"), str(document)])
        return all([valid, *(fuzzed_by_schema(one, Path(folder)) for one in CALLERS)])


def fuzzed_by_schema(caller: str, folder: Path) -> bool:
    """What Schemathesis writes down goes where it is thrown away."""
    token = json.loads(fetched(f"/_local/token?{caller}"))["token"]
    print(f"-- {caller}", flush=True)
    return ran(
        [
            *(str(ATTACK / "schemathesis"), "--config-file", str(ROOT / "tools/schemathesis.toml")),
            *("run", f"{BASE}/openapi.json", "--url", BASE, "--checks", "all"),
            *("--header", f"Authorization: Bearer {token}", "--max-examples", EXAMPLES),
            *("--phases", "examples,coverage,fuzzing,stateful", "--seed", SEED, "--no-color"),
        ],
        cwd=folder,
    )


@contextmanager
def running() -> Iterator[None]:
    """The single-machine system, its state in memory, nobody slowed down."""
    settings = {
        "PORT": PORT,
        "STORE": "memory",
        "RATE_LIMITS": "off",
        "HOTLINE_NOW": "2026-03-02T09:00:00+08:00",
    }
    command = [sys.executable, "-m", "local"]
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.DEVNULL
    ) as server:
        try:
            wait_until_it_answers(server)
            yield
        finally:
            server.terminate()


def wait_until_it_answers(server: subprocess.Popen[bytes]) -> None:
    """Raises `RuntimeError` if it ended, or does not answer in time."""
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and server.poll() is None:
        try:
            fetched("/health")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"the system does not answer on {BASE}")


def fetched(path: str) -> bytes:
    with urlopen(BASE + path, timeout=30) as answer:  # noqa: S310 - our own server
        found: bytes = answer.read()
        return found


if __name__ == "__main__":
    sys.exit(main())
