"""Logs as lines of JSON, figures in CloudWatch's embedded format, traces by X-Ray.

Each part of Powertools is imported when it is needed first: figures by who has one to tell, traces
where the X-Ray SDK is (a layer brings it). Level and share of sampled debug lines come from
`POWERTOOLS_LOG_LEVEL` and `POWERTOOLS_LOGGER_SAMPLE_RATE`, the service's name from
`POWERTOOLS_SERVICE_NAME`. Events are never logged: they hold what citizens say.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

from chalicelib.adapters.observing.discreet import OURS, UNWRITABLE, discreet
from chalicelib.adapters.observing.figures import Figures
from chalicelib.application.telling_ports import Telling

if TYPE_CHECKING:
    from aws_lambda_powertools.tracing import Tracer

SERVICE = "lianxin"
# As Powertools reads it; importing the SDK alone costs a quarter of a second.
UNTRACED, YES = "POWERTOOLS_TRACE_DISABLED", ("1", "y", "yes", "t", "true", "on")


class DiscreetFormatter(LambdaPowertoolsFormatter):
    """A line of JSON, of what may be told."""

    def format(self, record: logging.LogRecord) -> str:
        try:
            return super().format(discreet(record))
        except Exception:  # noqa: BLE001 - whatever it is, logging would print the arguments
            return self.json_serializer({"level": record.levelname, "message": UNWRITABLE})


class Powertools:
    """The observer of a deployed function, whichever it is."""

    def __init__(self) -> None:
        service = os.environ.get("POWERTOOLS_SERVICE_NAME", SERVICE)
        # Its name is that of our package, so that it is the parent of every logger of ours.
        self._logger = Logger(
            service=OURS,
            logger_handler=logging.StreamHandler(sys.stdout),
            logger_formatter=DiscreetFormatter(utc=True, use_rfc3339=True),
        )
        self._logger.append_keys(service=service)
        _take_over(self._logger.logger_handler)
        self._figures = Figures(service)
        self._tracer = _tracer(service)

    @property
    def telling(self) -> Telling:
        return self._figures

    @contextmanager
    def watched(self, function: str, context: object) -> Iterator[None]:
        if self._logger.sampling_rate:
            self._logger.refresh_sample_rate_calculation()
        self._logger.append_keys(function=function, **_invocation(context))
        try:
            with self._traced(function):
                yield
        finally:
            self._figures.flush()

    def calling(self, service: str, operation: str) -> AbstractContextManager[None]:
        return nullcontext() if self._tracer is None else _call(self._tracer, service, operation)

    def annotate(self, name: str, value: str) -> None:
        if self._tracer:
            self._tracer.put_annotation(name, value)

    def _traced(self, function: str) -> AbstractContextManager[Any]:
        """A segment of our own: nothing may be written on the one that Lambda makes."""
        if self._tracer is None:
            return nullcontext()
        return _segment(self._tracer, function)


@contextmanager
def _segment(tracer: Tracer, function: str) -> Iterator[None]:
    with tracer.provider.in_subsegment(name=f"## {function}"):
        tracer.put_annotation("function", function)
        yield


@contextmanager
def _call(tracer: Tracer, service: str, operation: str) -> Iterator[None]:
    with tracer.provider.in_subsegment(name=service, namespace="aws"):
        tracer.put_annotation("operation", operation)
        yield


def _take_over(handler: logging.Handler) -> None:
    """All lines take our way, so that none is told twice, or in its own words. Libraries are heard
    from warnings on: below, some tell what they send.
    """
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).propagate = False


def _invocation(context: object) -> Mapping[str, str]:
    found = getattr(context, "aws_request_id", None)
    return {"function_request_id": str(found)} if found else {}


def _tracer(service: str) -> Tracer | None:
    """Only AWS's own calls are traced; of those of others a trace would keep the whole address."""
    if find_spec("aws_xray_sdk") is None or os.environ.get(UNTRACED, "").lower() in YES:
        return None
    from aws_lambda_powertools.tracing import Tracer  # noqa: PLC0415 - only where it can be

    return Tracer(service=service, patch_modules=("botocore",))
