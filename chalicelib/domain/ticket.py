"""decide and evolve: one way in for every change of a ticket.

`ACTIONS` is the whole of who may do what and when, in one screen. What falls due is settled
before a command is looked at, so that nothing depends on when a sweep came by.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from chalicelib.domain import (
    adjudication,
    answers,
    classifying,
    clocks,
    confirmations,
    dispatching,
    erasing,
    exclusions,
    extensions,
    handling,
    intake,
    moving_in,
    redo,
    repeats,
    replying,
    returns,
    revisits,
    silence,
    supervision,
    surveys,
    termination,
    verdicts,
)
from chalicelib.domain.decision import Context, Decision, Draft, Entry, Procedure
from chalicelib.domain.directory import Role
from chalicelib.domain.errors import Kind, Refusal
from chalicelib.domain.state import FINAL, WITH_UNIT, Deadline, Status
from chalicelib.domain.terms import DeadlineKind
from chalicelib.domain.wakeups import moments
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.state import Ticket
    from chalicelib.domain.warnings import WarningKind

S = Status
CITIZEN, OPERATOR, OFFICE, HANDLER = Role.CITIZEN, Role.OPERATOR, Role.OFFICE, Role.HANDLER
LEADER, SUPERVISOR, UPPER, PLATFORM = Role.LEADER, Role.SUPERVISOR, Role.UPPER_OFFICE, Role.PLATFORM

AT_WORK = (*WITH_UNIT, S.IN_REVIEW)
OPEN = (S.REGISTERED, *AT_WORK, S.ADJUDICATION)
JUDGED = (S.AWAITING_RATING, S.AWAITING_REVISIT)
ANY = tuple(Status)


@dataclass(frozen=True, slots=True)
class Action:
    """A command by its name in the API: who may give it, and in which status of the ticket."""

    command: type[Any]
    by: tuple[Role, ...]
    when: tuple[Status, ...]
    procedure: Procedure[Any]
    title: str


ACTIONS: Mapping[str, Action] = {
    "decline": Action(intake.Decline, (OFFICE, OPERATOR), (S.REGISTERED,), intake.decline, "不予受理"),
    "refer": Action(intake.Refer, (OFFICE, OPERATOR), (S.REGISTERED,), intake.refer, "转接引导"),
    "answer_directly": Action(intake.AnswerDirectly, (OFFICE, OPERATOR), (S.REGISTERED,), intake.answer_directly, "直接答复"),
    "classify": Action(classifying.Classify, (OFFICE,), (S.REGISTERED, *WITH_UNIT), classifying.classify, "分类"),
    "dispatch": Action(dispatching.Dispatch, (OFFICE,), (S.REGISTERED, *WITH_UNIT), dispatching.dispatch, "派单"),
    "split": Action(dispatching.Split, (OFFICE,), (S.REGISTERED,), dispatching.split, "拆单"),
    "sign": Action(handling.Sign, (HANDLER,), (S.DISPATCHED,), handling.sign, "签收"),
    "record_contact": Action(handling.RecordContact, (OFFICE, HANDLER), (S.REGISTERED, *AT_WORK), handling.record_contact, "先行联系"),
    "confirm": Action(confirmations.Confirm, (LEADER,), WITH_UNIT, confirmations.confirm, "领导确认"),
    "contribute": Action(handling.Contribute, (HANDLER,), AT_WORK, handling.contribute, "协办意见"),
    "request_return": Action(returns.RequestReturn, (HANDLER, OFFICE), (S.REGISTERED, *WITH_UNIT), returns.request_return, "申请退单"),
    "decide_return": Action(returns.DecideReturn, (OFFICE, UPPER), (S.REGISTERED, *AT_WORK), returns.decide_return, "退单审核"),
    "open_adjudication": Action(adjudication.OpenAdjudication, (OFFICE,), (S.REGISTERED, *WITH_UNIT), adjudication.open_adjudication, "提请裁定"),
    "adjudicate": Action(adjudication.Adjudicate, (SUPERVISOR,), (S.ADJUDICATION,), adjudication.adjudicate, "责任裁定"),
    "request_extension": Action(extensions.RequestExtension, (HANDLER, OFFICE), WITH_UNIT, extensions.request_extension, "申请延期"),
    "decide_extension": Action(extensions.DecideExtension, (OFFICE, UPPER), AT_WORK, extensions.decide_extension, "延期审核"),
    "submit_answer": Action(answers.SubmitAnswer, (HANDLER,), WITH_UNIT, answers.submit_answer, "提交答复"),
    "audit_answer": Action(answers.AuditAnswer, (OFFICE,), (S.IN_REVIEW,), answers.audit_answer, "答复审核"),
    "register_closing": Action(answers.RegisterClosing, (UPPER,), (S.AWAITING_REVISIT,), answers.register_closing, "结案登记"),
    "rate": Action(verdicts.Rate, (CITIZEN, PLATFORM), ANY, verdicts.rate, "满意度评价"),
    "record_revisit": Action(revisits.RecordRevisit, (OFFICE, UPPER), (S.AWAITING_REVISIT,), revisits.record_revisit, "回访登记"),
    "decide_redo": Action(redo.DecideRedo, (OFFICE, UPPER), (S.AWAITING_REVISIT,), redo.decide_redo, "重办审核"),
    "add_opinion": Action(exclusions.AddOpinion, (OFFICE,), (S.AWAITING_REVISIT,), exclusions.add_opinion, "加具意见"),
    "supplement": Action(handling.Supplement, (CITIZEN, OPERATOR), OPEN, handling.supplement, "补充诉求"),
    "withdraw": Action(termination.Withdraw, (CITIZEN, OPERATOR), (*OPEN, S.AWAITING_REVISIT), termination.withdraw, "撤回诉求"),
    "request_termination": Action(termination.RequestTermination, (HANDLER,), WITH_UNIT, termination.request_termination, "申请终止办理"),
    "decide_termination": Action(termination.DecideTermination, (OFFICE, UPPER), AT_WORK, termination.decide_termination, "终止办理审核"),
    "report_up": Action(handling.ReportUp, (OPERATOR,), (S.REGISTERED,), handling.report_up, "上报研判"),
    "link_repeat": Action(repeats.LinkRepeat, (OFFICE,), (*OPEN, *JUDGED), repeats.link_repeat, "认定重复诉求"),
    "unlink_repeat": Action(repeats.UnlinkRepeat, (OFFICE,), (*OPEN, *JUDGED), repeats.unlink_repeat, "撤销重复认定"),
    "record_conduct": Action(handling.RecordConduct, (OPERATOR, OFFICE, HANDLER), ANY, handling.record_conduct, "行为记录"),
    "issue_opinion": Action(handling.IssueOpinion, (HANDLER,), (*AT_WORK, *JUDGED, S.ARCHIVED), handling.issue_opinion, "出具书面意见"),
    "urge": Action(supervision.Urge, (OFFICE,), WITH_UNIT, supervision.urge, "催办"),
    "supervise": Action(supervision.Supervise, (OFFICE, SUPERVISOR), (*OPEN, *JUDGED, S.ARCHIVED), supervision.supervise, "督办"),
    "answer_supervision": Action(supervision.AnswerSupervision, (HANDLER,), (*OPEN, *JUDGED, S.ARCHIVED), supervision.answer_supervision, "答复督办"),
    "close_supervision": Action(supervision.CloseSupervision, (OFFICE,), ANY, supervision.close_supervision, "办结督办"),
}  # fmt: skip


# No action among the others: it has a call of its own, and the retention's end gives it too.
ERASURE = Action(
    erasing.Erase, (OFFICE, SUPERVISOR, Role.SYSTEM), tuple(FINAL), erasing.erase, "删除个人信息"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FallDue:
    """A sweep found that something may be due; what is not due stays as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recompute:
    """A calendar was published: every date that still counts is worked out anew."""


