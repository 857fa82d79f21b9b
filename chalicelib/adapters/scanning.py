"""The port `Scanner`: a program of this machine, or somebody's service, that looks at every file.

Configured with `FILE_SCANNER`, JSON: `{"command": ["clamdscan", "--no-summary", "-"]}`, which is
given the file as its input and ends with 0 (nothing found) or 1 (something), as ClamAV's do; or
`{"url": "https://…"}`, which is sent the file by POST and answers 200 with `{"found": false}`.
"""

from __future__ import annotations

import json
import subprocess  # nosec B404 - the scanner that a deployment names
from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, Literal

from chalicelib.adapters.http_client import Http, NoAnswer, NotReached, Request
from chalicelib.application.file_ports import NoScanner, Scanner, Unscanned
from chalicelib.domain.errors import FieldError
from chalicelib.domain.shape import Items, Text
from chalicelib.late import dataclass
from chalicelib.reading import Unreadable, read

SECONDS = 60
OK = 200
BY_CODE: Mapping[int, Literal["nothing", "something"]] = {0: "nothing", 1: "something"}
BY_ANSWER: Mapping[bool, Literal["nothing", "something"]] = {False: "nothing", True: "something"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Configured:
    """One of the two."""

    command: Annotated[tuple[Annotated[str, Text(200)], ...], Items(20)] = ()
    url: Annotated[str, Text(500)] | None = None


@dataclass(frozen=True, slots=True)
class ByCommand:
    command: tuple[str, ...]

    def finds(self, body: bytes) -> Literal["nothing", "something"]:
        try:
            done = subprocess.run(  # noqa: S603 # nosec B603 - the deployment's own words
                self.command, input=body, capture_output=True, check=False, timeout=SECONDS
            )
            return BY_CODE[done.returncode]
        except (OSError, subprocess.SubprocessError, KeyError):
            raise Unscanned from None


@dataclass(frozen=True, slots=True)
class ByHttp:
    url: str
    http: Http = field(default_factory=lambda: Http(timeout=SECONDS))

    def finds(self, body: bytes) -> Literal["nothing", "something"]:
        headers = {"Content-Type": "application/octet-stream", "Accept": "application/json"}
        try:
            answer = self.http.ask(Request("POST", self.url, headers, body))
            told = json.loads(answer.body) if answer.status == OK else {}
            return BY_ANSWER[told["found"]]
        except (NotReached, NoAnswer, ValueError, KeyError, TypeError):
            raise Unscanned from None


def scanner_of(configured: object) -> Scanner:
    """What was configured, as JSON; None for none. Raises `Unreadable`."""
    if configured is None:
        return NoScanner()
    found = read(Configured, configured)
    if bool(found.url) == bool(found.command):
        raise Unreadable((FieldError("", "expected either command or url"),))
    return ByHttp(found.url) if found.url else ByCommand(found.command)
