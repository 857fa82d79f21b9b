"""The tool that alters regulations: it alters every value once, and tells what nobody noticed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest

from tools.mutations.children import ChildError, in_children
from tools.mutations.values import mutations

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True)
class Row:
    rules: tuple[str, ...]
    summary: str
    code: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Table:
    rules: tuple[str, ...]
    summary: str
    name: str
    amount: int
    effect: Literal["shortens", "replaces"]
    posted_on: date
    decided_by: str | None = None
    silence: Literal["approved", "refused"] | None = None
    allowed: bool = False
    strict: bool = True
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Document:
    levels: tuple[Row, ...] = ()
    table: Table


DOCUMENT: dict[str, Any] = {
    "table": {
        "rules": ["R-1"],
        "summary": "our own words",
        "name": "名",
        "amount": 2,
        "effect": "replaces",
        "posted_on": date(2026, 2, 28),
        "decided_by": "office",
        "allowed": True,
        "rows": [{"rules": ["R-2"], "summary": "…", "code": "a", "words": ["x", "y"]}],
    },
}


def test_every_value_is_altered_once() -> None:
    said = [str(one) for one in mutations(Document, DOCUMENT | {"levels": [{"id": "city"}]})]
    assert [line for line in said if line.startswith("/table")] == [
        '/table/name: "名" → "名·"  (R-1)',
        "/table/amount: 2 → 3  (R-1)",
        '/table/effect: "replaces" → "shortens"  (R-1)',
        "/table/posted_on: 2026-02-28 → 2026-03-01  (R-1)",
        '/table/decided_by: "office" → "city"  (R-1)',
        '/table/decided_by: "office" → –  (R-1)',
        '/table/silence: – → "approved"  (R-1)',
        "/table/allowed: true → false  (R-1)",
        "/table/allowed: true → –  (R-1)",
        "/table/strict: – → false  (R-1)",
        "/table/rows/0: a → –  (R-2)",
        '/table/rows/0/code: "a" → "a·"  (R-2)',
        '/table/rows/0/words/0: "x" → –  (R-2)',
        '/table/rows/0/words/1: "y" → –  (R-2)',
        '/table/rows/0/words: ["x", "y"] → –  (R-2)',
        "/table/rows: [a] → –  (R-1)",
    ]


def test_one_value_is_altered_and_the_document_stays() -> None:
    found = {one.where: one for one in mutations(Document, DOCUMENT)}
    altered = found["/table/amount"].applied(DOCUMENT)
    assert altered["table"] == DOCUMENT["table"] | {"amount": 3}
    assert found["/table/rows/0"].applied(DOCUMENT)["table"]["rows"] == []
    assert "strict" not in DOCUMENT["table"]
    assert found["/table/strict"].applied(DOCUMENT)["table"]["strict"] is False
    assert DOCUMENT["table"]["amount"] == 2


STORIES = """
import pytest
from tests.builders import Regulations

@pytest.mark.rule("ZQ-25")
@pytest.mark.parametrize("number", [1, 2])
def test_withdrawal(number: int) -> None:
    assert Regulations.of("zhaoqing").withdrawal.allowed

@pytest.mark.rule("ZQ-25")
def test_nothing_of_the_withdrawal() -> None:
    assert Regulations.of("zhaoqing").contact.article

@pytest.mark.rule("P-01")
def test_of_another_rule() -> None:
    assert Regulations.of("zhaoqing").withdrawal.article == "第十三条"
"""


def told(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.mutate_regulations", "--stories", str(folder)]
    return subprocess.run(
        [*command, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )


def test_what_no_story_of_the_rule_notices_survives(tmp_path: Path) -> None:
    (tmp_path / "test_zhaoqing_withdrawal.py").write_text(STORIES, "utf-8")
    result = told(tmp_path, "zhaoqing", "--table", "withdrawal")
    assert result.returncode == 1, result.stderr
    assert "/withdrawal/article" in result.stdout
    assert "/withdrawal/statutory" in result.stdout
    assert "/withdrawal/allowed" not in result.stdout
    assert "4 stories" in result.stdout


def test_a_story_that_fails_anyway_notices_nothing(tmp_path: Path) -> None:
    broken = STORIES.replace("assert Regulations.of", "assert not Regulations.of")
    (tmp_path / "test_zhaoqing_withdrawal.py").write_text(broken, "utf-8")
    result = told(tmp_path, "zhaoqing", "--table", "withdrawal")
    assert result.returncode == 1
    assert "/withdrawal/allowed" in result.stdout
    assert "0 stories" in result.stdout
    assert "test_withdrawal[1]" in result.stdout


def test_stories_that_cannot_be_read_are_no_result(tmp_path: Path) -> None:
    (tmp_path / "test_zhaoqing.py").write_text("import nothing_of_this_name", "utf-8")
    result = told(tmp_path, "zhaoqing", "--table", "withdrawal")
    assert result.returncode == 2
    assert "nothing_of_this_name" in result.stderr


def test_a_place_nobody_knows_is_named() -> None:
    result = told(ROOT, "atlantis")
    assert result.returncode == 2
    assert "atlantis" in result.stderr


# --- children ------------------------------------------------------------------------------------


def test_each_job_has_a_child_of_its_own() -> None:
    answers = list(in_children(range(5), lambda number: f"{number * number} {os.getpid()}"))
    said = [answer.said or "" for answer in answers]
    assert sorted(words.split()[0] for words in said) == ["0", "1", "16", "4", "9"]
    assert len({words.split()[1] for words in said}) == 5


def forever(number: int) -> str:
    if number == 1:
        signal.pause()
    return "done"


def test_a_child_that_takes_too_long_is_ended() -> None:
    answers = list(in_children([0, 1, 2], forever, seconds=1))
    assert {answer.job: answer.said for answer in answers} == {0: "done", 1: None, 2: "done"}


def test_an_error_in_a_child_is_not_lost() -> None:
    def divides(number: int) -> str:
        return str(1 // number)

    with pytest.raises(ChildError, match="ZeroDivisionError"):
        list(in_children([1, 0, 1], divides))
    assert_no_children()


def test_no_child_outlives_its_reader() -> None:
    def jobs() -> Iterator[int]:
        yield from range(100)

    answers = in_children(jobs(), forever, at_once=4)
    next(answers)
    answers.close()  # type: ignore[attr-defined]
    assert_no_children()


def assert_no_children() -> None:
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
