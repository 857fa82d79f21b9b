"""The tables of an export and their columns: names and types stay, columns are only added.

Every file lies at `table/jurisdiction=…/month=…/part-00000.…`; the month is that of the ticket's
registration in its place's own time, for all that belongs to the ticket. Personal columns are
there only if asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

FORMAT_VERSION = 1
Kind = Literal["text", "texts", "integer", "number", "yes_no", "instant", "day"]
TableName = Literal["tickets", "events", "deadlines", "surveys"]


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: Kind
    words: str
    personal: bool = False


TICKETS = (
    Column("id", "text", "工单 · the ticket"),
    Column("number", "text", "编号 · its number"),
    Column("regulation", "text", "适用的办法及版本 · regulation and version"),
    Column("status", "text", "状态 · status"),
    Column("channel", "text", "渠道 · channel"),
    Column("category", "text", "诉求类别 · category"),
    Column("complexity", "text", "复杂程度 · complexity"),
    Column("urgency", "text", "紧急程度 · urgency"),
    Column("scope", "text", "事项类型 · scope"),
    Column("round", "integer", "第几轮办理 · round of handling"),
    Column("version", "integer", "提交次数 · number of commits"),
    Column("unit", "text", "承办单位 · unit"),
    Column("co_handlers", "texts", "协办单位 · further units"),
    Column("offices", "texts", "经过的下级热线机构 · sub-offices"),
    Column("registered_at", "instant", "登记 · registered"),
    Column("dispatched_at", "instant", "派单 · dispatched"),
    Column("signed_at", "instant", "签收 · signed"),
    Column("contacted_at", "instant", "联系上诉求人 · requester reached"),
    Column("answered_at", "instant", "提交被采纳的答复 · accepted answer submitted"),
    Column("closed_at", "instant", "办结 · closed"),
    Column("archived_at", "instant", "归档 · archived"),
    Column("due_at", "instant", "最早的法定期限 · earliest running statutory deadline"),
    Column("outcome", "text", "办理结果 · outcome"),
    Column("rating", "text", "满意度 · rating"),
    Column("solved", "yes_no", "是否解决 · solved"),
    Column("flags", "texts", "标记 · flags"),
    Column("pending", "texts", "待决定的申请 · kinds of pending requests"),
    Column("repeat_of", "text", "重复于 · repeats this ticket"),
    Column("repeat_count", "integer", "重复次数 · repeats"),
    Column("parent", "text", "由此拆出 · split from"),
    Column("parts", "texts", "拆成 · split into"),
    Column("source_platform", "text", "来源平台 · platform or system it came from"),
    Column("source_reference", "text", "来源编号 · its number there"),
    Column("source_kind", "text", "来源类型 · kind of source"),
    Column("confidential", "yes_no", "要求保密 · asked for confidentiality"),
    Column("reply_wanted", "yes_no", "需要回复 · wants a reply"),
    Column("requester_name", "text", "诉求人 · name", personal=True),
    Column("requester_phone", "text", "联系电话 · phone", personal=True),
    Column("subject", "text", "标题 · subject", personal=True),
    Column("description", "text", "内容 · description", personal=True),
    Column("address", "text", "地址 · address", personal=True),
    Column("lat", "number", "纬度 · latitude", personal=True),
    Column("lon", "number", "经度 · longitude", personal=True),
)
EVENTS = (
    Column("ticket_id", "text", "工单 · the ticket"),
    Column("seq", "integer", "序号 · place in the history"),
    Column("version", "integer", "所属的提交 · the commit it belongs to"),
    Column("at", "instant", "时间 · when"),
    Column("type", "text", "事件 · what happened"),
    Column("basis_regulation", "text", "依据的办法 · regulation it rests on"),
    Column("basis_article", "text", "依据的条文 · article"),
    Column("basis_rules", "texts", "规则编号 · rules"),
    Column("data", "text", "JSON；不含个人信息时只有代码、时间、数字 · as JSON; without personal data only codes, instants, numbers"),
    Column("actor", "text", "操作人 · who", personal=True),
)  # fmt: skip
DEADLINES = (
    Column("ticket_id", "text", "工单 · the ticket"),
    Column("id", "text", "期限 · the deadline"),
    Column("kind", "text", "种类 · kind"),
    Column("round", "integer", "第几轮 · round"),
    Column("state", "text", "状态 · state"),
    Column("starts_at", "instant", "起算 · counts from"),
    Column("due_at", "instant", "届满 · first instant that is late"),
    Column("due_on", "day", "最后一日 · last day in time"),
    Column("original_due_at", "instant", "延期前的届满 · due before an extension"),
    Column("done_at", "instant", "完成 · done"),
    Column("limit_amount", "integer", "时限 · amount of the limit"),
    Column("limit_unit", "text", "时限的单位 · its unit"),
    Column("statutory", "yes_no", "法定 · set by law"),
    Column("provisional", "yes_no", "暂定 · past the published calendar"),
    Column("extends", "text", "延长的期限 · the deadline it extends"),
    Column("source", "text", "出自 · the limit or table it comes from"),
    Column("article", "text", "条文 · article"),
)
SURVEYS = (
    Column("ticket_id", "text", "工单 · the ticket"),
    Column("round", "integer", "第几轮 · round"),
    Column("state", "text", "状态 · state"),
    Column("sent_at", "instant", "发送 · sent"),
    Column("delivered_at", "instant", "送达 · delivered"),
    Column("closes_at", "instant", "截止 · closes"),
    Column("rating", "text", "满意度 · rating"),
    Column("not_sent_reason", "text", "未发送的原因 · why it was not sent"),
    Column("asked_above", "yes_no", "由上级评价 · a level above asks"),
)
TABLES: Mapping[TableName, tuple[Column, ...]] = {
    "tickets": TICKETS,
    "events": EVENTS,
    "deadlines": DEADLINES,
    "surveys": SURVEYS,
}

# What of an event's own fields tells of nobody. A field that is not named here is personal.
PLAIN_DATA = frozenset(
    {
        "amount", "answered", "approve", "as_of", "automatic", "body", "by", "category",
        "channel", "closed_at", "closes_at", "co_handlers", "code", "complexity", "conduct",
        "count", "deadline", "delivered_at", "directly_answerable", "dispatched_at", "done_at",
        "due_at", "final", "ground", "implied", "inform_requester", "kind", "label", "leader",
        "lead_fixed", "method", "mode", "new", "new_facts", "of", "old", "onward", "outcome",
        "provider_at", "rating", "reached", "reason_code", "received_at", "reference",
        "repeat_of", "replied_at", "request", "round", "satisfied", "since", "solved", "state",
        "stays", "status", "step", "submitted_at", "system", "times", "to", "unit", "verdict",
        "warning", "was_due_at",
    }
)  # fmt: skip


def columns(table: TableName, *, personal: bool) -> tuple[Column, ...]:
    return tuple(one for one in TABLES[table] if personal or not one.personal)
