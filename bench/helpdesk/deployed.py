"""The app as it is deployed, over HTTP: `python -m bench.helpdesk.deployed PORT`.

The environment says where its tables are and whose tokens count, as in the Lambda; what it does
not do there, reading HTTP, it does here with the local server of Chalice.
"""

from __future__ import annotations

import sys
from functools import partial

from chalice.config import Config
from chalice.local import ChaliceRequestHandler, create_local_server

from app import app


class Handler(ChaliceRequestHandler):
    """Answers leave at once, and nothing is written about them."""

    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Not a line for each request."""


def main(port: int) -> None:
    """Until it is interrupted."""
    server = create_local_server(app, Config(), "127.0.0.1", port)
    server.server.RequestHandlerClass = partial(Handler, app_object=app, config=Config())
    server.server.serve_forever()


if __name__ == "__main__":
    try:
        main(int(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit(0)
