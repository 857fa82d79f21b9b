"""Every key of the tables. Nothing else in the project puts one together.

tickets    T#id   / H · TXT · R#n · S#n · P#request · EV#0000007 · L#list
deadlines  D#hour#shard / offset#ticket#deadline · P#year#shard / ticket#deadline
           B · B- · Y / which of those buckets are in use, done with; which years
messages   T#id / OUT · A#place#receiver / moment#kind#bundle · K#hash / K · B#hash / B
           F#id / F · FQ / moment#id
           X#place#day / moment#mark
reference  CAL / CAL · DIR#place / DIR · STAFF#id · UCHG#moment#version#n · SCHG#moment#hash#version
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from chalicelib.adapters.dynamodb.codec import EPOCH, SECOND, micros_of, moment_of
from chalicelib.application.ports import ListQuery, SortKey
from chalicelib.late import dataclass

HEADER = "H"
WORDS = "TXT"
EVENT = "EV#"
ROUND = "R#"
SUPERVISION = "S#"
FORM = "P#"
ROW = "L#"

# --- tickets ---


def ticket(ticket_id: str) -> str:
    return f"T#{ticket_id}"


def ticket_id(key: str) -> str:
    return key.removeprefix("T#")


def closed_round(number: int) -> str:
    return f"{ROUND}{number}"


def supervision(supervision_id: str) -> str:
    return f"{SUPERVISION}{supervision_id}"


def form(request_id: str) -> str:
    """Of what a request came with, as long as it is pending or an event leans on it."""
    return f"{FORM}{request_id}"


def row(band: Band, name: str) -> str:
    """Of a list that the header has no key for."""
    return f"{ROW}{band}#{name}"


def event(version: int) -> str:
    return f"{EVENT}{version:07d}"


def version(event: str) -> int:
    return int(event.removeprefix(EVENT))


# --- lists ---

Class = Literal["o", "l", "c"]
CLASSES: dict[str | None, tuple[Class, ...]] = {
    "open": ("o", "l"),  # what is overdue is open too
    "overdue": ("l",),
    "closed": ("c",),
}
NO_DATE = "~"
Band = Literal["W", "H", "E"]


BANDS: dict[str, tuple[Band, ...]] = {"holder": ("W", "H"), "unit": ("W", "E")}


def listing(place: str, band: Band, name: str, listed_as: Class) -> str:
    """Whose turn it is: of a unit (W), or of who is none of its units (H), as an office is.
    Whose it is while it waits elsewhere: E.
    """
    return f"{band}#{place}#{name}#{listed_as}"


def requester(digest: str) -> str:
    """By the keyed digest of a phone number."""
    return f"C#{digest}"


def instant(moment: datetime) -> str:
    return f"{micros_of(moment):016d}"


def in_order(moment: datetime | None, ticket: str) -> str:
    """Many fall due at the same midnight: the id makes the order whole."""
    return f"{instant(moment) if moment else NO_DATE}#{ticket}"


def sort_key(in_order: str) -> SortKey:
    """What a cursor carries, as the port says it."""
    stamp, _, ticket = in_order.partition("#")
    return (NO_DATE if stamp == NO_DATE else moment_of(int(stamp)).isoformat(), ticket)


def after(key: SortKey) -> str:
    moment = None if key[0] == NO_DATE else datetime.fromisoformat(key[0])
    return in_order(moment, key[1])


def lists_of(query: ListQuery) -> Iterator[tuple[Band, str]]:
    """The partitions that together are the list; each is in order."""
    for listed_as in CLASSES[query.listed_as]:
        for band in BANDS[query.by]:
            yield band, listing(query.jurisdiction or "", band, query.value, listed_as)


# --- deadlines ---

HOUR = timedelta(hours=1)
BUCKETS, DONE_BUCKETS = "B", "B-"
YEARS = "Y"
PEAK_SHARDS = 64
# 24:00 in China, when every limit of days ends; minutes of the day in UTC.
PEAKS = frozenset({16 * 60})
YEAR_SHARDS = 8


@dataclass(frozen=True, slots=True, order=True)
class Bucket:
    """An hour of due work, and which part of it."""

    hour: str
    shard: int

    @property
    def key(self) -> str:
        return f"D#{self.hour}#{self.shard}"

    @property
    def name(self) -> str:
        return f"{self.hour}#{self.shard:02d}"

    @property
    def starts_at(self) -> datetime:
        return datetime.strptime(self.hour, "%Y%m%d%H").replace(tzinfo=UTC)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + HOUR

    @classmethod
    def named(cls, name: str) -> Bucket:
        hour, _, shard = name.partition("#")
        return cls(hour, int(shard))


def bucket(filed_at: datetime, ticket: str) -> Bucket:
    """Where reader and writer alike look for what falls due then."""
    moment = filed_at.astimezone(UTC)
    is_peak = moment.hour * 60 + moment.minute in PEAKS
    return Bucket(moment.strftime("%Y%m%d%H"), shard(ticket, PEAK_SHARDS) if is_peak else 0)


def shard(ticket: str, shards: int) -> int:
    return int.from_bytes(hashlib.blake2b(ticket.encode(), digest_size=4).digest()) % shards


def offset(moment: datetime) -> str:
    """How far into its hour, in microseconds; a minute is a range of these."""
    return f"{micros_of(moment) % (3600 * SECOND):010d}"


def due(filed_at: datetime, ticket: str, deadline: str) -> str:
    return f"{offset(filed_at)}#{ticket}#{deadline}"


def due_of(bucket: Bucket, key: str) -> tuple[datetime, str, str]:
    """When, of which ticket, which deadline."""
    within, ticket, deadline = key.split("#", 2)
    return bucket.starts_at + timedelta(microseconds=int(within)), ticket, deadline


LAST = "~"


def behind(mark: str) -> str:
    """The first key after a mark: a row's key goes on with "#" after its instant, if at all."""
    return f"{mark}!"


