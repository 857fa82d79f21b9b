"""进度: every event of every place has a sentence, in both languages, about nobody."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import get_args, get_type_hints

import pytest

from chalicelib import domain
from chalicelib.adapters.memory.reference import MemoryRegulations
from chalicelib.adapters.regulation_files import load_regulations
from chalicelib.application import progress
from chalicelib.application.progress import DEADLINES, MILESTONES, STATUSES, TEXTS
from chalicelib.domain.clocks import DeadlineSettled
from chalicelib.domain.decision import Entry, Event
from chalicelib.domain.directory import Directory
from chalicelib.domain.handling import ConductRecorded, RecordConduct
from chalicelib.domain.records import RequestKind
from chalicelib.domain.requests import Confirmed, Decided, Requested
from chalicelib.domain.state import DeadlineState, Status
from chalicelib.domain.terms import DeadlineKind
from local.seeds import load_seeds, plant
from tests.api.conftest import Hotline, Json
from tests.application.world import MORNING

PLACES = tuple(MemoryRegulations(load_regulations()).versions())
SPLIT_BY_KIND = {Requested: "requested", Confirmed: "confirmed", Decided: "decided"}


def event_names() -> Iterator[str]:
    """Every name that an event of the domain can have."""
    found = pkgutil.iter_modules(domain.__path__)
    modules = [importlib.import_module(f"{domain.__name__}.{one.name}") for one in found]
    classes = {one for module in modules for one in vars(module).values() if isinstance(one, type)}
    for one in classes - {Event}:
        if not issubclass(one, Event):
            continue
        if one in SPLIT_BY_KIND:
            yield from (f"{kind}_{SPLIT_BY_KIND[one]}" for kind in RequestKind)
        elif one is DeadlineSettled:
            states = set(DeadlineState) - {DeadlineState.VOID}
            yield from ("deadline_voided", *(f"deadline_{state}" for state in states))
        else:
            yield one.type


def test_every_event_status_and_deadline_has_words() -> None:
    names = set(event_names())
    assert names == {one.partition(":")[0] for one in TEXTS}
    in_steps = {one for one in names if one not in TEXTS}
    assert in_steps == {ConductRecorded.type}
    steps = get_args(get_type_hints(RecordConduct)["step"])
    assert {f"{ConductRecorded.type}:{one}" for one in steps} <= set(TEXTS)
    assert names >= MILESTONES
    assert set(STATUSES) == set(Status)
    assert set(DEADLINES) == set(DeadlineKind)


def test_the_words_are_chinese_and_english() -> None:
    for said in (*TEXTS.values(), *STATUSES.values(), *DEADLINES.values()):
        assert any("\u4e00" <= one <= "\u9fff" for one in said.zh)
        assert said.en.isascii()


@pytest.mark.parametrize("place", PLACES)
def test_the_whole_history_of_a_place_s_tickets_can_be_read(hotline: Hotline, place: str) -> None:
    hotline.place = place
    ports = hotline.world.ports
    seed = next(one for one in load_seeds() if one.place == place)
    planted = plant(ports, seed)
    assert planted
    directory = ports.directories.of(place)
    for ticket in planted:
        for entry in ports.tickets.history(ticket.id):
            zh, en = progress.told(entry, directory)
            assert zh
            assert en
            assert "{" not in zh + en


def lines(hotline: Hotline, ticket: Json, language: str | None = None) -> list[str]:
    headers = {} if language is None else {"Accept_Language": language}
    reply = hotline.call("GET", f"/v1/tickets/{ticket['id']}/progress", who="citizen", **headers)
    assert reply.status == 200, reply.body
    return [one["text"] for one in reply["items"]]


def test_a_citizen_reads_what_happened_to_their_ticket(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    read = hotline.call("GET", f"/v1/tickets/{ticket['id']}/progress", who="citizen")
    assert (read["number"], read["status"]) == (ticket["number"], "dispatched")
    assert read["text"] == "已派单，等待签收"
    assert read.headers["content-language"] == "zh-CN"
    names = {one["id"]: one["name"] for one in units(hotline)}
    assert f"已派单至{names['urban-management']}" in lines(hotline, ticket)
    assert lines(hotline, ticket)[0] == "您的诉求已登记"
    assert f"It was dispatched to {names['urban-management']}" in lines(hotline, ticket, "en-GB")


def units(hotline: Hotline) -> list[Json]:
    return list(hotline.call("GET", "/v1/jurisdictions/zhaoqing", who="office")["units"])


def test_a_refusal_reads_otherwise_than_a_consent(hotline: Hotline) -> None:
    ticket = hotline.answered()
    hotline.do(ticket, "audit_answer", "office", approve=False, reason="不够具体")
    assert "答复未通过审核，退回继续办理" in lines(hotline, ticket)
    assert "答复已通过审核" not in lines(hotline, ticket)


@pytest.mark.parametrize(
    ("approve", "final", "text"),
    [
        (True, True, "延期申请已批准"),
        (True, False, "一级审核已同意，等待下一级决定"),
        (False, True, "延期申请未获批准"),
    ],
)
def test_one_level_s_consent_is_not_yet_a_decision(approve: bool, final: bool, text: str) -> None:
    decided = Decided(RequestKind.EXTENSION, "r", "district", approve, final, {})
    assert progress.told(Entry(1, MORNING, "a", decided), Directory()).zh == text


@pytest.mark.rule("TA-07")
def test_no_step_against_a_citizen_is_silent_and_none_shuts_them_out(hotline: Hotline) -> None:
    """Art 32: dissuaded, then told of the consequences, then reported; each is read by them."""
    hotline.place = "taian"
    ticket = hotline.file()
    early = hotline.act(ticket, "record_conduct", "operator", conduct="harassment", step="warned")
    assert (early.status, early.code) == (409, "conduct_order")
    for step in ("dissuaded", "warned", "reported"):
        hotline.do(ticket, "record_conduct", "operator", conduct="harassment", step=step)
    assert lines(hotline, ticket)[-3:] == [
        "工作人员就热线的使用作了劝阻",
        "已就热线的使用告知法律后果",
        "热线的使用情况已移交有关机关",
    ]
    assert hotline.call("POST", "/v1/tickets", hotline.request(), "citizen").status == 201


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        (None, "您"),
        ("en", "Y"),
        ("fr, en;q=0.2", "Y"),
        ("zh-CN, en;q=0.9", "您"),
        ("zh;q=0.1, en-US;q=0.2", "Y"),
        ("en;q=0, zh;q=0", "您"),
        ("en;q=x", "您"),
        ("en;level=1", "您"),
        ("*;q=1,,;", "您"),
        ("en;q=" + "9" * 400, "Y"),
    ],
)
def test_the_language_is_what_the_reader_prefers(
    hotline: Hotline, asked: str | None, first: str
) -> None:
    assert lines(hotline, hotline.file(), asked)[0][0] == first


def test_it_goes_on_page_by_page_and_only_for_who_sees_the_ticket(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    path = f"/v1/tickets/{ticket['id']}/progress"
    whole, found, cursor = lines(hotline, ticket), [], ""
    while True:
        page = hotline.call("GET", f"{path}?limit=1{cursor}", who="citizen")
        found += [one["text"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert found == whole
    assert hotline.call("GET", f"{path}?limit=1{cursor}", who="office").status == 400
    hotline.phone = "+8613900000000"
    assert hotline.call("GET", path, who="citizen").status == 404
    assert hotline.call("GET", path).status == 401


def test_my_tickets_since_are_those_that_changed(hotline: Hotline) -> None:
    hotline.file()
    hotline.advance("PT1H")
    since = hotline.call("GET", "/_local/clock")["now"].replace("+", "%2B")
    changed = hotline.dispatched()
    reply = hotline.call("GET", f"/v1/tickets?requester=me&updated_since={since}", who="citizen")
    assert [one["id"] for one in reply["items"]] == [changed["id"]]
