"""Who may call which route: one row a route, one row an action.

The rows say which roles are not refused for what they are (403). Which ticket, unit or place exists
for a caller at all (404) is `access` and `directing`. `tests/security/` holds every row.
"""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.application.access import MAY_FILE
from chalicelib.application.ask import STAFF
from chalicelib.application.directing import MAY_CHANGE
from chalicelib.domain.directory import OF_A_UNIT, STAFF_ROLES, Role
from chalicelib.domain.ticket import ACTIONS
from chalicelib.entrypoints.api.attachments import MAY_UPLOAD

Roles = frozenset[Role]

ANY: Roles = frozenset(Role) - {Role.SYSTEM}
# No token: the route is public, or a signature or a signed link stands in the token's place.
OPEN: Roles = frozenset()

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
    "act": frozenset(role for action in ACTIONS.values() for role in action.by),
    "announce": frozenset(MAY_UPLOAD),
    "get_preferences": frozenset({Role.CITIZEN}),
    "put_preferences": frozenset({Role.CITIZEN}),
    "list_notices": frozenset((*STAFF, *OF_A_UNIT)),
    "list_calendars": ANY,
    "put_calendar": frozenset({Role.SUPERVISOR}),
    "list_jurisdictions": ANY,
    "get_jurisdiction": ANY,
    "list_units": ANY,
    "change_unit": frozenset(MAY_CHANGE),
    "take_units": frozenset(MAY_CHANGE),
    "take_staff": frozenset(MAY_CHANGE),
    "list_staff": ANY,
    "change_staff": frozenset(MAY_CHANGE),
    "list_gaps": STAFF_ROLES,
    "list_changes": frozenset((*MAY_CHANGE, Role.AUDITOR)),
}
BY_ACTION: Mapping[str, Roles] = {name: frozenset(one.by) for name, one in ACTIONS.items()}
