"""Tables that read better in one phrase: an amount, its unit and its start are one thing.

A phrase reads a table through `Seen`, which notes each field it looked at; whatever no phrase
has looked at is shown in a row of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.commands.names import Names, period, plain
from chalicelib.commands.words import label, word
from chalicelib.domain.basis import Ruled
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

INDENT = "　"


class Seen:
    """A table that remembers which of its fields were read, and of the tables inside it."""

    def __init__(self, table: DataclassInstance) -> None:
        self.table: Any = table
        self.read: dict[str, Seen | None] = {}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the field holds
        value = getattr(self.table, name)
        inner = is_dataclass(value) and not isinstance(value, type | Ruled)
        if inner and name not in self.read:
            self.read[name] = Seen(value)
        return self.read.setdefault(name, None) or value

    def unread(self) -> Iterator[tuple[DataclassInstance, str]]:
        """The table and the field, of each field nobody looked at."""
        citation = {field.name for field in fields(Ruled)}
        for field in fields(self.table):
            inner = self.read.get(field.name)
            if inner is not None:
                yield from inner.unread()
            elif field.name not in self.read and field.name not in citation:
                yield self.table, field.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """How a table is headed and said. `key` tells it from its siblings, `code` is its id."""

    what: str
    value: str = ""
    key: str = ""
    code: str = ""
    parts: tuple[tuple[str, str], ...] = ()


def phrase(seen: Seen, names: Names, title: str) -> Phrase:
    """The table's own phrase, or its bare title."""
    own = PHRASES.get(type(seen.table).__name__)
    return own(seen, names) if own else Phrase(what=title)


def _of(what: str, when: str) -> str:
    return f"{what}（{when}）" if when else what


def _selector(seen: Seen, names: Names) -> str:
    seen.read["when"] = None
    return names.when(seen.table.when)


def _limit(one: Seen, names: Names) -> Phrase:
    when = _selector(one, names)
    value = f"自{word('Limit', 'starts', one.starts)}起{period(one.amount, one.unit)}"
    if one.by:
        value += f"，由{word('Limit', 'by', one.by)}完成"
    if one.silence:
        value += f"，逾期不决{word('Limit', 'silence', one.silence)}"
    kind = word("Limit", "kind", one.kind)
    return Phrase(what=_of(kind, when), value=value, key=f"{one.kind}/{when}", code=one.id)


def _return_window(one: Seen, names: Names) -> Phrase:
    when = _selector(one, names)
    what = _of(f"{INDENT}退单期限", when)
    return Phrase(what=what, value=f"自收单起{period(one.amount, one.unit)}内", key=when)


def _repeat_window(one: Seen, names: Names) -> Phrase:  # noqa: ARG001
    after = word("RepeatWindow", "after", one.after)
    length = period(one.amount, one.unit)
    value = f"自{after}起超过{length}仍未解决" if one.after == "first_report" else ""
    return Phrase(
        what=f"{INDENT}何为重复", value=value or f"自{after}起{length}内再次反映", key=one.after
    )


def _required_field(one: Seen, names: Names) -> Phrase:
    what = f"受理必填：{word('RequiredField', 'what', one.what)}"
    return Phrase(what=what, value=_selector(one, names) or "全部诉求", key=one.what)


def _redo_limit(one: Seen, names: Names) -> Phrase:  # noqa: ARG001
    own = period(one.amount or 0, one.unit or "")
    value = "与该类诉求的原时限相同" if one.original else f"自重新派单起{own}"
    return Phrase(what=f"{INDENT}重办时限", value=value)


def _extension_kind(one: Seen, names: Names) -> Phrase:
    when = _selector(one, names)
    kind = word("ExtensionKind", "kind", one.kind)
    after = word("ExtensionKind", "after", one.after) if one.after else ""
    length = word("ExtensionKind", "length", one.length)
    if one.amount is not None:
        length += period(one.amount, names.regulation.extensions.unit)
    return Phrase(
        what=_of(kind, when),
        value=after,
        key=f"{one.kind}/{one.after or ''}/{when}",
        parts=((label("ExtensionKind", "ask_by"), _ask_by(one.ask_by)), ("长度", length)),
    )


def _ask_by(ask: Seen) -> str:
    before = "时限届满前" if ask.amount == 0 else f"时限届满前{period(ask.amount, ask.unit)}"
    words = before if ask.counted_from == "end" else f"自收单起{period(ask.amount, ask.unit)}内"
    if ask.amount == 0:
        words += f"（{period(0, ask.unit)}）"
    if ask.on_day_of_receipt:
        words += "；收到当日总可提出"
    if ask.office_override:
        words += "；逾此由热线办说明理由例外受理"
    return words


def _required(owner: str, one: Seen) -> str:
    return f"{label(owner, 'required')}：{plain(owner, 'required', one.required)}"


def _named(owner: str, code: str, value: Callable[[Seen], str], indent: str = INDENT
           ) -> Callable[[Seen, Names], Phrase]:  # fmt: skip
    """One entry of a list of reasons, grounds or outcomes."""

    def said(one: Seen, names: Names) -> Phrase:  # noqa: ARG001
        its_code = getattr(one, code)
        what = f"{indent}{label(owner, 'name')}：{one.name}"
        return Phrase(what=what, value=value(one), key=its_code, code=its_code)

    return said


def _redo_exclusion(one: Seen, names: Names) -> Phrase:
    when = _selector(one, names)
    what = _of(f"{INDENT}{label('RedoExclusion', 'name')}：{one.name}", when)
    value = label("RedoExclusion", "needs_opinion") if one.needs_opinion else ""
    return Phrase(what=what, value=value, key=one.code, code=one.code)


PHRASES: Mapping[str, Callable[[Seen, Names], Phrase]] = {
    "DeclineReason": _named(
        "DeclineReason", "code", lambda one: _required("DeclineReason", one), indent=""
    ),
    "ExtensionKind": _extension_kind,
    "Level": _named("Level", "id", lambda _: "", indent=""),
    "Limit": _limit,
    "NamedPerson": _named("NamedPerson", "duty", lambda _: "", indent=""),
    "Outcome": _named("Outcome", "id", lambda one: _required("Outcome", one)),
    "RedoExclusion": _redo_exclusion,
    "RedoLimit": _redo_limit,
    "Referral": _named("Referral", "to", lambda _: "", indent=""),
    "RepeatWindow": _repeat_window,
    "RequiredField": _required_field,
    "ReturnRefusal": _named(
        "ReturnRefusal", "code", lambda one: word("ReturnRefusal", "found_by", one.found_by)
    ),
    "ReturnWindow": _return_window,
    "TerminationGround": _named(
        "TerminationGround", "code", lambda one: _required("TerminationGround", one)
    ),
    "Trigger": _named("Trigger", "code", lambda _: ""),
}
