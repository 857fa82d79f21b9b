"""On one machine: log lines for people, no figures, no traces."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from chalicelib.adapters.observing.discreet import PlainFormatter
from chalicelib.application.telling_ports import UNTOLD, Telling


class Alone:
    """Nobody but whoever runs it looks at it."""

    def __init__(self) -> None:
        """Who has arranged for logs keeps them so; where nobody has, they are discreet."""
        if logging.lastResort:
            logging.lastResort.setFormatter(PlainFormatter())

    @property
    def telling(self) -> Telling:
        return UNTOLD

    @contextmanager
    def watched(self, function: str, context: object) -> Iterator[None]:  # noqa: ARG002
        yield

    def calling(self, service: str, operation: str) -> AbstractContextManager[None]:  # noqa: ARG002
        return nullcontext()

    def annotate(self, name: str, value: str) -> None:
        pass
