"""A complaint from registration to archive, with an extension and a redo, through the use cases."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

from chalicelib.application.sweep import sweep
from chalicelib.domain.directory import Role
from chalicelib.domain.intake import LocationGiven, RequesterGiven
from chalicelib.domain.ticket import ACTIONS
from chalicelib.reading import read
from tests.application.world import HANDLER, PHONE, Desk, actor

Watch = Callable[[str], AbstractContextManager[None]]

UNIT = "urban-management"
OFFICE, LEADER = actor(Role.OFFICE), actor(Role.LEADER, UNIT)
CITIZEN, TOP = actor(Role.CITIZEN), actor(Role.UPPER_OFFICE)

# 300 characters, as the words of a complaint and of an answer often are.
WORDS = "楼下工地每晚十一点以后仍在浇筑混凝土，打桩机与运输车辆的噪声持续到凌晨。" * 9
ANSWER = {
    "outcome": "solved",
    "process": "到现场检查，约谈施工单位负责人",
    "result": "执法人员到现场检查，已责令停止夜间施工并立案调查，要求加装隔声屏障。" * 9,
    "legal_basis": "噪声污染防治法第四十三条",
    "replied_by": "phone",
}
EXTENSION = {
    "ground": "complex",
    "reason": "需第三方监测噪声",
    "form": "att_0123456789abcdef01234567",
}
GOALS = {"contacted": True, "attitude_ok": True, "solved": False, "satisfied": False}
REDO = {"reached": True, "redo_wanted": True, "reasonable": True, "reason": "夜间仍有噪声", **GOALS}
YES = {"approve": True}

# When, who, what, with what. What happened at that moment is when a unit says it acted.
STEPS = (
    ("2026-08-31T02:30", OFFICE, "dispatch", {"unit": UNIT}),
    ("2026-09-16T01:00", HANDLER, "request_extension", EXTENSION),
    ("2026-09-16T03:00", LEADER, "confirm", YES),
    ("2026-09-16T08:00", OFFICE, "decide_extension", YES),
    ("2026-09-22T02:00", HANDLER, "submit_answer", ANSWER),
    ("2026-09-22T08:00", OFFICE, "audit_answer", YES),
    ("2026-09-22T10:00", CITIZEN, "rate", {"rating": "dissatisfied"}),
    ("2026-09-23T02:00", TOP, "record_revisit", REDO),
    ("2026-09-23T07:00", TOP, "decide_redo", YES),
    ("2026-09-28T02:00", HANDLER, "submit_answer", ANSWER),
    ("2026-09-28T08:00", OFFICE, "audit_answer", YES),
    ("2026-09-28T10:00", CITIZEN, "rate", {"rating": "satisfied"}),
)


def lead(desk: Desk, watch: Watch) -> None:
    """Each step under its name, a sweep before it."""
    desk.clock.moment = datetime(2026, 8, 31, 2, tzinfo=UTC)
    with watch("register"):
        ticket = desk.file(
            subject="建设路一号工地夜间施工噪声严重扰民",
            description=WORDS,
            requester=RequesterGiven(name="张三", phone=PHONE),
            location=LocationGiven(address="建设路一号小区三栋", lat=23.0515, lon=112.4653),
        )
    for at, who, action, fields in STEPS:
        desk.clock.moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
        with watch("sweep"):
            sweep(desk.ports)
        handled = {"handled_at": f"{at}:00+00:00"} if action == "submit_answer" else {}
        command = read(ACTIONS[action].command, {**fields, **handled})
        with watch(action):
            ticket = desk.do(ticket, command, who)
