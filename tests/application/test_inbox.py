"""What webhooks bring is filed whole, and worked to one effect, however often it comes."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from chalicelib import bootstrap
from chalicelib.adapters import sqs_inbox
from chalicelib.adapters.sms.local import LocalSms, provider_id
from chalicelib.adapters.sqs_inbox import SqsInbox, opened, read, told
from chalicelib.application.inbox import WorkedAtOnce
from chalicelib.application.message_ports import Record
from chalicelib.application.ports import Unavailable
from chalicelib.application.sms_ports import LookupAsked, Mail, Receipt, Reply
from chalicelib.bootstrap import install
from chalicelib.domain.answers import AuditAnswer, SubmitAnswer
from chalicelib.domain.directory import Role
from chalicelib.domain.state import Ticket
from chalicelib.entrypoints.inbox import work_inbox
from tests.application.world import HANDLER, MORNING, PHONE, Desk, actor

Client = Any
LIMIT = 262_144
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1)).map(
    lambda one: one.replace(tzinfo=UTC)
)
TEXTS = st.text(max_size=80)
REPLIES = st.builds(
    Reply,
    id=TEXTS,
    phone=TEXTS,
    text=TEXTS,
    at=INSTANTS,
    answers=st.none() | TEXTS,
    code=st.none() | TEXTS,
)
RECEIPTS = st.builds(
    Receipt,
    provider_id=TEXTS,
    state=st.sampled_from(["taken", "delivered", "failed"]),
    at=INSTANTS,
    reason=TEXTS,
    sms=st.none() | TEXTS,
)
LOOKUPS = st.builds(LookupAsked, id=TEXTS, number=TEXTS, last_four=TEXTS, at=INSTANTS)
MAILS = st.builds(
    Mail,
    provider=TEXTS,
    replies=st.lists(REPLIES, max_size=9).map(tuple),
    receipts=st.lists(RECEIPTS, max_size=9).map(tuple),
    lookups=st.lists(LOOKUPS, max_size=9).map(tuple),
)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def sqs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "cn-north-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    sqs_inbox._client.cache_clear()
    with mock_aws():
        yield sqs_inbox._client()
    sqs_inbox._client.cache_clear()


@pytest.fixture
def queue(sqs: Client) -> str:
    return str(sqs.create_queue(QueueName="inbox")["QueueUrl"])


def waiting(sqs: Client, queue: str) -> list[dict[str, Any]]:
    """All that is in the queue, taken out of it, as the function is given it."""
    found: list[dict[str, Any]] = []
    while messages := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
        found += [{"messageId": one["MessageId"], "body": one["Body"]} for one in messages]
    return found


def reply(number: int, text: str = "1") -> Reply:
    return Reply(id=f"in_{number}", phone=PHONE, text=text, at=MORNING)


def receipt(number: int) -> Receipt:
    return Receipt(provider_id=f"biz_{number}", state="delivered", at=MORNING, reason="DELIVRD")


@given(mail=MAILS)
def test_what_is_told_is_read_again_whole(mail: Mail) -> None:
    text = told(mail)
    assert read(text) == mail
    assert text.isascii()
    assert text.isprintable(), "nothing that a queue would not take"


def test_a_message_of_a_release_that_knew_no_look_ups_is_read() -> None:
    old = json.loads(told(Mail(provider="aliyun", replies=(reply(1, "5"),))))
    del old["lookups"]
    assert read(json.dumps(old)) == Mail(provider="aliyun", replies=(reply(1, "5"),))


def test_a_look_up_goes_through_the_queue(desk: Desk, sqs: Client, queue: str) -> None:
    asked = LookupAsked(id="lkp_1", number="ZQ20260302-7K3M9Q4", last_four="0000", at=MORNING)
    SqsInbox(queue).put(desk.ports, Mail(provider="", lookups=(asked,)))
    (message,) = waiting(sqs, queue)
    assert opened(message["body"], desk.ports.seals).lookups == (asked,)


def test_what_a_webhook_files_is_what_is_worked(desk: Desk, sqs: Client, queue: str) -> None:
    mail = Mail(provider="aliyun", replies=(reply(1, "5\n噪声\ufffe😀"),), receipts=(receipt(2),))
    SqsInbox(queue).put(desk.ports, mail)
    (message,) = waiting(sqs, queue)
    assert opened(message["body"], desk.ports.seals) == mail


def test_what_is_in_the_queue_is_sealed(desk: Desk, sqs: Client, queue: str) -> None:
    mail = Mail(provider="aliyun", replies=(reply(1, "张三的家"),))
    SqsInbox(queue).put(desk.ports, mail)
    (message,) = waiting(sqs, queue)
    raw = base64.b64decode(message["body"]).decode("utf-8", "replace")
    for personal in (PHONE[1:], "张三", json.dumps("张三")[1:-1]):
        assert personal not in message["body"]
        assert personal not in raw


def test_nothing_is_filed_as_nothing(desk: Desk, sqs: Client, queue: str) -> None:
    SqsInbox(queue).put(desk.ports, Mail(provider="aliyun"))
    assert waiting(sqs, queue) == []


def test_hundreds_at_once_are_several_messages_and_none_is_lost(
    desk: Desk, sqs: Client, queue: str
) -> None:
    replies = tuple(reply(number) for number in range(250))
    receipts = tuple(receipt(number) for number in range(130))
    SqsInbox(queue).put(desk.ports, Mail(provider="aliyun", replies=replies, receipts=receipts))
    parts = [opened(one["body"], desk.ports.seals) for one in waiting(sqs, queue)]
    assert [len(one.replies) + len(one.receipts) for one in parts] == [100, 100, 100, 80]
    assert tuple(one for part in parts for one in part.replies) == replies
    assert tuple(one for part in parts for one in part.receipts) == receipts
    assert {one.provider for one in parts} == {"aliyun"}


def test_the_longest_texts_are_fewer_to_a_message(desk: Desk, sqs: Client, queue: str) -> None:
    """As many as a webhook's body holds, of what takes the most room in a message."""
    replies = tuple(reply(number, "😀" * 4096) for number in range(60))
    SqsInbox(queue).put(desk.ports, Mail(provider="aliyun", replies=replies))
    messages = waiting(sqs, queue)
    assert all(len(one["body"]) <= LIMIT for one in messages)
    assert (
        tuple(one for part in messages for one in opened(part["body"], desk.ports.seals).replies)
        == replies
    )


