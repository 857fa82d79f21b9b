"""The published years together: the packaged ones, each replaced or added to by those imported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from chalicelib.adapters.calendar_files import PACKAGED, CalendarFileError, parse_year, read_year
from chalicelib.application.ports import CalendarRejected
from chalicelib.domain.calendar import Calendar, PublishedYear
from chalicelib.late import dataclass


@dataclass(frozen=True, slots=True)
class Years:
    """Years that join without a gap, and the calendar they make."""

    by_year: Mapping[int, PublishedYear]
    calendar: Calendar

    @classmethod
    def of(cls, years: Iterable[PublishedYear]) -> Years:
        """ValueError for a gap between them."""
        by_year = {one.first.year: one for one in years}
        return cls(by_year, Calendar(by_year.values()))

    @classmethod
    def packaged(cls) -> Years:
        return cls.of(read_year(path) for path in sorted(PACKAGED.glob("*.json")))

    @property
    def in_order(self) -> Sequence[PublishedYear]:
        return [self.by_year[year] for year in sorted(self.by_year)]

    def with_imported(self, documents: Mapping[int, object]) -> Years:
        """These and the imported ones; `CalendarRejected` if that makes no calendar."""
        imported = {year: _parsed(year, document) for year, document in documents.items()}
        try:
            return Years.of({**self.by_year, **imported}.values())
        except ValueError as wrong:
            raise CalendarRejected("/published", str(wrong)) from wrong


def _parsed(year: int, document: object) -> PublishedYear:
    try:
        return parse_year(document, f"{year}.json")
    except CalendarFileError as wrong:
        pointer = "/" + wrong.key.replace(".", "/") if wrong.key else ""
        raise CalendarRejected(pointer, str(wrong)) from wrong
