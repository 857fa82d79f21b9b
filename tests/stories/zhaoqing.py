"""Openings that the stories of Zhaoqing have in common."""

from typing import Any

from tests.builders import Story

MONDAY = "2026-03-02T09:00"


def taken_in(at: str = MONDAY, **given: object) -> Story:
    fields: dict[str, Any] = dict(given)
    return Story("zhaoqing", at=at, **fields)


def dispatched(at: str = MONDAY, category: str = "complaint", **given: object) -> Story:
    """Registered and sent to the roads at once: a complaint is due on Monday 2026-03-23."""
    return taken_in(at, category=category, **given).dispatch("roads")


def answered(
    at: str = MONDAY, category: str = "complaint", outcome: str = "solved", **given: object
) -> Story:
    """Answered an hour after the dispatch."""
    return dispatched(at, category, **given).after(hours=1).answer(outcome=outcome)


def asked(
    at: str = MONDAY, category: str = "complaint", outcome: str = "solved", **given: object
) -> Story:
    """Closed an hour later still, and the citizen has the survey at 11:00."""
    return answered(at, category, outcome, **given).after(hours=1).approve().surveyed()


def called(
    at: str = MONDAY,
    category: str = "complaint",
    outcome: str = "solved",
    reason: str | None = None,
    **given: object,
) -> Story:
    """Rated badly; the municipal body reaches the citizen at 13:00, the redo is to be decided."""
    story = asked(at, category, outcome, **given).after(hours=1).rate("dissatisfied")
    said = {"reached": True, "satisfied": False, "reason": reason}
    return story.after(hours=1).step("upper_office", "record_revisit", said)


def redone(at: str = MONDAY, category: str = "complaint") -> Story:
    """Sent back to the unit at 14:00."""
    story = called(at, category).after(hours=1)
    return story.do("upper_office", "decide_redo", approve=True)


def cites(story: Story, event: str) -> str:
    """The article that the latest event of a name rests on."""
    basis = story.event(event).basis
    assert basis is not None, f"{event} cites nothing"
    return basis.article
