"""隐私: what kind of thing every field says of a person, and who sees which kind how clearly.

`CLASS_OF` has the class of every field of every event, of a ticket and of every answer of the API;
`SIGHT` and `PROTECTED` who sees what (TA-38, YY-32, ZQ-47). How it is masked is `masking`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import IntEnum, StrEnum
from functools import cache
from typing import TYPE_CHECKING

from chalicelib.domain.directory import Actor, Role
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from chalicelib.domain.state import Ticket


class PrivacyClass(StrEnum):
    OPEN = "open"  # codes, dates, numbers, states; also what only holds fields of other classes
    INTERNAL = "internal"  # the staff's own: reasons, comments, their names
    IDENTITY = "identity"  # who asks
    PLACE = "place"  # where
    WORDS = "words"  # free text of or about the requester


IDENTITY = "actor name phone requested_by"
PLACE = "address lat lon"
WORDS = """
    advice answer description explanation filename legal_basis measures process
    question replied_by reply result revisit_reason subject text
"""
INTERNAL = """
    demand evidence explained handled_at material no_reply_because note opinion override_reason
    rationale reason suggestion
"""
OPEN = """
    above accepted action actions adjudication_bodies after amount announced_at answered answered_at
    answers approve archived_at article as_of asks_solved at attachments attitude_ok automatic basis
    body by capped_at capped_by categories category chain channel choices closed closed_at closes_at
    co_handlers code column complexities complexity conduct confidential contacted contacted_at
    contacted_by content_type count data deadline deadlines decided_by decline_reasons delivered_at
    detail details directly_answerable dispatched_at disputed_at done_at download dry_run due_at
    due_on duties duty erased_at etag exclusion_code expires_at expires_on extended_by extends
    extension extension_asked_in extensions fields files final first fixed_at flags form good ground
    history holidays id implied in_force inform_requester issued_on items jurisdiction kind kinds
    label languages last lead_fixed leader levels limit limits line location make_up_days method
    misread mode most_bytes most_files moved moved_in_all name_en new new_facts next_cursor
    not_sent_reason number of office offices old onward opened_at original_due_at outcome
    override_due_at parent parts pending platform post posted_on promised_for provider_at
    provisional published_through purpose rating ratings reached reason_code reasonable received_at
    redo redo_wanted reference referrals refusal_code refused registered_at regulation regulations
    repeat_count repeat_of repeat_proposed_of replied_at replies reply_wanted request request_id
    requested_at requester requester_informed requests required returned_by returns revisits role
    roles round rounds rows rule rules satisfied schema scope sent_at seq signed_at silence since
    size sms solved source source_kinds starts_at state status statutory statutory_due_at stays step
    submitted_at successor summary supervision supervision_forms supervision_triggers supervisions
    survey system termination_grounds ticket tickets time_zone times title title_en to told told_en
    trigger type types unit unit_kind unit_name units units_before upload urged urgencies urgency
    url valid_from valid_to verdict version warned warning warnings was_due_at was_report what when
    why windows withheld year
