"""All functions of the deployment side by side, each in a container of its own, on one clock."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.calls import Calls
from chalicelib.adapters.dynamodb.envelopes import SEALED, Envelopes
from chalicelib.adapters.dynamodb.items import ROWS
from chalicelib.adapters.dynamodb.reference import DynamoDirectories
from chalicelib.adapters.dynamodb.tables import REFERENCE, TICKETS
from chalicelib.adapters.dynamodb.upcasts import SCHEMA_V
from chalicelib.adapters.dynamodb.wire import SCHEMA, Item, from_wire, to_wire
from chalicelib.adapters.seals import PhoneKeys
from infra.functions import (
    API,
    DELIVER,
    FUNCTIONS,
    RECONCILE,
    SWEEP,
    SWEEP_ORPHANS,
    TAKE_UPLOAD,
    WORK_INBOX,
)
from infra.queues import INBOX
from infra.storage import BUCKET
from local.embedded_files import Asked
from local.issuer import AUDIENCE, ISSUER, Issuer
from tests.application.world import UNITS
from tests.infra.aws_server import Aws, on_files, serving
from tests.infra.containers import Container
from tests.infra.resolving import ACCOUNT, Stack

PLACE, UNIT, OTHER_UNIT = "zhaoqing", "urban-management", "market-supervision"
PHONE, NEIGHBOUR = "+8613800000000", "+8613900000009"
SECRET = "a-secret-in-the-path"
MONDAY = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
ORIGINATION = f"arn:aws:sms-voice:ap-southeast-1:{ACCOUNT}:pool/pool-1"
TOPIC = f"arn:aws:sns:ap-southeast-1:{ACCOUNT}:sms"
Json = dict[str, Any]

KEYS = {
    name: base64.b64encode(bytes([byte]) * 32).decode()
    for name, byte in (("seal", 1), ("index", 2))
}
ENVELOPES = Envelopes(PhoneKeys(seal=bytes([1]) * 32, index=bytes([2]) * 32))
PROVIDERS = [
    {
        "kind": "aws",
        "region": "ap-southeast-1",
        "topics": [TOPIC],
        "origination": ORIGINATION,
    },
    {
        "kind": "aliyun",
        "key_id": "id",
        "key_secret": "never used",
        "webhook_secrets": [SECRET],
    },
]


@dataclass
class Deployment:
    """The functions side by side, on one clock."""

    aws: Aws
    issuer: Issuer
    containers: Mapping[str, Container]
    now: datetime = MONDAY
    followed: set[str] = field(default_factory=set)

    # --- requests ---

    def request(
        self,
        method: str,
        route: str,
        who: str | None = None,
        body: object = None,
        params: Mapping[str, str] | None = None,
        query: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Json:
        """As API Gateway hands it on; the answer's body."""
        path = route.format(**(params or {}))
        sent = dict(headers or {})
        if who:
            sent["Authorization"] = f"Bearer {self.token(who)}"
        if body is not None:
            sent["Content-Type"] = "application/json"
        several: dict[str, list[str]] = {}
        for name, value in parse_qsl(query):
            several.setdefault(name, []).append(value)
        event = {
            "resource": route,
            "path": path,
            "httpMethod": method,
            "headers": sent,
            "multiValueHeaders": {name: [value] for name, value in sent.items()},
            "multiValueQueryStringParameters": several or None,
            "pathParameters": dict(params or {}),
            "stageVariables": None,
            "body": None if body is None else json.dumps(body),
            "isBase64Encoded": False,
            "requestContext": {
                "httpMethod": method,
                "resourcePath": route,
                "path": path,
                "identity": {"sourceIp": "192.0.2.1"},
            },
        }
        answer = self.invoke(API, event)
        assert answer["statusCode"] < 300, (route, answer)
        return dict(json.loads(answer["body"]))

    def token(self, who: str) -> str:
        role, _, unit = who.partition("@")
        phone = PHONE if role == "citizen" else None
        return self.issuer.token([role], PLACE, unit or None, phone)

    def act(self, ticket: Json, action: str, who: str, **body: object) -> Json:
        params = {"ticket_id": ticket["id"], "action": action}
        return self.request("POST", "/v1/tickets/{ticket_id}/actions/{action}", who, body, params)

    def file(
        self,
        subject: str,
        phone: str = PHONE,
        key: str | None = None,
        *,
        who: str = "operator",
        attachments: Sequence[str] = (),
    ) -> Json:
        """`key`: the caller's, for this request to be done once."""
        headers = {"Idempotency-Key": key} if key else {}
        body = {
            "jurisdiction": PLACE,
            "category": "complaint",
            "subject": subject,
            "description": "工地夜里十一点后仍在施工。",
            "requester": {"phone": phone},
            "location": {"address": "大旺大道20号"},
            "attachments": list(attachments),
        }
        return self.request("POST", "/v1/tickets", who, body, headers=headers)

    # --- what starts the other functions ---

    def invoke(self, function: str, event: Json, left_ms: int = 25_000) -> Any:  # noqa: ANN401 - its answer
        return self.containers[function].invoke(event, self.now.timestamp(), left_ms)

    def stream(self) -> Json:
        """The commits with effects that have not been followed yet, as the stream brings them."""
        found = {}
        for _, item in self.aws.tables.items():  # noqa: PERF102 - not a mapping, but its tables
            mark = item.get("fx", {}).get("S")
            if mark and mark not in self.followed:
                found[mark] = {"eventName": "INSERT", "dynamodb": {"NewImage": _streamed(item)}}
        self.followed |= set(found)
        return dict(self.invoke(DELIVER, {"Records": list(found.values())}))

    def webhook(self, entries: list[Mapping[str, Any]]) -> None:
        """Alibaba's, whose secret is in the path."""
        params = {"provider": "aliyun", "secret": SECRET}
        self.request("POST", "/webhooks/sms/{provider}/{secret}", None, entries, params)

    def inbox(self) -> Json:
        """All that was filed, as the queue brings it."""
        waiting, self.aws.queued[:] = list(self.aws.queued), []
        records = [{"messageId": f"m{one}", "body": body} for one, body in enumerate(waiting)]
        return dict(self.invoke(WORK_INBOX, {"Records": records}))

    def sweep(self, left_ms: int = 25_000) -> Json:
        return dict(self.invoke(SWEEP, {"schedule": "deadlines"}, left_ms))

    def reconcile(self) -> Json:
        return dict(self.invoke(RECONCILE, {"schedule": "reconciliation", "hours": 2}))

    # --- files ---

    def attach(self, body: bytes, content_type: str, *, sends: bool = True) -> str:
        """Announced, sent by the form that the API signed, looked at; the id."""
        told = {"filename": "现场", "content_type": content_type, "size": len(body)}
        found = self.request("POST", "/v1/attachments", "citizen", told)
        if sends:
            fields = found["upload"]["fields"]
            version = self._sent(fields, body)
            event = {"detail": {"object": {"key": fields["key"], "version-id": version}}}
            self.invoke(TAKE_UPLOAD, event)
        return str(found["id"])

    def _sent(self, fields: Mapping[str, str], body: bytes) -> str:
        """In the name of whoever signed the form."""
        signed_by = fields["x-amz-credential"].partition("/")[0]
        self.aws.calls[signed_by] |= set(on_files("PUT", BUCKET, fields["key"], ""))
        headers = {"content-type": fields["Content-Type"]}
        found = self.aws.files.answer(Asked("PUT", fields["key"], {}, headers, body))
        return found.headers["x-amz-version-id"]

    def sent_again(self, file_id: str) -> None:
        """And nobody told the function."""
        self.aws.files.answer(Asked("PUT", f"quarantine/{file_id}", {}, {}, b"again"))

    def had(self, file_id: str, who: str) -> bytes:
        """By the address that the API signed."""
        params = {"attachment_id": file_id}
        found = self.request("GET", "/v1/attachments/{attachment_id}", who, params=params)
        parts = urlsplit(found["download"]["url"])
        query, key = dict(parse_qsl(parts.query)), parts.path.removeprefix("/")
        signed_by = query["X-Amz-Credential"].partition("/")[0]
        self.aws.calls[signed_by] |= set(on_files("GET", BUCKET, key, ""))
        return self.aws.files.answer(Asked("GET", key, query, {}, b"")).body

    def sweep_orphans(self) -> Json:
        return dict(self.invoke(SWEEP_ORPHANS, {"schedule": "orphans"}, left_ms=60_000))

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)

    def stand_at(self, clock: str) -> None:
        """The next time that a clock in China shows this."""
        moment = datetime.combine(self.now.date(), time.fromisoformat(clock), self.now.tzinfo)
        self.now = moment if moment > self.now else moment + timedelta(days=1)

    # --- what may happen to any function ---

    def awkward(self, function: str, ticket: Json) -> None:
        """Its next commit is stored, and the answer lost: it looks for its own request. And the
        ticket still stands in a list where a release before this one put it: it goes from there.
        """
        self.aws.loses.add(function)
        tables = self.aws.tables.client
        key = {"pk": keys.ticket(ticket["id"]), "sk": keys.HEADER}
        header = from_wire(tables.get_item(TableName=TICKETS, Key=to_wire(key))["Item"])
        row = f"{keys.ROW}H#elsewhere"
        fields = ENVELOPES.opened(header)
        kept = {name: value for name, value in header.items() if name != SEALED}
        header = ENVELOPES.closed(kept, {**fields, ROWS: [*fields.get(ROWS, ()), row]})
        there: Item = {**key, "sk": row, SCHEMA: SCHEMA_V}
        for item in (header, there):
            tables.put_item(TableName=TICKETS, Item=to_wire(item))


