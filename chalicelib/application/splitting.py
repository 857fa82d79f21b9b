"""The parts of a split ticket become tickets of their own."""

from __future__ import annotations

from chalicelib.application.context import context_of
from chalicelib.application.perform import commit
from chalicelib.application.ports import Conflict, Ports
from chalicelib.domain.decision import Entry
from chalicelib.domain.directory import Actor, Role
from chalicelib.domain.dispatching import RegisterPart, SplitIntoParts, part_of
from chalicelib.domain.erasing import ERASED
from chalicelib.domain.errors import Refusal
from chalicelib.domain.state import Ticket
from chalicelib.domain.ticket import decide


def register_parts(ports: Ports, whole: Ticket, entry: Entry) -> None:
    """Each part is a ticket under the id that the split gave it; one that exists is left.

    What was erased before is no longer known: nothing can be made of it.
    """
    assert isinstance(entry.event, SplitIntoParts)  # noqa: S101 - told apart by the caller
    regulation = ports.regulations.get(whole.regulation)
    actor = Actor(entry.actor, frozenset({Role.SYSTEM}), whole.jurisdiction)
    for part_id, number, part in (one for one in entry.event.parts if one[0] != ERASED):
        command = RegisterPart(unit=part.unit)
        draft = part_of(whole, part_id, number, part)
        for attachment in draft.attachments:  # it stays when the whole is erased
            ports.files.rows.claim(attachment, part_id)
        outcome = decide(draft, command, context_of(ports, draft, actor, regulation))
        if isinstance(outcome, Refusal):
            raise TypeError(f"a part of a split cannot be refused: {outcome.code}")
        try:
            commit(ports, outcome, 0, regulation)
        except Conflict:
            known = ports.tickets.load(part_id)
            if known is None or known.parent != whole.id:
                raise
