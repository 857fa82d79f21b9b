"""Who may call which route: one row a route, one row an action.

The rows say which roles are not refused for what they are (403). Which ticket, unit or place exists
for a caller at all (404) is `access` and `directing`. `tests/security/` holds every row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from chalicelib.application.access import MAY_FILE
from chalicelib.application.ask import STAFF
from chalicelib.application.conduct import MAY_KNOW
from chalicelib.application.directing import MAY_CHANGE
from chalicelib.domain.directory import OF_A_UNIT, STAFF_ROLES, Role
from chalicelib.domain.ticket import ACTIONS, ERASURE
from chalicelib.entrypoints.api.attachments import MAY_UPLOAD
from chalicelib.entrypoints.api.privacy import MAY_READ_LOG

Roles = frozenset[Role]

ANY: Roles = frozenset(Role) - {Role.SYSTEM}
# No token: the route is public, or a signature or a signed link stands in the token's place.
OPEN: Roles = frozenset()
MAY_REVEAL = (
    *(Role.OPERATOR, Role.OFFICE, Role.UPPER_OFFICE, Role.SUPERVISOR),
    *OF_A_UNIT,
)

BY_ROUTE: Mapping[str, Roles] = {
    "health": OPEN,
    "openapi": OPEN,
    "docs": OPEN,
    "sms_signed": OPEN,
    "sms_with_secret": OPEN,
    "sms_receipts_with_secret": OPEN,
    "get_rating": OPEN,
    "give_rating": OPEN,
    "ask_lookup": OPEN,
    "enter_code": OPEN,
    "file_ticket": frozenset(MAY_FILE),
    "list_tickets": ANY,
    "get_ticket": ANY,
    "list_events": ANY,
    "list_actions": ANY,
    "get_progress": ANY,
    "list_conduct": frozenset(MAY_KNOW),
    "reveal": frozenset(MAY_REVEAL),
    "read_access_log": frozenset(MAY_READ_LOG),
    "erase_ticket": frozenset(ERASURE.by) - {Role.SYSTEM},
    "act": frozenset(role for action in ACTIONS.values() for role in action.by),
    "announce": frozenset(MAY_UPLOAD),
    "get_attachment": ANY,
    "get_preferences": frozenset({Role.CITIZEN}),
    "put_preferences": frozenset({Role.CITIZEN}),
    "list_notices": frozenset((*STAFF, *OF_A_UNIT)),
    "list_calendars": ANY,
    "put_calendar": frozenset({Role.SUPERVISOR}),
    "list_jurisdictions": ANY,
    "get_jurisdiction": ANY,
    "list_units": ANY,
    "get_unit": ANY,
    "change_unit": frozenset(MAY_CHANGE),
    "take_units": frozenset(MAY_CHANGE),
    "take_staff": frozenset(MAY_CHANGE),
    "list_staff": ANY,
    "change_staff": frozenset(MAY_CHANGE),
    "list_gaps": STAFF_ROLES,
    "list_changes": frozenset((*MAY_CHANGE, Role.AUDITOR)),
}
BY_ACTION: Mapping[str, Roles] = {name: frozenset(one.by) for name, one in ACTIONS.items()}

# What of a person a route shows: nothing; of a requester what the caller's standing lets them see
# (`masked`), or of how they used the hotline (`conduct`), or only the caller's own; in clear for a
# purpose; people who work here, in clear to each other (`staff`); or who saw what. What is none and
# nobody's own is written into the access log.
Shows = Literal["none", "masked", "conduct", "own", "reveal", "staff", "log"]
SHOWS: Mapping[str, Shows] = {
    "health": "none",
    "openapi": "none",
    "docs": "none",
    "sms_signed": "none",
    "sms_with_secret": "none",  # nosec B105 - what a route shows
    "sms_receipts_with_secret": "none",  # nosec B105 - as above
    "get_rating": "none",
    "give_rating": "none",
    "ask_lookup": "none",
    "enter_code": "none",
    "file_ticket": "masked",
    "list_tickets": "masked",
    "get_ticket": "masked",
    "list_events": "masked",
    "list_actions": "none",
    "get_progress": "none",
    "list_conduct": "conduct",
    "reveal": "reveal",
    "read_access_log": "log",
    "erase_ticket": "masked",
    "act": "masked",
    "announce": "none",
    "get_attachment": "masked",
    "get_preferences": "own",
    "put_preferences": "own",
    "list_notices": "none",
    "list_calendars": "none",
    "put_calendar": "none",
    "list_jurisdictions": "none",
    "get_jurisdiction": "none",
    "list_units": "none",
    "get_unit": "none",
    "change_unit": "none",
    "take_units": "none",
    "take_staff": "none",
    "list_staff": "staff",
    "change_staff": "none",
    "list_gaps": "none",
    "list_changes": "staff",
}
