"""Who sees a requester how clearly, and who may ask for more (TA-38, YY-32, ZQ-47)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.domain.directory import Actor, Role
from chalicelib.domain.dispatching import Part, part_of
from chalicelib.domain.privacy import (
    CLEAR,
    HIDDEN,
    MASKED,
    SIGHT,
    Row,
    Sight,
    Standing,
    is_protected,
    sees_links,
    sight_of,
    standings,
)
from chalicelib.domain.records import Source
from chalicelib.domain.state import Ticket
from tests.builders import PHONE, Story


def ticket(*, confidential: bool = False, category: str = "complaint") -> Ticket:
    requester = {"name": "张三", "phone": PHONE, "confidential": confidential}
    story = Story("zhaoqing", category=category, requester=requester)
    return story.ticket.but(unit="roads", co_handlers=("parks",))


def somebody(role: Role, unit: str | None = None, phone: str | None = None) -> Actor:
    return Actor("x-1", frozenset({role}), "zhaoqing", unit, phone)


EVERYBODY = {
    "citizen": somebody(Role.CITIZEN, phone=PHONE),
    "operator": somebody(Role.OPERATOR),
    "office": somebody(Role.OFFICE),
    "upper_office": somebody(Role.UPPER_OFFICE),
    "handler": somebody(Role.HANDLER, "roads"),
    "leader": somebody(Role.LEADER, "roads"),
    "co_handler": somebody(Role.HANDLER, "parks"),
    "co_leader": somebody(Role.LEADER, "parks"),
    "supervisor": somebody(Role.SUPERVISOR),
    "auditor": somebody(Role.AUDITOR),
    "platform": somebody(Role.PLATFORM, "province"),
}
REVEALS = {"operator", "office", "upper_office", "supervisor", "handler", "leader"}


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_the_requester_sees_who_it_is(who: str) -> None:
    assert sight_of(EVERYBODY[who], ticket()).identity == (CLEAR if who == "citizen" else MASKED)


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_ask_to_see_more(who: str) -> None:
    assert sight_of(EVERYBODY[who], ticket()).reveals == (who in REVEALS)


@pytest.mark.rule("TA-38", "YY-32", "ZQ-47")
@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("case", [ticket(confidential=True), ticket(category="report")])
def test_of_a_protected_requester_a_unit_sees_nothing_and_may_not_ask(
    case: Ticket, who: str
) -> None:
    row = sight_of(EVERYBODY[who], case)
    of_unit = who in {"handler", "leader", "co_handler", "co_leader"}
    assert is_protected(case)
    assert (row.identity == HIDDEN) == of_unit
    assert row.reveals == (who in {"office", "upper_office", "supervisor"})


@pytest.mark.parametrize("who", ["co_handler", "supervisor", "auditor", "platform"])
def test_who_does_not_go_there_sees_the_street_only(who: str) -> None:
    assert sight_of(EVERYBODY[who], ticket()).place == MASKED


def test_the_platform_that_sent_it_sees_it_as_an_office_does() -> None:
    sent = ticket().but(source=Source(platform="province", reference="P-1"))
    row = sight_of(EVERYBODY["platform"], sent)
    assert row == replace(SIGHT[Standing.OFFICE], reveals=False)


def test_another_unit_another_citizen_and_the_system_see_nothing() -> None:
    for nobody in (
        somebody(Role.HANDLER, "water"),
        somebody(Role.CITIZEN, phone="+8613900000000"),
        somebody(Role.CITIZEN),
        somebody(Role.SYSTEM),
    ):
        row = sight_of(nobody, ticket())
        assert {row.identity, row.place, row.words, row.internal} == {HIDDEN}
        assert not row.reveals


def test_who_is_several_things_sees_as_the_nearest_of_them() -> None:
    both = Actor("x-1", frozenset({Role.AUDITOR, Role.OFFICE}), "zhaoqing")
    assert sight_of(both, ticket(confidential=True)) == SIGHT[Standing.OFFICE]


def test_a_successor_of_the_unit_leads_too() -> None:
    heir = Actor("x-1", frozenset({Role.HANDLER}), "zhaoqing", "new-roads", formerly=("roads",))
    assert standings(heir, ticket()) == {Standing.LEAD}


def test_nobody_is_shown_less_of_an_unprotected_ticket() -> None:
    for actor in EVERYBODY.values():
        plain, kept = sight_of(actor, ticket()), sight_of(actor, ticket(confidential=True))
        assert all(
            open_ <= closed for open_, closed in zip(sights(plain), sights(kept), strict=True)
        )


def sights(row: Row) -> tuple[Sight, ...]:
    return row.identity, row.place, row.words, row.internal


# --- protected, and of its unit by a second role ---

SECOND_ROLES = (Role.OFFICE, Role.SUPERVISOR, Role.OPERATOR, Role.UPPER_OFFICE, Role.AUDITOR)


@pytest.mark.rule("TA-38", "YY-32", "ZQ-47")
@pytest.mark.parametrize("unit", ["roads", "parks"])
@pytest.mark.parametrize("role", [Role.HANDLER, Role.LEADER])
@pytest.mark.parametrize("second", SECOND_ROLES)
def test_a_second_role_tells_nobody_of_its_unit_who_is_protected(
    second: Role, role: Role, unit: str
) -> None:
    both = Actor("x-1", frozenset({role, second}), "zhaoqing", unit)
    case = ticket(confidential=True)
    assert sight_of(both, case) == sight_of(somebody(role, unit), case)
    assert sight_of(both, ticket()).identity == MASKED


@pytest.mark.parametrize("unit", ["roads", "parks"])
@pytest.mark.parametrize("role", SECOND_ROLES)
def test_nor_does_any_role_alone_whose_unit_holds_it_or_helps(role: Role, unit: str) -> None:
    row = sight_of(somebody(role, unit), ticket(category="report"))
    assert (row.identity, row.reveals) == (HIDDEN, False)


def test_an_office_above_the_unit_that_holds_it_is_not_of_it() -> None:
    above = somebody(Role.OFFICE, "construction")
    assert sight_of(above, ticket(confidential=True)) == SIGHT[Standing.OFFICE]


def test_ones_own_is_ones_own_whatever_else_one_is() -> None:
    both = Actor("x-1", frozenset({Role.CITIZEN, Role.HANDLER}), "zhaoqing", "roads", PHONE)
    assert sight_of(both, ticket(confidential=True)).identity == CLEAR


def test_a_second_role_is_told_no_more_of_what_it_repeats() -> None:
    both = Actor("x-1", frozenset({Role.HANDLER, Role.OFFICE}), "zhaoqing", "roads")
    assert not sees_links(both, ticket())
    assert sees_links(somebody(Role.OFFICE), ticket())


# --- once a report ---


@pytest.mark.rule("ZQ-47")
def test_what_was_a_report_stays_protected_and_is_flagged_as_what_it_is() -> None:
    story = Story("zhaoqing", category="report")
    story.do("office", "classify", category="complaint")
    assert is_protected(story.ticket)
    assert "whistleblower" not in story.ticket.flags
    story.do("office", "classify", complexity="simple")
    assert is_protected(story.ticket)


def test_what_never_was_one_is_not_protected_by_being_classified() -> None:
    story = Story("zhaoqing")
    story.do("office", "classify", category="consultation")
    assert not is_protected(story.ticket)


def test_a_part_of_what_was_a_report_is_protected_too() -> None:
    whole = ticket().but(was_report=True)
    part = Part(unit="roads", subject="一", description="二")
    assert is_protected(part_of(whole, "tkt_2", "ZQ-2", part))
