"""A day full of people and secrets, in a process of its own; run by `test_canary`.

Whatever tells who somebody is, or opens a door, carries a canary: it is put into every field that
there is, and everything is done that may be logged, the failures above all. On standard output and
standard error stands what was logged; into the file that is named go the secrets that were made.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app import app
from chalicelib.adapters.memory.tickets import MemoryTickets
from chalicelib.application.ports import Conflict, Ports, Unavailable
from chalicelib.application.sms_ports import NotTaken, OutgoingSms, Taken, Unsure
from chalicelib.bootstrap import install, observer
from chalicelib.domain.state import Ticket
from chalicelib.entrypoints import inbox, streams, sweeps
from chalicelib.entrypoints.observing import Unfinished
from tests.api.conftest import Hotline, start
from tests.api.surveys import say
from tests.observing.told import FakeContext

CANARY = "金丝雀"
NAME, WORDS, ADDRESS = f"{CANARY}小姐", f"{CANARY}在屋顶上叫", f"{CANARY}路8号"
PHONE, PLAIN_PHONE, ID_CARD = "+8613912345678", "13912345678", "441202199003071234"
LETTERS = "CanarySingsHere"
MARKS = (CANARY, PLAIN_PHONE, ID_CARD, LETTERS)
SAYING = f"{NAME} {PHONE} {ADDRESS} {WORDS} {ID_CARD} {LETTERS}"
PROVIDERS = ("aliyun", "tencent", "twilio", "aws")
Json = dict[str, Any]


def main(secrets: str) -> None:
    logging.captureWarnings(capture=True)
    found: list[str] = []
    for phase in (_reports, _bad_requests, _texts, _broken_stores, _broken_senders):
        for hotline in start():
            hotline.phone = PHONE
            world = hotline.world
            ports = replace(world.ports, telling=observer().telling)
            install(ports)
            phase(hotline, ports)
            found += [*hotline.tokens.values(), world.webhooks.secret, world.keys.cursor.hex()]
    _broken_functions()
    _broken_app()
    _libraries()
    Path(secrets).write_text(json.dumps(found), "utf-8")


def _reports(hotline: Hotline, ports: Ports) -> None:  # noqa: ARG001 - as every phase
    """The ordinary way, to the end and back."""
    requester = {"name": NAME, "phone": PHONE, "confidential": True}
    words = {"subject": WORDS, "description": SAYING, "location": {"address": ADDRESS}}
    ticket = hotline.closed(requester=requester, **words)
    hotline.call("GET", f"/v1/tickets?requester=me&cursor={LETTERS}", who="citizen")
    told = {"fields": ["name", "phone", "history"], "purpose": "other", "note": SAYING}
    for who in ("office", "auditor", "handler@urban-management"):
        hotline.call("POST", f"/v1/tickets/{ticket['id']}/reveal", told, who)
        hotline.call("GET", f"/v1/access-log?ticket={LETTERS}&by={PLAIN_PHONE}", who=who)
    say(hotline, "3", PHONE)
    hotline.act(ticket, "return_ticket", "office", reason=WORDS, text=SAYING)
    hotline.closed(requester=requester, **words)
    hotline.dispatched(requester=requester, **words)
    hotline.advance("P90D")


def _bad_requests(hotline: Hotline, ports: Ports) -> None:  # noqa: ARG001 - as every phase
    ticket = hotline.file()
    kept = {"Idempotency_Key": SAYING.encode("unicode_escape").decode(), "X_Request_Id": LETTERS}
    for _ in range(2):
        hotline.call("POST", "/v1/tickets", hotline.request(), "operator", **kept)
    hotline.call("POST", "/v1/tickets", hotline.request(subject="x"), "operator", **kept)
    for field in hotline.request():
        wrong = hotline.request(**{field: {SAYING: SAYING}})
        hotline.call("POST", "/v1/tickets", wrong, "operator", X_Request_Id=PLAIN_PHONE)
    hotline.send("POST", "/v1/tickets", SAYING.encode(), {"Authorization": f"Bearer {LETTERS}"})
    hotline.send("POST", "/v1/tickets", b"\xff" + SAYING.encode(), {})
    hotline.call("POST", f"/v1/tickets/{ticket['id']}/actions/{LETTERS}", {}, "office")
    hotline.call("GET", f"/v1/tickets/{LETTERS}?{LETTERS}={PLAIN_PHONE}", who="office")
    hotline.act(ticket, "dispatch", "office", unit=SAYING)
    hotline.call("GET", f"/v1/ratings/{LETTERS}{PLAIN_PHONE}")


def _texts(hotline: Hotline, ports: Ports) -> None:  # noqa: ARG001 - as every phase
    hotline.closed(requester={"name": NAME, "phone": PHONE})
    for text in (SAYING, "1", "退订", "2"):
        for provider in PROVIDERS:
            say(hotline, text, PHONE, provider=provider)
    for provider in PROVIDERS:
        path = f"/webhooks/sms/{provider}"
        hotline.call("POST", path, {"phone": PHONE, "text": SAYING})
        hotline.call("POST", f"{path}/{LETTERS}{PLAIN_PHONE}xyz", {"content": SAYING})


def saying(kind: type[Exception]) -> Exception:
    """An exception that quotes everybody, and was caused by one that does."""
    wrong = kind(SAYING)
    wrong.__cause__ = ValueError(SAYING)
    wrong.add_note(SAYING)
    return wrong


class Breaking(MemoryTickets):
    """Whatever it is asked."""

    def __init__(self, wrong: Exception) -> None:
        super().__init__()
        self.wrong = wrong

    def load(self, ticket_id: str) -> Ticket | None:  # noqa: ARG002
        raise self.wrong


def _broken_stores(hotline: Hotline, ports: Ports) -> None:
    for kind in (RuntimeError, Unavailable, Conflict, LookupError):
        install(replace(ports, tickets=Breaking(saying(kind))))
        hotline.call("GET", "/v1/tickets/tkt_1", who="office")
        hotline.call("POST", "/v1/tickets/tkt_1/actions/dispatch", {"unit": "x"}, "office")
        say(hotline, SAYING, PHONE)
        hotline.advance("P30D")


@dataclass
class Refusing:
    """A provider that quotes what it was given."""

    wrong: Exception
    name: str = "local"

    def send(self, sms: OutgoingSms) -> Taken:  # noqa: ARG002
        raise self.wrong

    def query(self, sms: OutgoingSms, provider_id: str | None) -> str:  # noqa: ARG002
        return "not_taken"


def _broken_senders(hotline: Hotline, ports: Ports) -> None:
    wrongs: Sequence[Exception] = (
        *(NotTaken("throttled", retry=True), NotTaken("bad_template", retry=False)),
        *(Unsure("no_answer"), saying(RuntimeError)),
    )
    for wrong in wrongs:
        install(replace(ports, providers=(Refusing(wrong),)))  # type: ignore[arg-type]
        ticket = hotline.answered(requester={"name": NAME, "phone": PHONE})
        hotline.act(ticket, "audit_answer", "office", approve=True)
    hotline.advance("P2D")


@contextmanager
def _failing(module: Any) -> Iterator[None]:  # noqa: ANN401 - a module
    whole: Callable[[], Ports] = module.system

    def broken() -> Ports:
        raise saying(RuntimeError)

    module.system = broken
    try:
        yield
    finally:
        module.system = whole


def _broken_functions() -> None:
    image = {"fx": {"S": "tkt_1#1"}, "d": {"S": SAYING}}
    record = {"eventName": "INSERT", "dynamodb": {"NewImage": image}}
    message = {"messageId": "m-1", "body": json.dumps({"replies": SAYING, "provider": LETTERS})}
    for module, handler, event in (
        (sweeps, sweeps.sweep_deadlines, {"bucket": SAYING}),
        (sweeps, sweeps.sweep_deadlines, {"words": SAYING}),
        (sweeps, sweeps.reconcile_deadlines, {"hours": SAYING}),
        (streams, streams.deliver_effects, {"Records": [record, SAYING]}),
        (streams, streams.deliver_effects, {"Records": [record]}),
        (inbox, inbox.work_inbox, {"Records": [message]}),
    ):
        with suppress(Unfinished):
            handler(event, FakeContext())
        with _failing(module), suppress(Unfinished):
            handler(event, FakeContext())


def _broken_app() -> None:
    """What escapes a view is Chalice's to log."""

    def broken(**_: str) -> None:
        raise saying(RuntimeError)

    route = app.routes["/health"]["GET"]
    whole = route.view_function
    route.view_function = broken
    context = {"resourcePath": "/health", "httpMethod": "GET", "path": f"/{SAYING}"}
    event = {
        "requestContext": context,
        "headers": {"X-Request-Id": SAYING},
        "multiValueQueryStringParameters": {LETTERS: [PHONE]},
        "pathParameters": {},
        "body": SAYING,
        "stageVariables": {},
        "isBase64Encoded": False,
    }
    assert app(event, FakeContext())["statusCode"] == 500
    route.view_function = whole


def _libraries() -> None:
    """What others log of what we hand them."""
    for name in ("botocore.endpoint", "urllib3.connectionpool", "lianxin", ""):
        log = logging.getLogger(name)
        log.warning("sent %s", SAYING)
        log.error(SAYING)
        try:
            raise saying(RuntimeError)
        except RuntimeError:
            log.exception("of %s", SAYING)
    logging.getLogger("chalicelib.somewhere").error("%d is no number", SAYING)


if __name__ == "__main__":
    main(sys.argv[1])
