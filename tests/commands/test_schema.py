"""The format as JSON Schema accepts what the program accepts, and refuses an unknown key."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from chalicelib.commands.schema import regulation_schema, schema_text
from tests.commands.documents import altered, as_json, documents

DOCUMENTS = documents()
VALIDATOR = Draft202012Validator(regulation_schema())
FILE = Path(__file__).parents[2] / "docs" / "generated" / "regulation.schema.json"


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(regulation_schema())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_regulation_fits_the_schema(name: str) -> None:
    errors = [error.message for error in VALIDATOR.iter_errors(as_json(DOCUMENTS[name]))]
    assert errors == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("limit",), []),
        (("limits", 0, "amuont"), 3),
        (("limits", 0, "unit"), "fortnight"),
        (("limits", 0, "when"), {"colour": ["red"]}),
        (("returns", "chain"), "office"),
    ],
)
def test_a_key_or_a_word_that_nobody_knows_does_not_fit(
    path: tuple[str | int, ...], value: object
) -> None:
    wrong = altered(DOCUMENTS["example"], path, value)
    assert list(VALIDATOR.iter_errors(as_json(wrong)))


def test_a_table_without_its_article_does_not_fit() -> None:
    wrong = altered(DOCUMENTS["example"], ("withdrawal",), {"allowed": True})
    messages = [error.message for error in VALIDATOR.iter_errors(as_json(wrong))]
    assert "'article' is a required property" in messages


def test_every_key_is_named_in_chinese() -> None:
    definitions = regulation_schema()["$defs"]
    assert definitions["Limit"]["properties"]["starts"]["title"] == "起算"


def test_the_packaged_schema_is_the_one_the_types_give() -> None:
    assert FILE.read_text("utf-8") == schema_text(), "make schema"
