"""The schema of an action for one ticket: where the regulation has a list, its entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from chalicelib.domain.decision import Draft
from chalicelib.domain.records import LEADER
from chalicelib.domain.ticket import Action
from chalicelib.schema import schema_of

Entries = Callable[[Draft], Iterable[str]]


def _units(draft: Draft) -> Iterable[str]:
    return draft.context.facts.directory.units


def _categories(draft: Draft) -> Iterable[str]:
    return (one.id for one in draft.regulation.categories.choices)


def _ratings(draft: Draft) -> Iterable[str]:
    return (one.id for one in draft.regulation.ratings.choices)


def _termination_grounds(draft: Draft) -> Iterable[str]:
    rules = draft.regulation.termination
    return (one.code for one in rules.grounds) if rules else ()


def _awaiting_leader(draft: Draft) -> Iterable[str]:
    return (one.id for one in draft.ticket.pending if one.decided_by == LEADER)


CHOICES: Mapping[tuple[str, str], Entries] = {
    ("decline", "reason_code"): lambda draft: (
        one.code for one in draft.regulation.decline_reasons
    ),
    ("refer", "to"): lambda draft: (one.to for one in draft.regulation.referrals),
    ("classify", "category"): _categories,
    ("dispatch", "unit"): _units,
    ("adjudicate", "unit"): _units,
    ("confirm", "request"): _awaiting_leader,
    ("decide_return", "refusal_code"): lambda draft: (
        one.code for one in draft.regulation.returns.refusals
    ),
    ("request_extension", "ground"): lambda draft: (
        one.id for one in draft.regulation.extensions.grounds
    ),
    ("submit_answer", "outcome"): lambda draft: (
        one.id for one in draft.regulation.answer.outcomes
    ),
    ("rate", "rating"): _ratings,
    ("record_revisit", "corrected_rating"): _ratings,
    ("decide_redo", "exclusion_code"): lambda draft: (
        one.code for one in draft.regulation.redo.exclusions
    ),
    ("request_termination", "ground"): _termination_grounds,
    ("record_conduct", "conduct"): lambda draft: (
        one.id for one in draft.regulation.conduct.choices
    ),
    ("supervise", "form"): lambda draft: (one.id for one in draft.regulation.supervision.forms),
    ("supervise", "trigger"): lambda draft: (
        one.code for one in draft.regulation.supervision.triggers
    ),
}


def schema_for(name: str, action: Action, draft: Draft) -> dict[str, Any]:
    """The JSON Schema of an action's body, with the choices there are for this ticket."""
    schema = schema_of(action.command)
    properties = dict(schema["properties"])
    for (of_action, field), entries in CHOICES.items():
        choices: list[str | None] = list(entries(draft)) if of_action == name else []
        if choices:
            kind = properties[field]["type"]
            properties[field] = {
                "type": kind,
                "enum": [*choices, None] if "null" in kind else choices,
            }
    return {**schema, "properties": properties}
