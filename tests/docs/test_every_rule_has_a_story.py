"""What is held and enforced has a test marked with its id, and no mark names an unknown rule."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, ROOT, rules_listed

RULES = rules_listed()["rules"]


def marked(source: str) -> Iterator[str]:
    """The ids in every `pytest.mark.rule(…)`, on a test, a class, a module or a case."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.rule":
            for argument in node.args:
                assert isinstance(argument, ast.Constant), ast.unparse(node)
                yield str(argument.value)


def marks_of(folder: Path) -> dict[str, set[str]]:
    """Rule → the files that hold a test of it."""
    found: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        for rule in marked(path.read_text("utf-8")):
            found.setdefault(rule, set()).add(path.relative_to(folder).as_posix())
    return found


MARKS = marks_of(ROOT / "tests")
HELD = [rule["id"] for rule in RULES if "held_by" in rule and "enforce" in rule["does"]]
READINGS = set(
    re.findall(r"^\| ([AP]-?[0-9]+) \|", (DOCS / "readings.md").read_text("utf-8"), re.MULTILINE)
)


@pytest.mark.parametrize("rule", HELD)
def test_a_rule_that_is_enforced_has_a_test(rule: str) -> None:
    assert rule in MARKS, f'no test is marked @pytest.mark.rule("{rule}")'


@pytest.mark.parametrize("rule", sorted(MARKS))
def test_a_mark_names_a_rule_or_a_reading_that_there_is(rule: str) -> None:
    known = {one["id"] for one in RULES} | READINGS
    assert rule in known, f"named in {', '.join(sorted(MARKS[rule]))}"


def test_marks_are_found_wherever_they_stand() -> None:
    source = (
        "pytestmark = pytest.mark.rule('XX-01')\n"
        "@pytest.mark.rule('XX-02', 'XX-03')\ndef test_a(): ...\n"
        "case = pytest.param(1, marks=pytest.mark.rule('XX-04'))\n"
    )
    assert sorted(marked(source)) == ["XX-01", "XX-02", "XX-03", "XX-04"]
