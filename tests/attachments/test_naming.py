"""Who may name a file on a ticket, and who may have it then."""

from __future__ import annotations

import pytest

from chalicelib.application.access_ports import Access, Wanted
from chalicelib.domain.directory import HOME, Actor, Role
from chalicelib.domain.files import Announcer
from tests.api.conftest import Hotline
from tests.attachments import samples
from tests.attachments.conftest import Sender

JPEG, MP3, FILM = samples.jpeg(), samples.mp3(), samples.film(b"vide")
LEAD, HELPER, STRANGER = "urban-management", "market-supervision", "gas-company"


def files(hotline: Hotline) -> list[str]:
    return sorted({one["Key"] for one in hotline.world.files.stored.all()})


def test_a_program_that_announces_and_files_without_sending_goes_on_working(
    sender: Sender,
) -> None:
    file_id = sender.announce(JPEG, "image/jpeg")["id"]
    ticket = sender.hotline.file("citizen", attachments=[file_id])
    (file,) = sender.hotline.get(ticket, "citizen")["files"]
    assert (file["id"], file["state"]) == (file_id, "pending")


@pytest.mark.parametrize("who", ["citizen", "operator", "platform"])
def test_a_file_that_nobody_announced_is_unknown(hotline: Hotline, who: str) -> None:
    body = hotline.request(attachments=["att_nobody"])
    reply = hotline.call("POST", "/v1/tickets", body, who)
    assert (reply.status, reply.code) == (422, "unknown_attachment")
    assert reply["errors"][0]["pointer"] == "/attachments/0"


def test_somebody_elses_file_is_unknown_and_not_to_be_had(sender: Sender) -> None:
    file_id = sender.sent(JPEG, "image/jpeg")
    sender.hotline.phone = "+8613900000009"
    reply = sender.hotline.call(
        "POST", "/v1/tickets", sender.hotline.request(attachments=[file_id]), "citizen"
    )
    assert (reply.status, reply.code) == (422, "unknown_attachment")
    for who in ("citizen", "office", f"handler@{LEAD}", "auditor"):
        assert sender.look(file_id, who).status == 404, who
    assert sender.look("att_nobody").status == 404


def test_staff_of_one_office_or_unit_name_each_others_files(sender: Sender) -> None:
    file_id = sender.of("operator").sent(JPEG, "image/jpeg")
    ticket = sender.hotline.file("office", attachments=[file_id])
    assert ticket["attachments"] == [file_id]
    ticket = sender.hotline.do(ticket, "dispatch", "office", unit=LEAD, co_handlers=[HELPER])
    own = sender.of(f"leader@{HELPER}").sent(JPEG, "image/jpeg")
    said = {"text": "协办意见", "attachments": [own]}
    reply = sender.hotline.act(ticket, "contribute", f"handler@{HELPER}", **said)
    assert reply.status == 200
    assert sender.look(own, f"handler@{LEAD}")["download"]
    others = sender.of(f"handler@{LEAD}").sent(JPEG, "image/jpeg")
    said["attachments"] = [others]
    reply = sender.hotline.act(ticket, "contribute", f"handler@{HELPER}", **said)
    assert (reply.status, reply.code) == (422, "unknown_attachment")


def test_what_is_on_the_ticket_already_may_be_named_again(sender: Sender) -> None:
    file_id = sender.sent(JPEG, "image/jpeg")
    ticket = sender.hotline.file("citizen", attachments=[file_id])
    again = {"text": "补充", "attachments": [file_id]}
    assert sender.hotline.act(ticket, "supplement", "operator", **again).status == 200
    unknown = {"text": "补充", "attachments": [file_id, "att_1"]}
    reply = sender.hotline.act(ticket, "supplement", "operator", **unknown)
    assert reply["errors"][0]["pointer"] == "/attachments/1"


