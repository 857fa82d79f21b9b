"""A caller of the running system, as a mobile app's backend would be: HTTP and nothing else."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

Json = dict[str, Any]
SECONDS = 30


class Refused(Exception):
    """The system answered with a problem."""

    def __init__(self, problem: Json) -> None:
        self.problem = problem
        super().__init__(f"{problem.get('status')} {problem.get('code')}: {problem.get('detail')}")


class Client:
    def __init__(self, base: str) -> None:
        self.base = base
        self._tokens: dict[str, str] = {}

    def token(self, **claims: str | None) -> str:
        query = urlencode({name: value for name, value in claims.items() if value})
        if query not in self._tokens:
            self._tokens[query] = self.call("GET", f"/_local/token?{query}")["token"]
        return self._tokens[query]

    def call(self, method: str, path: str, body: Json | None = None, token: str = "") -> Json:
        """The JSON answer; raises `Refused` with the problem that came instead."""
        request = Request(  # noqa: S310 - our own server, over HTTP
            self.base + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
        )
        try:
            with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - as above
                return json.load(answer)  # type: ignore[no-any-return]
        except HTTPError as error:
            with error:
                raise Refused(json.load(error)) from None

    def every(self, path: str, token: str) -> Iterator[Json]:
        """All entries of a list, page after page."""
        cursor = ""
        while True:
            page = self.call("GET", f"{path}?limit=100{cursor}", token=token)
            yield from page["items"]
            if page["next_cursor"] is None:
                return
            cursor = "&" + urlencode({"cursor": page["next_cursor"]})
