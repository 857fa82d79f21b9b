"""Every ambiguity has its reading, and every id a regulation cites can be looked up."""

import re
from pathlib import Path

import pytest

from chalicelib.adapters.regulation_files import PACKAGED
from tests.docs.pages import DOCS, rules_listed

PAGE = (DOCS / "readings.md").read_text("utf-8")
IDS = re.findall(r"^\| ([AP]-?[0-9]+) \|", PAGE, re.MULTILINE)
FILES = sorted(PACKAGED.glob("*.toml"))


def test_every_ambiguity_and_every_product_decision_is_read_once() -> None:
    ambiguities = [f"A{number}" for number in range(1, 49)]
    decisions = [f"P-{number:02}" for number in range(1, 30)]
    assert ambiguities + decisions == IDS


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_a_regulation_cites_is_a_rule_or_a_reading(file: Path) -> None:
    lists = re.findall(r"^rules = \[(.*)\]$", file.read_text("utf-8"), re.MULTILINE)
    cited = {rule for one in lists for rule in re.findall(r'"([^"]+)"', one)}
    known = {rule["id"] for rule in rules_listed()["rules"]} | set(IDS)
    assert cited - known == set()
