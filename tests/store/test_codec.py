"""Every event and every ticket comes back from the store as it went in."""

from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.adapters.dynamodb import codec, names, upcasts
from chalicelib.adapters.dynamodb.codec import decode, encode, event_classes
from chalicelib.adapters.dynamodb.upcasts import FromTheFuture, upcast
from chalicelib.adapters.dynamodb.wire import fields_of, from_wire, size, to_wire, with_fields
from chalicelib.application.ports import Unstorable
from chalicelib.domain.records import Pending, RequestKind
from chalicelib.domain.state import Deadline, Ticket
from tests.properties.life import PLACES, Life, Step
from tests.properties.walk import Walk
from tests.store.stored import Shelf, commits

SEEDS = st.integers(0, 2**32 - 1)


@settings(max_examples=25, deadline=None)
@pytest.mark.parametrize("place", PLACES)
@given(seed=SEEDS)
def test_whatever_happens_comes_back(place: str, seed: int) -> None:
    rng = Random(seed)  # noqa: S311 - made-up lives, to be repeated
    life, shelf = Life(place, rng), Shelf()
    for ticket, entries in commits(life, rng, 40):
        shelf.put(ticket, entries, life.regulation)
        read = shelf.load()
        assert read is not None
        assert read.ticket == ticket
        assert shelf.history() == life.history
        assert types(read.ticket) == types(ticket)
        if rng.random() < 0.5:  # as by another container, which had to read
            shelf.before = read


def types(value: object) -> object:
    """Equal is not enough: a word is equal to its enumeration's member, and lacks its methods."""
    if is_dataclass(value):
        return [types(getattr(value, one.name)) for one in fields(value)]
    return [types(one) for one in value] if isinstance(value, tuple) else type(value)


@pytest.mark.parametrize("place", PLACES)
def test_every_event_of_a_walk_comes_back(place: str) -> None:
    walk = Recording(place, seed=7, enough=1)
    walk.go(120)
    for event in walk.events:
        plain = encode(type(event), event)
        back = decode(type(event), plain)
        assert back == event
        assert types(back) == types(event)
    assert len({type(event) for event in walk.events}) > 20


class Recording(Walk):
    """A walk that keeps what happened."""

    def __init__(self, place: str, seed: int, enough: int) -> None:
        super().__init__(place, seed, enough)
        self.events: list[Any] = []

    def note(self, life: Life, step: Step) -> None:
        before = len(life.history)
        super().note(life, step)
        self.events += [entry.event for entry in life.history[before:]]


def test_every_event_class_can_be_written() -> None:
    classes: list[Any] = [*event_classes().values()]
    for cls in classes:
        codec.coder(cls)
    assert {"Registered", "Rated", "VerdictTaken"} <= set(event_classes())


@pytest.mark.parametrize("name", sorted(names.SHORT))
def test_no_two_fields_share_a_short_name(name: str) -> None:
    short = names.SHORT[name]
    assert len(set(short.values())) == len(short)


def test_a_field_of_a_ticket_that_has_no_short_name_clashes_with_none() -> None:
    for cls in (Ticket, Deadline, Pending):
        known = names.SHORT[cls.__name__]
        own = [known.get(name, name) for name in codec.hints_of(cls)]
        assert len(set(own)) == len(own)


# --- values ---

instants = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | instants
    | st.dates()
)
details = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner).map(tuple)
        | st.lists(inner)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])) | st.just("$t"), inner)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), details))
def test_details_of_any_kind_come_back(given_details: dict[str, Any]) -> None:
    pending = Pending(
        kind=RequestKind.RETURN,
        id="return#1#1",
        requested_at=datetime(2026, 3, 2, tzinfo=UTC),
        requested_by="x",
        chain=("office",),
        details=given_details,
    )
    fields = {"p": encode(Pending, pending)}
    item = from_wire(to_wire(with_fields({"pk": "T#1", "sk": "H"}, fields)))
    assert decode(Pending, fields_of(item)["p"]) == pending


@given(instants)
def test_an_instant_comes_back_to_the_microsecond(moment: datetime) -> None:
    in_china = moment.astimezone(timezone(timedelta(hours=8)))
    assert decode(datetime, encode(datetime, in_china)) == moment


def test_what_has_no_plain_form_is_refused() -> None:
    with pytest.raises(Unstorable):
        encode(Any, {"a": object()})
    with pytest.raises(TypeError):
        codec.coder(set[str])


def test_a_size_counts_utf_8() -> None:
    assert size({"pk": "中文", "n": 12345}) == 2 + 6 + 1 + 4
    assert size({"t": date(2026, 1, 1).isoformat()}) == 11


# --- versions ---


def test_an_item_of_an_earlier_version_is_brought_up_step_by_step() -> None:
    """Made up: version 0 called the status `state`, and did not count answers."""
    table = {
        ("H", 0): lambda old: {**old, "s": old["state"]},
        ("H", 1): lambda old: {**old, "ac": 0},
        ("EV", 1): lambda old: {**old, "wrong": 1},
    }
    read = upcast("H", 0, {"state": "handling"}, table, newest=2)
    assert (read["s"], read["ac"]) == ("handling", 0)
    assert upcast("TXT", 0, {"sj": "x"}, table, newest=2) == {"sj": "x"}
    assert upcast("H", 2, {"s": "x"}, table, newest=2) == {"s": "x"}


def test_an_item_of_a_later_release_is_not_guessed_at() -> None:
    with pytest.raises(FromTheFuture):
        upcast("H", upcasts.SCHEMA_V + 1, {})
