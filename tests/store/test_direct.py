"""Called without botocore, DynamoDB answers what it answers botocore, and fails in the same way."""

from __future__ import annotations

import json
import select
import string
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from unittest.mock import patch

import pytest
from botocore import auth as botocores  # type: ignore[import-untyped]
from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]
from botocore.credentials import Credentials as BotocoreCredentials  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.helpdesk.emulator import serving
from chalicelib.adapters import secrets
from chalicelib.adapters.dynamodb.direct import Direct, direct
from chalicelib.adapters.dynamodb.tables import TICKETS
from chalicelib.adapters.signatures import Credentials, Scope, signed
from chalicelib.application.ports import Conflict, ListQuery, Unavailable
from chalicelib.domain.handling import Sign
from local.aws import EmbeddedAws
from tests.application.world import HANDLER, PLACE, Desk
from tests.store.aws import tickets

KEY = {"pk": {"S": "a"}, "sk": {"S": "b"}}
LAMBDA = {
    "AWS_LAMBDA_FUNCTION_NAME": "api_handler",
    "AWS_REGION": "cn-north-1",
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "hush",
}
NAMES = st.text(string.ascii_letters + string.digits, min_size=1, max_size=20)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


def now() -> datetime:
    return datetime(2026, 3, 2, 1, tzinfo=UTC)


@contextmanager
def served(server: ThreadingHTTPServer) -> Iterator[str]:
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def at(endpoint: str) -> Iterator[Direct]:
    made = direct({**LAMBDA, "AWS_ENDPOINT_URL_DYNAMODB": endpoint}, now)
    assert made is not None
    try:
        yield made
    finally:
        made.service.close()


@pytest.fixture
def called() -> Iterator[Direct]:
    with served(serving(EmbeddedAws())) as endpoint, at(endpoint) as made:
        yield made


@pytest.fixture
def desk(called: Direct) -> Desk:
    desk = Desk()
    desk.swap(tickets=tickets(called, desk))
    return desk


# --- what goes through ---


def test_a_ticket_lives_as_it_does_by_botocore(desk: Desk) -> None:
    ticket = desk.dispatched()
    signed_one = desk.do(ticket, Sign(), HANDLER)
    unit = ListQuery(by="unit", value=ticket.unit or "", jurisdiction=PLACE, listed_as="open")
    fresh = tickets(desk.ports.tickets._calls.client, desk)  # type: ignore[attr-defined]
    assert fresh.load(ticket.id) == signed_one
    assert [found for _, found in fresh.find(unit, None, 50).tickets] == [signed_one]
    assert [one.event.type for one in fresh.history(ticket.id)][-1] == "signed"


def test_who_comes_second_is_told_so(desk: Desk) -> None:
    ticket = desk.dispatched()
    desk.do(ticket, Sign(), HANDLER)
    with pytest.raises(Conflict):
        desk.ports.tickets.commit(ticket.but(version=ticket.version + 1), (), ticket.version, {})  # type: ignore[arg-type]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(min_size=1, max_size=300),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=99),
)
def test_bytes_and_words_come_back_as_they_were(
    called: Direct, bytes_given: bytes, words: str
) -> None:
    item = {**KEY, "z": {"B": bytes_given}, "d": {"S": words}, "n": {"N": "-12"}}
    called.put_item(TableName=TICKETS, Item=item)
    assert called.get_item(TableName=TICKETS, Key=KEY)["Item"] == item


def test_a_field_that_is_called_b_is_no_bytes(called: Direct) -> None:
    item = {**KEY, "m": {"M": {"B": {"S": "YQ=="}}}}
    called.put_item(TableName=TICKETS, Item=item)
    assert called.get_item(TableName=TICKETS, Key=KEY)["Item"] == item


def test_what_is_not_there_is_no_item(called: Direct) -> None:
    assert "Item" not in called.get_item(TableName=TICKETS, Key=KEY)


# --- what does not ---


def test_a_refusal_is_told_as_botocore_tells_it(called: Direct) -> None:
    with pytest.raises(ClientError) as refused:
        called.delete_item(TableName=TICKETS, Key=KEY, ConditionExpression="attribute_exists(pk)")
    assert refused.value.response["Error"]["Code"] == "ConditionalCheckFailedException"
    assert refused.value.operation_name == "DeleteItem"


