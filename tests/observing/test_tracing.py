"""Traces, where the X-Ray SDK is there: found by jurisdiction and function, with nobody in them."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from chalicelib.adapters.observing import powertools

ROOT = "1-5759e988-bd862e3fe1be46a994272793"
LAMBDA = {
    "AWS_LAMBDA_FUNCTION_NAME": "lianxin-dev",
    "LAMBDA_TASK_ROOT": "/var/task",
    "_X_AMZN_TRACE_ID": f"Root={ROOT};Parent=53995c3f42cd8ad8;Sampled=1",
}
TRACED = """
import json
from aws_xray_sdk.core import xray_recorder
from chalicelib.entrypoints.observing import Unfinished, observed
from chalicelib.bootstrap import observer

class Kept:
    def send_entity(self, entity):
        print("TRACE", json.dumps(json.loads(entity.serialize())))

observer()
xray_recorder.configure(emitter=Kept(), sampling=False)

@observed
def sweep_deadlines(event, context):
    observer().annotate("jurisdiction", "zhaoqing")
    raise RuntimeError(event["words"])

try:
    sweep_deadlines({"words": "王小明"}, None)
except Unfinished as failed:
    print("FAILED", failed)
"""


def traced(**environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", TRACED],
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout + done.stderr


def test_a_trace_says_where_and_what_but_not_why() -> None:
    written = traced(**LAMBDA)
    assert "FAILED sweep_deadlines: RuntimeError" in written
    assert "王小明" not in written
    told = [
        json.loads(line.removeprefix("TRACE "))
        for line in written.splitlines()
        if line.startswith("TRACE ")
    ]
    (segment,) = [one for one in told if one["name"] == "## sweep_deadlines"]
    assert segment["annotations"] == {"function": "sweep_deadlines", "jurisdiction": "zhaoqing"}
    assert {"cause", "metadata", "error", "fault"}.isdisjoint(segment)


def test_without_a_trace_to_write_to_all_goes_on() -> None:
    assert "TRACE" not in traced(**LAMBDA, POWERTOOLS_TRACE_DISABLED="true")


def test_without_the_sdk_nothing_is_traced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(powertools, "find_spec", lambda _: None)
    assert powertools._tracer("lianxin") is None
