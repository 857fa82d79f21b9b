"""Two that are compared, from outside: requests, and the processor time they took."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection

from bench.helpdesk.processes import PATIENCE_SECONDS, Broken, cpu_ms

Work = Callable[[int], None]  # what is done, for each of so many


@dataclass(slots=True)
class Site:
    """One connection to a server, kept open, and the processes that work for it."""

    port: int
    pids: tuple[int, ...]
    connection: HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)

    def ask(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], status: int
    ) -> bytes:
        """The body of the answer; `Broken` if its status is another."""
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        found = answer.read()
        if answer.status != status:
            raise Broken(f"{method} {path}: {answer.status} {found[:500]!r}")
        return found

    def cpu_ms(self, times: int, work: Work) -> float:
        """Of all its processes, each time."""
        before = sum(map(cpu_ms, self.pids))
        for number in range(times):
            work(number)
        return (sum(map(cpu_ms, self.pids)) - before) / times
