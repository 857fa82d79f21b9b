"""进度查询: by number, phone's last digits and a code sent to it; nothing tells numbers apart."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.adapters.memory.limits import MemoryLimits
from chalicelib.adapters.memory.records import MemoryRecords
from chalicelib.application import limiting, lookup, opting_out
from chalicelib.application.inbox import work
from chalicelib.application.message_ports import Records
from chalicelib.application.ports import Conflict, Ports
from chalicelib.application.sms_ports import Mail, OutgoingSms
from chalicelib.domain.numbers import is_number, number_of
from chalicelib.domain.state import Ticket
from tests.api.conftest import Hotline, Json, Reply
from tests.application.sms_world import FakeProvider
from tests.application.world import PHONE, Desk

NOT_THERE = number_of("ZQ", date(2026, 3, 2), "ABCDEF")
LAST_FOUR = PHONE[-4:]


def ask(hotline: Hotline, number: str, last_four: str = LAST_FOUR) -> Reply:
    body = {"number": number, "phone_last_four": last_four}
    return hotline.call("POST", "/v1/lookups", body)


def enter(hotline: Hotline, asked: Reply, code: str, **headers: str) -> Reply:
    return hotline.call("POST", f"/v1/lookups/{asked['id']}", {"code": code}, **headers)


def codes(hotline: Hotline) -> list[str]:
    """The newest last."""
    sent = hotline.call("GET", "/_local/sms")["items"]
    texts = sorted((one["at"], one["text"]) for one in sent if "验证码" in one["text"])
    return [re.findall("验证码：([0-9]{6})，", text)[0] for _, text in texts]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


# --- found ---


def test_with_the_code_one_sees_how_far_it_is_and_nothing_of_persons(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    asked = ask(hotline, ticket["number"])
    assert asked.status == 202
    (code,) = codes(hotline)
    found = enter(hotline, asked, code)
    assert found.status == 200
    assert (found["number"], found["status"]) == (ticket["number"], "dispatched")
    assert found["due_on"] == next(
        one["due_on"] for one in ticket["deadlines"] if one["kind"] == "handling"
    )
    assert [one["type"] for one in found["items"]][:2] == ["registered", "dispatched"]
    told = json.dumps(found.body, ensure_ascii=False)
    for personal in ("王小明", "138", "噪声", "大旺大道", "施工"):
        assert personal not in told


def test_what_is_between_the_hotline_and_its_citizen_is_not_told_here(hotline: Hotline) -> None:
    ticket = hotline.file()
    conduct = {"conduct": "harassment", "step": "dissuaded"}
    hotline.do(ticket, "record_conduct", "operator", **conduct)
    asked = ask(hotline, ticket["number"])
    found = enter(hotline, asked, codes(hotline)[0])
    assert [one["type"] for one in found["items"]] == ["registered"]


def test_it_is_told_in_the_reader_s_language(hotline: Hotline) -> None:
    asked = ask(hotline, hotline.file()["number"])
    found = enter(hotline, asked, codes(hotline)[0], Accept_Language="en, zh;q=0.5")
    assert found["items"][0]["text"] == "Your request was registered"
    assert found.headers["content-language"] == "en"


def test_a_code_opens_once(hotline: Hotline) -> None:
    asked = ask(hotline, hotline.file()["number"])
    (code,) = codes(hotline)
    assert enter(hotline, asked, code).status == 200
    again = enter(hotline, asked, code)
    assert (again.status, again.code) == (403, "code_used_up")


def test_a_code_opens_only_what_it_was_sent_for(hotline: Hotline) -> None:
    number = hotline.file()["number"]
    first, second = ask(hotline, number), ask(hotline, number)
    of_first, of_second = (lookup._code(hotline.world.ports, one["id"]) for one in (first, second))
    assert {of_first, of_second} == set(codes(hotline))
    assert enter(hotline, first, of_second).code == "wrong_code"
    assert enter(hotline, first, of_first).status == 200


# --- tried ---


@pytest.mark.parametrize("there", [True, False])
def test_five_tries_and_no_more_whether_it_is_there_or_not(hotline: Hotline, there: bool) -> None:
    number = hotline.file()["number"]
    asked = ask(hotline, number if there else NOT_THERE)
    right = lookup._code(hotline.world.ports, asked["id"])
    refused = [enter(hotline, asked, wrong(right)) for _ in range(5)]
    assert {(one.status, one.code) for one in refused} == {(403, "wrong_code")}
    last = enter(hotline, asked, right)
    assert (last.status, last.code) == (403, "code_used_up")


@pytest.mark.parametrize("there", [True, False])
def test_after_five_minutes_it_is_over(hotline: Hotline, there: bool) -> None:
    number = hotline.file()["number"]
    asked = ask(hotline, number if there else NOT_THERE)
    right = lookup._code(hotline.world.ports, asked["id"])
    hotline.advance("PT4M50S")
    assert enter(hotline, asked, wrong(right)).status == 403
    hotline.advance("PT10S")
    assert enter(hotline, asked, right).status == 404


# --- nothing tells numbers apart ---


def test_the_same_is_said_of_a_number_that_is_there_and_of_one_that_is_not(
    hotline: Hotline,
) -> None:
    hotline.world.clock.hold(hotline.world.clock.now())
    ticket = hotline.file()
    wrong_digits = ask(hotline, ticket["number"], "9999")
    no_phone = ask(hotline, hotline.file(requester=None)["number"])
    not_there, there = ask(hotline, NOT_THERE), ask(hotline, ticket["number"])
    told = [one.body | {"id": ""} for one in (there, not_there, wrong_digits, no_phone)]
    assert told[1:] == told[:1] * 3
    assert len(codes(hotline)) == 1
    its_own = {"instance": "", "request_id": ""}
    guessed = [enter(hotline, one, "000000").body | its_own for one in (there, not_there)]
    assert guessed[0] == guessed[1]


def test_a_mistyped_number_is_told_at_once(hotline: Hotline) -> None:
    number = hotline.file()["number"]
    mistyped = number[:-1] + ("2" if number[-1] != "2" else "3")
    refused = ask(hotline, mistyped)
    assert (refused.status, refused["errors"][0]["pointer"]) == (422, "/number")
    assert is_number(NOT_THERE)
    assert not is_number("ZQ20260302-1111111")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/lookups", {"number": NOT_THERE, "phone_last_four": "４３２１"}),
        ("/v1/lookups", {"number": NOT_THERE}),
        ("/v1/lookups", {"number": "x" * 999, "phone_last_four": "0000"}),
        ("/v1/lookups/lkp_1", {"code": "12345"}),
        ("/v1/lookups/lkp_1", {"code": 123456}),
    ],
)
def test_what_cannot_be_is_422(hotline: Hotline, path: str, body: Json) -> None:
    assert hotline.call("POST", path, body).status == 422


def test_an_id_that_nobody_was_given_is_404(hotline: Hotline) -> None:
    assert hotline.call("POST", "/v1/lookups/lkp_0", {"code": "000000"}).status == 404


# --- behind the answer ---


@dataclass
class Kept:
    """An inbox that is worked later."""

    mails: list[Mail] = field(default_factory=list)

    def put(self, ports: Ports, mail: Mail) -> None:  # noqa: ARG002 - as the port says
        self.mails.append(mail)


class Counted:
    """Records that count what is done with them."""

    def __init__(self) -> None:
        self.records: Records = MemoryRecords()
        self.calls: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any method of the port
        self.calls[name] += 1
        return getattr(self.records, name)


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.swap(inbox=Kept(), limits=MemoryLimits(), providers=(FakeProvider(),))
    return desk


def sent(desk: Desk) -> list[OutgoingSms]:
    (provider,) = desk.ports.providers
    assert isinstance(provider, FakeProvider)
    return provider.has


def mails(desk: Desk) -> list[Mail]:
    assert isinstance(desk.ports.inbox, Kept)
    return desk.ports.inbox.mails


def opened(desk: Desk, number: str, last_four: str = LAST_FOUR) -> str:
    """A look-up whose mail was worked; its id."""
    found = lookup.ask(desk.ports, number, last_four)
    work(desk.ports, mails(desk)[-1])
    return found.id


def test_the_answer_takes_the_same_whatever_there_is(desk: Desk) -> None:
    """It reads no ticket and no phone; and to enter a code, the store is asked as often."""
    ticket, spent = desk.file(), []
    for number in (ticket.number, NOT_THERE):
        counted = Counted()
        desk.swap(records=counted)
        asked = lookup.ask(desk.ports, number, LAST_FOUR)
        before = counted.calls.copy()
        work(desk.ports, mails(desk)[-1])
        counted.calls.clear()
        assert lookup.enter_code(desk.ports, asked.id, "000000") == "wrong"
        spent.append((before, counted.calls))
    assert spent[0] == spent[1]
    assert spent[0][0] == Counter(put=1)
    assert spent[0][1] == Counter(get=1, put=1)


def test_told_twice_it_is_one_sms_and_one_code(desk: Desk) -> None:
    ticket = desk.file()
    asked = opened(desk, ticket.number)
    work(desk.ports, mails(desk)[-1])
    assert len(sent(desk)) == 1
    found = lookup.enter_code(desk.ports, asked, lookup._code(desk.ports, asked))
    assert isinstance(found, Ticket)
    assert found.id == ticket.id


def test_what_is_worked_too_late_sends_nothing(desk: Desk) -> None:
    lookup.ask(desk.ports, desk.file().number, LAST_FOUR)
    desk.clock.pass_by(minutes=5)
    work(desk.ports, mails(desk)[-1])
    assert not sent(desk)


def test_a_number_is_sent_so_many_codes_and_then_waits(desk: Desk) -> None:
    """However many addresses ask; and whoever asks hears the same."""
    number, at_once = desk.file().number, limiting.CODES.at_once
    for _ in range(at_once + 3):
        opened(desk, number)
    filled = limiting.CODES.filled(desk.clock.now())
    assert at_once <= len(sent(desk)) <= filled
    desk.clock.pass_by(days=1)
    opened(desk, number)
    assert len(sent(desk)) <= filled + 1


def test_a_message_told_again_takes_no_other_code_from_its_number(desk: Desk) -> None:
    number, at_once = desk.file().number, limiting.CODES.at_once
    opened(desk, number)
    for _ in range(at_once):
        work(desk.ports, mails(desk)[-1])
    for _ in range(at_once - 1):
        opened(desk, number)
    assert len(sent(desk)) == at_once


def test_who_left_is_sent_nothing(desk: Desk) -> None:
    ticket = desk.file()
    opting_out.put(desk.ports, PHONE, desk.clock.now(), out=True)
    opened(desk, ticket.number)
    assert not sent(desk)


def test_two_tries_at_once_are_not_one(desk: Desk) -> None:
    """Whoever comes second with the same version is told to come again, and counted then."""
    asked = opened(desk, desk.file().number)
    records = desk.ports.records
    known = records.get("lookup", asked, desk.clock.now())
    assert known is not None
    assert lookup.enter_code(desk.ports, asked, "000000") == "wrong"
    with pytest.raises(Conflict):
        lookup._put(desk.ports, asked, known, {**known.fields, "tries": 1})


def test_neither_code_nor_digits_are_kept_or_told(desk: Desk) -> None:
    asked = opened(desk, desk.file().number)
    record = desk.ports.records.get("lookup", asked, desk.clock.now())
    assert record is not None
    code = lookup._code(desk.ports, asked)
    assert code not in json.dumps(dict(record.fields))
    assert LAST_FOUR not in repr(mails(desk)[-1])


def test_trying_does_not_make_a_code_last(desk: Desk) -> None:
    asked = opened(desk, desk.file().number)
    desk.clock.pass_by(minutes=4)
    lookup.enter_code(desk.ports, asked, wrong(lookup._code(desk.ports, asked)))
    desk.clock.moment += timedelta(minutes=1)
    assert lookup.enter_code(desk.ports, asked, lookup._code(desk.ports, asked)) == "over"
