"""One phone, two surveys: a bare grade is asked about, a code says which; nothing is guessed."""

from typing import Any

from local.demo.client import Client
from local.demo.stories import ANSWER, REQUESTER, request
from local.demo.words import RATINGS

Json = dict[str, Any]
PLACE = "zhaoqing"
AT = "2026-11-02T10:00"
SUBJECTS = ("工地夜间施工噪声扰民", "路灯不亮")


class Phone:
    """The citizen's phone: what it gets and what it sends, as one conversation."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.number = REQUESTER["phone"]
        self.read = 0

    def look(self) -> list[str]:
        """What came since the last look, printed."""
        every = self.client.call("GET", f"/_local/sms?phone={self.number}")["items"]
        new = [str(one["text"]) for one in every[self.read :]]
        self.read = len(every)
        for text in new:
            print(f"   📩 {text}")
        return new

    def write(self, text: str) -> list[str]:
        print(f"   📱 {text}")
        self.client.call("POST", "/_local/sms", {"from": self.number, "text": text})
        return self.look()


def tell(client: Client) -> bool:
    """Whether each grade went to the ticket it was meant for."""
    print("\n━━ 一部手机，两份评价：不注明是哪一件的，先问清楚，不猜")
    tickets = [_closed(client, subject) for subject in SUBJECTS]
    phone = Phone(client)
    *_, newest = phone.look()
    code = newest.partition("请在数字后加")[2][:2]
    asked = phone.write("5")
    untouched = _ratings(client, tickets) == [None, None]
    answered = phone.write("5")
    phone.write(f"5 {code}")
    phone.write("1")
    found = _ratings(client, tickets)
    for ticket, rating in zip(tickets, found, strict=True):
        print(f"   ── {ticket['number']}：{RATINGS.get(rating or '', '未评价')}")
    once = (len(asked), len(answered)) == (1, 0)
    return once and untouched and found == ["very_satisfied", "very_dissatisfied"]


def _closed(client: Client, subject: str) -> Json:
    """From the call to the approved answer."""
    operator = client.token(role="operator", jurisdiction=PLACE)
    office = client.token(role="office", jurisdiction=PLACE)
    handler = client.token(role="handler", jurisdiction=PLACE, unit="urban-management")
    body = {"jurisdiction": PLACE, "channel": "phone", **request("complaint", subject)}
    ticket = client.call("POST", "/v1/tickets", body, operator)
    actions = f"/v1/tickets/{ticket['id']}/actions"
    client.call("POST", f"{actions}/dispatch", {"unit": "urban-management"}, office)
    said = {**ANSWER, "handled_at": f"{AT}:00+08:00"}
    client.call("POST", f"{actions}/submit_answer", said, handler)
    return client.call("POST", f"{actions}/audit_answer", {"approve": True}, office)


def _ratings(client: Client, tickets: list[Json]) -> list[str | None]:
    office = client.token(role="office", jurisdiction=PLACE)
    return [
        client.call("GET", f"/v1/tickets/{one['id']}", token=office)["rating"] for one in tickets
    ]
