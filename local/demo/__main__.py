"""`make demo`: a story of every jurisdiction, fast-forwarded, told as a timeline.

It starts the whole system on a free port, gives every command over HTTP as the people in their
roles would, and prints what the system recorded: when, what, and under which article.
"""

import sys
import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from app import app
from local.demo import phones
from local.demo.client import Client, Refused
from local.demo.stories import STORIES, Step, Story
from local.demo.words import RATINGS, described, whole_deadline
from local.endpoints import ZONE
from local.seeds import load_seeds
from local.server import make_server
from local.world import new_world

Json = dict[str, Any]
AUDITED = frozenset({"xixian"})
POLL_SECONDS = 0.02


def main() -> int:
    """Tell every story; 1 if one did not go as told."""
    tales: dict[str, Callable[[], bool]] = {one.place: partial(told, one) for one in STORIES}
    tales["phones"] = lambda: heard(phones.AT, phones.tell)
    failed = [name for name, tell in tales.items() if not tell()]
    if failed:
        print(f"\n没有讲完：{', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def told(story: Story) -> bool:
    return heard(story.at, lambda client: Telling(story, client).tell())


def heard(at: str, tell: Callable[[Client], bool]) -> bool:
    """Each story in a world of its own, which begins when the story does."""
    seeds = {seed.place: seed.directory for seed in load_seeds()}
    start = datetime.fromisoformat(at).replace(tzinfo=ZONE)
    world = new_world(seeds, base_url="", start=start, audited=AUDITED)
    server = make_server(app, world, "127.0.0.1", 0).server
    serving = threading.Thread(target=server.serve_forever, args=(POLL_SECONDS,), daemon=True)
    serving.start()
    try:
        return tell(Client(f"http://127.0.0.1:{server.server_port}"))
    except Refused as refused:
        print(f"   ✗ {refused}", file=sys.stderr)
        return False
    finally:
        server.shutdown()
        server.server_close()
        serving.join()


class Telling:
    """One story while it is told."""

    def __init__(self, story: Story, client: Client) -> None:
        self.story = story
        self.client = client
        self.seen = 0
        office = client.token(role="office", jurisdiction=story.place)
        self.place = client.call("GET", f"/v1/jurisdictions/{story.place}", token=office)
        departments = [unit for unit in self.place["units"] if unit["kind"] == "department"]
        self.units = {"a": departments[0], "b": departments[1]}

    def tell(self) -> bool:
        """Every step in its turn; whether the ticket ended in the archive."""
        place = self.place
        print(f"\n━━ {place['name']} · {self.story.title}")
        operator = self.client.token(role="operator", jurisdiction=self.story.place)
        body = {"jurisdiction": self.story.place, "channel": "phone", **self.story.request}
        ticket = self.client.call("POST", "/v1/tickets", body, operator)
        print(f"   工单 {ticket['number']}，适用 {ticket['regulation']}")
        for step in self.story.steps:
            self._take(ticket["id"], step)
        ticket = self._show(ticket["id"])
        ended = ticket["status"] == "archived" and len(ticket["rounds"]) == 1
        outcome = "已归档" if ended else f"停在 {ticket['status']}"
        print(
            f"   ── {outcome}：共办理{ticket['round']}轮，最后评价：{RATINGS.get(ticket['rating'])}"
        )
        for deadline in ticket["deadlines"]:
            if deadline["kind"] == "handling":
                print(f"      {whole_deadline(deadline)}")
        return bool(ended)

    def _take(self, ticket_id: str, step: Step) -> None:
        self.client.call("POST", "/_local/clock", {"now": f"{step.at}:00+08:00"})
        self._show(ticket_id)
        body = {
            name: self.units[value]["id"] if name == "unit" else value
            for name, value in step.body.items()
        }
        path = f"/v1/tickets/{ticket_id}/actions/{step.action}"
        try:
            self.client.call("POST", path, body, self._token(step))
        except Refused as refused:
            problem = refused.problem
            if problem.get("code") != step.refused:
                raise
            basis = problem.get("basis") or {}
            article = f"（{basis['article']}：{basis['summary']}）" if basis else ""
            print(f"   {step.at[5:].replace('T', ' ')}  ✗ {step.action} 被拒 {article}")
            return
        if step.refused:
            raise Refused({"detail": f"{step.action} was to be refused: {step.refused}"})
        self._show(ticket_id)

    def _token(self, step: Step) -> str:
        unit = self.units[step.unit]["id"] if step.unit in self.units else step.unit
        phone = self.story.request["requester"]["phone"] if step.who == "citizen" else None
        return self.client.token(
            role=step.who, jurisdiction=self.story.place, unit=unit, phone=phone
        )

    def _show(self, ticket_id: str) -> Json:
        """Print what was recorded since the last look."""
        auditor = self.client.token(role="office", jurisdiction=self.story.place)
        names = {unit["id"]: unit["name"] for unit in self.place["units"]}
        for event in self.client.every(f"/v1/tickets/{ticket_id}/events", auditor):
            if event["seq"] > self.seen and (line := described(event, names)):
                print(f"   {line}")
            self.seen = max(self.seen, event["seq"])
        return self.client.call("GET", f"/v1/tickets/{ticket_id}", token=auditor)


if __name__ == "__main__":
    sys.exit(main())
