"""DynamoDB without botocore: the operations that the store uses, called as botocore's client is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.adapters.aws_json import (
    Answer,
    Clock,
    Dialect,
    Service,
    Watch,
    in_lambda,
    unwatched,
)
from chalicelib.adapters.dynamodb.tables import CONNECT_SECONDS, READ_SECONDS
from chalicelib.late import dataclass

DIALECT = Dialect("dynamodb", "DynamoDB_20120810")
TIMEOUTS = CONNECT_SECONDS, READ_SECONDS


def direct(environment: Mapping[str, str], clock: Clock, watch: Watch = unwatched) -> Direct | None:
    """None elsewhere than in a Lambda: there botocore knows where credentials are."""
    found = in_lambda(environment, DIALECT, TIMEOUTS, clock, watch)
    return Direct(found) if found else None


@dataclass(frozen=True, slots=True)
class Direct:
    """One method an operation, with botocore's names of the parameters; tries once."""

    service: Service

    def get_item(self, **asked: Any) -> Answer:
        return self.service.call("GetItem", asked)

    def put_item(self, **asked: Any) -> Answer:
        return self.service.call("PutItem", asked)

    def update_item(self, **asked: Any) -> Answer:
        return self.service.call("UpdateItem", asked)

    def delete_item(self, **asked: Any) -> Answer:
        return self.service.call("DeleteItem", asked)

    def query(self, **asked: Any) -> Answer:
        return self.service.call("Query", asked)

    def batch_get_item(self, **asked: Any) -> Answer:
        return self.service.call("BatchGetItem", asked)

    def transact_write_items(self, **asked: Any) -> Answer:
        return self.service.call("TransactWriteItems", asked)
