"""Every field has said what it tells of a person; no class is of a field that is gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_args

import pytest

import app  # noqa: F401 - registers the routes
from chalicelib.adapters.dynamodb.codec import event_classes, hints_of
from chalicelib.domain.privacy import CLASS_OF, PrivacyClass, class_of
from chalicelib.domain.records import ClosedRound, Pending, Requester, Supervision, Survey
from chalicelib.domain.state import Ticket
from chalicelib.entrypoints.api.http import ROUTES
from tests.builders import Story

IN_DETAILS = frozenset(
    {
        *("amount", "basis", "deadline", "evidence", "exclusion_code", "explained", "form"),
        *("ground", "handled_at", "kind", "legal_basis", "material", "measures"),
        *("no_reply_because", "opinion", "outcome", "override_reason", "process", "promised_for"),
        *("reason", "reasonable", "redo_wanted", "refusal_code", "replied_by"),
        *("requester_informed", "result", "rule", "silence", "suggestion", "unit"),
    }
)


def classed() -> dict[str, type[Any]]:
    """Views, events and what a ticket holds, with all that they are made of."""
    found: dict[str, type[Any]] = {}
    roots = [*event_classes().values(), Ticket, Requester, Pending, ClosedRound, Survey]
    roots += [Supervision, *(one.gives for one in ROUTES if one.gives)]
    for root in roots:
        for one in made_of(root):
            found[one.__name__] = one
    return found


def made_of(cls: Any) -> Iterator[type[Any]]:  # noqa: ANN401 - any type
    for arm in get_args(cls):
        yield from made_of(arm)
    if isinstance(cls, type) and is_dataclass(cls):
        yield cls
        for annotation in hints_of(cls).values():
            yield from made_of(annotation)


CLASSED = classed()


@pytest.mark.parametrize("name", sorted(CLASSED))
def test_every_field_has_a_class(name: str) -> None:
    for one in fields(CLASSED[name]):
        assert class_of(name, one.name) in PrivacyClass


def test_the_table_names_nothing_that_does_not_exist() -> None:
    known = {one.name for cls in CLASSED.values() for one in fields(cls)} | IN_DETAILS
    exact = {f"{name}.{one.name}" for name, cls in CLASSED.items() for one in fields(cls)}
    exact |= {f"details.{key}" for key in IN_DETAILS}
    assert {one for one in CLASS_OF if "." not in one} - known == set()
    assert {one for one in CLASS_OF if "." in one} - exact == set()


def test_an_unknown_field_has_none() -> None:
    with pytest.raises(KeyError):
        class_of("Ticket", "shoe_size")


def test_details_hold_only_what_has_a_class() -> None:
    """Of a whole way through returns, extensions and answers."""
    story = Story("zhaoqing").dispatch("roads")
    story.at("2026-03-03T10:00").do("handler", "record_contact", reached=True)
    story.do("handler", "submit_answer", **ANSWER)
    details = story.event("answer_submitted").event.details  # type: ignore[attr-defined]
    assert set(details) <= IN_DETAILS
    assert all(class_of("details", key) in PrivacyClass for key in details)


ANSWER = {
    "outcome": "solved",
    "handled_at": "2026-03-03T09:00:00+08:00",
    "process": "到场核实",
    "result": "已停工",
    "legal_basis": "第四十三条",
    "replied_by": "phone",
}


@pytest.mark.parametrize(
    ("where", "kind"),
    [
        ("Requester.name", PrivacyClass.IDENTITY),
        ("Requester.phone", PrivacyClass.IDENTITY),
        ("EventView.actor", PrivacyClass.IDENTITY),
        ("Location.address", PrivacyClass.PLACE),
        ("LocationView.lat", PrivacyClass.PLACE),
        ("Ticket.subject", PrivacyClass.WORDS),
        ("Supplemented.text", PrivacyClass.WORDS),
        ("ReplyReceived.text", PrivacyClass.WORDS),
        ("SplitIntoParts.parts", PrivacyClass.WORDS),
        ("details.process", PrivacyClass.WORDS),
        ("details.reason", PrivacyClass.INTERNAL),
        ("Urged.reason", PrivacyClass.INTERNAL),
        ("Withdrawn.reason", PrivacyClass.WORDS),
        ("Ticket.status", PrivacyClass.OPEN),
    ],
)
def test_what_some_fields_are(where: str, kind: PrivacyClass) -> None:
    assert class_of(*where.split(".")) == kind
