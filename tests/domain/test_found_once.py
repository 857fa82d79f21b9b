"""What a draft finds out about its ticket holds as long as the ticket stands as it is."""

from datetime import timedelta

import pytest

from chalicelib.domain import deadlines, returns
from chalicelib.domain.classifying import Classified
from chalicelib.domain.decision import Draft
from chalicelib.domain.terms import DeadlineKind
from tests.builders import Story


@pytest.fixture
def draft() -> Draft:
    """A complaint of Zhaoqing that its unit has signed for."""
    story = Story("zhaoqing").dispatch().sign()
    return Draft(story.ticket, story.context())


def test_as_long_as_nothing_happens_it_is_found_once(draft: Draft) -> None:
    asked: list[str] = []
    for _ in range(2):
        draft.once("a fact", lambda: asked.append("asked"))
    assert asked == ["asked"]


def test_another_category_has_another_limit_in_the_same_draft(draft: Draft) -> None:
    """A complaint has longer than a consultation."""
    complaint = deadlines.fitting_limit(draft, DeadlineKind.HANDLING)
    draft.record(Classified("consultation", "ordinary", directly_answerable=False, reason=None))
    consultation = deadlines.fitting_limit(draft, DeadlineKind.HANDLING)
    assert complaint is not None
    assert consultation is not None
    assert consultation.amount < complaint.amount


def test_what_is_still_open_now_is_too_late_at_another_moment(draft: Draft) -> None:
    assert returns.open_in_itself(draft)
    with draft.as_of(draft.now + timedelta(days=30)):
        assert not returns.open_in_itself(draft)
    assert returns.open_in_itself(draft)
