"""One story a jurisdiction, from intake to archive: what happens, when, and who does it.

Each has a return (granted, or refused where the text allows only that), an extension across a
holiday, an answer sent back by the audit, a bad verdict and a redo.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Step:
    """At this local time `who` does `action`; `refused` names the code it must be refused with."""

    at: str
    who: str
    action: str
    body: dict[str, Any] = field(default_factory=dict)
    unit: str | None = None
    refused: str | None = None


@dataclass(frozen=True)
class Story:
    place: str
    title: str
    request: dict[str, Any]
    at: str
    steps: tuple[Step, ...]


REQUESTER = {"name": "王女士", "phone": "+8613900000001"}
ANSWER = {
    "outcome": "solved",
    "process": "已到现场核实并约谈施工单位",
    "result": "夜间施工已停止，隔声屏障已安装",
    "legal_basis": "《中华人民共和国噪声污染防治法》第四十三条",
    "replied_by": "phone",
}


def answer(at: str, unit: str, **more: Any) -> Step:  # noqa: ANN401 - fields of the action
    return Step(
        at, "handler", "submit_answer", {**ANSWER, "handled_at": f"{at}:00+08:00", **more}, unit
    )


def sent_back(at: str) -> Step:
    return Step(at, "office", "audit_answer", {"approve": False, "reason": "未说明整改时间"})


def approved(at: str) -> Step:
    return Step(at, "office", "audit_answer", {"approve": True})


def request(category: str, subject: str) -> dict[str, Any]:
    return {
        "category": category,
        "subject": subject,
        "description": "小区北侧工地夜间连续施工，噪声很大，影响老人和孩子休息，请尽快处理。",
        "requester": REQUESTER,
        "location": {"address": "建设路1号北侧工地"},
    }


FORM = "att_00000000000000000000000001"
UNREACHED_GOAL = {"satisfied": False, "solved": False, "reason": "夜里仍有施工声"}

ZHAOQING = Story(
    "zhaoqing",
    "投诉：退单获准，跨国庆延期，审核退回，差评后重办一次",
    request("complaint", "工地夜间施工噪声扰民"),
    "2026-08-31T10:00",
    (
        Step("2026-08-31T10:30", "office", "dispatch", {"unit": "a"}),
        Step(
            "2026-09-01T09:00",
            "handler",
            "request_return",
            {"reason": "不属本单位职责", "basis": "施工噪声由另一单位监管", "suggestion": "改派"},
            "a",
        ),
        Step("2026-09-01T15:00", "office", "decide_return", {"approve": True}),
        Step("2026-09-01T15:30", "office", "dispatch", {"unit": "b"}),
        Step("2026-09-01T16:30", "handler", "record_contact", {"reached": True}, "b"),
        Step(
            "2026-09-18T09:00",
            "handler",
            "request_extension",
            {"ground": "complex", "reason": "需第三方监测", "form": FORM},
            "b",
        ),
        Step("2026-09-18T11:00", "leader", "confirm", {"approve": True}, "b"),
        Step("2026-09-18T16:00", "office", "decide_extension", {"approve": True}),
        answer("2026-10-12T10:00", "b"),
        sent_back("2026-10-12T16:00"),
        answer("2026-10-13T10:00", "b"),
        approved("2026-10-14T09:00"),
        Step("2026-10-14T18:00", "citizen", "rate", {"rating": "dissatisfied"}),
        Step(
            "2026-10-15T10:00",
            "upper_office",
            "record_revisit",
            {"reached": True, "redo_wanted": True, **UNREACHED_GOAL},
        ),
        Step("2026-10-15T15:00", "upper_office", "decide_redo", {"approve": True}),
        answer("2026-10-22T10:00", "b"),
        approved("2026-10-22T16:00"),
        Step("2026-10-22T20:00", "citizen", "rate", {"rating": "satisfied"}),
    ),
)

XIXIAN = Story(
    "xixian",
    "投诉：2小时签收，退单经领导确认获准，跨国庆延期，审核退回，督查后重办",
    request("complaint", "工地夜间施工噪声扰民"),
    "2026-09-24T09:00",
    (
        Step("2026-09-24T09:30", "office", "dispatch", {"unit": "a"}),
        Step("2026-09-24T10:00", "handler", "sign", {}, "a"),
        Step(
            "2026-09-24T11:00",
            "handler",
            "request_return",
            {"reason": "不属本单位职责", "basis": "职责清单"},
            "a",
        ),
        Step("2026-09-24T11:30", "leader", "confirm", {"approve": True}, "a"),
        Step("2026-09-24T12:00", "office", "decide_return", {"approve": True}),
        Step("2026-09-24T12:30", "office", "dispatch", {"unit": "b"}),
        Step("2026-09-24T13:30", "handler", "sign", {}, "b"),
        Step("2026-09-25T10:00", "handler", "record_contact", {"reached": True}, "b"),
        Step(
            "2026-09-30T15:00",
            "handler",
            "request_extension",
            {"reason": "事项复杂，需现场监测", "amount": 3},
            "b",
        ),
        Step("2026-09-30T16:00", "office", "decide_extension", {"approve": True}),
        answer("2026-10-10T10:00", "b"),
        sent_back("2026-10-10T15:00"),
        answer("2026-10-12T10:00", "b"),
        approved("2026-10-12T14:00"),
        Step("2026-10-12T18:00", "citizen", "rate", {"rating": "very_dissatisfied"}),
        Step(
            "2026-10-13T10:00",
            "office",
            "record_revisit",
            {"reached": True, "reasonable": True, **UNREACHED_GOAL},
        ),
        Step("2026-10-13T15:00", "office", "decide_redo", {"approve": True}),
        answer("2026-10-16T10:00", "b"),
        approved("2026-10-16T15:00"),
        Step("2026-10-16T19:00", "citizen", "rate", {"rating": "satisfied"}),
    ),
)

SUQIAN = Story(
    "suqian",
    "投诉：1小时签收、12小时办结，退单获准，国庆期间按自然日延期，回访不满意后核实整改",
    request("complaint", "工地夜间施工噪声扰民"),
    "2026-09-30T14:00",
    (
        Step("2026-09-30T14:10", "office", "dispatch", {"unit": "a"}),
        Step("2026-09-30T14:30", "handler", "sign", {}, "a"),
        Step(
            "2026-09-30T15:00",
            "handler",
            "request_return",
            {"basis": "职责清单", "suggestion": "建议转住建部门"},
            "a",
        ),
        Step("2026-09-30T15:20", "office", "decide_return", {"approve": True}),
        Step("2026-09-30T15:30", "office", "dispatch", {"unit": "b"}),
        Step("2026-09-30T16:00", "handler", "sign", {}, "b"),
        Step(
            "2026-09-30T20:00",
            "handler",
            "request_extension",
            {"reason": "需节后现场监测", "amount": 6},
            "b",
        ),
        Step("2026-09-30T20:30", "office", "decide_extension", {"approve": True}),
        answer("2026-10-05T10:00", "b"),
        sent_back("2026-10-05T11:00"),
        answer("2026-10-05T15:00", "b"),
        approved("2026-10-05T16:00"),
        Step("2026-10-05T17:00", "citizen", "rate", {"rating": "dissatisfied"}),
        Step("2026-10-05T18:00", "office", "record_revisit", {"reached": True, **UNREACHED_GOAL}),
        answer("2026-10-05T22:00", "b"),
        approved("2026-10-05T22:30"),
        Step("2026-10-06T09:00", "citizen", "rate", {"rating": "satisfied"}),
    ),
)

TAIAN = Story(
    "taian",
    "投诉：申请退单由热线机构决定，说明后延期，审核退回，诉求合理而督促重办",
    request("complaint", "工地夜间施工噪声扰民"),
    "2026-09-28T09:00",
    (
        Step("2026-09-28T09:30", "office", "dispatch", {"unit": "a"}),
        Step("2026-09-28T11:00", "handler", "request_return", {"reason": "不属本单位职责"}, "a"),
        Step("2026-09-28T14:00", "office", "decide_return", {"approve": True}),
        Step("2026-09-28T15:00", "office", "dispatch", {"unit": "b"}),
        Step("2026-09-29T09:00", "handler", "record_contact", {"reached": True}, "b"),
        Step(
            "2026-09-30T10:00",
            "handler",
            "request_extension",
            {"reason": "特别复杂", "amount": 5, "requester_informed": True},
            "b",
        ),
        Step("2026-09-30T15:00", "office", "decide_extension", {"approve": True}),
        answer("2026-10-14T10:00", "b"),
        sent_back("2026-10-14T15:00"),
        answer("2026-10-15T10:00", "b"),
        approved("2026-10-15T16:00"),
        Step("2026-10-15T19:00", "citizen", "rate", {"rating": "dissatisfied", "solved": False}),
        Step(
            "2026-10-16T10:00",
            "upper_office",
            "record_revisit",
            {"reached": True, "reasonable": True, **UNREACHED_GOAL},
        ),
        Step("2026-10-16T15:00", "upper_office", "decide_redo", {"approve": True}),
        answer("2026-10-23T10:00", "b"),
        approved("2026-10-23T15:00"),
        Step("2026-10-23T20:00", "citizen", "rate", {"rating": "satisfied", "solved": True}),
    ),
)

YOUYILU = Story(
    "youyilu",
    "投诉：热线办先行联系，向区退单被拒，跨国庆延至10个工作日，区登记结案，不满退回",
    request("complaint", "工地夜间施工噪声扰民"),
    "2026-09-24T09:00",
    (
        Step("2026-09-24T10:00", "office", "record_contact", {"reached": True}),
        Step("2026-09-24T10:30", "office", "dispatch", {"unit": "a"}),
        Step(
            "2026-09-24T11:00",
            "handler",
            "request_return",
            {"reason": "不属本单位"},
            "a",
            refused="forbidden",
        ),
        Step("2026-09-24T14:00", "office", "request_return", {"reason": "经核实非本街道管辖"}),
        Step(
            "2026-09-24T16:00",
            "upper_office",
            "decide_return",
            {"approve": False, "reason": "属本街道管辖"},
            "district",
        ),
        Step("2026-09-29T10:00", "handler", "record_contact", {"reached": True}, "a"),
        Step("2026-09-30T10:00", "handler", "request_extension", {"reason": "需跨部门会商"}, "a"),
        Step("2026-09-30T15:00", "office", "decide_extension", {"approve": True}),
        answer("2026-10-13T10:00", "a"),
        sent_back("2026-10-13T15:00"),
        answer("2026-10-14T10:00", "a"),
        approved("2026-10-14T15:00"),
        Step("2026-10-15T10:00", "upper_office", "register_closing", {"approve": True}, "district"),
        Step(
            "2026-10-16T10:00",
            "office",
            "record_revisit",
            {"reached": True, "contacted": True, "attitude_ok": True, **UNREACHED_GOAL},
        ),
        answer("2026-10-20T10:00", "a"),
        Step("2026-10-20T11:00", "leader", "confirm", {"approve": True, "note": "已签字"}, "a"),
        approved("2026-10-20T15:00"),
        Step("2026-10-20T16:00", "upper_office", "register_closing", {"approve": True}, "district"),
        Step(
            "2026-10-21T10:00",
            "office",
            "record_revisit",
            {
                "reached": True,
                "contacted": True,
                "attitude_ok": True,
                "satisfied": True,
                "solved": True,
            },
        ),
    ),
)

STORIES = (SUQIAN, TAIAN, XIXIAN, YOUYILU, ZHAOQING)
