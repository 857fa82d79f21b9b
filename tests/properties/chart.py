"""The chart of states, place by place, written by hand from the texts.

A line is a status, what happened, and the status after it. `falls_due` is what time alone does.
A line whose two statuses are the same says that the ticket changed hands.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chalicelib.domain.state import Status


@dataclass(frozen=True, slots=True, order=True)
class Transition:
    before: Status
    event: str
    after: Status

    def __str__(self) -> str:
        return f"{self.before:<16} {self.event:<20} {self.after}"


def lines(text: str) -> frozenset[Transition]:
    return frozenset(_read(text))


def _read(text: str) -> Iterator[Transition]:
    for line in text.strip().splitlines():
        before, event, after = line.split()
        yield Transition(Status(before), event, Status(after))


EVERYWHERE = lines("""
    registered        answer_directly      answered_directly
    registered        dispatch             dispatched
    registered        split                archived
    registered        open_adjudication    adjudication
    registered        withdraw             withdrawn
    dispatched        dispatch             dispatched
    dispatched        sign                 handling
    dispatched        open_adjudication    adjudication
    dispatched        withdraw             withdrawn
    handling          dispatch             dispatched
    handling          open_adjudication    adjudication
    handling          withdraw             withdrawn
    in_review         audit_answer         handling
    in_review         withdraw             withdrawn
    adjudication      adjudicate           dispatched
    adjudication      adjudicate           handling
    adjudication      withdraw             withdrawn
    awaiting_revisit  record_revisit       archived
""")

DECLINED = lines("registered  decline  declined")
REFERRED = lines("registered  refer    referred")

FIRST_ACT_SIGNS = lines("""
    dispatched        record_contact       handling
    dispatched        issue_opinion        handling
    dispatched        submit_answer        in_review
""")
FIRST_REQUEST_SIGNS = lines("dispatched  request_extension  handling")

ANSWERED = lines("handling  submit_answer  in_review")

# Whoever answers has taken the ticket as its own: a return of its own is then off the table.
RETURNED_TO_OFFICE = lines("""
    dispatched        decide_return        registered
    handling          decide_return        registered
""")
RETURNED_TO_SUB_OFFICE = lines("""
    dispatched        decide_return        dispatched
    handling          decide_return        dispatched
""")
RETURNED_UP = lines("""
    registered        decide_return        returned_up
    dispatched        decide_return        returned_up
    handling          decide_return        returned_up
    in_review         decide_return        returned_up
""")

SURVEYED = lines("""
    in_review         audit_answer         awaiting_rating
    in_review         audit_answer         archived
    awaiting_rating   rate                 archived
    awaiting_rating   rate                 awaiting_revisit
    awaiting_rating   falls_due            archived
""")
REDO_DECIDED = lines("""
    awaiting_revisit  decide_redo          handling
    awaiting_revisit  decide_redo          archived
""")
REDO_AT_ONCE = lines("awaiting_revisit  record_revisit  handling")

# 西咸 is closed by the answer itself where no audit is held; the second return is adjudicated.
XIXIAN = lines("""
    handling          submit_answer        awaiting_rating
    handling          submit_answer        archived
    dispatched        confirm              adjudication
    handling          confirm              adjudication
""")

TAIAN = lines("""
    dispatched        request_termination  handling
    handling          decide_termination   terminated
    in_review         decide_termination   terminated
""")

# 友谊路 calls every requester; the district registers the closing, until then a request can be
# taken back; a leader signs what is redone.
YOUYILU = lines("""
    in_review         audit_answer         awaiting_revisit
    awaiting_revisit  register_closing     handling
    awaiting_revisit  withdraw             withdrawn
    dispatched        submit_answer        handling
    handling          confirm              in_review
""")

RETURNED = RETURNED_TO_OFFICE | RETURNED_TO_SUB_OFFICE

CHARTS: Mapping[str, frozenset[Transition]] = {
    "xixian": EVERYWHERE | DECLINED | ANSWERED | RETURNED | SURVEYED | REDO_DECIDED | XIXIAN,
    "taian": EVERYWHERE | DECLINED | REFERRED | FIRST_ACT_SIGNS | FIRST_REQUEST_SIGNS | ANSWERED
    | RETURNED | SURVEYED | REDO_DECIDED | TAIAN,
    "zhaoqing": EVERYWHERE | DECLINED | FIRST_ACT_SIGNS | FIRST_REQUEST_SIGNS | ANSWERED
    | RETURNED | SURVEYED | REDO_DECIDED,
    "suqian": EVERYWHERE | DECLINED | REFERRED | FIRST_ACT_SIGNS | ANSWERED
    | RETURNED | SURVEYED | REDO_AT_ONCE,
    "youyilu": EVERYWHERE | FIRST_ACT_SIGNS | FIRST_REQUEST_SIGNS | ANSWERED | RETURNED_UP
    | REDO_AT_ONCE | YOUYILU,
}  # fmt: skip
