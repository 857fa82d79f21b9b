"""What the SMS say. Chinese, as short as may be: what is longer is sent, and paid for, in parts."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.application.message_ports import SmsSettings
from chalicelib.domain.regulation import Regulation
from chalicelib.domain.state import Ticket
from chalicelib.domain.terms import DeadlineKind
from chalicelib.domain.working_time import TimeUnit

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


def survey_text(
    ticket: Ticket, regulation: Regulation, sign: str, link: str, code: str | None
) -> str:
    """Names the number and every grade; one digit is enough to answer.

    With a code only where another survey of the same phone is still open.
    """
    window = next(one for one in regulation.limits if one.kind == DeadlineKind.SURVEY_REPLY)
    solved = "，并告知是否已解决" if regulation.survey.asks_solved else ""
    named = f"回复时请在数字后加{code}，如“1 {code}”。" if code else ""
    return (
        f"【{sign}】您的诉求（编号{ticket.number}）已办结，请在{window.amount}{WORDS[window.unit]}内"
        f"回复数字评价：{options(regulation)}。{named}或点击{link}评价{solved}。退订回T"
    )


def hint_text(regulation: Regulation, sign: str, number: str, link: str) -> str:
    return (
        f"【{sign}】未能识别您对工单{number}的评价。请只回复一个数字："
        f"{options(regulation)}；或点击{link}评价。"
    )


def which_text(sign: str, choices: Sequence[tuple[str, str]]) -> str:
    """`choices`: each open survey's code and ticket number."""
    listed = "；".join(f"{number}请回“数字 {code}”" for code, number in choices)
    return f"【{sign}】您有{len(choices)}件诉求待评价，请注明是哪一件：{listed}。"


def options(regulation: Regulation) -> str:
    grades = enumerate(regulation.ratings.choices, start=1)
    return "，".join(f"{digit} {grade.name}" for digit, grade in grades)
