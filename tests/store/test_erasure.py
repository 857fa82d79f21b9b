"""Erased is erased, in either store: whatever breaks on the way, nothing is shown half."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys, tables
from chalicelib.adapters.dynamodb.calls import Calls, Client
from chalicelib.adapters.dynamodb.codec import encode
from chalicelib.adapters.dynamodb.erasures import DynamoErasures
from chalicelib.adapters.dynamodb.wire import Item, from_wire
from chalicelib.adapters.memory.erasures import MemoryErasures
from chalicelib.application.deliver import ByStream
from chalicelib.application.erasing import erase_again
from chalicelib.application.ports import Erasures, ListQuery
from chalicelib.application.sweep import sweep
from chalicelib.domain.answers import AuditAnswer, SubmitAnswer
from chalicelib.domain.confirmations import Confirm
from chalicelib.domain.directory import Role
from chalicelib.domain.erasing import ERASED, Erase
from chalicelib.domain.extensions import DecideExtension, RequestExtension
from chalicelib.domain.handling import Sign, Supplement
from chalicelib.domain.intake import LocationGiven, RequesterGiven
from chalicelib.domain.requests import Requested
from chalicelib.domain.state import Ticket
from chalicelib.domain.termination import Withdraw
from chalicelib.domain.ticket import evolve
from chalicelib.domain.verdicts import Rate
from tests.application.world import HANDLER, MORNING, PHONE, PLACE, Desk, actor
from tests.store.asking import OFFICE, OPERATOR, UNIT, announced
from tests.store.aws import ENVELOPES, tickets
from tests.store.faults import Fault, Faults, faults, throttled, timeout_after, timeout_before
from tests.store.killing import Fuse, Killed, MortalFaults
from tools.erase_again import main

LONG = "须专业机构检测：" + "住在三单元的张三反映。" * 60
BEFORE = "2026-03-02T08:00+08:00"
SAID = ("张三", "建设路", "夜间施工", "夜里十一点", "半夜又响", "须专业", PHONE[1:])


def over(desk: Desk) -> Ticket:
    """Archived, with a long reason that an event leans on, and words that were added to."""
    filed: dict[str, Any] = {
        "requester": RequesterGiven(name="张三", phone=PHONE),
        "location": LocationGiven(address="建设路1号", lat=23.05, lon=112.46),
    }
    answer = SubmitAnswer(
        outcome="solved",
        handled_at=desk.clock.now(),
        process="到建设路查看",
        result="张三已签字",
        legal_basis="噪声污染防治法",
        replied_by="phone",
    )
    file = announced(desk, HANDLER)
    ticket = desk.dispatched(**filed)
    for command, who in (
        (Supplement(text="半夜又响了"), OPERATOR),
        (Sign(), HANDLER),
        (RequestExtension(ground="complex", form=file, reason=LONG), HANDLER),
        (Confirm(approve=True), actor(Role.LEADER, UNIT)),
        (DecideExtension(approve=True, reason="张三同意"), OFFICE),
        (answer, HANDLER),
        (AuditAnswer(approve=True), OFFICE),
        (Rate(rating="satisfied", solved=True), actor(Role.CITIZEN)),
    ):
        ticket = desk.do(ticket, command, who)
    assert ticket.status.final
    return ticket


def shown(desk: Desk, ticket: Ticket) -> str:
    """All that the store tells of a ticket."""
    loaded = desk.ports.tickets.load(ticket.id)
    assert loaded is not None
    events = [one.event for one in desk.ports.tickets.history(ticket.id)]
    made = desk.ports.tickets.commits(ticket.id, 0, 1000)
    return repr([encode(Ticket, loaded), events, made])


def said(text: str) -> list[str]:
    return [one for one in SAID if one in text]


def test_neither_the_ticket_nor_its_history_tells_who_it_was(desk: Desk) -> None:
    ticket = over(desk)
    assert said(shown(desk, ticket)) == list(SAID)
    left = desk.do(ticket, Erase(reason="request"), OFFICE)
    assert desk.ports.tickets.load(ticket.id) == left
    assert said(shown(desk, left)) == []
    assert (left.rating, left.solved, left.closed_at) == (
        ticket.rating,
        ticket.solved,
        ticket.closed_at,
    )


def test_the_history_still_leads_to_the_ticket(desk: Desk) -> None:
    left = desk.do(over(desk), Erase(reason="request"), OFFICE)
    folded = left
    for entry in desk.ports.tickets.history(left.id):
        folded = evolve(folded, entry)
    assert folded.but(version=left.version) == left
    assert [one.seq for one in desk.ports.tickets.history(left.id)] == list(range(1, left.seq + 1))


def test_nobody_finds_it_by_the_number_any_more(desk: Desk) -> None:
    left = desk.do(over(desk), Erase(reason="request"), OFFICE)
    own = ListQuery(by="requester", value=PHONE, jurisdiction=PLACE)
    assert desk.ports.tickets.find(own, None, 10).tickets == ()
    assert desk.ports.tickets.of_requester(PLACE, PHONE) == []
    held = ListQuery(by="holder", value=UNIT, jurisdiction=PLACE, listed_as="closed")
    assert [one.id for _, one in desk.ports.tickets.find(held, None, 10).tickets] == [left.id]


def test_what_is_not_marked_is_never_erased(desk: Desk) -> None:
    ticket = over(desk)
    before = shown(desk, ticket)
    desk.ports.tickets.erase(ticket.id)
    desk.ports.tickets.erase("tkt_unknown")
    assert shown(desk, ticket) == before


def test_marked_alone_it_already_shows_nothing(desk: Desk) -> None:
    """Deployed, what follows the mark follows later."""
    desk.swap(waker=ByStream())
    left = desk.do(over(desk), Erase(reason="request"), OFFICE)
    assert said(shown(desk, left)) == []
    told = shown(desk, left)
    desk.clock.pass_by(minutes=3)
    sweep(desk.ports)
    assert shown(desk, left) == told
    assert list(desk.ports.erasures.since(MORNING)) == [left.id]


def test_its_files_go_but_for_what_another_ticket_names(desk: Desk) -> None:
    shared = announced(desk, OPERATOR)
    other = desk.file(attachments=(shared,))
    ticket = desk.file(attachments=(shared,))
    ticket = desk.do(ticket, Withdraw(reason="自行解决"), OPERATOR)
    rows = desk.ports.files.rows
    desk.do(ticket, Erase(reason="request"), OFFICE)
    assert shared in rows.get_many([shared])
    other = desk.do(other, Withdraw(reason="自行解决"), OPERATOR)
    desk.do(other, Erase(reason="request"), OFFICE)
    assert rows.get_many([shared]) == {}


def test_a_form_of_its_unit_goes_too(desk: Desk) -> None:
    ticket = over(desk)
    (form,) = (
        one.event.pending.details["form"]
        for one in desk.ports.tickets.history(ticket.id)
        if isinstance(one.event, Requested)
    )
    assert form in desk.ports.files.rows.get_many([form])
    desk.do(ticket, Erase(reason="request"), OFFICE)
    assert desk.ports.files.rows.get_many([form]) == {}


# --- what lies in the table ---


def kept(aws: Client) -> list[Item]:
    return [from_wire(one) for one in aws.scan(TableName=tables.TICKETS)["Items"]]


def readable(aws: Client) -> str:
    """All that whoever has the key finds."""
    return repr([{**one, "fields": ENVELOPES.opened(one)} for one in kept(aws) if "e" in one])


def test_nothing_is_left_in_the_table(on_dynamodb: Desk, aws: Client) -> None:
    ticket = over(on_dynamodb)
    assert said(readable(aws)) == list(SAID)
    on_dynamodb.do(ticket, Erase(reason="request"), OFFICE)
    assert said(readable(aws)) == []
    found = kept(aws)
    assert not any(str(one["sk"]).startswith(keys.FORM) for one in found)
    assert not any("rk" in one or "ra" in one for one in found)


def test_nothing_is_written_again_that_is_gone(on_dynamodb: Desk, aws: Client) -> None:
    left = on_dynamodb.do(over(on_dynamodb), Erase(reason="request"), OFFICE)
    before = kept(aws)
    with faults() as plan:
        on_dynamodb.ports.tickets.erase(left.id)
    assert (plan.made("PutItem"), plan.made("DeleteItem")) == (0, 0)
    assert kept(aws) == before


@pytest.mark.parametrize("fault", [timeout_before, timeout_after, throttled])
@pytest.mark.parametrize("operation", ["TransactWriteItems", "PutItem", "DeleteItem"])
def test_a_lost_answer_erases_all_the_same(
    on_dynamodb: Desk, aws: Client, operation: str, fault: Fault
) -> None:
    ticket = over(on_dynamodb)
    plan = Faults()
    with faults(plan):
        plan.plan(operation, fault, fault)
        on_dynamodb.do(ticket, Erase(reason="request"), OFFICE)
    assert said(readable(aws)) == []


def test_killed_at_any_call_it_shows_nothing_and_the_next_sweep_goes_on(
    on_dynamodb: Desk, aws: Client
) -> None:
    desk, fuse, deaths = on_dynamodb, Fuse(), 0
    desk.swap(waker=ByStream())
    left = desk.do(over(desk), Erase(reason="request"), OFFICE)
    with faults(MortalFaults(fuse)):
        for calls in range(60):
            desk.clock.pass_by(minutes=3)
            fuse.left = calls
            try:
                sweep(desk.ports)
            except Killed:
                deaths += 1
            fuse.left = None
            assert said(shown(desk, left)) == []
            if said(readable(aws)) == []:
                break
    assert deaths > 3
    assert said(readable(aws)) == []


# --- a backup that was restored ---


@pytest.fixture(params=["memory", "dynamodb"])
def erasures(request: pytest.FixtureRequest) -> Erasures:
    if request.param == "memory":
        return MemoryErasures()
    return DynamoErasures(Calls(request.getfixturevalue("aws")), tables.REFERENCE)


def test_the_list_has_ids_in_the_order_of_time(erasures: Erasures) -> None:
    for number in (2, 0, 1, 1):
        erasures.add(f"tkt_{number}", MORNING + timedelta(minutes=number))
    assert list(erasures.since(MORNING)) == ["tkt_0", "tkt_1", "tkt_2"]
    assert list(erasures.since(MORNING + timedelta(minutes=1))) == ["tkt_1", "tkt_2"]
    assert list(erasures.since(MORNING + timedelta(minutes=3))) == []


@pytest.fixture
def restored(on_dynamodb: Desk, aws: Client) -> Ticket:
    """Erased, and then all of its table as it was before."""
    erasures = DynamoErasures(Calls(aws), tables.REFERENCE)
    on_dynamodb.swap(erasures=erasures)
    ticket = over(on_dynamodb)
    backup = aws.scan(TableName=tables.TICKETS)["Items"]
    on_dynamodb.do(ticket, Erase(reason="request"), OFFICE)
    for one in aws.scan(TableName=tables.TICKETS)["Items"]:
        aws.delete_item(TableName=tables.TICKETS, Key={"pk": one["pk"], "sk": one["sk"]})
    for one in backup:
        aws.put_item(TableName=tables.TICKETS, Item=one)
    on_dynamodb.swap(tickets=tickets(aws, on_dynamodb))
    assert said(readable(aws)) == list(SAID), "the backup brought it back"
    return ticket


def listed(desk: Desk) -> list[str]:
    return list(desk.ports.erasures.since(MORNING))


def test_what_a_backup_brought_back_is_erased_again(
    on_dynamodb: Desk, aws: Client, restored: Ticket
) -> None:
    done = erase_again(on_dynamodb.ports, listed(on_dynamodb))
    assert (done.erased, done.left) == (1, ())
    assert said(readable(aws)) == []
    left = on_dynamodb.ports.tickets.load(restored.id)
    assert left is not None
    assert (left.subject, left.erased_at) == (ERASED, on_dynamodb.clock.now())
    assert erase_again(on_dynamodb.ports, listed(on_dynamodb)).erased == 0


def test_what_a_backup_has_as_still_handled_is_told(
    on_dynamodb: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    ticket = on_dynamodb.dispatched()
    on_dynamodb.ports.erasures.add(ticket.id, MORNING)
    on_dynamodb.ports.erasures.add("tkt_after_the_backup", MORNING)
    done = erase_again(on_dynamodb.ports, listed(on_dynamodb))
    assert (done.erased, done.left) == (0, (ticket.id,))
    assert main([MORNING.isoformat()], on_dynamodb.ports) == 1
    assert ticket.id in capsys.readouterr().out


@pytest.mark.usefixtures("restored")
def test_one_command_erases_again(on_dynamodb: Desk, aws: Client) -> None:
    assert main([BEFORE], on_dynamodb.ports) == 0
    assert said(readable(aws)) == []
    with pytest.raises(SystemExit):
        main([BEFORE.removesuffix("+08:00")], on_dynamodb.ports)


def test_the_list_may_be_saved_before_its_table_goes_back_too(
    on_dynamodb: Desk, aws: Client, restored: Ticket, tmp_path: Path
) -> None:
    saved = tmp_path / "erased.txt"
    assert main([BEFORE, "--save", str(saved)], on_dynamodb.ports) == 0
    assert saved.read_text() == f"{restored.id}\n"
    on_dynamodb.swap(erasures=MemoryErasures())
    assert said(readable(aws)) == list(SAID), "saving alone erases nothing"
    assert main([BEFORE, "--list", str(saved)], on_dynamodb.ports) == 0
    assert said(readable(aws)) == []
    assert listed(on_dynamodb) == [restored.id], "and it is known again"