def test_the_form_of_an_extension_is_a_file_of_the_units(sender: Sender) -> None:
    ticket = sender.hotline.dispatched()
    asked = {"ground": "complex", "reason": "情况复杂"}
    who = f"handler@{LEAD}"
    foreign = sender.of(f"handler@{HELPER}").sent(samples.pdf(), "application/pdf")
    reply = sender.hotline.act(ticket, "request_extension", who, **asked, form=foreign)
    assert (reply.status, reply["errors"][0]["pointer"]) == (422, "/form")
    form = sender.of(who).sent(samples.pdf(), "application/pdf")
    reply = sender.hotline.act(ticket, "request_extension", who, **asked, form=form)
    assert reply.status == 200, reply.body
    assert sender.look(form, "office")["download"]


def test_a_form_may_be_a_paper_or_another_systems(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    asked = {"ground": "complex", "reason": "情况复杂", "form": "att_of_another_system"}
    assert hotline.act(ticket, "request_extension", f"handler@{LEAD}", **asked).status == 200


def test_who_sees_the_ticket_has_its_files_and_nobody_else(sender: Sender) -> None:
    file_id = sender.sent(JPEG, "image/jpeg", "王小明的家.jpg")
    ticket = sender.hotline.file("citizen", attachments=[file_id])
    sender.hotline.do(ticket, "dispatch", "office", unit=LEAD, co_handlers=[HELPER])
    for who in ("office", "operator", "supervisor", f"handler@{LEAD}", f"handler@{HELPER}"):
        assert sender.look(file_id, who)["filename"] == f"{file_id}.jpg", who
        assert sender.had(file_id, who).status == 200, who
    assert sender.look(file_id)["filename"] == "王小明的家.jpg"
    assert sender.look(file_id, f"handler@{STRANGER}").status == 404
    sender.hotline.place = "suqian"
    assert sender.look(file_id, "office").status == 404


def test_a_part_of_a_split_ticket_brings_its_files_along(sender: Sender) -> None:
    file_id = sender.sent(JPEG, "image/jpeg")
    ticket = sender.hotline.file("citizen", attachments=[file_id])
    parts = [{"unit": one, "subject": "其一", "description": "其一"} for one in (LEAD, HELPER)]
    sender.hotline.do(ticket, "split", "office", parts=parts)
    assert sender.look(file_id, f"handler@{HELPER}")["download"]
    assert sender.look(file_id, f"handler@{STRANGER}").status == 404


@pytest.mark.rule("ZQ-47")
def test_a_unit_is_told_the_day_on_which_a_protected_requester_announced_it(
    sender: Sender,
) -> None:
    file_id = sender.sent(JPEG, "image/jpeg")
    requester = {"name": "王小明", "phone": sender.hotline.phone, "confidential": True}
    ticket = sender.hotline.file("citizen", attachments=[file_id], requester=requester)
    sender.hotline.do(ticket, "dispatch", "office", unit=LEAD)
    found = sender.look(file_id, f"handler@{LEAD}")
    assert found["announced_at"].endswith("T00:00:00+08:00")
    for who in ("citizen", "office"):
        assert not sender.look(file_id, who)["announced_at"].endswith("T00:00:00+08:00"), who


@pytest.mark.parametrize("body", [MP3, FILM], ids=["voice", "video"])
def test_of_who_asks_not_to_be_named_a_unit_hears_and_sees_nothing(
    sender: Sender, body: bytes
) -> None:
    content_type = "audio/mpeg" if body is MP3 else "video/mp4"
    file_id, picture = sender.sent(body, content_type), sender.sent(JPEG, "image/jpeg")
    requester = {"name": "王小明", "phone": sender.hotline.phone, "confidential": True}
    ticket = sender.hotline.file("citizen", attachments=[file_id, picture], requester=requester)
    sender.hotline.do(ticket, "dispatch", "office", unit=LEAD)
    found = sender.look(file_id, f"handler@{LEAD}")
    assert (found["withheld"], found["download"]) == (True, None)
    assert sender.look(picture, f"handler@{LEAD}")["download"]
    for who in ("citizen", "office", "supervisor"):
        assert sender.look(file_id, who)["download"], who


def test_a_units_own_recording_stays_its_own(sender: Sender) -> None:
    requester = {"name": "王小明", "phone": sender.hotline.phone, "confidential": True}
    ticket = sender.hotline.file(requester=requester)
    sender.hotline.do(ticket, "dispatch", "office", unit=LEAD, co_handlers=[HELPER])
    said = {"text": "现场", "attachments": [sender.of(f"handler@{HELPER}").sent(FILM, "video/mp4")]}
    assert sender.hotline.act(ticket, "contribute", f"handler@{HELPER}", **said).status == 200
    assert sender.look(said["attachments"][0], f"handler@{LEAD}")["download"]


def test_every_address_that_staff_are_given_is_written_down(sender: Sender) -> None:
    file_id = sender.sent(JPEG, "image/jpeg")
    ticket = sender.hotline.file("citizen", attachments=[file_id])
    sender.look(file_id)
    assert rows(sender) == []
    sender.look(file_id, "office")
    (row,) = rows(sender)
    assert (row.tickets, row.fields, row.role) == ((ticket["id"],), ("file",), "office")


RECORDING = "张三举报录音.mp3"


def reported(sender: Sender) -> tuple[str, str]:
    """What somebody told an operator who asked not to be named: the file and its ticket."""
    file_id = sender.of("operator").sent(MP3, "audio/mpeg", RECORDING)
    requester = {"name": "张三", "phone": sender.hotline.phone, "confidential": True}
    ticket = sender.hotline.file(category="report", requester=requester, attachments=[file_id])
    return file_id, str(ticket["id"])


@pytest.mark.parametrize("who", ["platform", "platform@province", "handler", "leader"])
def test_a_recording_of_the_hotline_is_there_for_nobody_outside_it(
    sender: Sender, who: str
) -> None:
    file_id, _ = reported(sender)
    assert sender.look(file_id, who).status == 404


def test_a_platform_does_not_name_a_file_of_the_hotline(sender: Sender) -> None:
    file_id, _ = reported(sender)
    body = sender.hotline.request(attachments=[file_id])
    reply = sender.hotline.call("POST", "/v1/tickets", body, "platform")
    assert (reply.status, reply.code) == (422, "unknown_attachment")


def test_an_auditor_hears_nothing_of_who_reports(sender: Sender) -> None:
    file_id, _ = reported(sender)
    found = sender.look(file_id, "auditor")
    assert (found["withheld"], found["download"]) == (True, None)
    assert found["filename"] == f"{file_id}.mp3"
    assert rows(sender) == []


@pytest.mark.parametrize("who", ["operator", "office", "supervisor", "upper_office"])
def test_the_hotline_has_its_recording_and_is_written_down(sender: Sender, who: str) -> None:
    file_id, ticket = reported(sender)
    assert sender.look(file_id, who)["download"]
    (row,) = rows(sender)
    assert (row.tickets, row.fields, row.role) == ((ticket,), ("file",), who)


def test_a_file_that_no_ticket_names_yet_is_written_down_without_one(sender: Sender) -> None:
    file_id = sender.of("operator").sent(MP3, "audio/mpeg", RECORDING)
    assert sender.look(file_id, "auditor").status == 404
    assert sender.look(file_id, "operator")["download"]
    (row,) = rows(sender)
    assert (row.tickets, row.fields, row.role) == ((), ("file",), "operator")


def test_what_a_platform_sent_of_a_protected_person_it_does_not_hear_again(sender: Sender) -> None:
    """Who sees a ticket does not hear more of it for having sent the file."""
    source = {"platform": "province", "reference": "P-1"}
    who = "platform@province"
    file_id = sender.of(who).sent(MP3, "audio/mpeg", RECORDING)
    assert sender.look(file_id, who)["download"]
    requester = {"name": "张三", "phone": sender.hotline.phone, "confidential": True}
    sender.hotline.file(who, source=source, requester=requester, attachments=[file_id])
    found = sender.look(file_id, who)
    assert (found["withheld"], found["download"], found["filename"]) == (True, None, RECORDING)


def test_a_side_is_the_same_unit_level_platform_or_the_hotline() -> None:
    roles = {
        "hotline": ("operator", "office", "supervisor", "upper_office"),
        "alone": ("handler", "leader", "platform", "auditor", "citizen"),
        "unit": ("handler@u", "leader@u", "office@u"),
        "level": ("upper_office@u",),
        "platform": ("platform@u",),
        "another unit": ("handler@v",),
        "another platform": ("platform@v",),
        "nobody": ("auditor@u", "citizen@u"),
    }
    people = {who: (side, somebody(who)) for side, all_ in roles.items() for who in all_}
    for side, one in people.values():
        announced = Announcer.of(one.but(id="else"))
        for other, who in people.values():
            shared = side == other and side not in {"alone", "nobody"}
            assert announced.is_the_side_of(who) == shared, (one, who)
        assert Announcer.of(one).is_the_side_of(one)
        assert not announced.is_the_side_of(one.but(jurisdiction="suqian"))


def somebody(who: str) -> Actor:
    role, _, unit = who.partition("@")
    return Actor(who, frozenset({Role(role)}), "zhaoqing", unit or None)


def rows(sender: Sender) -> list[Access]:
    ports = sender.hotline.world.ports
    today = ports.clock.now().astimezone(HOME).date()
    page = ports.access_log.page(sender.hotline.place, Wanted(today, today), None, 10)
    return [one for one in page.rows if "file" in one.fields]


# --- swept ---


def test_a_file_that_nobody_names_is_gone_after_a_day(sender: Sender) -> None:
    sent = sender.sent(JPEG, "image/jpeg")
    never = sender.announce(JPEG, "image/jpeg")["id"]
    sender.hotline.advance("PT23H")
    assert sender.look(sent)["state"] == "confirmed"
    sender.hotline.advance("PT2H")
    assert sender.look(sent).status == sender.look(never).status == 404
    assert files(sender.hotline) == []


def test_a_file_that_a_ticket_names_stays(sender: Sender) -> None:
    file_id = sender.sent(JPEG, "image/jpeg")
    sender.hotline.file("citizen", attachments=[file_id])
    sender.hotline.advance("P30D")
    assert sender.had(file_id).status == 200


def test_what_was_named_and_never_sent_says_so_after_a_day(sender: Sender) -> None:
    file_id = sender.announce(JPEG, "image/jpeg")["id"]
    ticket = sender.hotline.file("citizen", attachments=[file_id])
    sender.hotline.advance("PT25H")
    (file,) = sender.hotline.get(ticket, "citizen")["files"]
    assert (file["state"], file["reason"]) == ("refused", "never_sent")


def test_a_file_that_is_gone_cannot_be_named(sender: Sender) -> None:
    file_id = sender.sent(JPEG, "image/jpeg")
    sender.hotline.advance("PT25H")
    body = sender.hotline.request(attachments=[file_id])
    reply = sender.hotline.call("POST", "/v1/tickets", body, "citizen")
    assert reply.code == "unknown_attachment"


def test_what_is_forgotten_is_gone_in_every_version(sender: Sender) -> None:
    file_id = sender.sent(JPEG, "image/jpeg")
    ticket = sender.hotline.file("citizen", attachments=[file_id])
    sender.hotline.world.ports.files.forget([file_id])
    assert files(sender.hotline) == []
    assert sender.look(file_id).status == 404
    found = sender.hotline.get(ticket, "citizen")
    assert (found.status, found["files"][0]["state"]) == (200, None)
