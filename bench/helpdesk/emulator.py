"""A DynamoDB in a process of its own, with every place's units in it.

`python -m bench.helpdesk.emulator PORT` serves the tables of the single-machine run by the protocol
that DynamoDB itself speaks.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from botocore.awsrequest import AWSPreparedRequest  # type: ignore[import-untyped]

from chalicelib.adapters.dynamodb.calls import Calls
from chalicelib.adapters.dynamodb.reference import DynamoDirectories
from local.aws import EmbeddedAws
from local.seeds import load_seeds
from local.world import NAMES


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def __init__(self, *arguments: Any, aws: EmbeddedAws, **named: Any) -> None:  # noqa: ANN401 - http.server's own
        self.aws = aws
        super().__init__(*arguments, **named)

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        url = f"http://{self.headers['Host']}{self.path}"
        asked = AWSPreparedRequest(self.command, url, dict(self.headers), body, False)  # noqa: FBT003 - botocore's own
        answer = self.aws._by_http(asked)  # noqa: SLF001 - its own clients come in by this door
        self.send_response(answer.status_code)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    do_POST = _answer  # noqa: N815 - http.server's name

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Not a line for each request."""


def serving(aws: EmbeddedAws, port: int = 0) -> ThreadingHTTPServer:
    """A server bound to the port (0: any free one), not yet serving."""
    return ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, aws=aws))


def main(port: int) -> None:
    """Until it is interrupted."""
    aws = EmbeddedAws()
    known = DynamoDirectories(Calls(aws.client), NAMES.reference, lambda: datetime.now(UTC))
    for seed in load_seeds():
        known.put(seed.place, seed.directory)
    serving(aws, port).serve_forever()


if __name__ == "__main__":
    try:
        main(int(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit(0)
