"""What tables and indexes are called, and how long a call of them may take."""

CONNECT_SECONDS, READ_SECONDS = 1, 3
UNIT, OFFICE, REQUESTER = "unit", "office", "requester"
UNIT_UPDATED, OFFICE_UPDATED = "unit_updated", "office_updated"
TICKETS, DEADLINES = "lianxin-tickets", "lianxin-deadlines"
MESSAGES, REFERENCE = "lianxin-messages", "lianxin-reference"