def last_in(bucket: Bucket, until: datetime) -> str:
    """Behind all of the bucket that is filed for `until` or before."""
    if until < bucket.starts_at:
        return ""
    return f"{offset(until)}$" if until < bucket.ends_at else LAST


def last_bucket(until: datetime) -> str:
    return Bucket(bucket(until, "").hour, PEAK_SHARDS).name


def buckets_between(since: datetime, until: datetime) -> Iterator[Bucket]:
    """All that there may be, from the hour of one instant to that of the other."""
    hour = bucket(since, "").starts_at
    while hour <= until:
        shards = PEAK_SHARDS if any(peak // 60 == hour.hour for peak in PEAKS) else 1
        yield from (Bucket(hour.strftime("%Y%m%d%H"), shard) for shard in range(shards))
        hour += HOUR


def year(due_at: datetime, ticket: str) -> str:
    return f"P#{due_at.astimezone(UTC).year}#{shard(ticket, YEAR_SHARDS)}"


def provisional(ticket: str, deadline: str) -> str:
    return f"{ticket}#{deadline}"


def epoch_seconds(moment: datetime) -> int:
    return int((moment - EPOCH).total_seconds())


# --- messages ---

DELIVERED = "OUT"


def notices(place: str, receiver: str) -> str:
    return f"A#{place}#{receiver}"


def notice(group: str, bundle: str) -> str:
    return f"{group}#{bundle}"


ANSWER = "K"


def answer(key: str) -> str:
    """Of an idempotency key of any length only a hash is kept."""
    digest = hashlib.blake2b(key.encode(), digest_size=18).digest()
    return f"{ANSWER}#{base64.urlsafe_b64encode(digest).decode()}"


LIMIT = "B"


def limit(key: str, bucket: int) -> str:
    """Whose tokens, and of which span."""
    digest = hashlib.blake2b(f"{bucket}#{key}".encode(), digest_size=18).digest()
    return f"{LIMIT}#{base64.urlsafe_b64encode(digest).decode()}"


RECORD = "REC"


def record(kind: str, key: str) -> str:
    """The ids of others are of any length: only a hash is kept."""
    digest = hashlib.blake2b(key.encode(), digest_size=18).digest()
    return f"M#{kind}#{base64.urlsafe_b64encode(digest).decode()}"


def accesses(place: str, day: date) -> str:
    """Who read what of whom, in a place, on a day."""
    return f"X#{place}#{day:%Y%m%d}"


def access(at: datetime, mark: str) -> str:
    return f"{instant(at)}#{mark}"


FILE, FILE_QUEUE = "F", "FQ"


def file(file_id: str) -> str:
    return f"{FILE}#{file_id}"


def file_id(key: str) -> str:
    return key.removeprefix(f"{FILE}#")


def in_file_queue(announced_at: datetime, file_id: str) -> str:
    return f"{instant(announced_at)}#{file_id}"


def queued_file(key: str) -> tuple[datetime, str]:
    stamp, _, file_id = key.partition("#")
    return moment_of(int(stamp)), file_id


# --- reference ---

CALENDAR = "CAL"
DIRECTORY = "DIR"


def directory(place: str) -> str:
    return f"{DIRECTORY}#{place}"


STAFF = "STAFF#"
UNIT_CHANGES, STAFF_CHANGES = "UCHG#", "SCHG#"
ERASURES = "ERASED"


def staff(staff_id: str) -> str:
    return f"{STAFF}{staff_id}"


def unit_change(at: datetime, version: int, order: int) -> str:
    """In order of time; of one commit in the order in which they were made."""
    return f"{UNIT_CHANGES}{instant(at)}#{version:07d}#{order:03d}"


def staff_change(at: datetime, staff_id: str, version: int) -> str:
    digest = hashlib.blake2b(staff_id.encode(), digest_size=6).hexdigest()
    return f"{STAFF_CHANGES}{instant(at)}#{digest}#{version:07d}"


def erasure(at: datetime, ticket_id: str) -> str:
    """In order of time."""
    return f"{instant(at)}#{ticket_id}"


def erased_ticket(key: str) -> str:
    return key.partition("#")[2]
