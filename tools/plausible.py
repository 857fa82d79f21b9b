"""For each action, commands that a regulation can accept: whole ones, and their opposites.

Each is a set of fields and the minutes that pass before it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from chalicelib.domain.regulation import Regulation
from chalicelib.domain.terms import Selector

Given = list[tuple[dict[str, Any], int]]
A_DAY = 24 * 60
WHY = {"reason": "说明理由"}
YES_OR_NO: Given = [({"approve": True, **WHY}, 1), ({"approve": False, **WHY}, 1)]


def registration(regulation: Regulation, *, directly: bool) -> dict[str, Any]:
    return {
        "jurisdiction": regulation.identity.place,
        "category": regulation.categories.choices[0].id,
        "subject": "路灯不亮",
        "description": "建设路口的路灯不亮",
        "requester": {"name": "张三", "phone": "+8613800000000"},
        "location": {"address": "建设路1号"},
        "directly_answerable": directly,
    }


def _decline(regulation: Regulation) -> Given:
    reasons = [one for one in regulation.decline_reasons if "repeat" not in one.required]
    said = {"explanation": "说明情况", "advice": "告知渠道"}
    return [({"reason_code": one.code, **said}, 1) for one in reasons[:1]]


def _refer(regulation: Regulation) -> Given:
    return [({"to": one.to}, 1) for one in regulation.referrals[:1]]


def _dispatch(regulation: Regulation) -> Given:  # noqa: ARG001
    designated = {"unit": "first", "mode": "designated", "rationale": "协调确定"}
    return [*(({"unit": unit}, 1) for unit in ("first", "below", "third")), (designated, 1)]


def _decide_return(regulation: Regulation) -> Given:
    by_office = [one.code for one in regulation.returns.refusals if one.found_by == "office"]
    refused = {"approve": False, **WHY} | ({"refusal_code": by_office[0]} if by_office else {})
    return [({"approve": True}, 1), (refused, 1)]


def _request_extension(regulation: Regulation) -> Given:
    grounds = regulation.extensions.grounds
    whole = {**WHY, "form": "att_1", "requester_informed": True}
    whole |= {"ground": grounds[0].id} if grounds else {}
    return [(whole, 1), ({**whole, "amount": 1}, 1), ({**whole, "amount": 1, "kind": "long"}, 1)]


def _submit_answer(regulation: Regulation) -> Given:
    whole = {
        "outcome": regulation.answer.outcomes[0].id,
        "handled_at": "now",
        "process": "办理经过",
        "result": "办理结果",
        "legal_basis": "法律依据",
        "replied_by": "phone",
        "material": "材料",
        "measures": "措施",
    }
    return [(whole, 1)]


def _rate(regulation: Regulation) -> Given:
    grades = regulation.ratings.choices
    return [({"rating": one.id, "solved": one.good}, 1) for one in (grades[0], grades[-1])]


def _record_revisit(regulation: Regulation) -> Given:  # noqa: ARG001
    asked = {"reached": True, "contacted": True, "attitude_ok": True, **WHY}
    bad = {**asked, "satisfied": False, "solved": False, "redo_wanted": True}
    return [
        ({**asked, "satisfied": True, "solved": True}, 1),
        ({**bad, "reasonable": True}, 1),
        ({**bad, "reasonable": False}, 1),
        ({"reached": False}, A_DAY),
    ]


def _decide_redo(regulation: Regulation) -> Given:
    refused: dict[str, Any] = {"approve": False, "opinion": "管理机构意见", **WHY}
    on_its_word = [
        one.code
        for one in regulation.redo.exclusions
        if one == replace(one, when=Selector(), outcomes=(), contradicted_by=None)
        and not one.needs_opinion
    ]
    refused |= {"exclusion_code": on_its_word[0]} if on_its_word else {}
    return [({"approve": True}, 1), (refused, 1)]


def _request_termination(regulation: Regulation) -> Given:
    grounds = regulation.termination.grounds if regulation.termination else ()
    said = {"evidence": "材料", "explained": "已解释"}
    return [({"ground": one.code, **said}, 1) for one in grounds[:1]]


def _supervise(regulation: Regulation) -> Given:
    rules = regulation.supervision
    return [
        ({"form": rules.forms[0].id, "trigger": rules.triggers[0].code, "demand": "限时办结"}, 1)
    ]


def _record_conduct(regulation: Regulation) -> Given:
    return [({"conduct": regulation.conduct.choices[0].id, "step": "dissuaded"}, 1)]


def _fixed(*fields: dict[str, Any]) -> Callable[[Regulation], Given]:
    return lambda _: [(one, 1) for one in fields]


def bare(regulation: Regulation) -> Given:  # noqa: ARG001 - as in FIELDS
    """A command without fields."""
    return [({}, 1)]


FIELDS: Mapping[str, Callable[[Regulation], Given]] = {
    "decline": _decline,
    "refer": _refer,
    "answer_directly": _fixed({"answer": "答复"}),
    "classify": _fixed({"complexity": "complex", **WHY}),
    "dispatch": _dispatch,
    "split": _fixed(
        {
            "parts": [
                {"unit": one, "subject": "甲", "description": "乙"} for one in ("first", "second")
            ]
        }
    ),
    "record_contact": _fixed({"reached": True}),
    "confirm": lambda _: YES_OR_NO_NOTED,
    "contribute": _fixed({"text": "协办意见"}),
    "request_return": _fixed({**WHY, "basis": "依据", "suggestion": "建议"}),
    "decide_return": _decide_return,
    "open_adjudication": _fixed(WHY),
    "adjudicate": _fixed(
        {"unit": "first", "rationale": "理由"},
        {"unit": "second", "rationale": "理由"},
        {"pass_on": True, "rationale": "理由"},
    ),
    "request_extension": _request_extension,
    "decide_extension": lambda _: YES_OR_NO,
    "submit_answer": _submit_answer,
    "audit_answer": lambda _: YES_OR_NO,
    "register_closing": lambda _: YES_OR_NO,
    "rate": _rate,
    "record_revisit": _record_revisit,
    "decide_redo": _decide_redo,
    "add_opinion": _fixed({"opinion": "本级意见"}),
    "supplement": _fixed({"text": "补充"}),
    "withdraw": _fixed(WHY),
    "request_termination": _request_termination,
    "decide_termination": lambda _: YES_OR_NO,
    "report_up": _fixed({"question": "是否受理"}),
    "link_repeat": _fixed({"to": "tkt_0", **WHY}),
    "unlink_repeat": _fixed(WHY),
    "record_conduct": _record_conduct,
    "issue_opinion": _fixed({"text": "意见"}),
    "urge": _fixed(WHY),
    "supervise": _supervise,
    "answer_supervision": _fixed({"reply": "答复"}),
    "close_supervision": _fixed({"result": "结果"}),
}
YES_OR_NO_NOTED: Given = [({"approve": True}, 1), ({"approve": False, "note": "不同意"}, 1)]
