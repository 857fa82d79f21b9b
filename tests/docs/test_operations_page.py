"""Every command of the operators' pages is there, with its options: ours, and those of AWS."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache

import botocore.session  # type: ignore[import-untyped]
import pytest
from botocore import xform_name

from infra.alarms import every_alarm
from tests.docs.pages import DOCS, ROOT

PAGES = ("operations.md", "moving.md")
ANCHORS = (
    "first-deployment", "keys", "rotating-secrets", "next-years-calendar", "new-jurisdiction",
    "restore", "replay-dlq", "provider-outage", "mass-event", "sweep-lag", "outbox", "throttling",
    "errors",
)  # fmt: skip
OURS = ".venv/bin/python -m "
# Of the command line itself, not of a service.
GLOBAL = {
    "--query",
    "--output",
    "--cli-binary-format",
    "--cli-input-json",
    "--cli-read-timeout",
    "--max-items",
}
BY_HAND = {
    "cloudformation package", "cloudformation deploy", "dynamodb wait", "logs tail", "s3 cp",
}  # fmt: skip
MODEL = {"s3api": "s3"}  # what the command line calls otherwise


def commands(page: str) -> list[str]:
    """Every line of a fenced shell block, without loops and what is only set."""
    text = (DOCS / page).read_text("utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    inner = [re.sub(r"^\w+=\$\((.*)\)$", r"\1", line) for line in lines]
    return [line for line in inner if line and not re.match(r"(export|for|done)\b", line)]


EVERY = [(page, line) for page in PAGES for line in commands(page)]


def of(start: str) -> list[str]:
    return sorted({line for _, line in EVERY if line.startswith(start)})


def options(line: str) -> Iterator[str]:
    for word in shlex.split(line):
        if word.startswith("--"):
            yield word.partition("=")[0]


def test_every_line_is_a_command_of_a_kind_that_is_checked() -> None:
    known = (OURS, "make ", "aws ", "curl ")
    assert [line for _, line in EVERY if not line.startswith(known)] == []
    assert all(of(start) for start in known)


@pytest.mark.parametrize("line", of("make "))
def test_a_target_of_make_is_in_the_makefile(line: str) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    _, target, *variables = shlex.split(line)
    (rule,) = re.findall(rf"^{target}:.*## (.*)$", makefile, re.MULTILINE)
    assert all(one.partition("=")[0] in rule for one in variables)


@cache
def help_of(module: str, *command: str) -> str:
    asked = [sys.executable, "-m", module, *command, "--help"]
    told = subprocess.run(asked, capture_output=True, text=True, check=True, cwd=ROOT)
    return told.stdout


@pytest.mark.parametrize("line", of(OURS))
def test_a_program_of_ours_is_there_with_its_options(line: str) -> None:
    module, *words = shlex.split(line.removeprefix(OURS))
    has_commands = module in {"moving", "chalicelib"}
    shown = help_of(module, *words[:1] if has_commands else ())
    assert [one for one in options(line) if one not in shown] == []


@pytest.mark.parametrize("line", of("aws "))
def test_a_command_of_aws_is_there_with_its_options(line: str) -> None:
    _, service, operation, *_ = shlex.split(line)
    if f"{service} {operation}" in BY_HAND:
        return
    model = botocore.session.get_session().get_service_model(MODEL.get(service, service))
    known = {xform_name(name, "-"): name for name in model.operation_names}
    assert operation in known
    members = model.operation_model(known[operation]).input_shape.members
    named = {f"--{xform_name(name, '-')}" for name in members} | GLOBAL
    named |= {
        f"--no-{xform_name(name, '-')}"
        for name, shape in members.items()
        if shape.type_name == "boolean"
    }
    assert [one for one in options(line) if one not in named] == []


@pytest.mark.parametrize("anchor", ANCHORS)
def test_the_page_has_the_section(anchor: str) -> None:
    assert f'<a id="{anchor}"></a>' in (DOCS / "operations.md").read_text("utf-8")


def test_every_alarm_names_a_section_that_is_there_and_is_in_the_table() -> None:
    page = (DOCS / "operations.md").read_text("utf-8")
    sections = {one.section for one in every_alarm()}
    assert sections <= set(re.findall(r'<a id="([a-z-]+)"></a>', page))
    table = page.partition("<a id")[0]
    assert all(f"](#{one})" in table for one in sections)


@pytest.mark.parametrize("page", [*PAGES, "cost.md"])
def test_what_a_page_points_to_is_there(page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    for name, anchor in re.findall(r"\]\(([\w./-]*)#?([\w-]*)\)", text):
        target = DOCS / (name or page)
        assert target.exists(), name
        assert not anchor or f'<a id="{anchor}"></a>' in target.read_text("utf-8"), anchor
