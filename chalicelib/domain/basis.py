"""What a rule rests on: the citation that every limit, refusal and event carries."""

from __future__ import annotations

from typing import Annotated

from chalicelib.domain.shape import SHORT_TEXT, SOME
from chalicelib.late import dataclass


@dataclass(frozen=True, slots=True)
class Basis:
    """An article of a regulation and the rule in one line of our own words."""

    regulation: str
    article: str
    summary: str
    rules: tuple[str, ...] = ()
    statutory: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A table of a regulation's file: it names the rules it holds, their article and their gist.

    `statutory = false` marks what the product sets where the text gives no number.
    """

    rules: Annotated[tuple[str, ...], SOME]
    article: Annotated[str, SHORT_TEXT]
    summary: Annotated[str, SHORT_TEXT]
    statutory: bool = True

    def basis(self, regulation: str) -> Basis:
        return Basis(regulation, self.article, self.summary, self.rules, self.statutory)
