"""The AWS of the single-machine run: a DynamoDB in this process, behind the real client.

Nothing of the process is patched: a client made here asks the tables that belong to it, and every
other client goes where it would have gone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from http import HTTPStatus
from threading import RLock
from typing import Any

import boto3  # type: ignore[import-untyped]
from botocore.awsrequest import AWSPreparedRequest, AWSResponse  # type: ignore[import-untyped]
from botocore.model import OperationModel  # type: ignore[import-untyped]
from moto.core.botocore_stubber import MockRawResponse
from moto.core.exceptions import ServiceException
from moto.core.request import normalize_request
from moto.core.utils import camelcase_to_underscores
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.responses import DynamoHandler
from werkzeug.exceptions import HTTPException

from chalicelib.adapters.dynamodb.calls import Client, Session, client
from chalicelib.adapters.dynamodb.models import MODELS, definition
from local.embedded_tables import OrderedBackend

REGION, ACCOUNT = "cn-north-1", "123456789012"
Wire = dict[str, Any]


@cache
def session() -> Session:
    """With credentials that open nothing, so that nobody's own are looked for."""
    return boto3.Session(aws_access_key_id="local", aws_secret_access_key="local")  # noqa: S106


class Handler(DynamoHandler):
    """What moto answers with, on tables of our own."""

    def __init__(self, backend: DynamoDBBackend) -> None:
        super().__init__()
        self.own = backend

    @property
    def dynamodb_backend(self) -> DynamoDBBackend:
        return self.own

    def answer(self, operation: OperationModel, asked: Wire) -> Wire:
        """The answer before it is written as HTTP; raises what is wrong with the question."""
        self.body = self.params = asked
        result: Wire = getattr(self, camelcase_to_underscores(operation.name))().result
        told = operation.output_shape.members
        return {name: value for name, value in result.items() if name in told}


class EmbeddedAws:
    """An empty DynamoDB with our tables. It does one thing at a time, as moto is written for.

    Writing an answer as HTTP and reading it costs ten times what finding it does. So what succeeds
    is handed over as it is (unless `by_http`); what fails changed nothing, and is asked again on
    the long way, which knows how failures are told.
    """

    def __init__(
        self, backend: type[DynamoDBBackend] = OrderedBackend, *, by_http: bool = False
    ) -> None:
        self.lock = RLock()
        self._backend = backend(REGION, ACCOUNT)
        self.client: Client = client(region=REGION, session=session())
        events = self.client.meta.events
        events.register("before-send.dynamodb", self._by_http)
        if not by_http:
            events.register("before-call.dynamodb", self._at_once)
        for model in MODELS:
            self.client.create_table(**definition(model))

    def new_client(self) -> Client:
        """One more that asks these tables."""
        made: Client = client(region=REGION, session=session())
        made.meta.events.register("before-send.dynamodb", self._by_http)
        return made

    def items(self) -> Iterator[tuple[str, Wire]]:
        """Everything there is, with the name of its table. Hold the lock while it is read."""
        for name, table in self._backend.tables.items():
            for partition in table.items.values():
                for item in partition.values():
                    yield name, item.to_json()["Attributes"]

    def put(self, table: str, item: Wire) -> None:
        """An item as `items` told it."""
        self._backend.tables[table].put_item(item)

    def _at_once(
        self, model: OperationModel, params: Wire, **_: object
    ) -> tuple[AWSResponse, Wire] | None:
        with self.lock:
            try:
                answer = Handler(self._backend).answer(model, json.loads(params["body"]))
            except (ServiceException, HTTPException):
                return None
        return AWSResponse(params["url"], HTTPStatus.OK, {}, None), answer

    def _by_http(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        asked = normalize_request(request)
        with self.lock:
            handler = Handler(self._backend)
            status, headers, body = handler._dispatch(asked, asked.raw_url, asked.headers)  # noqa: SLF001 - as moto's own routes do
        return AWSResponse(request.url, status, headers, MockRawResponse(body))
