"""The picture of the README is of what is deployed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from infra.functions import FUNCTIONS
from tests.infra.reading import of_type
from tools.make_picture import MARKS, PAGE, page, picture, with_picture

README = Path(__file__).parents[2] / "README.md"
Json = dict[str, Any]


def test_the_readme_and_the_page_show_it_as_it_is_now() -> None:
    assert PAGE.read_text("utf-8") == page()
    readme = README.read_text("utf-8")
    assert with_picture(readme) == readme


def test_all_that_starts_a_function_or_waits_for_people_is_in_it(template: Json) -> None:
    drawn = picture(template["Resources"])
    assert drawn in page()
    names = [one.logical_id for one in FUNCTIONS]
    for type_ in ("AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::Scheduler::Schedule"):
        names += of_type(template, type_)
    assert [one for one in names if not re.search(rf"\b{one}\b", drawn)] == []


def test_it_is_made_anew_between_its_marks_alone() -> None:
    before = f"above\n{MARKS[0]}\nold\n{MARKS[1]}\nbelow\n"
    after = with_picture(before)
    assert after.startswith("above\n")
    assert after.endswith("\nbelow\n")
    assert "old" not in after
    assert "flowchart" in after
