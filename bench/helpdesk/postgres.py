"""A PostgreSQL of its own: as it is shipped, on a socket of its own, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.helpdesk.processes import Process, running, until

PLACES = (
    *os.environ.get("PATH", "").split(os.pathsep),
    *map(str, Path("/usr/lib/postgresql").glob("*/bin")),
)
UNPRIVILEGED = "nobody"
USER = "helpdesk"  # of the database


@dataclass(frozen=True, slots=True)
class Cluster:
    folder: Path
    process: Process


def program(name: str) -> str | None:
    """Where it is: on the path, or where Debian hides it."""
    return shutil.which(name, path=os.pathsep.join(PLACES))


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Running; it refuses to be run by root."""
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp())
    try:
        if user:
            shutil.chown(folder, user)
        yield from _started(folder, user)
    finally:
        shutil.rmtree(folder)


def _started(folder: Path, user: str | None) -> Iterator[Cluster]:
    data = folder / "data"
    make = [str(program("initdb")), "--auth=trust", f"--username={USER}", f"--pgdata={data}"]
    subprocess.run(
        [*make, "--encoding=UTF8", "--no-locale"],
        check=True,
        cwd=folder,
        user=user,
        stdout=subprocess.DEVNULL,
    )
    serve = [
        str(program("postgres")),
        "-D",
        str(data),
        "-k",
        str(folder),
        "-h",
        "",
        "-c",
        "log_min_messages=fatal",
    ]
    with running(serve, folder=folder, user=user) as process:
        ready = [str(program("pg_isready")), "-q", "-h", str(folder), "-U", USER, "-d", "postgres"]
        until(lambda: subprocess.run(ready, check=False).returncode == 0, process, "PostgreSQL")
        yield Cluster(folder, process)