def _nothing_more(draft: Draft, command: FallDue) -> Refusal | None:  # noqa: ARG001
    return None


def _recompute(draft: Draft, command: Recompute) -> Refusal | None:  # noqa: ARG001
    clocks.recompute(draft)
    return None


INTERNAL: Mapping[type[Any], Procedure[Any]] = {
    intake.Register: intake.register,
    dispatching.RegisterPart: dispatching.register_part,
    moving_in.MarkImported: moving_in.mark_imported,
    moving_in.KeepAsHistory: moving_in.keep_as_history,
    surveys.MarkSurveySent: surveys.mark_sent,
    surveys.MarkSurveyNotSent: surveys.mark_not_sent,
    surveys.MarkSurveyDelivered: surveys.mark_delivered,
    replying.TakeReply: replying.take_reply,
    FallDue: _nothing_more,
    Recompute: _recompute,
}

BY_COMMAND: Mapping[type[Any], Action] = {one.command: one for one in (*ACTIONS.values(), ERASURE)}
# All that may still come of a ticket that was erased: nothing.
OF_ERASED = (erasing.Erase, FallDue, Recompute)

WHEN_DUE: Mapping[DeadlineKind, Callable[[Draft, Deadline], None]] = {
    DeadlineKind.HANDLING: answers.undecided_or_breached,
    DeadlineKind.DIRECT_ANSWER: answers.undecided_or_breached,
    DeadlineKind.SURVEY_REPLY: verdicts.expire,
    DeadlineKind.RETURN_DECISION: silence.decide,
    DeadlineKind.EXTENSION_DECISION: silence.decide,
    DeadlineKind.TERMINATION_DECISION: silence.decide,
    DeadlineKind.REDO_DECISION: silence.decide,
}


