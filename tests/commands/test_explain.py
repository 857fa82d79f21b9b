"""A lawyer sees every value of the file, in words, with its article."""

from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin

import pytest

from chalicelib.commands.explain import explain
from chalicelib.commands.names import Names
from chalicelib.commands.phrases import Seen
from chalicelib.commands.sheet import sections
from chalicelib.commands.words import LABELS, VALUES
from chalicelib.domain.basis import Ruled
from chalicelib.domain.regulation import Regulation
from chalicelib.late import dataclass
from chalicelib.reading import fields_of, read, unwrapped
from tests.commands.documents import another, documents, leaves, pattern

DOCUMENTS = documents()
CITATION = {field.name for field in fields(Ruled)}
every_document = pytest.mark.parametrize("name", DOCUMENTS)


def rows(regulation: Regulation) -> list[tuple[Any, ...]]:
    return [
        tuple(getattr(row, field.name) for field in fields(row))
        for section in sections(regulation)
        for row in section.rows
    ]


@every_document
def test_every_name_code_article_and_summary_is_there_word_for_word(name: str) -> None:
    document = DOCUMENTS[name]
    printed = explain(read(Regulation, document), "markdown")
    free = {"name", "name_en", "title", "office", "article", "summary", "code", "id", "rules"}
    for path, value in leaves(document):
        key = next(key for key in reversed(path) if isinstance(key, str))
        if key in free:
            assert str(value) in printed, path


@every_document
def test_a_value_cannot_change_without_the_page_changing(name: str) -> None:
    """Whatever words are used: another value in the file is another page."""
    document = DOCUMENTS[name]
    before = rows(read(Regulation, document))
    seen = set()
    for path, value in leaves(document):
        if pattern(path) not in seen:
            seen.add(pattern(path))
            assert rows(another(document, path, value)) != before, path


def reachable(annotation: object, found: dict[str, Any]) -> dict[str, Any]:
    """Every type that a regulation is made of."""
    kind = unwrapped(annotation)[0]
    for arm in get_args(kind) if get_origin(kind) is tuple else ():
        reachable(arm, found)
    if is_dataclass(kind) and isinstance(kind, type) and kind.__name__ not in found:
        found[kind.__name__] = kind
        for _, inner, _ in fields_of(kind):
            reachable(inner, found)
    return found


TYPES = reachable(Regulation, {})
FIELDS = [
    (owner, name, annotation)
    for owner, kind in TYPES.items()
    for name, annotation, _ in fields_of(kind)
    if name not in CITATION
]


@pytest.mark.parametrize(("owner", "name"), [(owner, name) for owner, name, _ in FIELDS])
def test_every_key_of_the_format_has_a_chinese_name(owner: str, name: str) -> None:
    assert f"{owner}.{name}" in LABELS


def words_of(annotation: object) -> list[str]:
    """The closed list of words that a field may hold, if it is one."""
    kind = unwrapped(annotation)[0]
    if get_origin(kind) is tuple:
        return words_of(get_args(kind)[0])
    if get_origin(kind) is Literal:
        return list(get_args(kind))
    return list(kind) if isinstance(kind, type) and issubclass(kind, StrEnum) else []


@pytest.mark.parametrize(
    ("owner", "name", "word"),
    [(owner, name, word) for owner, name, kind in FIELDS for word in words_of(kind)],
)
def test_every_word_of_the_format_has_a_chinese_one(owner: str, name: str, word: str) -> None:
    assert word in VALUES.get(f"{owner}.{name}", {})


def test_there_is_no_name_for_a_key_that_is_gone() -> None:
    known = {f"{owner}.{name}" for owner, name, _ in FIELDS}
    assert set(LABELS) <= known
    assert set(VALUES) <= known | {"Selector.unit_kind"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    amount: int
    new_here: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer(Ruled):
    inner: Inner
    new_there: bool


def test_a_field_that_no_phrase_looks_at_gets_a_row_of_its_own() -> None:
    inner = Inner(amount=1, new_here="一")
    seen = Seen(Outer(rules=(), article="", summary="", inner=inner, new_there=True))
    assert seen.inner.amount == 1
    assert [(type(owner).__name__, name) for owner, name in seen.unread()] == [
        ("Inner", "new_here"),
        ("Outer", "new_there"),
    ]


def test_a_step_of_a_chain_is_named_as_the_regulation_names_it() -> None:
    names = Names(read(Regulation, DOCUMENTS["example"]))
    steps = [names.who(step) for step in ("leader", "office", "city", "nobody")]
    assert steps == ["单位领导", "县热线办", "市热线办", "nobody"]


@every_document
def test_every_row_cites_its_article_unless_the_text_is_silent(name: str) -> None:
    regulation = read(Regulation, DOCUMENTS[name])
    uncited = [row for section in sections(regulation) for row in section.rows if not row.rules]
    assert {row.value for row in uncited} <= {"无", "未规定"}