def test_a_queue_that_is_not_there_is_unavailable(desk: Desk, sqs: Client, queue: str) -> None:
    sqs.delete_queue(QueueUrl=queue)
    with pytest.raises(Unavailable):
        SqsInbox(queue).put(desk.ports, Mail(provider="aliyun", replies=(reply(1),)))


def test_a_queue_that_cannot_be_reached_is_unavailable(desk: Desk) -> None:
    """Nobody listens there."""
    client = boto3.client(
        "sqs",
        region_name="cn-north-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        endpoint_url="http://127.0.0.1:9",
        config=boto3.session.Config(retries={"total_max_attempts": 1}),
    )
    inbox = SqsInbox("http://127.0.0.1:9/inbox", client=lambda: client)
    with pytest.raises(Unavailable):
        inbox.put(desk.ports, Mail(provider="aliyun", replies=(reply(1),)))


def test_who_brings_something_does_not_wait_long(sqs: Client) -> None:
    """A provider that gets no answer in seconds tells everything again."""
    config = sqs.meta.config
    assert config.connect_timeout + config.read_timeout <= 5
    assert config.retries["total_max_attempts"] == 2


@pytest.fixture
def asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Ticket:
    """Its citizen has the survey; and the desk's system is that of the process."""
    monkeypatch.setattr(bootstrap._container, "ports", desk.ports)
    return asked_by(desk)


def asked_by(desk: Desk) -> Ticket:
    """A closed ticket."""
    ticket = desk.dispatched()
    answer = SubmitAnswer(
        outcome="solved",
        handled_at=desk.clock.now(),
        process="现场核实",
        result="已整改",
        legal_basis="《噪声污染防治法》",
        replied_by="phone",
    )
    desk.do(ticket, answer, HANDLER)
    ticket = desk.do(ticket, AuditAnswer(approve=True), actor(Role.OFFICE))
    return now_of(desk, ticket)


def now_of(desk: Desk, ticket: Ticket) -> Ticket:
    found = desk.ports.tickets.load(ticket.id)
    assert found is not None
    return found


def record(number: int, body: str) -> dict[str, Any]:
    return {"messageId": f"message-{number}", "body": body}


