"""What the SMS say. Chinese, as short as may be: what is longer is sent, and paid for, in parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from chalicelib.application.message_ports import SmsSettings
from chalicelib.domain import sms_length
from chalicelib.domain.regulation import Regulation
from chalicelib.domain.terms import DeadlineKind
from chalicelib.domain.working_time import TimeUnit

# A list of twenty lines is read by nobody, and paid for by the part.
LIST_PARTS = 3
# Each open survey's code and ticket number, the oldest first.
Choices = Sequence[tuple[str, str]]

WORDS = {
    TimeUnit.MINUTE: "分钟",
    TimeUnit.HOUR: "小时",
    TimeUnit.WORKING_HOUR: "个工作小时",
    TimeUnit.DAY: "天",
    TimeUnit.WORKING_DAY: "个工作日",
    TimeUnit.MONTH: "个月",
}


def sign_of(regulation: Regulation, settings: SmsSettings) -> str:
    return settings.sign or f"{regulation.identity.name}12345"


def lookup_text(sign: str, number: str, code: str) -> str:
    return f"【{sign}】查询工单{number}进度的验证码：{code}，5分钟内有效，请勿告诉他人。"


class Numbered(Protocol):
    @property
    def number(self) -> str: ...


def survey_text(
    ticket: Numbered, regulation: Regulation, sign: str, link: str, code: str | None
) -> str:
    """Names the number and every grade; one digit is enough to answer.

    With a code only where another survey of the same phone is still open.
    """
    window = next(one for one in regulation.limits if one.kind == DeadlineKind.SURVEY_REPLY)
    solved = "，并告知是否已解决" if regulation.survey.asks_solved else ""
    named = f"请在数字后加{code}，如“1 {code}”。" if code else ""
    return (
        f"【{sign}】您的诉求（编号{ticket.number}）已办结，请在{window.amount}{WORDS[window.unit]}内"
        f"回复数字评价：{options(regulation)}。{named}或点击{link}评价{solved}。退订回T"
    )


def hint_text(regulation: Regulation, sign: str, number: str, link: str) -> str:
    return (
        f"【{sign}】未能识别您对工单{number}的评价。请只回复一个数字："
        f"{options(regulation)}；或点击{link}评价。"
    )


def which_text(sign: str, choices: Choices) -> str:
    """Names as many as fit, and counts the rest: who has answered these is told of the others."""
    return _which(sign, choices, fitting(sign, choices))


def which_list(sign: str, choices: Choices) -> str:
    """The same, as the one parameter of a template."""
    shown = choices[: fitting(sign, choices)]
    return "；".join(f"{number} {code}" for code, number in shown) + _more(choices, len(shown))


def fitting(sign: str, choices: Choices) -> int:
    """How many a list can name without taking more than `LIST_PARTS`; one in any case."""
    fit = (
        many
        for many in range(len(choices), 1, -1)
        if sms_length.parts(_which(sign, choices, many)) <= LIST_PARTS
    )
    return next(fit, 1)


def _which(sign: str, choices: Choices, many: int) -> str:
    listed = "；".join(f"{number}请回“数字 {code}”" for code, number in choices[:many])
    more = _more(choices, many)
    return f"【{sign}】您有{len(choices)}件诉求待评价，请注明是哪一件：{listed}{more}。"


def _more(choices: Choices, shown: int) -> str:
    return f"；另有{len(choices) - shown}件" if len(choices) > shown else ""


def options(regulation: Regulation) -> str:
    grades = enumerate(regulation.ratings.choices, start=1)
    return "，".join(f"{digit} {grade.name}" for digit, grade in grades)
