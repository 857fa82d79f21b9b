"""The pages on moving say what the code reads, writes and refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from moving import refused
from moving.columns import COLUMNS, ENDED, OPEN, STATUS_WORDS
from moving.layout import TABLES
from tests.docs.pages import DOCS, ROOT
from tools.make_moving_page import ATHENA, PAGE, page

GUIDE = (DOCS / "moving.md").read_text("utf-8")
CODE = "".join(path.read_text("utf-8") for path in sorted(Path(ROOT, "moving").glob("*.py")))


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text("utf-8") == page(), "make schema writes it anew"


def test_every_kind_of_column_has_a_type_in_athena() -> None:
    assert {one.kind for table in TABLES.values() for one in table} <= set(ATHENA)


def test_no_two_columns_of_an_import_have_the_same_header() -> None:
    named = [name for one in COLUMNS for name in (one.header, one.key)]
    assert len(set(named)) == len(named)


def test_every_status_that_can_be_written_is_open_or_ended() -> None:
    assert set(STATUS_WORDS) == OPEN | ENDED
    assert OPEN.isdisjoint(ENDED)


@pytest.mark.parametrize("code", sorted(refused.WORDS))
def test_a_code_with_words_is_one_that_is_given(code: str) -> None:
    assert CODE.count(f'"{code}"') > 1


@pytest.mark.parametrize("said", ["exit code", "--write", "--with-personal-data", "--from-dump"])
def test_the_guide_says_what_the_commands_do(said: str) -> None:
    assert said in GUIDE
