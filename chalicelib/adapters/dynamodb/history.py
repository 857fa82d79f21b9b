"""The entries of one commit as one item: the audit trail, and the outbox of what follows.

What the parts of the ticket hold already is not written twice: the words of a registration, the
long details of a request. Article and summary come from the regulation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.citations import Library
from chalicelib.adapters.dynamodb.codec import (
    decode,
    encode,
    event_classes,
    plain_instant,
    read_instant,
)
from chalicelib.adapters.dynamodb.parts import ORIGINAL, REFERENCE, WORDS, Plain
from chalicelib.domain.decision import Entry

IN_WORDS = "$w"
Parts = Mapping[str, Plain]


class Histories:
    """Writes and reads the entries of a commit."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def written(self, entries: Sequence[Entry], home: str, parts: Parts) -> Plain:
        """`home` is the ticket's regulation."""
        if not entries:
            return {"e": []}
        first = entries[0]
        return {
            "q": first.seq,
            "t": plain_instant(first.at),
            "a": first.actor,
            "g": home,
            "e": [self._entry(one, first, home, parts) for one in entries],
        }

    def _entry(self, entry: Entry, first: Entry, home: str, parts: Parts) -> list[Any]:
        plain = encode(type(entry.event), entry.event)
        basis = self._library.reference(entry.basis, home) if entry.basis else None
        row = [
            type(entry.event).__name__,
            {key: _leaning(value, parts) for key, value in plain.items()},
            basis,
            None if entry.at == first.at else plain_instant(entry.at),
            None if entry.actor == first.actor else entry.actor,
        ]
        while row[-1] in (None, {}):
            row.pop()
        return row

    def read(self, item: Plain, parts: Parts) -> Iterator[Entry]:
        for index, row in enumerate(item["e"]):
            filled: list[Any] = [*row, *[None] * (5 - len(row))]
            name, plain, basis, at, actor = filled
            plain = {key: _whole(value, parts) for key, value in (plain or {}).items()}
            yield Entry(
                seq=item["q"] + index,
                at=read_instant(item["t"] if at is None else at),
                actor=item["a"] if actor is None else actor,
                event=decode(event_classes()[name], plain),
                basis=self._library.basis(basis, item["g"]) if basis else None,
            )


def first_words(parts: Parts) -> Plain:
    """The words as they came in; those of now may have been added to."""
    words = parts[keys.WORDS]
    first: Plain = words.get(ORIGINAL, words)
    return first


def _leaning(value: Any, parts: Parts) -> Any:
    """A value of an event without what a part of the ticket holds."""
    if not isinstance(value, dict):
        return value
    form = _form_of(value, parts)
    if form:
        return form
    if "d" in value and (form := _form_of(value["d"], parts)):
        return {**value, "d": form}
    words = {key: value[key] for key in WORDS if key in value}
    if words and words == first_words(parts):
        return {**{key: one for key, one in value.items() if key not in words}, IN_WORDS: 1}
    return value


def _form_of(value: Any, parts: Parts) -> Plain | None:
    forms = ((key, part) for key, part in parts.items() if key.startswith(keys.FORM))
    known = next((key for key, part in forms if part == value), None)
    return {REFERENCE: known.removeprefix(keys.FORM)} if known else None


def _whole(value: Any, parts: Parts) -> Any:
    if not isinstance(value, dict):
        return value
    if REFERENCE in value:
        return parts[keys.form(value[REFERENCE])]
    if isinstance(value.get("d"), dict) and REFERENCE in value["d"]:
        return {**value, "d": _whole(value["d"], parts)}
    if IN_WORDS in value:
        rest = {key: one for key, one in value.items() if key != IN_WORDS}
        return {**rest, **first_words(parts)}
    return value