def decide(ticket: Ticket, command: object, context: Context) -> Decision | Refusal:
    """What a command does to a ticket now, or why it does nothing."""
    draft = Draft(ticket, context)
    fall_due(draft)
    action = BY_COMMAND.get(type(command))
    if action is not None:
        refusal = not_by_role(action, context) or not_now(action, draft)
        if refusal:
            return refusal
    if ticket.erased_at is not None and not isinstance(command, OF_ERASED):
        return Refusal("erased", "personal data of this ticket was erased: it is over", erasing.LAW)
    procedure = action.procedure if action else INTERNAL[type(command)]
    refusal = procedure(draft, command)
    if refusal:
        return refusal
    fall_due(draft)
    return Decision(draft.ticket.but(version=ticket.version + 1), tuple(draft.entries))


def evolve(ticket: Ticket, entry: Entry) -> Ticket:
    """The ticket after one event of its history."""
    return entry.event.apply(ticket, entry.at).but(seq=entry.seq)


def not_by_role(action: Action, context: Context) -> Refusal | None:
    if context.actor.is_a(*action.by):
        return None
    wanted = ", ".join(action.by)
    return Refusal("forbidden", f"only for: {wanted}", kind=Kind.FORBIDDEN)


def not_now(action: Action, draft: Draft) -> Refusal | None:
    status = draft.ticket.status
    if status in action.when:
        return None
    wanted = ", ".join(action.when)
    return Refusal("wrong_state", f"the ticket is {status}; this needs: {wanted}")


def fall_due(draft: Draft) -> None:
    """Settle what is past its time, in the order of the legal moments: a warning, then an end."""
    while past := _next_past(draft):
        at, deadline, warning = past
        with draft.as_of(at):
            if warning is not None:
                clocks.warn(draft, deadline, warning)
            else:
                WHEN_DUE.get(deadline.kind, clocks.breach)(draft, deadline)


def _next_past(draft: Draft) -> tuple[datetime, Deadline, WarningKind | None] | None:
    past = [
        (at, deadline, warning)
        for deadline in draft.ticket.deadlines
        for at, warning in moments(deadline)
        if at <= draft.now
    ]
    return min(past, key=lambda one: (one[0], one[2] is None, one[1].id), default=None)
