"""What the stories of warnings look at."""

from datetime import datetime

from chalicelib.domain.clocks import DeadlineWarned
from chalicelib.domain.wakeups import moments
from tests.builders import ZONE, Story

Warned = tuple[str, str, str]


def local(moment: datetime) -> str:
    return moment.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")


def given(story: Story) -> list[Warned]:
    """The warnings there were: when, of what, and which."""
    return [
        (local(entry.at), entry.event.deadline, entry.event.warning)
        for entry in story.history
        if isinstance(entry.event, DeadlineWarned)
    ]


def of_handling(story: Story, number: str = "1#1") -> list[tuple[str, str]]:
    return [(at, which) for at, what, which in given(story) if what == f"handling#{number}"]


def ahead(story: Story, kind: str) -> list[str]:
    """When the present deadline of a kind is still to wake a sweep."""
    return [local(at) for at, _ in moments(story.deadline(kind))]
