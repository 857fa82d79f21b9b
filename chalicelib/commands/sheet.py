"""A regulation laid out row by row, procedure by procedure, as a lawyer reads it.

One walk over the types shows every field of every table. What reads better in one phrase (an
amount, its unit, its start) is phrased in `phrases`; a field that no phrase has looked at gets a
row of its own, so that a new field cannot be left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from chalicelib.commands.names import Names, choice, plain
from chalicelib.commands.phrases import INDENT, Seen, phrase
from chalicelib.commands.words import label
from chalicelib.domain.basis import Ruled
from chalicelib.domain.terms import Choice, Selector
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from chalicelib.domain.regulation import Regulation

# The procedures in the order a ticket goes through them, and the tables that each one reads.
PROCEDURES: dict[str, tuple[str, ...]] = {
    "办法": ("identity", "levels", "persons"),
    "受理": ("categories", "scope", "source_kinds", "complexities", "urgencies", "required"),
    "不予受理与转接": ("decline_reasons", "guidance", "referrals"),
    "重复诉求": ("repeats",),
    "派单与责任裁定": ("dispatch", "adjudication"),
    "时限": ("limits", "platform_limit", "limit_override", "statutory_date", "reclassification"),
    "先行联系": ("contact",),
    "退单": ("returns",),
    "延期": ("extensions",),
    "答复与审核": ("answer", "audit"),
    "评价、回访与重办": ("ratings", "survey", "revisit", "redo"),
    "终止与撤回": ("termination", "withdrawal"),
    "督办": ("supervision",),
    "行为记录与书面意见": ("conduct", "written_opinion"),
}
PEOPLE = {"chain", "decided_by", "registered_by"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing the regulation says. `key` finds its counterpart in another regulation."""

    key: str
    what: str
    value: str
    summary: str = ""
    code: str = ""
    article: str = "—"
    rules: tuple[str, ...] = ()
    statutory: bool | None = None


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    rows: tuple[Row, ...]


def sections(regulation: Regulation) -> tuple[Section, ...]:
    """The whole regulation: each field of `Regulation` stands in one section."""
    placed = {name for names in PROCEDURES.values() for name in names}
    rest = tuple(field.name for field in fields(regulation) if field.name not in placed)
    names = Names(regulation)
    return tuple(
        Section(title, tuple(row for one in tables for row in _field(regulation, one, one, names)))
        for title, tables in {**PROCEDURES, "其他": rest}.items()
        if tables
    )


def _field(
    owner: DataclassInstance, name: str, key: str, names: Names, within: Ruled | None = None
) -> Iterator[Row]:
    """The rows of one field: a table, a list of tables, or a plain value."""
    value, title = getattr(owner, name), label(type(owner).__name__, name)
    if isinstance(value, Ruled):
        yield from _table(value, key, INDENT + title if within else title, names)
    elif isinstance(value, tuple) and value and isinstance(value[0], Ruled):
        for one in value:
            yield from _table(one, key, title, names)
    else:
        words = _words(type(owner).__name__, name, value, names)
        yield _cited(Row(key=key, what=INDENT + title if within else title, value=words), within)


def _table(table: Ruled, key: str, title: str, names: Names) -> Iterator[Row]:
    """A table's own row, with its citation, and one for each thing it says besides."""
    seen = Seen(table)
    said = phrase(seen, names, title)
    key = f"{key}/{said.key}" if said.key else key
    head = Row(key=key, what=said.what, value=said.value, summary=table.summary, code=said.code)
    yield _cited(head, table)
    for what, value in said.parts:
        yield _cited(Row(key=f"{key}/{what}", what=INDENT + what, value=value), table)
    for owner, name in seen.unread():
        yield from _field(owner, name, f"{key}/{name}", names, table)


def _cited(row: Row, table: Ruled | None) -> Row:
    if table is None:
        return row
    return replace(row, article=table.article, rules=table.rules, statutory=table.statutory)


def _words(owner: str, name: str, value: object, names: Names) -> str:
    if isinstance(value, tuple) and value and isinstance(value[0], Choice):
        return "；".join(choice(one) for one in value)
    if isinstance(value, Selector):
        return names.when(value) or "全部"
    if name in PEOPLE and value is not None:
        chain = value if isinstance(value, tuple) else (value,)
        return " → ".join(names.who(step) for step in chain)
    return plain(owner, name, value)
