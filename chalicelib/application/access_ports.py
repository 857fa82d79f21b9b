"""访问日志: who read what of a requester, as the use cases see it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, Protocol

from chalicelib.late import dataclass

Purpose = Literal["contact", "revisit", "verification", "handling", "supervision", "law", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One reading of personal data; of what was read nothing.

    `fields` are those shown in clear: by name where they were revealed, by class (`place`, `words`,
    `file`, `conduct`, `staff`) where the role's standing right shows them. `purpose` and `note`
    only of what was asked for. `tickets` is empty where the log itself or a list of staff was read,
    or a file that no ticket names yet.
    """

    at: datetime
    jurisdiction: str
    by: str
    role: str
    tickets: tuple[str, ...]
    fields: tuple[str, ...]
    purpose: Purpose | None = None
    note: str | None = None
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: of these days of China, both included; of one ticket, of one reader."""

    first_day: date
    last_day: date
    ticket: str | None = None
    by: str | None = None

    def has(self, access: Access) -> bool:
        """Whether a row of these days is meant."""
        return self.ticket in (None, *access.tickets) and self.by in (None, access.by)


@dataclass(frozen=True, slots=True)
class LogPage:
    """Rows, and the key behind which the list goes on; None at its end.

    A page may have fewer rows than were asked for, or none, and still go on.
    """

    rows: tuple[Access, ...]
    next: str | None


class AccessLog(Protocol):
    """Rows that are only ever added, and that end after their time."""

    def record(self, access: Access) -> None:
        """Kept when this returns; `Unavailable` if nobody can say so."""

    def page(self, jurisdiction: str, wanted: Wanted, after: str | None, limit: int) -> LogPage:
        """Newest first, those behind the key."""