"""
# What the same name means elsewhere. `details` are those of a request, of an answer, of a decision.
ELSEWHERE: Mapping[PrivacyClass, str] = {
    PrivacyClass.OPEN: """
        ActionView.name Archived.reason ChoiceView.name DeadlineView.explanation
        FileStateView.reason FileView.reason GapView.name JurisdictionDetailView.answer
        JurisdictionDetailView.name JurisdictionView.name KindView.name LookedUpView.text
        MilestoneView.text OptionView.name ProgressLineView.text ProgressView.text
        RatingView.name ReplyReceived.reason SpellView.name SurveyNotSent.reason UnitShortView.name
        UnitView.name
    """,
    PrivacyClass.INTERNAL: """
        ChangeView.new ChangeView.old StaffView.name StaffView.phone Supervision.reply
        Supervision.result SupervisionAnswered.reply SupervisionClosed.result SupervisionView.reply
        SupervisionView.result details.basis details.unit
    """,
    PrivacyClass.WORDS: """
        Contacted.note ConductRecorded.note Referred.note Revisited.reason SplitIntoParts.parts
        Withdrawn.reason
    """,
}
CLASS_OF: Mapping[str, PrivacyClass] = {
    name: kind
    for kind, names in (
        (PrivacyClass.IDENTITY, IDENTITY),
        (PrivacyClass.PLACE, PLACE),
        (PrivacyClass.WORDS, WORDS),
        (PrivacyClass.INTERNAL, INTERNAL),
        (PrivacyClass.OPEN, OPEN),
        *ELSEWHERE.items(),
    )
    for name in names.split()
}


def class_of(type_name: str, field: str) -> PrivacyClass:
    """Of a field of a type; KeyError if nobody has said it yet."""
    return CLASS_OF.get(f"{type_name}.{field}") or CLASS_OF[field]


# --- who sees what ---


class Sight(IntEnum):
    CLEAR, MASKED, HIDDEN = range(3)


CLEAR, MASKED, HIDDEN = Sight


class Standing(StrEnum):
    """What somebody is to one ticket. A role alone does not say it: a unit leads or helps."""

    OWN = "own"
    OPERATOR = "operator"
    OFFICE = "office"
    UPPER_OFFICE = "upper_office"
    LEAD = "lead"
    CO_HANDLER = "co_handler"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    PLATFORM = "platform"
    OTHER_PLATFORM = "other_platform"


@dataclass(frozen=True, slots=True)
class Row:
    """Masked words are whole but for what tells who somebody is. `reveals`: on asking, with a
    purpose.
    """

    identity: Sight
    place: Sight
    words: Sight
    internal: Sight
    reveals: bool


S = Standing
SIGHT: Mapping[Standing, Row] = {
    #                       identity  place   words   internal  reveals
    S.OWN:              Row(CLEAR,  CLEAR,  CLEAR,  CLEAR,  reveals=False),
    S.OPERATOR:         Row(MASKED, CLEAR,  MASKED, MASKED, reveals=True),
    S.OFFICE:           Row(MASKED, CLEAR,  MASKED, MASKED, reveals=True),
    S.UPPER_OFFICE:     Row(MASKED, CLEAR,  MASKED, MASKED, reveals=True),
    S.LEAD:             Row(MASKED, CLEAR,  MASKED, MASKED, reveals=True),
    S.CO_HANDLER:       Row(MASKED, MASKED, MASKED, MASKED, reveals=False),
    S.SUPERVISOR:       Row(MASKED, MASKED, MASKED, MASKED, reveals=True),
    S.AUDITOR:          Row(MASKED, MASKED, MASKED, MASKED, reveals=False),
    S.PLATFORM:         Row(MASKED, CLEAR,  MASKED, MASKED, reveals=False),
    S.OTHER_PLATFORM:   Row(MASKED, MASKED, MASKED, MASKED, reveals=False),
}  # fmt: skip
# The same for a ticket whose requester is protected, where it differs.
PROTECTED: Mapping[Standing, Row] = {
    S.LEAD:       Row(HIDDEN, CLEAR,  MASKED, MASKED, reveals=False),
    S.CO_HANDLER: Row(HIDDEN, MASKED, MASKED, MASKED, reveals=False),
    S.OPERATOR:   replace(SIGHT[S.OPERATOR], reveals=False),
}  # fmt: skip
NOTHING = Row(HIDDEN, HIDDEN, HIDDEN, HIDDEN, reveals=False)
OF_UNITS = frozenset({Standing.LEAD, Standing.CO_HANDLER})


def is_protected(ticket: Ticket) -> bool:
    """The requester asked for confidentiality, or reports somebody (举报), or did: a unit that may
    not know who reports must not learn it once somebody calls the report a complaint.
    """
    return ticket.requester.confidential or ticket.whistleblower or ticket.was_report


def sight_of(actor: Actor, ticket: Ticket) -> Row:
    """How this caller sees a ticket; who is several things to it sees as the nearest of them.

    Of a protected requester whoever is of a unit that holds it or helps sees as that unit does,
    whatever else they are: who it is kept from does not learn it by a second role.
    """
    found, protected = standings(actor, ticket), is_protected(ticket)
    if not protected or Standing.OWN in found or not _is_of_its_units(actor, ticket):
        return _nearest(found, protected=protected)
    row = _nearest(found & OF_UNITS or found, protected=True)
    return replace(row, identity=HIDDEN, reveals=False)


@cache
def _nearest(found: frozenset[Standing], *, protected: bool) -> Row:
    differing = PROTECTED if protected else {}
    rows = [differing.get(one) or SIGHT[one] for one in found]
    return Row(
        identity=min((one.identity for one in rows), default=NOTHING.identity),
        place=min((one.place for one in rows), default=NOTHING.place),
        words=min((one.words for one in rows), default=NOTHING.words),
        internal=min((one.internal for one in rows), default=NOTHING.internal),
        reveals=any(one.reveals for one in rows),
    )


def sees_links(actor: Actor, ticket: Ticket) -> bool:
    """To other tickets of the same requester. Units are told that it is a repeat, and not of what:
    who may ask for the name in the one would know who reports in the other.
    """
    found = standings(actor, ticket)
    return bool(found) and (Standing.OWN in found or not _is_of_its_units(actor, ticket))


def _is_of_its_units(actor: Actor, ticket: Ticket) -> bool:
    """In whatever role; what a platform or a citizen is of is no unit."""
    if actor.roles <= {Role.PLATFORM, Role.CITIZEN}:
        return False
    return any(one in (ticket.unit, *ticket.co_handlers) for one in actor.units)


def standings(actor: Actor, ticket: Ticket) -> frozenset[Standing]:
    """All that this caller is to the ticket; a sub-office that holds one leads it too."""
    found = set(_by_role(actor.roles))
    if actor.is_a(Role.HANDLER, Role.LEADER, Role.OFFICE):
        if ticket.unit in actor.units:
            found.add(Standing.LEAD)
        elif any(one in ticket.co_handlers for one in actor.units):
            found.add(Standing.CO_HANDLER)
    if actor.is_a(Role.CITIZEN) and actor.phone and actor.phone == ticket.requester.phone:
        found.add(Standing.OWN)
    if actor.is_a(Role.PLATFORM):
        found.add(Standing.PLATFORM if _sent_it(actor, ticket) else Standing.OTHER_PLATFORM)
    return frozenset(found)


BY_ROLE = {
    Role.OPERATOR: Standing.OPERATOR,
    Role.OFFICE: Standing.OFFICE,
    Role.UPPER_OFFICE: Standing.UPPER_OFFICE,
    Role.SUPERVISOR: Standing.SUPERVISOR,
    Role.AUDITOR: Standing.AUDITOR,
}


@cache
def _by_role(roles: frozenset[Role]) -> frozenset[Standing]:
    return frozenset(standing for role, standing in BY_ROLE.items() if role in roles)


def _sent_it(actor: Actor, ticket: Ticket) -> bool:
    """A platform that does not say which one it is stands for all."""
    return ticket.source is not None and actor.unit in (None, ticket.source.platform)
