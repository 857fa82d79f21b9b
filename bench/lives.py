"""Lives of a ticket, told over HTTP: what is priced, and what its budget is held against.

A complaint of Zhaoqing with three hundred characters of description and of answer. `EXTENDED`
has an extension; `REDONE` goes on from there to a bad verdict, a second round and a good one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from threading import Thread
from typing import Any
from urllib.parse import urlencode

from app import app
from local.server import make_server
from local.world import World

Json = dict[str, Any]
PLACE, UNIT, PHONE = "zhaoqing", "urban-management", "+8613800000000"
PATIENCE_SECONDS = 30

WORDS = (
    "本人居住在建设路一号小区三栋，楼下工地自八月以来每晚十一点以后仍在浇筑混凝土，"
    "打桩机与运输车辆的噪声持续到凌晨三点左右，家中老人和小孩无法入睡，曾多次向工地负责人反映，"
    "对方称已办理夜间施工许可，但始终没有出示任何证明文件，小区物业也表示无权制止。"
)
ANSWER = (
    "经查，该工地由市建筑工程有限公司承建，执法人员于当晚到现场检查，发现其未取得夜间施工证明，"
    "已责令立即停止夜间施工并立案调查，同时要求施工单位加装隔声屏障、调整运输路线，"
    "并在小区公告栏公布施工时间和投诉电话，后续将安排人员不定期巡查，防止问题反弹。"
)


def chinese(text: str, length: int) -> str:
    """So many characters, of which no two sentences are quite the same."""
    digits = "零一二三四五六七八九"
    told = "".join(f"{digits[i % 10]}{digits[i // 10 % 10]}、{text}" for i in range(9))
    return told[:length]


@dataclass(frozen=True)
class Step:
    """Who does what, when; the body of the request."""

    at: str
    who: str
    action: str
    body: Json = field(default_factory=dict)


REQUEST: Json = {
    "jurisdiction": PLACE,
    "channel": "phone",
    "category": "complaint",
    "subject": "建设路一号工地夜间施工噪声严重扰民",
    "description": chinese(WORDS, 300),
    "requester": {"name": "张三", "phone": PHONE},
    "location": {"address": "建设路一号小区三栋", "lat": 23.0515, "lon": 112.4653},
}


def _answer(day: str) -> Json:
    return {
        "outcome": "solved",
        "handled_at": f"{day}T09:00:00+08:00",
        "process": "到现场检查，约谈施工单位负责人",
        "result": chinese(ANSWER, 300),
        "legal_basis": "噪声污染防治法第四十三条",
        "replied_by": "phone",
    }


HANDLER = f"handler@{UNIT}"
READ, REVEAL = "read", "reveal"
ASKED_FOR_TIME: Json = {
    "ground": "complex",
    "reason": "需第三方监测噪声并出具报告",
    "form": "延期办理申请表（已签字）",
}
UP_TO_THE_VERDICT = (
    Step("2026-08-31T10:00:00+08:00", "operator", "register", REQUEST),
    Step("2026-08-31T10:30:00+08:00", "office", "dispatch", {"unit": UNIT}),
    # Who is to call looks at the ticket, and asks for the number.
    Step("2026-08-31T14:50:00+08:00", HANDLER, READ),
    Step("2026-08-31T14:55:00+08:00", HANDLER, REVEAL, {"fields": ["phone"], "purpose": "contact"}),
    Step("2026-08-31T15:00:00+08:00", HANDLER, "record_contact", {"reached": True}),
    # By now three quarters of the limit are gone, and there was a warning.
    Step("2026-09-16T09:00:00+08:00", HANDLER, "request_extension", ASKED_FOR_TIME),
    Step("2026-09-16T11:00:00+08:00", f"leader@{UNIT}", "confirm", {"approve": True}),
    Step("2026-09-16T16:00:00+08:00", "office", "decide_extension", {"approve": True}),
    Step("2026-09-22T10:00:00+08:00", HANDLER, "submit_answer", _answer("2026-09-22")),
    Step("2026-09-22T16:00:00+08:00", "office", "audit_answer", {"approve": True}),
)
NOT_SOLVED: Json = {
    "reached": True,
    "contacted": True,
    "attitude_ok": True,
    "solved": False,
    "satisfied": False,
    "redo_wanted": True,
    "reasonable": True,
    "reason": "夜间仍有噪声",
}
EXTENDED = (
    *UP_TO_THE_VERDICT,
    Step("2026-09-22T18:00:00+08:00", "citizen", "rate", {"rating": "satisfied"}),
)
REDONE = (
    *UP_TO_THE_VERDICT,
    Step("2026-09-22T18:00:00+08:00", "citizen", "rate", {"rating": "dissatisfied"}),
    Step(
        "2026-09-23T10:00:00+08:00",
        "upper_office",
        "record_revisit",
        NOT_SOLVED,
    ),
    Step("2026-09-23T15:00:00+08:00", "upper_office", "decide_redo", {"approve": True}),
    Step("2026-09-28T10:00:00+08:00", HANDLER, "submit_answer", _answer("2026-09-28")),
    Step("2026-09-28T16:00:00+08:00", "office", "audit_answer", {"approve": True}),
    Step("2026-09-28T18:00:00+08:00", "citizen", "rate", {"rating": "satisfied"}),
)
STARTS_AT = "2026-08-31T09:00:00+08:00"


@dataclass
class Teller:
    """Tells a life to a running system."""

    port: int
    ticket: Json = field(default_factory=dict)
    keys: int = 0
    tokens: dict[str, str] = field(default_factory=dict)

    def tell(self, life: tuple[Step, ...], watch: Callable[[str], None]) -> Json:
        """After each request `watch` is called with what it was; the ticket as it ends."""
        for step in life:
            self._call("POST", "/_local/clock", {"now": step.at})
            watch("sweep")
            self._take(step)
            watch(step.action)
        return self.ticket

    def _take(self, step: Step) -> None:
        """One step. What only looks leaves the ticket as it is."""
        path, token = f"/v1/tickets/{self.ticket.get('id')}", self._token(step.who)
        if step.action == READ:
            self._call("GET", path, None, token)
        elif step.action == REVEAL:
            self._call("POST", f"{path}/reveal", step.body, token)
        else:
            filing = step.action == "register"
            path = "/v1/tickets" if filing else f"{path}/actions/{step.action}"
            self.ticket = self._call("POST", path, step.body, token)

    def file(self, phone: str) -> Json:
        """One request; the ticket."""
        body = {**REQUEST, "requester": {"name": "张三", "phone": phone}}
        return self.post("/v1/tickets", body, "operator")

    def post(self, path: str, body: Json, who: str) -> Json:
        return self._call("POST", path, body, self._token(who))

    def advance(self, span: str) -> list[Json]:
        """What fell due on the way."""
        fired: list[Json] = self._call("POST", "/_local/clock", {"advance": span})["fired"]
        return fired

    def list(self, who: str) -> Json:
        return self._call("GET", "/v1/tickets?limit=50", None, self._token(who))

    def _token(self, who: str) -> str:
        if who not in self.tokens:
            self.tokens[who] = self._new_token(who)
        return self.tokens[who]

    def _new_token(self, who: str) -> str:
        role, _, unit = who.partition("@")
        asked = {"role": role, "jurisdiction": PLACE, "unit": unit, "phone": PHONE}
        return str(self._call("GET", f"/_local/token?{urlencode(asked)}")["token"])

    def _call(self, method: str, path: str, body: Json | None = None, token: str = "") -> Json:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        headers = {"Content-Type": "application/json"}
        if token:
            self.keys += 1
            headers |= {"Authorization": f"Bearer {token}", "Idempotency-Key": f"life-{self.keys}"}
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            found: Json = json.loads(answer.read())
        finally:
            connection.close()
        if answer.status >= 300:  # noqa: PLR2004 - the life is told wrongly
            raise RuntimeError(f"{method} {path}: {answer.status} {found}")
        return found


@contextmanager
def served(world: World) -> Iterator[Teller]:
    """The system behind a real HTTP server on this machine."""
    server = make_server(app, world, "127.0.0.1", 0)
    thread = Thread(target=server.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield Teller(server.server.server_address[1])
    finally:
        server.server.shutdown()
        thread.join()
        server.server.server_close()
