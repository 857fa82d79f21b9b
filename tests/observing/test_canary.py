"""No name, number, address or words of anybody stand in a log, nor a secret; nor in trouble."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.observing.canary import MARKS, SAYING

DEPLOYED = {
    "AWS_LAMBDA_FUNCTION_NAME": "lianxin-dev",
    "AWS_REGION": "cn-north-1",
    "FILES_BUCKET": "files",
    "POWERTOOLS_LOGGER_SAMPLE_RATE": "1",
}
LOGGED_EVENTS = {"POWERTOOLS_LOGGER_LOG_EVENT": "true"}


def lived(tmp_path: Path, **environment: str) -> tuple[str, list[str]]:
    """All that a day's process wrote, and what must not be in it."""
    file = tmp_path / "secrets.json"
    done = subprocess.run(
        [sys.executable, "-m", "tests.observing.canary", str(file)],
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    made = json.loads(file.read_text("utf-8"))
    assert len(made) > 5
    return done.stdout + done.stderr, [*MARKS, *made]


def hits(written: str, marks: list[str]) -> Counter[str]:
    """Also as JSON, and as a URL, may write them."""
    spelled = {mark: {mark, json.dumps(mark).strip('"')} for mark in marks}
    found = {mark: sum(map(written.count, ways)) for mark, ways in spelled.items()}
    return Counter({mark: count for mark, count in found.items() if count})


def test_nothing_of_a_day_full_of_trouble_tells_who_somebody_is(tmp_path: Path) -> None:
    written, marks = lived(tmp_path, **DEPLOYED, **LOGGED_EVENTS)
    assert hits(written, marks) == {}
    lines = [json.loads(line) for line in written.splitlines()]
    said = Counter(line.get("level") for line in lines)
    # It did say something: of all that broke, at every level, with where it came through.
    assert min(said[level] for level in ("DEBUG", "INFO", "WARNING", "ERROR")) > 5
    errors = {line["exception_name"] for line in lines if "exception_name" in line}
    assert {"RuntimeError", "Unavailable", "KeyError"} <= errors
    assert any("Caught exception for path" in str(line.get("message")) for line in lines)
    assert {"SmsSent", "SweepLagSeconds", "RepliesTaken", "Refused"} <= {
        metric["Name"]
        for line in lines
        for told in line.get("_aws", {}).get("CloudWatchMetrics", ())
        for metric in told["Metrics"]
    }


def test_on_one_machine_it_is_the_same(tmp_path: Path) -> None:
    written, marks = lived(tmp_path)
    assert hits(written, marks) == {}
    assert "Caught exception for path %s (RuntimeError: " in written


@pytest.mark.parametrize("mark", MARKS)
def test_a_canary_that_sings_is_heard(mark: str) -> None:
    assert mark in hits(f"a line with {SAYING}", list(MARKS))
    assert mark in hits(json.dumps({"message": SAYING}), list(MARKS))
