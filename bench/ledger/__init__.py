"""What DynamoDB would charge for every request that is made, from its documented rules.

Emulators answer, but their capacity figures do not follow the size of an item. The ledger listens
to botocore and prices each request on its way:

    ledger = Ledger()
    ledger.attach(client)              # boto3, botocore, or a connection or model of PynamoDB
    with ledger.step("dispatch"):
        ...
    ledger.total().wcu, ledger.by("line"), print(ledger.table())
"""

from bench.ledger.backend import READER_AGENT, Backend
from bench.ledger.recorder import Ledger, Unpriced
from bench.ledger.report import Row, Total

__all__ = ["READER_AGENT", "Backend", "Ledger", "Row", "Total", "Unpriced"]
