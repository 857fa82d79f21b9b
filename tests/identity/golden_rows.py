"""Golden rows of units and staff, as a release writes them: python -m tests.identity.golden_rows v1

Written once a version, and only read from then on.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace

from chalicelib.adapters.dynamodb.tables import REFERENCE
from tests.identity.lists import CHEN, ENDED, LI, PARKS, PLACE, RENAMED, TOWN, change, in_dynamodb
from tests.store.aws import dynamodb
from tests.store.golden import GOLDEN, as_json


def write(version: str) -> None:
    with dynamodb() as client:
        lists, before = in_dynamodb(client), replace(CHEN, id=LI.id)
        lists.directories.commit(PLACE, [change(PARKS), change(TOWN), change(ENDED)], 0)
        lists.directories.commit(PLACE, [change(RENAMED, PARKS)], 1)
        lists.staff.commit(PLACE, change(before), 0)
        lists.staff.commit(PLACE, change(LI, before, 1), 1)
        rows = [as_json(one) for one in client.scan(TableName=REFERENCE)["Items"]]
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    (GOLDEN / f"directory-{version}.json").open("x", encoding="utf-8").write(text + "\n")


if __name__ == "__main__":
    write(sys.argv[1])