def _streamed(item: Mapping[str, Mapping[str, Any]]) -> Json:
    """An item as a stream writes it: bytes in Base64."""
    return {
        name: {"B": base64.b64encode(value["B"]).decode()} if "B" in value else dict(value)
        for name, value in item.items()
    }


@contextmanager
def deployed(
    template: Json, folders: list[Path], pictures: Path, logs: Path
) -> Iterator[Deployment]:
    """Every function of the template in a container of its own, one with the layer for pictures."""
    issuer = Issuer()
    secrets = {"lianxin/phones": json.dumps(KEYS)}
    secrets["lianxin/sms"] = json.dumps({"providers": json.dumps(PROVIDERS)})
    with ExitStack() as stack:
        aws = stack.enter_context(serving(Aws(secrets)))
        units = DynamoDirectories(Calls(aws.tables.client), REFERENCE, lambda: MONDAY)
        units.put(PLACE, UNITS)
        made = Stack(template, _given(aws, issuer))
        containers = {
            one.name: stack.enter_context(
                closing(
                    Container(
                        handler=template["Resources"][one.logical_id]["Properties"]["Handler"],
                        folders=[*folders, *([pictures] if one.name == TAKE_UPLOAD else [])],
                        environment=made.environment(one.logical_id) | _lambda(one.name, aws),
                        log=logs / f"{one.name}.log",
                    )
                )
            )
            for one in FUNCTIONS
        }
        yield Deployment(aws, issuer, containers)


def _given(aws: Aws, issuer: Issuer) -> dict[str, str]:
    return {
        "OidcIssuer": ISSUER,
        "OidcAudience": AUDIENCE,
        "OidcJwks": json.dumps(issuer.jwks()),
        "PublicUrl": "https://12345.example/api",
        "SmsOrigination": ORIGINATION,
        INBOX: f"{aws.url}/{ACCOUNT}/lianxin-inbox",
    }


def _lambda(function: str, aws: Aws) -> dict[str, str]:
    """What Lambda itself puts there. The access key tells the server who calls."""
    return {
        "AWS_ACCESS_KEY_ID": function,
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "ap-southeast-1",
        "AWS_DEFAULT_REGION": "ap-southeast-1",
        "AWS_LAMBDA_FUNCTION_NAME": f"lianxin-{function}",
        "AWS_ENDPOINT_URL": aws.url,
        "LAMBDA_TASK_ROOT": "/var/task",
        "TZ": ":UTC",
    }