Reply = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def answering(*replies: Reply) -> Iterator[Direct]:
    """A server that answers each request in the next of these ways."""
    left = iter(replies)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            next(left)(self)

        do_POST = _answer  # noqa: N815 - http.server's name

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            """Quiet."""

    with served(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as endpoint, at(endpoint) as made:
        yield made


def with_body(status: int, body: bytes) -> Reply:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return reply


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True


def and_hangs_up(handler: BaseHTTPRequestHandler) -> None:
    with_body(200, b"{}")(handler)
    handler.close_connection = True


def wait_for_the_end(called: Direct) -> None:
    """Until it has come over that the other side is gone."""
    select.select([called.service.open.connection.sock], [], [], 5)


FOUND = json.dumps({"Item": KEY}).encode()


def test_who_stands_before_the_service_is_asked_again() -> None:
    with answering(with_body(503, b"<html>busy</html>"), with_body(200, FOUND)) as called:
        store = tickets(called, Desk())
        assert store._calls.get(TICKETS, "a", "b") == {"pk": "a", "sk": "b"}


def test_a_connection_that_the_other_side_closed_is_not_used_again() -> None:
    with answering(and_hangs_up, with_body(200, FOUND)) as called:
        called.get_item(TableName=TICKETS, Key=KEY)
        wait_for_the_end(called)
        assert called.get_item(TableName=TICKETS, Key=KEY) == {"Item": KEY}


@pytest.mark.parametrize("reply", [hangs_up, with_body(200, b"{oops")])
def test_no_answer_is_no_answer(reply: Reply) -> None:
    with answering(reply) as called, pytest.raises(BotoCoreError):
        called.get_item(TableName=TICKETS, Key=KEY)


def test_where_nobody_answers_the_store_says_so() -> None:
    with at("http://127.0.0.1:9") as called, pytest.raises(Unavailable):
        tickets(called, Desk()).load("tkt_zq20260901abcdefg")


# --- who asks ---


@given(NAMES, NAMES, st.none() | NAMES, MOMENTS, st.binary(max_size=200), NAMES)
def test_a_signature_is_that_of_botocore(
    key_id: str, hush: str, session: str | None, moment: datetime, body: bytes, target: str
) -> None:
    headers = {"Host": "dynamodb.cn-north-1.amazonaws.com.cn", "X-Amz-Target": target}
    ours = signed(
        headers, body, Credentials(key_id, hush, session), Scope("cn-north-1", "dynamodb"), moment
    )
    url = f"https://{headers['Host']}/"
    theirs = AWSRequest(method="POST", url=url, data=body, headers={"X-Amz-Target": target})
    signer = botocores.SigV4Auth(
        BotocoreCredentials(key_id, hush, session), "dynamodb", "cn-north-1"
    )
    with patch.object(botocores, "get_current_datetime", lambda: moment.replace(tzinfo=None)):
        signer.add_auth(theirs)
    assert ours["Authorization"] == theirs.headers["Authorization"]


@pytest.mark.parametrize("missing", LAMBDA)
def test_elsewhere_than_in_a_lambda_botocore_calls(missing: str) -> None:
    assert direct({name: one for name, one in LAMBDA.items() if name != missing}, now) is None


@pytest.mark.parametrize(
    ("region", "endpoint"),
    [
        ("cn-north-1", "https://dynamodb.cn-north-1.amazonaws.com.cn"),
        ("us-east-1", "https://dynamodb.us-east-1.amazonaws.com"),
    ],
)
def test_a_service_is_asked_where_its_function_is(region: str, endpoint: str) -> None:
    made = direct({**LAMBDA, "AWS_REGION": region}, now)
    assert made is not None
    assert made.service.endpoint == endpoint


def test_nobody_is_told_the_secret() -> None:
    assert "hush" not in repr(direct(LAMBDA, now))
    assert "hush" not in repr(Credentials("key", "hush"))


# --- secrets, which are fetched in the same way ---


def test_a_secret_is_fetched_though_the_first_answer_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = json.dumps({"SecretString": json.dumps({"seal": "s"})}).encode()
    with answering(hangs_up, with_body(200, told)) as called:
        for name, value in LAMBDA.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("AWS_ENDPOINT_URL_SECRETSMANAGER", called.service.endpoint)
        assert secrets.fetched("phones", now) == {"seal": "s"}