def good(number: int, text: str) -> dict[str, Any]:
    return record(number, told(Mail(provider="local", replies=(reply(number, text),))))


def worked(*records: dict[str, Any]) -> list[str]:
    """Which messages go back into the queue."""
    failed = work_inbox({"Records": list(records)}, None)["batchItemFailures"]
    return [one["itemIdentifier"] for one in failed]


def test_a_reply_that_was_filed_is_the_citizens_verdict(
    desk: Desk, asked: Ticket, sqs: Client, queue: str
) -> None:
    mail = Mail(provider="local", replies=(reply(1, "1"),))
    SqsInbox(queue).put(desk.ports, mail)
    assert now_of(desk, asked) == asked, "not yet"
    assert worked(*waiting(sqs, queue)) == []
    assert now_of(desk, asked).status == "archived"


@pytest.mark.parametrize(
    "broken",
    ["", "{", "[]", "{}", '{"provider": "local", "replies": [{}], "receipts": []}'],
)
def test_of_many_messages_only_the_broken_one_goes_back(
    desk: Desk, asked: Ticket, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    """And the log says which, and nothing of what is in it."""
    before, after = good(1, "没有数字"), good(3, "1")
    with caplog.at_level(logging.ERROR):
        assert worked(before, record(2, broken), after) == ["message-2"]
    (line,) = caplog.records
    assert "message-2" in line.getMessage()
    assert line.exc_info is None
    assert now_of(desk, asked).status == "archived"


def test_what_could_not_be_worked_now_goes_back_and_is_worked_later(
    desk: Desk, asked: Ticket, caplog: pytest.LogCaptureFixture
) -> None:
    class Away:
        def load(self, ticket_id: str) -> Ticket:
            raise Unavailable(f"{ticket_id} of {PHONE}")

    install(replace(desk.ports, tickets=Away()))  # type: ignore[arg-type]
    message = good(1, "1")
    assert worked(message) == ["message-1"]
    assert PHONE not in caplog.text
    install(desk.ports)
    assert worked(message) == []
    assert now_of(desk, asked).status == "archived"


def test_the_same_message_worked_again_has_one_effect(desk: Desk, asked: Ticket) -> None:
    message = good(1, "5")
    assert worked(message, message) == []
    once = now_of(desk, asked)
    assert once.version > asked.version
    desk.clock.pass_by(minutes=5)
    assert worked(message, message) == []
    assert now_of(desk, asked) == once


def test_a_grade_behind_one_surveys_code_does_not_name_another_survey(desk: Desk) -> None:
    """`AB5`: a 5 for AB. That B5 is another's code makes no second reading of it."""
    named, other = asked_by(desk), asked_by(desk)
    records, key, now = desk.ports.records, desk.ports.seals.indexed(PHONE), desk.clock.now()
    known = records.get("open", key, now)
    assert known is not None
    codes = {named.id: "AB", other.id: "B5"}
    rows = [[ticket, round_, codes[ticket], *more] for ticket, round_, _, *more in open_of(known)]
    until = now + timedelta(days=7)
    assert records.put("open", key, {"sent": rows}, expected=known.version, now=now, until=until)
    WorkedAtOnce().put(desk.ports, Mail(provider="local", replies=(reply(1, "AB5"),)))
    assert [now_of(desk, one).rating for one in (named, other)] == ["very_dissatisfied", None]


def open_of(known: Record) -> list[list[Any]]:
    return list(known.fields["sent"])


def test_receipts_and_replies_of_one_mail_are_both_worked() -> None:
    """The receipt first: the window of the verdict begins with it."""
    desk = Desk(sms=LocalSms())
    ticket = asked_by(desk)
    (sms, _), *_ = desk.sms.messages()
    at = desk.clock.now() + timedelta(minutes=2)
    desk.clock.moment = at
    arrived = Receipt(provider_id=provider_id(sms.id), state="delivered", at=at, reason="DELIVRD")
    mail = Mail(provider="local", replies=(reply(1, "1"),), receipts=(arrived,))
    WorkedAtOnce().put(desk.ports, mail)
    found = now_of(desk, ticket)
    assert found.survey is not None
    assert found.status == "archived"
    names = [entry.event.name for entry in desk.ports.tickets.history(ticket.id)]
    assert names.index("survey_delivered") < names.index("rated")
