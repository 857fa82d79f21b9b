"""What brings a ticket towards a transition that a walk wants to see."""

from collections.abc import Collection

from chalicelib.domain.directory import UnitKind
from chalicelib.domain.records import LEADER, RequestKind
from chalicelib.domain.state import Status, Ticket
from tests.builders import UNITS
from tests.properties.chart import Transition

S = Status
WITH_UNIT = {S.DISPATCHED, S.HANDLING}
FAR = 99

DECIDES = {
    "decide_return": RequestKind.RETURN,
    "decide_termination": RequestKind.TERMINATION,
    "decide_redo": RequestKind.REDO,
    "register_closing": RequestKind.CLOSING,
}
ASKS = {
    RequestKind.RETURN: "request_return",
    RequestKind.TERMINATION: "request_termination",
    RequestKind.REDO: "record_revisit",
}
REDONE = {Transition(S.HANDLING, "confirm", S.IN_REVIEW)}
REDONE |= {Transition(S.DISPATCHED, "submit_answer", S.HANDLING)}
"""What only a second round has."""

BY_SUB_OFFICE = {Transition(before, "dispatch", S.DISPATCHED) for before in WITH_UNIT}
TO_SUB_OFFICE = {Transition(before, "decide_return", S.DISPATCHED) for before in WITH_UNIT}

STAYS = Transition(S.ADJUDICATION, "adjudicate", S.HANDLING)
"""The ruling names the unit that had begun."""

SETTLED = Transition(S.AWAITING_REVISIT, "record_revisit", S.ARCHIVED)


class Route:
    """The way to one transition of a chart."""

    def __init__(self, chart: Collection[Transition], goal: Transition) -> None:
        self.chart = chart
        self.goal = goal
        self.to_goal = distances(chart, goal.before)
        self.to_revisit = distances(chart, S.AWAITING_REVISIT)

    def lost(self, ticket: Ticket) -> bool:
        """Whether the goal is out of reach: the unit is another, or the verdict is given."""
        if self.goal == SETTLED and ticket.request(RequestKind.REDO):
            return True
        if ticket.unit is None or ticket.offices:
            return False
        return self.goal in BY_SUB_OFFICE | TO_SUB_OFFICE and not held_by_office(ticket)

    def next_ones(self, ticket: Ticket) -> set[str]:
        """The actions that lead on from here."""
        goal = self.goal
        if goal in TO_SUB_OFFICE and ticket.unit and not ticket.offices:
            return {"dispatch"}
        if goal in REDONE and ticket.round == 1:
            return self.towards_redo(ticket)
        if goal == STAYS and ticket.status in {S.REGISTERED, S.DISPATCHED}:
            return {"dispatch", "sign"}
        wanted = DECIDES.get(goal.event)
        if goal.event == "confirm":
            wanted = RequestKind.ANSWER if goal.after == S.IN_REVIEW else RequestKind.RETURN
        asked = self.to_ask(ticket, wanted) if wanted else set()
        if asked:
            return asked
        return {goal.event} if ticket.status == goal.before else self.hops(ticket, self.to_goal)

    def to_ask(self, ticket: Ticket, wanted: RequestKind) -> set[str]:
        """First the request, and whatever its chain needs before the goal itself."""
        pending = ticket.request(wanted)
        if pending is None:
            asking = ASKS.get(wanted)
            late = ticket.status not in WITH_UNIT and wanted != RequestKind.REDO
            at_revisit = ticket.status == S.AWAITING_REVISIT
            if asking is None or late or (wanted == RequestKind.REDO and not at_revisit):
                return {"submit_answer"} if wanted == RequestKind.ANSWER else set()
            return {asking, "sign"} if self.goal.before == S.HANDLING else {asking}
        if self.goal.event == "confirm" and pending.decided_by != LEADER:
            return {"decide_return"}
        return {"confirm"} if pending.decided_by == LEADER else set()

    def towards_redo(self, ticket: Ticket) -> set[str]:
        if ticket.status == S.AWAITING_REVISIT:
            return {"record_revisit", "register_closing"}
        return self.hops(ticket, self.to_revisit)

    def hops(self, ticket: Ticket, distance: dict[Status, int]) -> set[str]:
        near = distance.get(ticket.status, FAR)
        return {
            one.event
            for one in self.chart
            if one.before == ticket.status
            and distance.get(one.after, FAR) < near
            and feasible(one, ticket)
        } or {"open_adjudication", "adjudicate"}


def feasible(one: Transition, ticket: Ticket) -> bool:
    if one.event in DECIDES:
        return ticket.request(DECIDES[one.event]) is not None
    if one.event == "confirm":
        return any(pending.decided_by == LEADER for pending in ticket.pending)
    return one not in BY_SUB_OFFICE or held_by_office(ticket)


def held_by_office(ticket: Ticket) -> bool:
    holder = UNITS.get(ticket.unit)
    return holder is not None and holder.kind == UnitKind.OFFICE


def distances(chart: Collection[Transition], goal: Status) -> dict[Status, int]:
    """How many transitions each status is away from a status."""
    found, edge, steps = {goal: 0}, {goal}, 0
    while edge:
        steps += 1
        edge = {one.before for one in chart if one.after in edge} - found.keys()
        found |= dict.fromkeys(edge, steps)
    return found
