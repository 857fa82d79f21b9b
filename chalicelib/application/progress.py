"""What happened to a ticket, in a sentence for its requester, in Chinese and English.

A sentence tells of the kind of event, of the unit and of the deadline, never of what somebody
wrote, said or is called: so it may be shown to whoever has proved to have the number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from chalicelib.domain.decision import Entry, Event
from chalicelib.domain.directory import Directory
from chalicelib.domain.handling import ConductRecorded
from chalicelib.domain.state import Status
from chalicelib.domain.terms import DeadlineKind


class Said(NamedTuple):
    zh: str
    en: str

    def filled(self, **zh_and_en: Said) -> Said:
        return Said(
            self.zh.format(**{name: one.zh for name, one in zh_and_en.items()}),
            self.en.format(**{name: one.en for name, one in zh_and_en.items()}),
        )


REFUSED, STEP = ":refused", ":step"
STATUSES: Mapping[Status, Said] = {
    Status.REGISTERED: Said("已登记，等待派单", "registered, waiting to be dispatched"),
    Status.DISPATCHED: Said("已派单，等待签收", "dispatched, waiting to be signed for"),
    Status.HANDLING: Said("办理中", "being handled"),
    Status.IN_REVIEW: Said("答复审核中", "the answer is under review"),
    Status.AWAITING_RATING: Said("已办结，等待您的评价", "closed, waiting for your rating"),
    Status.AWAITING_REVISIT: Said("已办结，等待回访", "closed, waiting for a follow-up call"),
    Status.ADJUDICATION: Said("正在确定承办单位", "the responsible unit is being decided"),
    Status.RETURNED_UP: Said("已退回上级平台", "given back to the level above"),
    Status.ARCHIVED: Said("已归档", "archived"),
    Status.DECLINED: Said("不予受理", "not accepted"),
    Status.REFERRED: Said("已转其他渠道", "referred to another channel"),
    Status.ANSWERED_DIRECTLY: Said("已直接答复", "answered directly"),
    Status.TERMINATED: Said("已终止办理", "terminated"),
    Status.WITHDRAWN: Said("已撤回", "withdrawn"),
}
DEADLINES: Mapping[DeadlineKind, Said] = {
    DeadlineKind.SIGN_IN: Said("签收", "signing"),
    DeadlineKind.FIRST_CONTACT: Said("首次联系", "the first contact"),
    DeadlineKind.DIRECT_ANSWER: Said("直接答复", "the direct answer"),
    DeadlineKind.HANDLING: Said("办理", "handling"),
    DeadlineKind.RETURN_DECISION: Said("退单审核", "deciding on the return"),
    DeadlineKind.EXTENSION_DECISION: Said("延期审核", "deciding on the extension"),
    DeadlineKind.TERMINATION_DECISION: Said("终止审核", "deciding on the termination"),
    DeadlineKind.REDO_DECISION: Said("重办审核", "deciding on the second attempt"),
    DeadlineKind.ADJUDICATION: Said("确定承办单位", "deciding who is responsible"),
    DeadlineKind.SURVEY_REPLY: Said("评价", "your rating"),
    DeadlineKind.REVISIT: Said("回访", "the follow-up call"),
    DeadlineKind.SUPERVISION_REPLY: Said("督办回复", "the reply to the supervision"),
    DeadlineKind.PROMISE: Said("承诺办理", "what was promised"),
    DeadlineKind.CORRECTION: Said("整改", "the correction"),
}
ONE_LEVEL = Said("一级审核已同意，等待下一级决定", "One level agreed; the next one decides")
SOME_DEADLINE = Said("有关", "a step")

# `{unit}` is the unit an event names, `{kind}` the kind of its deadline.
TEXTS: Mapping[str, Said] = {
    "registered": Said("您的诉求已登记", "Your request was registered"),
    "imported": Said("您的诉求由原系统转入", "Your request was taken over from another system"),
    "kept_as_history": Said(
        "您的诉求在原系统中已办结，作为历史保存", "It was finished elsewhere and is kept as history"
    ),
    "declined": Said(
        "您的诉求不予受理，理由已告知", "It was not accepted; you were told the reason"
    ),
    "referred": Said("已转请相应渠道处理", "It was referred to the channel in charge"),
    "answered_directly": Said("已直接答复您", "You were answered directly"),
    "reported_up": Said("受理范围正在请示", "It is being asked whether this can be accepted"),
    "classified": Said("诉求类型已核定", "Its kind was determined"),
    "dispatched": Said("已派单至{unit}", "It was dispatched to {unit}"),
    "split": Said(
        "已拆分为几件，由各单位分别办理", "It was split into parts, each with its own unit"
    ),
    "signed": Said("承办单位已签收", "The unit has received it"),
    "contacted": Said("工作人员与您联系过", "Staff tried to contact you"),
    "contributed": Said("协办单位已提交意见", "A co-handling unit added its part"),
    "supplemented": Said("您补充了情况", "You added to your request"),
    "opinion_issued": Said("已出具书面办理意见", "A written opinion was issued"),
    "leader_follows": Said("已由单位领导跟进", "A leader of the unit follows it up"),
    "leader_informed": Said("已报告单位负责人", "The head of the unit was informed"),
    "conduct_recorded:dissuaded": Said(
        "工作人员就热线的使用作了劝阻", "Staff asked you to use the hotline otherwise"
    ),
    "conduct_recorded:warned": Said(
        "已就热线的使用告知法律后果", "You were told what the law says of using it so"
    ),
    "conduct_recorded:reported": Said(
        "热线的使用情况已移交有关机关", "How the hotline was used was reported to the authorities"
    ),
    # --- given back, and who is responsible ---
    "return_requested": Said("承办单位申请退单", "The unit asks to give it back"),
    "return_confirmed": Said(
        "单位负责人同意申请退单", "Its leader agrees to asking to give it back"
    ),
    "return_confirmed:refused": Said(
        "单位负责人不同意退单，继续办理", "Its leader refuses; the unit goes on"
    ),
    "return_decided": Said("退单申请获准，将重新派单", "Granted: it will be dispatched again"),
    "return_decided:step": ONE_LEVEL,
    "return_decided:refused": Said("退单申请未获准，继续办理", "Refused: the unit goes on"),
    "return_counted": Said("退单申请已登记", "The wish to give it back was noted"),
    "taken_back": Said("诉求已收回，将重新安排", "It was taken back and will be arranged anew"),
    "adjudication_opened": Said("正在确定承办单位", "Who is responsible is being decided"),
    "adjudication_passed_on": Said(
        "已提交上一级确定承办单位", "The next level will decide who is responsible"
    ),
    "adjudicated": Said("承办单位已确定：{unit}", "It was decided who is responsible: {unit}"),
    "finding_recorded": Said("办理情况已记入考核", "It was noted for the unit's assessment"),
    # --- more time ---
    "extension_requested": Said("承办单位申请延期", "The unit asks for more time"),
    "extension_confirmed": Said("单位负责人同意申请延期", "Its leader agrees to asking for time"),
    "extension_confirmed:refused": Said(
        "单位负责人不同意延期", "Its leader refuses to ask for more time"
    ),
    "extension_decided": Said("延期申请已批准", "More time was granted"),
    "extension_decided:step": ONE_LEVEL,
    "extension_decided:refused": Said("延期申请未获批准", "More time was refused"),
    "extended": Said("办理期限已延长", "The time for handling was extended"),
    # --- the answer and its closing ---
    "answer_requested": Said("答复待单位负责人确认", "The answer waits for the unit's leader"),
    "answer_confirmed": Said("单位负责人已确认答复", "The unit's leader confirmed the answer"),
    "answer_confirmed:refused": Said(
        "单位负责人退回答复，继续办理", "The unit's leader sent the answer back"
    ),
    "answer_decided": Said("答复已通过审核", "The answer was accepted"),
    "answer_decided:refused": Said("答复未通过审核，继续办理", "The answer was not accepted"),
    "answer_submitted": Said("承办单位已提交答复", "The unit submitted its answer"),
    "answer_audited": Said("答复已通过审核", "The answer was accepted"),
    "answer_audited:refused": Said(
        "答复未通过审核，退回继续办理", "The answer was not accepted; the unit goes on"
    ),
    "closing_requested": Said("办结待上级确认", "The closing waits for the level above"),
    "closing_confirmed": Said("办结已确认", "The closing was confirmed"),
    "closing_confirmed:refused": Said("办结未获确认", "The closing was not confirmed"),
    "closing_reported": Said("办结已报上级登记", "The closing was reported to the level above"),
    "closing_decided": Said("上级已登记办结", "The level above registered the closing"),
    "closing_decided:refused": Said(
        "上级退回，继续办理", "The level above sent it back; the unit goes on"
    ),
    "closed": Said("诉求已办结", "Your request was closed"),
    "archived": Said("诉求已归档", "Your request was archived"),
    # --- ended early ---
    "termination_requested": Said("承办单位申请终止办理", "The unit asks to end its handling"),
    "termination_confirmed": Said(
        "单位负责人同意申请终止", "Its leader agrees to asking for the end"
    ),
    "termination_confirmed:refused": Said("单位负责人不同意终止", "Its leader refuses the end"),
    "termination_decided": Said("终止办理获准", "Ending it was granted"),
    "termination_decided:step": ONE_LEVEL,
    "termination_decided:refused": Said("终止办理未获准", "Ending it was refused"),
    "terminated": Said("诉求已终止办理", "Its handling was ended"),
    "withdrawn": Said("您撤回了诉求", "You withdrew your request"),
    "request_settled": Said("有关申请已不再需要", "What was asked for is no longer needed"),
    # --- the verdict ---
    "survey_queued": Said("评价短信待发送", "The survey is about to be sent"),
    "survey_awaited": Said("等待上级平台回访您", "A level above will ask for your verdict"),
    "survey_not_sent": Said("未发送评价短信", "No survey was sent"),
    "survey_sent": Said("已向您发送评价短信", "The survey was sent to you"),
    "survey_delivered": Said("评价短信已送达", "The survey was delivered"),
    "survey_arrived_after_all": Said("评价短信后来送达", "The survey did arrive after all"),
    "survey_expired": Said("评价时间已过", "The time to rate is over"),
    "survey_expiry_withdrawn": Said("您的评价在期限内收到", "Your rating did come in time"),
    "reply_received": Said("已收到您的短信回复", "Your reply was received"),
    "rated": Said("已收到您的评价", "Your rating was received"),
    "rating_corrected": Said("已按您的意见更正评价", "Your rating was corrected as you wished"),
    "revisit_awaited": Said("工作人员将回访您", "You will be called"),
    "revisited": Said("工作人员进行了回访", "You were called, or somebody tried"),
    # --- again ---
    "redo_requested": Said("正在审核是否重新办理", "Whether to try again is being decided"),
    "redo_confirmed": Said("同意申请重新办理", "Asking to try again was agreed to"),
    "redo_confirmed:refused": Said("不同意重新办理", "Trying again was not agreed to"),
    "redo_decided": Said("决定重新办理", "It will be handled again"),
    "redo_decided:step": ONE_LEVEL,
    "redo_decided:refused": Said("决定不再重新办理", "It will not be handled again"),
    "redo_opinion_added": Said("已补充重办审核意见", "An opinion on trying again was added"),
    "redo_opened": Said("诉求重新办理", "It is being handled again"),
    "repeat_proposed": Said("可能与较早的诉求重复", "It may repeat an earlier request"),
    "repeat_linked": Said("已与较早的同一诉求合并查看", "It was linked to an earlier request"),
    "repeat_unlinked": Said("已与较早的诉求分开", "It is no longer linked to an earlier one"),
    # --- time and supervision ---
    "deadline_set": Said("{kind}期限已确定", "The time for {kind} was set"),
    "deadline_running": Said("{kind}期限继续计算", "The time for {kind} runs on"),
    "deadline_undecided": Said("{kind}期限届满，结果审核中", "Time is up for {kind}; in review"),
    "deadline_met": Said("{kind}按期完成", "In time: {kind}"),
    "deadline_breached": Said("{kind}已逾期", "Overdue: {kind}"),
    "deadline_replaced": Said("{kind}期限已由新的期限代替", "A new date replaces that of {kind}"),
    "deadline_voided": Said("{kind}期限不再计算", "The time for {kind} no longer counts"),
    "deadline_warned": Said("{kind}期限临近，已提醒", "The time for {kind} is short; a reminder"),
    "deadline_done_late": Said("{kind}已逾期完成", "Done late: {kind}"),
    "deadline_moved": Said("{kind}期限按新公布的节假日重算", "New holidays move {kind}"),
    "breach_withdrawn": Said("{kind}逾期记录已撤销", "No longer overdue: {kind}"),
    "urged": Said("已催办", "The unit was urged"),
    "supervision_opened": Said("已启动督办", "It is under supervision now"),
    "supervision_answered": Said("承办单位已回复督办", "The unit replied to the supervision"),
    "supervision_closed": Said("督办结束", "The supervision has ended"),
    "personal_data_erased": Said("个人信息已删除", "Personal data was erased"),
}
# What everybody wants to know who asks by a ticket's number; the rest is for its requester.
MILESTONES = frozenset(
    {
        "registered",
        "imported",
        "kept_as_history",
        "declined",
        "referred",
        "answered_directly",
        "dispatched",
        "split",
        "signed",
        "contacted",
        "extended",
        "answer_submitted",
        "answer_audited",
        "closed",
        "archived",
        "terminated",
        "withdrawn",
        "redo_opened",
        "adjudicated",
        "taken_back",
    }
)


def told(entry: Entry, directory: Directory) -> Said:
    """The sentence for an event; `directory` names the units."""
    event = entry.event
    unit = getattr(event, "unit", None)
    return _text_of(event).filled(unit=_unit(unit, directory), kind=_kind(event))


def _text_of(event: Event) -> Said:
    """Where a decision is told otherwise if it refuses, or is not the last one yet, that text;
    of conduct (TA-07) which step was taken, for nothing of it may happen silently.
    """
    if isinstance(event, ConductRecorded):
        return TEXTS[f"{event.name}:{event.step}"]
    approved, final = getattr(event, "approve", True), getattr(event, "final", True)
    special = REFUSED if not approved else "" if final else STEP
    return TEXTS.get(event.name + special) or TEXTS[event.name]


def _unit(unit: object, directory: Directory) -> Said:
    known = directory.known(unit) if isinstance(unit, str) else None
    name = known.name if known else None
    return Said(name or "承办单位", name or "the unit in charge")


def _kind(event: object) -> Said:
    """An event names its deadline by id, which begins with the kind, or brings it along."""
    deadline = getattr(event, "deadline", "")
    deadline_id = deadline if isinstance(deadline, str) else str(getattr(deadline, "id", ""))
    kind = deadline_id.partition("#")[0]
    return next((said for one, said in DEADLINES.items() if one == kind), SOME_DEADLINE)
