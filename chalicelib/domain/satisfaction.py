"""满意度: what each round of a ticket counts for, in participation and in satisfaction (A10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.late import dataclass

if TYPE_CHECKING:
    from chalicelib.domain.records import Survey
    from chalicelib.domain.regulation import Ratings
    from chalicelib.domain.state import Ticket

ENDED = ("rated", "expired", "invalid")


@dataclass(frozen=True, slots=True)
class Counted:
    """One round. `participated`: the citizen was asked and could have said it, so that the round
    counts in the participation; `in_denominator`: a grade was given, so that it counts in the
    satisfaction; `satisfied`: by a good one, as it was corrected if it was.
    """

    round: int
    participated: bool
    in_denominator: bool
    satisfied: bool


def counted(ticket: Ticket, ratings: Ratings) -> tuple[Counted, ...]:
    """Every round in its order. What is not known yet counts nowhere: a window still open, a call
    still to be made.
    """
    rounds = [(one.round, one.rating, _is_over(one.survey)) for one in ticket.rounds]
    called = bool(ticket.revisits) and ticket.status.final
    rounds.append((ticket.round, ticket.rating, called or _is_over(ticket.survey)))
    return tuple(
        Counted(
            round=number,
            participated=rating is not None or asked,
            in_denominator=rating is not None,
            satisfied=rating is not None and ratings.is_good(rating),
        )
        for number, rating, asked in rounds
    )


def _is_over(survey: Survey | None) -> bool:
    """The citizen was asked, and the time to answer has passed."""
    return survey is not None and survey.state in ENDED
