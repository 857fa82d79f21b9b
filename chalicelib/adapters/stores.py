"""The ports that keep state, all of them in memory or all of them in tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypedDict

from chalicelib.adapters.calendar_years import Years
from chalicelib.adapters.memory.access_log import MemoryAccessLog
from chalicelib.adapters.memory.erasures import MemoryErasures
from chalicelib.adapters.memory.files import MemoryBucket, MemoryFileRows
from chalicelib.adapters.memory.limits import MemoryLimits
from chalicelib.adapters.memory.outbox import MemoryNotices, MemoryOutbox
from chalicelib.adapters.memory.records import MemoryRecords
from chalicelib.adapters.memory.reference import (
    MemoryCalendars,
    MemoryDirectories,
    MemoryStaff,
    at_last,
)
from chalicelib.adapters.memory.tickets import MemoryTickets
from chalicelib.adapters.pictures import PillowPictures
from chalicelib.adapters.seals import PhoneKeys
from chalicelib.application.access_ports import AccessLog
from chalicelib.application.directory_ports import StaffLists
from chalicelib.application.due_ports import DueWork
from chalicelib.application.edge_ports import Answers, Limits
from chalicelib.application.file_ports import Files
from chalicelib.application.message_ports import Notices, Outbox, Records, Seals
from chalicelib.application.ports import Calendars, Directories, Erasures, Regulations, TicketStore
from chalicelib.domain.directory import Directory
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.calls import Client


class Stores(TypedDict):
    """As `Ports` names them."""

    tickets: TicketStore
    erasures: Erasures
    due_work: DueWork
    outbox: Outbox
    notices: Notices
    answers: Answers
    limits: Limits
    records: Records
    seals: Seals
    calendars: Calendars
    directories: Directories
    staff: StaffLists
    access_log: AccessLog
    files: Files


ACCESSES_KEPT = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class TableNames:
    tickets: str
    deadlines: str
    messages: str
    reference: str


def in_memory(
    directories: Mapping[str, Directory],
    seals: Seals | None = None,
    now: Callable[[], datetime] = at_last,
) -> Stores:
    """Gone when the process ends: the packaged years, these units, nobody on any list of staff."""
    tickets = MemoryTickets()
    return Stores(
        tickets=tickets,
        erasures=MemoryErasures(),
        due_work=tickets.due_work,
        outbox=MemoryOutbox(),
        notices=MemoryNotices(),
        answers=tickets.answers,
        limits=MemoryLimits(),
        records=MemoryRecords(),
        seals=seals or PhoneKeys.made(),
        calendars=MemoryCalendars.packaged(),
        directories=MemoryDirectories(directories, now),
        staff=MemoryStaff(),
        access_log=MemoryAccessLog(),
        files=Files(rows=MemoryFileRows(), bucket=MemoryBucket(), pictures=PillowPictures()),
    )


def in_tables(  # noqa: PLR0913 - what there is to say of the tables
    client: Client,
    names: TableNames,
    phones: PhoneKeys,
    regulations: Regulations,
    now: Callable[[], datetime],
    accesses_kept: timedelta = ACCESSES_KEPT,
) -> Stores:
    """In DynamoDB, whose adapter is imported only where there are tables."""
    from chalicelib.adapters.dynamodb.access_log import DynamoAccessLog  # noqa: PLC0415
    from chalicelib.adapters.dynamodb.calls import Calls  # noqa: PLC0415
    from chalicelib.adapters.dynamodb.envelopes import Envelopes  # noqa: PLC0415
    from chalicelib.adapters.dynamodb.erasures import DynamoErasures  # noqa: PLC0415
    from chalicelib.adapters.dynamodb.files import DynamoFileRows  # noqa: PLC0415
    from chalicelib.adapters.dynamodb.idempotency import DynamoAnswers  # noqa: PLC0415
    from chalicelib.adapters.dynamodb.limits import DynamoLimits  # noqa: PLC0415
    from chalicelib.adapters.dynamodb.outbox import DynamoNotices, DynamoOutbox  # noqa: PLC0415
    from chalicelib.adapters.dynamodb.records import DynamoRecords  # noqa: PLC0415
    from chalicelib.adapters.dynamodb.reference import (  # noqa: PLC0415
        DynamoCalendars,
        DynamoDirectories,
    )
    from chalicelib.adapters.dynamodb.staff import DynamoStaff  # noqa: PLC0415
    from chalicelib.adapters.dynamodb.store import DynamoTickets  # noqa: PLC0415

    calls, envelopes = Calls(client), Envelopes(phones)
    own = (names.tickets, names.deadlines, names.messages)
    tickets = DynamoTickets(client, regulations, phones, now, names=own)
    return Stores(
        tickets=tickets,
        erasures=DynamoErasures(calls, names.reference),
        due_work=tickets.due_work,
        outbox=DynamoOutbox(calls, names.messages),
        notices=DynamoNotices(calls, names.messages, envelopes),
        answers=DynamoAnswers(calls, names.messages, envelopes),
        limits=DynamoLimits(calls, names.messages),
        records=DynamoRecords(calls, names.messages, envelopes),
        seals=phones,
        calendars=DynamoCalendars(calls, names.reference, now, Years.packaged()),
        directories=DynamoDirectories(calls, names.reference, now),
        staff=DynamoStaff(calls, names.reference, envelopes, now),
        access_log=DynamoAccessLog(calls, names.messages, envelopes, accesses_kept),
        files=Files(
            rows=DynamoFileRows(calls, names.messages, envelopes),
            bucket=MemoryBucket(),
            pictures=PillowPictures(),
        ),
    )
