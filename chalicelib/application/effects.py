"""What the events of a commit mean for others. Worked out from them, never stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Literal

from chalicelib.domain.clocks import BreachWithdrawn, DeadlineSettled, DeadlineWarned
from chalicelib.domain.decision import Entry, Event
from chalicelib.domain.dispatching import SplitIntoParts
from chalicelib.domain.erasing import PersonalDataErased
from chalicelib.domain.moving_in import Imported
from chalicelib.domain.replying import ReplyReceived
from chalicelib.domain.state import DeadlineState
from chalicelib.domain.surveys import SurveyQueued
from chalicelib.late import dataclass

# Until then the sender that the stream wakes has had its time; then the sweep looks itself.
LOOKED_AFTER = timedelta(minutes=2)

Kind = Literal["parts", "survey", "hint", "notice", "erasure"]


@dataclass(frozen=True, slots=True)
class Effect:
    """One consequence of one event; those of one kind are done in the order of the events."""

    kind: Kind
    entry: Entry


def _always(event: Any) -> bool:  # noqa: ANN401, ARG001 - any event
    return True


def _breaches(event: DeadlineSettled) -> bool:
    return event.state == DeadlineState.BREACHED


CONSEQUENCES: Mapping[type[Event], tuple[Kind, Callable[[Any], bool]]] = {
    SplitIntoParts: ("parts", _always),
    SurveyQueued: ("survey", _always),
    ReplyReceived: ("hint", lambda event: event.answered),
    DeadlineWarned: ("notice", _always),
    DeadlineSettled: ("notice", _breaches),
    BreachWithdrawn: ("notice", _always),
    PersonalDataErased: ("erasure", _always),
}


def effects_of(entries: Iterable[Entry]) -> Iterator[Effect]:
    """Of what was moved in with a ticket others were told, or not, where it came from."""
    entries = tuple(entries)
    if any(isinstance(entry.event, Imported) for entry in entries):
        return
    for entry in entries:
        kind, counts = CONSEQUENCES.get(type(entry.event), (None, _always))
        if kind is not None and counts(entry.event):
            yield Effect(kind, entry)


def has_effects(entries: Iterable[Entry]) -> bool:
    return next(effects_of(entries), None) is not None
