"""Defects planted in the product, one at a time and only in this process: each must be found.

What is patched is our own code, by name; where a name is gone its mutant fails loudly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from unittest.mock import patch

import chalicelib.application.perform as performing
from chalicelib.adapters.dynamodb.lists import Lists
from chalicelib.adapters.memory import due as due_in_memory
from chalicelib.adapters.memory.due import MemoryDueWork
from chalicelib.adapters.memory.edge import MemoryAnswers
from chalicelib.adapters.memory.records import MemoryRecords
from chalicelib.adapters.memory.tickets import MemoryTickets
from chalicelib.application import (
    access,
    deliver,
    effects,
    notifying,
    opting_out,
    sending,
    settling,
    surveying,
)
from chalicelib.application.context import context_of, system_actor
from chalicelib.application.due_ports import Due
from chalicelib.application.folding import as_of_version
from chalicelib.application.message_ports import Notice, Undelivered
from chalicelib.application.ports import Made, Ports
from chalicelib.domain import redo, replying, surveys, ticket
from chalicelib.domain.clocks import DeadlineSettled, DeadlineWarned
from chalicelib.domain.decision import Decision, Draft, Entry
from chalicelib.domain.directory import Actor
from chalicelib.domain.state import DeadlineState, Ticket
from chalicelib.domain.surveys import MarkSurveyDelivered, SurveyQueued
from simulation.stores import Kind
from tests.properties.life import INSTANT

Place = tuple[object, str, Any]  # whose attribute is replaced, which, by what


@dataclass(frozen=True, slots=True)
class Mutant:
    """`planted_in` is made anew for each run; `store`: where the defect can show itself."""

    name: str
    places: Callable[[], Sequence[Place]]
    store: Kind = "memory"

    @contextmanager
    def planted(self) -> Iterator[None]:
        with ExitStack() as stack:
            for place in self.places():
                stack.enter_context(patch.object(*place))
            yield


def weak_condition() -> list[Place]:
    """A commit on whatever version there is: the last one wins."""
    usual = MemoryTickets.commit

    def weak(self: MemoryTickets, changed: Ticket, entries: Any, expected: int, *more: Any) -> None:
        known = self.load(changed.id)
        usual(self, changed, entries, known.version if known else expected, *more)

    return [(MemoryTickets, "commit", weak)]


def effect_before_commit() -> list[Place]:
    """The survey leaves as soon as it is decided that it shall."""
    usual = performing.commit

    def eager(ports: Ports, decision: Decision, *more: Any) -> None:
        for entry in decision.entries:
            if isinstance(entry.event, SurveyQueued):
                with suppress(Undelivered):
                    surveying.send(ports, decision.ticket, entry)
        usual(ports, decision, *more)

    return [(performing, "commit", eager)]


def window_longer_by_an_instant() -> list[Place]:
    """What is written when the window ends is still in it."""
    usual = replying._judged  # noqa: SLF001 - the very line that could be wrong

    def generous(of: Any, survey: Any, said: Any, moment: datetime, *more: Any) -> Any:
        return usual(of, survey, said, moment - INSTANT, *more)

    return [(replying, "_judged", generous)]


def reply_counted_again() -> list[Place]:
    """Neither the inbox nor the ticket knows what it was told before."""
    usual, numbers = MemoryRecords.get, count()

    def forgetful(self: MemoryRecords, kind: Any, *more: Any) -> Any:
        return None if kind == "inbound" else usual(self, kind, *more)

    def new_every_time(reply: str) -> str:
        return f"{reply}{next(numbers)}"

    return [(MemoryRecords, "get", forgetful), (replying, "mark_of", new_every_time)]


def receipt_counted_again() -> list[Place]:
    usual = surveys.mark_delivered

    def again(draft: Draft, command: MarkSurveyDelivered) -> Any:
        survey = draft.ticket.survey
        if survey:
            draft.ticket = draft.ticket.but(survey=replace(survey, delivered_at=None))
        return usual(draft, command)

    return [(ticket, "INTERNAL", {**ticket.INTERNAL, MarkSurveyDelivered: again})]


def stale_index_believed() -> list[Place]:
    """A list shows what the index says, without a look at the header."""
    return [(Lists, "_belongs", lambda *_: True)]


def deadline_claimed_unseen() -> list[Place]:
    """A row of due work is taken for the deadline itself."""
    usual = settling.Settling._tried  # noqa: SLF001

    def claimed(self: settling.Settling, due: Due) -> Any:
        found = self.ports.tickets.load(due.ticket)
        if found is None or found.deadline(due.what) is None:
            return usual(self, due)
        regulation = self.ports.regulations.get(found.regulation)
        actor = system_actor(found.jurisdiction)
        draft = Draft(found, context_of(self.ports, found, actor, regulation))
        draft.record(DeadlineSettled(due.what, DeadlineState.BREACHED, due.at))
        made = Decision(draft.ticket.but(version=found.version + 1), tuple(draft.entries))
        performing.commit(self.ports, made, found.version, regulation)
        return None

    return [
        (settling.Settling, "_tried", claimed),
        (MemoryTickets, "_counts", lambda *_: True),
    ]


def key_forgotten() -> list[Place]:
    """An idempotency key is looked up, and never found."""
    return [
        (MemoryAnswers, "known", lambda *_: "new"),
        (MemoryAnswers, "remember", lambda *_: "new"),
    ]


def redo_not_counted() -> list[Place]:
    usual = redo.after_bad_revisit

    def again(draft: Draft, *more: Any) -> None:
        of = draft.regulation
        endless = replace(of, redo=replace(of.redo, maximum=None))
        known, draft.context = draft.context, replace(draft.context, regulation=endless)
        usual(draft, *more)
        draft.context = known

    return [(redo, "after_bad_revisit", again)]


def mark_moved_too_far() -> list[Place]:
    """An hour is done with before it is over."""
    return [(due_in_memory, "IN_FLIGHT", timedelta(minutes=-30))]


def tenant_not_checked() -> list[Place]:
    usual = access.may_see

    def anybody(actor: Actor, of: Ticket, *more: Any) -> bool:
        return usual(replace(actor, jurisdiction=of.jurisdiction), of, *more)

    return [(access, "may_see", anybody)]


def lost_record_not_looked_for() -> list[Place]:
    """What the stream lost is in no bucket of due work either."""
    usual = MemoryDueWork.file

    def careless(self: MemoryDueWork, due: Due, now: datetime) -> None:
        if due.delivers is None:
            usual(self, due, now)

    return [(MemoryDueWork, "file", careless)]


def sent_again_unasked() -> list[Place]:
    """Of a try whose answer was lost nobody asks what became."""
    return [(sending.Sender, "_asked", lambda *_: None)]


def notice_overwritten() -> list[Place]:
    """All notices of a minute stand in the same place."""
    return [(Notice, "bundle", property(lambda _: ""))]


def warning_without_consequence() -> list[Place]:
    """A warning is written down, and nobody hears of it."""
    known = {one: told for one, told in effects.CONSEQUENCES.items() if one is not DeadlineWarned}
    return [(effects, "CONSEQUENCES", known)]


def nothing_is_of_the_unit() -> list[Place]:
    """Only offices hear of deadlines."""
    return [(notifying, "OF_THE_UNIT", frozenset())]


def told_to_whoever_came_after() -> list[Place]:
    """Of what a commit settles, the unit hears that the same commit sends the ticket to."""

    def after(ports: Ports, of: Ticket, made: Made, entry: Entry) -> Ticket:  # noqa: ARG001
        return as_of_version(ports, of, made.version)

    return [(deliver, "_then", after)]


def wish_not_heard() -> list[Place]:
    """Who wants no more SMS is sent them all the same."""
    return [(opting_out, "is_out", lambda *_: False)]


MUTANTS = (
    Mutant("a commit on any version", weak_condition),
    Mutant("an effect before its commit", effect_before_commit),
    Mutant("a survey's window longer by an instant", window_longer_by_an_instant),
    Mutant("a reply counted again", reply_counted_again),
    Mutant("a receipt counted again", receipt_counted_again),
    Mutant("a stale index believed", stale_index_believed, "tables"),
    Mutant("a deadline claimed unseen", deadline_claimed_unseen),
    Mutant("an idempotency key forgotten", key_forgotten),
    Mutant("a redo not counted", redo_not_counted),
    Mutant("a watermark moved too far", mark_moved_too_far),
    Mutant("a tenant not checked", tenant_not_checked),
    Mutant("a lost record not looked for", lost_record_not_looked_for),
    Mutant("an SMS sent again unasked", sent_again_unasked),
    Mutant("a notice overwritten", notice_overwritten),
    Mutant("a warning without consequence", warning_without_consequence),
    Mutant("nothing is of the unit", nothing_is_of_the_unit),
    Mutant("a notice to whoever came after", told_to_whoever_came_after),
    Mutant("a wish for no SMS not heard", wish_not_heard),
)
