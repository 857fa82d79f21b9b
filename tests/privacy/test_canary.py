"""Who is put into any field comes back in no problem, no log, and to no unit that must not know.

The canaries are a name, a number, an address and words. They are put into every field of every
action, in good bodies and in wrong ones, by everybody. What is logged, counted and traced where it
is deployed, `tests/observing/` listens to.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.directory import Role
from chalicelib.domain.intake import Register
from chalicelib.domain.ticket import ACTIONS
from chalicelib.entrypoints.api.examples import example_of
from tests.api.conftest import Hotline
from tests.security.edge import ROLES, Edge

Json = dict[str, Any]
NAME, NUMBER, STREET, WORDS = "金丝雀", "13912345678", "金丝雀路8号", "CanarySings"
SAID = f"{NAME}：{WORDS}，{NUMBER}，{STREET}"
MARKS = (NAME, NUMBER, STREET, WORDS)
UNIT = "urban-management"


def with_canaries(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """The same with a canary wherever there is a text."""
    if isinstance(value, str):
        return SAID
    if isinstance(value, list):
        return [with_canaries(one) for one in value]
    if isinstance(value, dict):
        return {key: with_canaries(one) for key, one in value.items()}
    return value


def bodies(usual: Json) -> Iterator[Json]:
    """With canaries everywhere; in one field each, rightly and wrongly."""
    yield with_canaries(usual)
    for name, value in usual.items():
        for put in (with_canaries(value), SAID, [SAID], {SAID: SAID}):
            yield {**usual, name: put}


def hits(text: str) -> list[str]:
    return [one for one in MARKS if one in text]


def test_no_problem_and_no_log_quotes_what_anybody_sent(
    edge: Edge, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    problems = 0
    ticket = edge.tickets[0]
    calls = [("/v1/tickets", body) for body in bodies(example_of(Register))]
    for name, action in ACTIONS.items():
        path = f"/v1/tickets/{ticket.id}/actions/{name}"
        calls += [(path, body) for body in bodies(example_of(action.command))]
    reveal = f"/v1/tickets/{ticket.id}/reveal"
    calls += [(reveal, body) for body in bodies({"fields": ["name"], "purpose": "other"})]
    for role in (Role.OFFICE, Role.HANDLER, Role.CITIZEN, Role.OPERATOR):
        headers = edge.as_one_of(role, ticket)
        for path, body in calls:
            reply = edge.call("POST", path, headers, body)
            assert reply.status < 500
            if reply.status >= 400:
                problems += 1
                # A field's name that is not ours is the caller's own word.
                told = {
                    **reply.json(),
                    "errors": [one["detail"] for one in reply.json().get("errors", [])],
                }
                assert hits(json.dumps(told, ensure_ascii=False)) == [], (path, body)
    assert problems > 1000
    assert hits(caplog.text) == []


def test_no_question_in_an_address_comes_back(edge: Edge, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ticket = edge.tickets[0]
    for role in ROLES:
        for query in (
            "holder",
            "unit",
            "requester",
            "class",
            "due_before",
            "cursor",
            "limit",
            "by",
        ):
            for path in ("/v1/tickets", "/v1/access-log", f"/v1/tickets/{ticket.id}/events"):
                asked = f"{path}?{query}={WORDS}{NUMBER}"
                reply = edge.call("GET", asked, edge.as_one_of(role, ticket))
                if reply.status >= 400:
                    assert hits(reply.text) == []
    assert hits(caplog.text) == []


@pytest.mark.rule("TA-36", "TA-38", "YY-32", "ZQ-47")
def test_no_view_of_a_unit_tells_who_a_protected_requester_is(hotline: Hotline) -> None:
    """All the way to the end, everybody writing the name and the number wherever they can."""
    hotline.phone = f"+86{NUMBER}"
    requester = {"name": NAME, "phone": hotline.phone, "confidential": True}
    said = {"subject": SAID, "description": SAID, "requester": requester}
    unit, seen = f"handler@{UNIT}", []
    ticket = hotline.file("citizen", **said)

    def look() -> None:
        for who in (unit, f"leader@{UNIT}"):
            for path in ("", "/events", "/progress", "/actions"):
                found = hotline.call("GET", f"/v1/tickets/{ticket['id']}{path}", who=who)
                seen.append((found.status, json.dumps(found.body, ensure_ascii=False)))
            listed = f"/v1/tickets?unit={UNIT}&class=closed"
            for path in ("/v1/tickets", listed, "/v1/notices"):
                found = hotline.call("GET", path, who=who)
                seen.append((found.status, json.dumps(found.body, ensure_ascii=False)))

    def act(action: str, who: str, **body: object) -> None:
        reply = hotline.act(ticket, action, who, **body)
        assert reply.status == 200, (action, reply.body)
        if who == unit:
            seen.append((200, json.dumps(reply.body, ensure_ascii=False)))
        look()

    act("dispatch", "office", unit=UNIT, rationale=SAID)
    act("supplement", "citizen", text=SAID)
    act("urge", "office", reason=SAID)
    act("record_contact", unit, reached=True, note=SAID)
    act("submit_answer", unit, **{**hotline.answer(), "process": SAID, "result": SAID})
    act("audit_answer", "office", approve=False, reason=SAID)
    act("submit_answer", unit, **{**hotline.answer(), "legal_basis": SAID})
    act("audit_answer", "office", approve=True)
    act("rate", "citizen", rating="dissatisfied")
    assert len(seen) > 100
    shown = [text for status, text in seen if status == 200]
    assert len(shown) > 80
    for text in shown:
        assert [one for one in (NAME, NUMBER, "5678", "139****") if one in text] == []
    assert any(WORDS in text for text in shown)
    by_office = json.dumps(hotline.get(ticket, "office").body, ensure_ascii=False)
    assert "139****5678" in by_office
