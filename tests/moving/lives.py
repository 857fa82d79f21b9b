"""Tickets of two places in every state, made over HTTP, and what the API says of them."""

from __future__ import annotations

from tests.api.conftest import Hotline, Json


def live(hotline: Hotline) -> list[Json]:
    """A little of everything, as the office of each place sees it at last."""
    made = [
        hotline.file(),
        hotline.dispatched(),
        hotline.closed(),
        hotline.do(hotline.closed(), "rate", "citizen", rating="very_dissatisfied", solved=False),
        declined(hotline),
    ]
    hotline.place = "suqian"
    made.append(hotline.file())
    hotline.advance("P40D")
    return [seen(hotline, ticket) for ticket in made]


def declined(hotline: Hotline) -> Json:
    place = hotline.call("GET", f"/v1/jurisdictions/{hotline.place}", who="office")
    body = {
        "reason_code": place["decline_reasons"][0]["code"],
        "explanation": "不属于本区",
        "advice": "请向某地反映",
    }
    return hotline.do(hotline.file(subject="别处的事"), "decline", "office", **body)


def seen(hotline: Hotline, ticket: Json) -> Json:
    hotline.place = ticket["jurisdiction"]
    return dict(hotline.get(ticket, "office").body)


def events(hotline: Hotline, ticket: Json) -> list[Json]:
    hotline.place = ticket["jurisdiction"]
    found: list[Json] = []
    cursor = ""
    while True:
        path = f"/v1/tickets/{ticket['id']}/events?limit=100{cursor}"
        page = hotline.call("GET", path, who="office")
        found += page["items"]
        if not page["next_cursor"]:
            return found
        cursor = f"&cursor={page['next_cursor']}"
