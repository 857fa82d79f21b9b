"""Fresh processes that run the unpacked zip, one a function."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3  # type: ignore[import-untyped]

PROGRAM = Path(__file__).with_name("lambda_process.py")
# What Lambda's Python has beside the standard library.
RUNTIME = ("boto3", "botocore", "s3transfer", "jmespath", "urllib3", "dateutil", "six.py")
Json = dict[str, Any]


class Failed(Exception):
    """What a function failed with."""


def runtime(folder: Path) -> Path:
    """A folder with Lambda's boto3, and nothing else of this environment."""
    packages = Path(boto3.__file__).parents[1]
    folder.mkdir()
    for name in RUNTIME:
        (folder / name).symlink_to(packages / name)
    return folder


@dataclass
class Container:
    """`environment` is all that it knows."""

    handler: str
    folders: list[Path]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[str] = field(init=False)

    def __post_init__(self) -> None:
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(PROGRAM), *map(str, self.folders)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=self.folders[0],
                env={"PATH": os.environ["PATH"], "_HANDLER": self.handler, **self.environment},
            )

    def invoke(self, event: Json, at: float, left_ms: int = 25_000) -> Any:  # noqa: ANN401 - its answer
        return self._ask({"event": event, "at": at, "left_ms": left_ms})

    def modules(self) -> set[str]:
        """All that it has imported by now."""
        return set(self._ask({}))

    def _ask(self, asked: Json) -> Any:  # noqa: ANN401 - as above
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, self.log.read_text()
        told = json.loads(line)
        if "error" in told:
            raise Failed(f"{told['error']}: {told['message']}")
        return told["answer"]

    def close(self) -> None:
        self.process.communicate(timeout=10)
