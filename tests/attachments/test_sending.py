"""A file goes straight to the bucket, as exactly that file, within a quarter of an hour."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from urllib.parse import quote

import pytest

from chalicelib.domain.files import MB
from tests.attachments import samples
from tests.attachments.conftest import Sender
from tests.attachments.reading import opened

JPEG = samples.jpeg()


def test_a_picture_is_sent_confirmed_and_had_again(sender: Sender) -> None:
    announced = sender.announce(JPEG, "image/jpeg", "家门口.jpg")
    assert set(announced) == {"id", "upload", "expires_at"}
    assert announced["expires_at"] == "2026-03-02T09:15:00+08:00"
    assert sender.look(announced["id"])["state"] == "pending"
    assert sender.send(announced, JPEG).status == 204
    found = sender.look(announced["id"])
    assert (found["state"], found["kind"], found["filename"]) == (
        "confirmed",
        "picture",
        "家门口.jpg",
    )
    had = sender.had(announced["id"])
    assert opened(had.body).size == (64, 32)
    assert len(had.body) == found["size"]
    assert had.headers["content-type"] == "image/jpeg"
    assert had.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''%E5%AE%B6%E9%97%A8%E5%8F%A3.jpg"
    )
    assert had.headers["cache-control"] == "private, no-store"


@pytest.mark.rule("TA-05")
@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        (samples.mp3(), "audio/mpeg", "voice"),
        (samples.film(b"soun"), "audio/mp4", "voice"),
        (JPEG, "image/jpeg", "picture"),
        (samples.film(b"vide", b"soun"), "video/mp4", "video"),
        (samples.TEXT.encode(), "text/plain", "document"),
    ],
)
def test_a_citizen_chooses_how_to_be_heard(
    sender: Sender, body: bytes, content_type: str, kind: str
) -> None:
    file_id = sender.sent(body, content_type)
    ticket = sender.hotline.file("citizen", attachments=[file_id])
    assert ticket["attachments"] == [file_id]
    found = sender.hotline.get(ticket, "citizen")
    assert found["files"] == [
        {"id": file_id, "kind": kind, "state": "confirmed", "reason": None, "detail": None}
    ]


@pytest.mark.parametrize(
    ("content_type", "most"),
    [("image/png", 20 * MB), ("audio/mpeg", 20 * MB), ("video/mp4", 100 * MB)],
)
def test_each_kind_has_its_most_bytes(sender: Sender, content_type: str, most: int) -> None:
    told = {"filename": "a", "content_type": content_type, "size": most}
    assert sender.hotline.call("POST", "/v1/attachments", told, "citizen").status == 201
    reply = sender.hotline.call("POST", "/v1/attachments", {**told, "size": most + 1}, "citizen")
    assert (reply.status, reply["errors"][0]["pointer"]) == (422, "/size")


@pytest.mark.parametrize(
    ("body", "code"), [(JPEG + b"x", "EntityTooLarge"), (JPEG[:-1], "EntityTooSmall")]
)
def test_another_size_than_announced_is_not_let_in(sender: Sender, body: bytes, code: str) -> None:
    announced = sender.announce(JPEG, "image/jpeg")
    answer = sender.send(announced, body)
    assert (answer.status, code.encode() in answer.body) == (400, True)
    assert sender.look(announced["id"])["state"] == "pending"


@pytest.mark.parametrize(
    "but",
    [
        {"Content_Type": "text/html"},
        {"key": "clean/att_1"},
        {"key": "quarantine/att_another"},
        {"x_amz_signature": "0" * 64},
        {"x_amz_credential": "somebody/20260302/cn-north-1/s3/aws4_request"},
        {"x_amz_date": "20260303T010000Z"},
        {"acl": "public-read"},
        {"policy": None},
        {"Content_Type": None},
    ],
    ids=str,
)
def test_a_form_that_says_something_else_is_not_let_in(
    sender: Sender, but: dict[str, str | None]
) -> None:
    announced = sender.announce(JPEG, "image/jpeg")
    assert sender.send(announced, JPEG, **but).status == 403
    assert sender.look(announced["id"])["state"] == "pending"


def test_behind_the_file_no_field_of_the_form_is_looked_at(sender: Sender) -> None:
    announced = sender.announce(JPEG, "image/jpeg")
    assert replace(sender, file_first=True).send(announced, JPEG).status == 403
    assert sender.look(announced["id"])["state"] == "pending"
    assert sender.send(announced, JPEG).status == 204


def test_a_policy_that_was_changed_is_not_let_in(sender: Sender) -> None:
    announced = sender.announce(JPEG, "image/jpeg")
    policy = json.loads(base64.b64decode(announced["upload"]["fields"]["policy"]))
    policy["expiration"] = "2030-01-01T00:00:00Z"
    changed = base64.b64encode(json.dumps(policy).encode()).decode()
    answer = sender.send(announced, JPEG, policy=changed)
    assert (answer.status, b"SignatureDoesNotMatch" in answer.body) == (403, True)


def test_after_a_quarter_of_an_hour_it_is_too_late(sender: Sender) -> None:
    announced = sender.announce(JPEG, "image/jpeg")
    sender.hotline.advance("PT14M")
    assert sender.send(announced, JPEG).status == 204
    sender.hotline.advance("PT1M")
    assert sender.send(announced, JPEG).status == 403


def test_an_address_closes_after_five_minutes(sender: Sender) -> None:
    file_id = sender.sent(JPEG, "image/jpeg")
    url = sender.look(file_id)["download"]["url"]
    sender.hotline.advance("PT4M")
    assert sender.ask("GET", url).status == 200
    sender.hotline.advance("PT1M")
    assert sender.ask("GET", url).status == 403


def test_an_address_opens_this_file_as_this_and_nothing_else(sender: Sender) -> None:
    file_id = sender.sent(JPEG, "image/jpeg")
    url = sender.look(file_id)["download"]["url"]
    for changed in (
        url.replace("image%2Fjpeg", "text%2Fhtml"),
        url.replace("attachment", "inline"),
        url.replace(f"clean/{file_id}", "clean/att_another"),
        url.replace("X-Amz-Expires=300", "X-Amz-Expires=3000"),
        url.partition("?")[0],
    ):
        assert sender.ask("GET", changed).status == 403, changed


@pytest.mark.parametrize("lasting", ["9" * 20, "9" * 5000, "604801", "-1", "x", "", "３００"])
def test_an_address_is_made_for_a_week_at_most(sender: Sender, lasting: str) -> None:
    url = sender.look(sender.sent(JPEG, "image/jpeg"))["download"]["url"]
    asked = url.replace("X-Amz-Expires=300", f"X-Amz-Expires={quote(lasting)}")
    answer = sender.ask("GET", asked)
    assert (answer.status, b"AuthorizationQueryParametersError" in answer.body) == (400, True)


@pytest.mark.parametrize(
    "changed", ["X-Amz-Date=99991231T235959Z", "X-Amz-Date=00010101T000000Z", "X-Amz-Signature=%C3"]
)
def test_an_address_of_no_age_or_of_no_hand_is_answered(sender: Sender, changed: str) -> None:
    url = sender.look(sender.sent(JPEG, "image/jpeg"))["download"]["url"]
    asked = re.sub(changed.partition("=")[0] + "=[^&]*", changed, url)
    assert sender.ask("GET", asked).status == 403


def test_nobody_reads_what_lies_in_quarantine(sender: Sender) -> None:
    text = b"<html>"
    announced = sender.announce(text, "text/plain")
    url, key = announced["upload"]["url"], announced["upload"]["fields"]["key"]
    sender.send(announced, text)
    assert key.startswith("quarantine/")
    good = sender.look(sender.sent(JPEG, "image/jpeg"))["download"]["url"]
    for one in (url + key, url, good.replace("clean/", "quarantine/")):
        assert sender.ask("GET", one).status == 403
    for method in ("PUT", "DELETE"):
        assert sender.ask(method, url + key).status == 403
    found = sender.look(announced["id"])
    assert (found["state"], found["reason"], found["download"]) == (
        "refused",
        "active_content",
        None,
    )


def test_what_is_refused_says_so_on_the_ticket_in_both_languages(sender: Sender) -> None:
    body = JPEG + samples.pdf()
    file_id = sender.sent(body, "image/jpeg")
    ticket = sender.hotline.file("citizen", attachments=[file_id])
    (file,) = sender.hotline.get(ticket, "citizen")["files"]
    assert (file["state"], file["reason"]) == ("refused", "several_in_one")
    assert "夹带" in file["detail"]
    assert "hidden" in file["detail"]


def test_what_was_looked_at_has_left_quarantine_and_what_comes_later_too(sender: Sender) -> None:
    announced = sender.announce(JPEG, "image/jpeg")
    for _ in range(3):
        assert sender.send(announced, JPEG).status == 204
    stored = sender.hotline.world.files.stored
    kept = [one["Key"] for one in stored.all()]
    assert kept == [f"clean/{announced['id']}"]


def test_a_form_is_what_the_bucket_takes(sender: Sender) -> None:
    url = sender.announce(JPEG, "image/jpeg")["upload"]["url"]
    assert sender.ask("POST", url, JPEG, {"Content-Type": "image/jpeg"}).status == 412
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    assert sender.ask("POST", url, b"--y", broken).status == 400
