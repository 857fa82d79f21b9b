"""The columns of a file of tickets to take in: a header may be the Chinese word or the key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from chalicelib.domain.state import Status

Kind = Literal["text", "instant", "phone", "yes_no", "category", "complexity", "urgency", "scope",
               "channel", "status", "unit", "units", "outcome", "rating"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """`needed_for`: the statuses that lack something without it; `only_for`: those that know it."""

    key: str
    header: str
    kind: Kind
    words: str
    needed_for: frozenset[Status] = frozenset()
    only_for: frozenset[Status] = frozenset(Status)


EVERY = frozenset(Status)
WITH_UNIT = frozenset({Status.DISPATCHED, Status.HANDLING})
OPEN = WITH_UNIT | {Status.REGISTERED}
ENDED = frozenset(
    {
        Status.ARCHIVED,
        Status.ANSWERED_DIRECTLY,
        Status.DECLINED,
        Status.REFERRED,
        Status.TERMINATED,
        Status.WITHDRAWN,
        Status.RETURNED_UP,
    }
)
HANDLING = frozenset({Status.HANDLING})
ANSWERED = frozenset({Status.ARCHIVED, Status.ANSWERED_DIRECTLY})

COLUMNS: tuple[Column, ...] = (
    Column("reference", "来源编号", "text", "原系统的工单编号，一份文件内不重复 · its number in the system it comes from", EVERY),
    Column("status", "状态", "status", "见下表 · as below", EVERY),
    Column("registered_at", "登记时间", "instant", "期限由此起算 · limits count from here", EVERY),
    Column("category", "诉求类别", "category", "代码或名称，以该地办法为准 · id or name, of the place's list", EVERY),
    Column("subject", "标题", "text", "200字以内 · 200 characters at most", EVERY),
    Column("description", "内容", "text", "5000字以内 · 5,000 characters at most", EVERY),
    Column("name", "诉求人", "text", "姓名 · the requester's name"),
    Column("phone", "联系电话", "phone", "手机，或带区号的固定电话 · a mobile, or a landline with its area code"),
    Column("confidential", "保密", "yes_no", "是、否 · yes, no"),
    Column("reply_wanted", "需要回复", "yes_no", "是、否；不填为是 · yes, no; left empty: yes"),
    Column("address", "地址", "text", "200字以内 · 200 characters at most"),
    Column("channel", "渠道", "channel", "电话、网站、微信、APP、短信、邮件、平台；不填为电话 · phone if left empty"),
    Column("complexity", "复杂程度", "complexity", "不填为一般 · ordinary if left empty"),
    Column("urgency", "紧急程度", "urgency", "不填为普通 · normal if left empty"),
    Column("scope", "事项类型", "scope", "该地办法的事项类型 · of the place's list"),
    Column("unit", "承办单位", "unit", "代码或名称 · id or name of the unit", WITH_UNIT, WITH_UNIT | ENDED),
    Column("co_handlers", "协办单位", "units", "以顿号隔开 · separated by 、 or ;", only_for=WITH_UNIT),
    Column("dispatched_at", "派单时间", "instant", "派至承办单位 · sent to that unit", WITH_UNIT, WITH_UNIT | ENDED),
    Column("signed_at", "签收时间", "instant", "单位签收 · the unit signed", HANDLING, HANDLING),
    Column("contacted_at", "联系时间", "instant", "首次联系上诉求人 · the requester was first reached", only_for=HANDLING),
    Column("answered_at", "答复时间", "instant", "被采纳的答复 · of the answer that was accepted", only_for=ANSWERED),
    Column("answer", "答复内容", "text", "5000字以内 · 5,000 characters at most", only_for=ENDED),
    Column("outcome", "办理结果", "outcome", "代码或名称；不予受理的填理由 · id or name; of a declined one the reason", only_for=ENDED),
    Column("rating", "满意度", "rating", "代码或名称 · id or name", only_for=ANSWERED),
    Column("closed_at", "办结时间", "instant", "原系统中结束的时间 · when it ended there", ENDED, ENDED),
)  # fmt: skip

BY_HEADER: Mapping[str, Column] = {one.header: one for one in COLUMNS} | {
    one.key: one for one in COLUMNS
}
BY_KEY: Mapping[str, Column] = {one.key: one for one in COLUMNS}
NEEDED = tuple(one for one in COLUMNS if one.needed_for == EVERY)

STATUS_WORDS: Mapping[Status, tuple[str, ...]] = {
    Status.REGISTERED: ("待派单", "已登记"),
    Status.DISPATCHED: ("待签收", "已派单"),
    Status.HANDLING: ("办理中", "已签收"),
    Status.ARCHIVED: ("已办结", "已归档"),
    Status.ANSWERED_DIRECTLY: ("直接答复",),
    Status.DECLINED: ("不予受理",),
    Status.REFERRED: ("已转接",),
    Status.TERMINATED: ("终止办理",),
    Status.WITHDRAWN: ("已撤回",),
    Status.RETURNED_UP: ("退回上级",),
}
CHANNEL_WORDS: Mapping[str, str] = {
    "phone": "电话",
    "web": "网站",
    "wechat": "微信",
    "app": "APP",
    "sms": "短信",
    "email": "邮件",
    "platform": "平台",
}
