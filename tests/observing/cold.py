"""One function in a fresh process, as Lambda starts it; run by `test_functions`."""

from __future__ import annotations

import importlib
import json
import logging
import os
import sys
from dataclasses import replace

from chalicelib.application.ports import Ports
from chalicelib.bootstrap import observer
from tests.application.world import Desk
from tests.observing.told import FakeContext


def invoked(module: str, function: str, event: str) -> None:
    """Over a system in memory, which no deployed function may build for itself."""
    entry = importlib.import_module(f"chalicelib.entrypoints.{module}")
    log, level = logging.getLogger(f"chalicelib.{module}"), os.environ.get("SPEAK", "INFO")
    desk = Desk()

    def system() -> Ports:
        log.log(logging.getLevelNamesMapping()[level], "it ran")
        return replace(desk.ports, telling=observer().telling)

    setattr(entry, "system", system)  # noqa: B010 - as it is named there
    getattr(entry, function)(json.loads(event), FakeContext())
    assert "app" not in sys.modules
