"""The page on writing a regulation: its example works, and it explains every key."""

from dataclasses import fields

import pytest

from chalicelib.adapters.regulation_files import RegulationFileError, parse_regulation
from chalicelib.commands.words import UNITS, VALUES
from chalicelib.domain.regulation import Regulation
from chalicelib.domain.selecting import specificity
from chalicelib.domain.terms import DeadlineKind, Milestone, Selector
from tests.docs.pages import DOCS, worked_example

PAGE = (DOCS / "regulations.md").read_text("utf-8").split("## 完整的例子", 1)[0]


def test_the_worked_example_is_a_regulation() -> None:
    regulation = parse_regulation(worked_example(), "example.toml")
    assert regulation.id == "example@2026-07-01"
    assert max(specificity(limit.when) for limit in regulation.limits) == 2


def test_the_worked_example_without_one_of_its_tables_is_none() -> None:
    document = worked_example()
    del document["survey"]
    with pytest.raises(RegulationFileError, match=r"example\.toml: /survey: required"):
        parse_regulation(document, "example.toml")


@pytest.mark.parametrize("key", [field.name for field in fields(Regulation)])
def test_the_page_explains_every_table(key: str) -> None:
    assert key in PAGE


@pytest.mark.parametrize("word", [*DeadlineKind, *Milestone, *UNITS], ids=str)
def test_the_page_explains_every_word_of_a_limit(word: str) -> None:
    unused = {
        DeadlineKind.SUPERVISION_REPLY,
        DeadlineKind.PROMISE,
        DeadlineKind.CORRECTION,
        Milestone.ANSWERED,
        Milestone.CLOSED,
    }
    assert (f"`{word}`" in PAGE) != (word in unused)


@pytest.mark.parametrize("axis", [field.name for field in fields(Selector)])
def test_the_page_explains_every_axis_of_a_selector(axis: str) -> None:
    assert f"`{axis}`" in PAGE


@pytest.mark.parametrize("length", VALUES["ExtensionKind.length"])
def test_the_page_explains_every_length_of_an_extension(length: str) -> None:
    assert f"`{length}`" in PAGE
