"""The timeline's words: what happened, in Chinese, with its article."""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

WORDS: Mapping[str, str] = {
    "registered": "登记受理",
    "dispatched": "派单",
    "signed": "签收",
    "contacted": "联系诉求人",
    "return_requested": "申请退单",
    "return_confirmed": "单位领导确认退单",
    "return_decided": "退单审核",
    "extension_requested": "申请延期",
    "extension_confirmed": "单位领导签批延期",
    "extension_decided": "延期审核",
    "answer_requested": "提交重办结果，待领导签字",
    "answer_confirmed": "单位领导在处理结果书上签字",
    "answer_submitted": "提交答复",
    "answer_audited": "答复审核",
    "closing_decided": "结案登记",
    "closed": "办结",
    "survey_sent": "发送满意度评价短信",
    "rated": "评价",
    "revisited": "回访",
    "redo_requested": "提请重办",
    "redo_decided": "重办审核",
    "redo_opened": "发回重办",
    "leader_informed": "同步告知分管领导",
    "deadline_set": "时限",
    "deadline_warned": "将到期",
    "deadline_breached": "超期",
    "deadline_replaced": "原时限由新时限取代",
    "survey_expired": "逾期未评价",
    "archived": "归档",
}
RATINGS = {
    "very_satisfied": "非常满意",
    "satisfied": "满意",
    "basically_satisfied": "基本满意",
    "dissatisfied": "不满意",
    "very_dissatisfied": "非常不满意",
}
SHOWN_DEADLINES = {"handling", "sign_in", "first_contact", "direct_answer", "survey_reply"}
STATES = {
    "running": "进行中",
    "undecided": "待审核后认定",
    "met": "按期",
    "breached": "超期",
    "replaced": "已延期",
    "void": "不再适用",
}


def described(event: Json, units: Mapping[str, str]) -> str | None:
    """One line of the timeline; None for what a reader need not see."""
    word = WORDS.get(event["type"])
    data = event["data"]
    deadline = data.get("deadline")
    if word is None or _is_minor(deadline):
        return None
    when = event["at"][5:16].replace("T", " ")
    basis = event["basis"]
    article = f"  〔{basis['article']}：{basis['summary']}〕" if basis else ""
    return f"{when}  {word}{_detail(event['type'], data, units)}{article}"


def _is_minor(deadline: Json | str | None) -> bool:
    if isinstance(deadline, str):
        return deadline.partition("#")[0] not in SHOWN_DEADLINES
    return deadline is not None and deadline["kind"] not in SHOWN_DEADLINES


def _detail(kind: str, data: Json, units: Mapping[str, str]) -> str:
    if kind == "deadline_set":
        return f" {_period(data['deadline'])}，{data['deadline']['due_on']}届满"
    if kind == "dispatched":
        return f" → {units.get(data['unit'], data['unit'])}"
    if kind == "rated":
        return f"：{RATINGS.get(data['rating'], data['rating'])}"
    if "approve" in data:
        step = f"（{data['step']}）" if data.get("step") not in (None, "office") else ""
        reason = f"：{data['reason']}" if data.get("reason") else ""
        return f"{step}：{'同意' if data['approve'] else '不同意，退回'}{reason}"
    return ""


UNITS = {
    "working_day": "个工作日",
    "working_hour": "个工作小时",
    "hour": "小时",
    "day": "天",
    "minute": "分钟",
    "month": "个月",
}


def _period(deadline: Json) -> str:
    limit = deadline.get("limit")
    more = deadline.get("extended_by")
    if more:
        return f"延长{more['amount']}{UNITS[more['unit']]}"
    return f"{limit['amount']}{UNITS[limit['unit']]}" if limit else "限定时间"


def whole_deadline(deadline: Json) -> str:
    """A deadline of the ticket with its state and how it came about."""
    state = STATES[deadline["state"]]
    return f"{deadline['id']} {deadline['due_on']} {state}  {deadline['explanation']}"
