"""WeChat and QQ accounts, which nothing but the label before them tells from other words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chalicelib.domain.personal_numbers import DIGITS, Found, is_ticket_number

CHINESE = ("微信", "薇信", "威信", "扣扣", *(f"微信{one}" for one in ("ID", "id", "Id")))
LATIN = ("weixin", "wx", "vx", "v信", "qq")
IN_LATIN = tuple(how(one) for one in LATIN for how in (str.lower, str.upper, str.capitalize))
MAY_BE_LATIN = re.compile("[vVxXqQ]")  # one of these is in every such label
ACCOUNT = re.compile("[-_0-9A-Za-z]+")
BEHIND_LABEL = frozenset("号码帐账昵称是为同名:= ()\"'“”「」【】")
LONGEST_BEHIND, SHORTEST, LONGEST = 8, 5, 64
SHORTEST_OF_DIGITS = 6  # five are a hotline's


def found(plain: str) -> Iterator[Found]:
    """微信zsf1980, QQ：12345678, of a folded text. The label stays."""
    labels = (*CHINESE, *IN_LATIN) if MAY_BE_LATIN.search(plain) else CHINESE
    for label in labels:
        at = plain.find(label)
        while at >= 0:
            end = at + len(label)
            if (not label.isascii() or not _goes_on(plain, at)) and (one := _behind(plain, end)):
                yield one
            at = plain.find(label, end)


def _goes_on(plain: str, at: int) -> bool:
    before = plain[at - 1 : at]
    return before.isascii() and before.isalnum()


def _behind(plain: str, end: int) -> Found | None:
    start = end
    while start < end + LONGEST_BEHIND and plain[start : start + 1] in BEHIND_LABEL:
        start += 1
    hit = ACCOUNT.match(plain, start, start + LONGEST)
    if not hit or not _is_account(plain, hit, attached=start == end and plain[end - 1].isascii()):
        return None
    return Found(start, hit.end(), f"{plain[start]}***")


def _is_account(plain: str, hit: re.Match[str], *, attached: bool) -> bool:
    """Behind a Latin label nothing but a digit tells an account from the rest of a word."""
    own = hit.group()
    digits = DIGITS.search(plain, hit.start(), hit.end())
    if digits is None:
        return len(own) >= SHORTEST and not attached and own.lower() != "wechat"
    if is_ticket_number(plain, *digits.span()):
        return False
    return len(own) >= (SHORTEST_OF_DIGITS if own.isdigit() else SHORTEST)
