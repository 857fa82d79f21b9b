"""Golden rows of answers, years and units, as a release writes them; written once a version.

python -m tests.store.golden_rows v1
"""

import json
import sys
from datetime import timedelta
from typing import Any

from chalicelib.adapters.dynamodb.tables import MESSAGES, REFERENCE
from chalicelib.application.edge_ports import Answered, KnownAnswer
from chalicelib.domain.directory import Directory, Unit, UnitKind
from tests.application.world import MORNING, PLACE, UNITS
from tests.store.aws import dynamodb
from tests.store.golden import GOLDEN, as_json
from tests.store.test_idempotency import BODY, KEY, REFUSED, TICKET, on_dynamodb, told
from tests.store.test_reference import (
    LABOUR_DAY,
    NEW_YEAR,
    NEXT,
    calendars_over,
    directories_over,
    document,
)

Json = dict[str, Any]
LONG = KnownAnswer(status=422, headers={"X-Name": "值"}, body="此项必填。" * 300)
MANY = Directory({f"u{n}": Unit(f"u{n}", f"第{n}街道", UnitKind.STREET, "u0") for n in range(90)})


def write(version: str) -> None:
    for name, kept in (("answers", answers()), ("reference", reference())):
        text = json.dumps(kept, ensure_ascii=False, indent=1)
        path = GOLDEN / f"{name}-{version}.json"
        path.open("x", encoding="utf-8").write(text + "\n")


def answers() -> Json:
    kept: Json = {}
    for name, answer in (("ticket", TICKET), ("refusal", REFUSED), ("compressed", LONG)):
        kept[name] = {"begun": told(answer), "item": _row(answer)}
    return kept


def _row(answer: KnownAnswer) -> Json:
    with dynamodb() as client:
        at = MORNING - timedelta(seconds=1)
        on_dynamodb(client).remember(Answered(key=KEY, fingerprint=BODY, answer=answer, at=at))
        (found,) = client.scan(TableName=MESSAGES)["Items"]
        return as_json(found)


def reference() -> Json:
    kept: Json = {}
    for name, units in (("units", UNITS), ("units compressed", MANY)):
        with dynamodb() as client:
            directories_over(client).put(PLACE, units)
            (item,) = client.scan(TableName=REFERENCE)["Items"]
        listed = [[one.id, one.name, one.kind, one.parent] for one in units.units.values()]
        kept[name] = {"units": listed, "item": as_json(item)}
    with dynamodb() as client:
        calendars = calendars_over(client)
        calendars.put(NEXT, document(NEXT, NEW_YEAR, LABOUR_DAY))
        (item,) = client.scan(TableName=REFERENCE)["Items"]
    holidays = {str(day): "假日" for day in (NEW_YEAR, LABOUR_DAY)}
    kept["years"] = {"imported": [str(NEXT)], "holidays": holidays, "item": as_json(item)}
    return kept


if __name__ == "__main__":
    write(sys.argv[1])
