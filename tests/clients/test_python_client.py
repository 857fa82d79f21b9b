"""The client made from the document tells a whole story over HTTP, and is fresh."""

from __future__ import annotations

import pytest

from clients.python.lianxin_client import Client, Refused, Register
from tests.api.conftest import CITIZEN, Hotline
from tools import make_client

REQUEST: Register = {
    "jurisdiction": "zhaoqing",
    "category": "complaint",
    "subject": "夜间施工噪声",
    "description": "工地夜里十一点后仍在施工。",
    "requester": {"name": "王小明", "phone": CITIZEN},
    "location": {"address": "大旺大道20号"},
}
UNIT = "urban-management"


def client(hotline: Hotline, who: str) -> Client:
    return Client(f"http://127.0.0.1:{hotline.port}", hotline.token(who))


def test_a_ticket_from_intake_to_its_verdict(hotline: Hotline) -> None:
    office, handler = client(hotline, "office"), client(hotline, f"handler@{UNIT}")
    ticket = client(hotline, "operator").file_ticket(REQUEST)
    assert office.dispatch(ticket["id"], {"unit": UNIT})["status"] in {"dispatched", "handling"}
    handler.record_contact(ticket["id"], {"reached": True})
    handler.submit_answer(
        ticket["id"],
        {
            "outcome": "solved",
            "handled_at": "2026-03-02T09:00:00+08:00",
            "process": "现场核实",
            "result": "已整改",
            "legal_basis": "《噪声污染防治法》",
            "replied_by": "phone",
        },
    )
    office.audit_answer(ticket["id"], {"approve": True})
    done = client(hotline, "citizen").rate(ticket["id"], {"rating": "satisfied"})
    assert (done["status"], done["rating"]) == ("archived", "satisfied")
    told = [one["type"] for one in office.list_events(ticket["id"], limit=100)["items"]]
    assert told[0] == "registered"
    assert {"dispatched", "answer_submitted", "rated", "archived"} <= set(told)


def test_a_list_goes_on_where_its_page_ended(hotline: Hotline) -> None:
    for _ in range(3):
        hotline.file()
    office = client(hotline, "office")
    first = office.list_tickets(class_="open", limit=2)
    rest = office.list_tickets(class_="open", limit=2, cursor=first["next_cursor"])
    seen = [one["id"] for one in (*first["items"], *rest["items"])]
    assert (len(set(seen)), rest["next_cursor"]) == (3, None)


def test_a_refusal_is_raised_with_what_it_says(hotline: Hotline) -> None:
    ticket, office = hotline.file(), client(hotline, "office")
    with pytest.raises(Refused) as refused:
        office.urge(ticket["id"], {"reason": "催"})
    assert (refused.value.status, refused.value.code) == (409, "wrong_state")
    with pytest.raises(Refused) as stale:
        office.dispatch(ticket["id"], {"unit": UNIT}, if_match='"99"')
    assert stale.value.status == 412


def test_the_same_key_files_one_ticket(hotline: Hotline) -> None:
    operator = client(hotline, "operator")
    first = operator.file_ticket(REQUEST, idempotency_key="once")
    assert operator.file_ticket(REQUEST, idempotency_key="once")["id"] == first["id"]
    assert operator.etag == '"1"'


def test_what_needs_no_token_needs_none(hotline: Hotline) -> None:
    anybody = Client(f"http://127.0.0.1:{hotline.port}")
    assert anybody.health() == {"status": "ok"}
    assert anybody.docs().startswith("<!doctype html>")


def test_the_client_is_what_would_be_made_now() -> None:
    """If not: `python -m tools.make_client`."""
    assert make_client.main(["--check"]) == 0
