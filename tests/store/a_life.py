"""A complaint of Zhaoqing from registration to archive, with an extension and a redo."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime

from chalicelib.application.sweep import sweep
from chalicelib.domain.directory import Actor, Role
from chalicelib.domain.intake import LocationGiven, RequesterGiven
from chalicelib.domain.state import Ticket
from chalicelib.domain.ticket import ACTIONS
from chalicelib.reading import read
from tests.application.world import HANDLER, PHONE, Desk, actor

UNIT = "urban-management"
Watch = Callable[[str], AbstractContextManager[None]]

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


def lead(desk: Desk, watch: Watch = lambda _: nullcontext()) -> Ticket:
    """The steps of the story, each under its name."""
    life = _Life(desk, watch)
    life.register("2026-08-31T02:00")
    life.act("2026-08-31T02:30", OFFICE, "dispatch", unit=UNIT)
    life.act(
        "2026-09-16T01:00",
        HANDLER,
        "request_extension",
        ground="complex",
        reason="需第三方监测噪声并出具报告",
        form="att_0123456789abcdef01234567",
    )
    life.act("2026-09-16T03:00", LEADER, "confirm", approve=True)
    life.act("2026-09-16T08:00", OFFICE, "decide_extension", approve=True)
    life.answer("2026-09-22T02:00")
    life.act("2026-09-22T08:00", OFFICE, "audit_answer", approve=True)
    life.act("2026-09-22T10:00", CITIZEN, "rate", rating="dissatisfied")
    goal = {"contacted": True, "attitude_ok": True, "solved": False, "satisfied": False}
    life.act(
        "2026-09-23T02:00",
        TOP,
        "record_revisit",
        reached=True,
        redo_wanted=True,
        reasonable=True,
        reason="夜间仍有噪声",
        **goal,
    )
    life.act("2026-09-23T07:00", TOP, "decide_redo", approve=True)
    life.answer("2026-09-28T02:00")
    life.act("2026-09-28T08:00", OFFICE, "audit_answer", approve=True)
    life.act("2026-09-28T10:00", CITIZEN, "rate", rating="satisfied")
    return life.ticket


OFFICE, LEADER = actor(Role.OFFICE), actor(Role.LEADER, UNIT)
CITIZEN, TOP = actor(Role.CITIZEN), actor(Role.UPPER_OFFICE)


class _Life:
    def __init__(self, desk: Desk, watch: Watch) -> None:
        self.desk, self.watch = desk, watch
        self.ticket: Ticket

    def register(self, at: str) -> None:
        self._at(at)
        with self.watch("register"):
            self.ticket = self.desk.file(
                subject="建设路一号工地夜间施工噪声严重扰民",
                description=chinese(WORDS, 300),
                requester=RequesterGiven(name="张三", phone=PHONE),
                location=LocationGiven(address="建设路一号小区三栋", lat=23.0515, lon=112.4653),
            )

    def act(self, at: str, who: Actor, action: str, **fields: object) -> None:
        self._at(at)
        with self.watch(action):
            command = read(ACTIONS[action].command, fields)
            self.ticket = self.desk.do(self.ticket, command, who)

    def answer(self, at: str) -> None:
        self.act(
            at,
            HANDLER,
            "submit_answer",
            outcome="solved",
            handled_at=self.desk.clock.now().isoformat(),
            process="到现场检查，约谈施工单位负责人",
            result=chinese(ANSWER, 300),
            legal_basis="噪声污染防治法第四十三条",
            replied_by="phone",
        )

    def _at(self, moment: str) -> None:
        self.desk.clock.moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        with self.watch("sweep"):
            sweep(self.desk.ports)
