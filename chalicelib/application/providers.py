"""Which provider takes the next SMS: the first that works, and back to it once it works again.

In trouble is one that fails with at least 15 % of what it is given, or takes over five minutes.
Failing is known when a message is handed over, or from a receipt that says so. Taking long is not
having been told of the arrival within five minutes of the sending, and that is counted by what did
arrive: so a message whose receipt never comes is as bad as one whose receipt is late, without
anybody looking for it. Whether a lost message or a lost receipt makes no difference here, for
nobody can tell; if our own webhooks fail, all are in trouble and the first goes on.

What is late with ourselves is no trouble of theirs: an arrival counts by the provider's clock, and
the receipts that a webhook took and nobody has worked yet are held to be good ones.

A provider that tells of no arrival at all (SNS writes it down elsewhere) is judged by failures
alone: silence counts only where a receipt came within a day.

It costs one count a message, one a receipt, and two for all receipts of one call of a webhook; with
one provider there is nothing to choose, and nothing is counted. A count may be wrong by a receipt
told twice: these are measures, not sums.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal

from chalicelib.application.message_ports import SmsSettings, Undelivered
from chalicelib.application.ports import Ports
from chalicelib.application.sms_ports import SmsProvider
from chalicelib.application.telling_ports import PROVIDER_FAILING

SPAN = timedelta(minutes=5)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATELY = slice(0, 3)  # spans: the present one and those before it
LONG_ENOUGH_AGO = slice(2, 4)  # all that was sent in these is at least five minutes old
LOOKED_AT = 4
ENOUGH_TO_JUDGE = 10
BAD_PERCENT = 15
SLOW = timedelta(minutes=5)
KEPT = timedelta(hours=1)
TELLS_FOR = timedelta(days=1)
NOTHING: Mapping[str, int] = {}


def working(ports: Ports, now: datetime, without: Collection[str] = ()) -> SmsProvider | None:
    """The first, in the order of the configuration, that is not in trouble; else the first.

    One that nothing was sent through for a while is tried again: so it finds its way back.
    None if there is no other than those `without` which it must do.
    """
    left = [one for one in ports.providers if one.name not in without]
    if len(left) <= 1:
        return left[0] if left else None
    return next((one for one in left if not in_trouble(ports, one, now)), left[0])


def in_trouble(ports: Ports, provider: SmsProvider, now: datetime) -> bool:
    """At least 15 % of what it was lately given failed, or had not arrived in five minutes."""
    share = _failing(ports, provider, now)
    ports.telling.tell(PROVIDER_FAILING, share, provider.name)
    return share >= BAD_PERCENT


def _failing(ports: Ports, provider: SmsProvider, now: datetime) -> float:
    """In percent, of what failed, or of what was late if only that is too much."""
    spans = [_counted(ports, provider.name, now - back * SPAN, now) for back in range(LOOKED_AT)]
    failed = _percent(_sum(spans[LATELY], "failed"), _sum(spans[LATELY], "sends"))
    if failed >= BAD_PERCENT:
        return failed
    sent = _sum(spans[LONG_ENOUGH_AGO], "sends")
    waiting = _sum(spans, "filed") - _sum(spans, "worked")
    arrived_late = sent - _sum(spans[LONG_ENOUGH_AGO], "in_time") - max(0, waiting)
    late = _percent(arrived_late, sent)
    return late if late >= BAD_PERCENT and _tells(ports, provider.name, now) else failed


def _percent(bad: int, sends: int) -> float:
    """Of too few to judge by none."""
    return 100 * bad / sends if sends >= ENOUGH_TO_JUDGE else 0


def _sum(spans: Collection[Mapping[str, int]], name: str) -> int:
    return sum(counted.get(name, 0) for counted in spans)


def _counted(ports: Ports, name: str, moment: datetime, now: datetime) -> Mapping[str, int]:
    found = ports.records.get("health", _span(name, moment), now)
    return found.fields if found else NOTHING


def _tells(ports: Ports, name: str, now: datetime) -> bool:
    """Whether it tells of arrivals at all."""
    return ports.records.get("health", name, now) is not None


def named(ports: Ports, name: str) -> SmsProvider | None:
    return next((one for one in ports.providers if one.name == name), None)


def count(ports: Ports, provider: SmsProvider, now: datetime, *, failed: int = 0) -> None:
    """One more was given to it. Of the only one there is the figure counts what we ourselves give
    it, each as failing wholly or not at all.
    """
    if len(ports.providers) > 1:
        _add(ports, provider.name, now, now, sends=1, failed=failed)
    else:
        ports.telling.tell(PROVIDER_FAILING, 100 * failed, provider.name)


def arrived(ports: Ports, name: str, sent_at: datetime, at: datetime, *, failed: bool) -> None:
    """A receipt came of what happened `at`, by the provider's clock, but never later than now. A
    bad one counts when it happened, a good one where the message was counted; one that is late
    says by its absence there all that it could say.
    """
    if len(ports.providers) <= 1:
        return
    now = ports.clock.now()
    at = min(at, now)
    if failed:
        _add(ports, name, at, now, failed=1)
    elif at - sent_at <= SLOW:
        _add(ports, name, sent_at, now, in_time=1)
    if not _tells(ports, name, now):
        ports.records.add("health", name, now=now, until=now + TELLS_FOR, receipts=1)


def passed_on(
    ports: Ports, name: str, moments: Iterable[datetime], what: Literal["filed", "worked"]
) -> None:
    """Receipts of these moments were put into our inbox, or taken out of it and worked."""
    if len(ports.providers) <= 1:
        return
    for start, many in Counter(_start(one) for one in moments).items():
        _add(ports, name, start, ports.clock.now(), **{what: many})


def _start(moment: datetime) -> datetime:
    """Of its span, so that those of one span are counted with one write."""
    return moment - (moment - EPOCH) % SPAN


def _add(ports: Ports, name: str, moment: datetime, now: datetime, **counts: int) -> None:
    ports.records.add("health", _span(name, moment), now=now, until=now + KEPT, **counts)


def _span(name: str, moment: datetime) -> str:
    return f"{name}#{int(moment.timestamp() // SPAN.total_seconds())}"


def keep_pace(ports: Ports, provider: SmsProvider, now: datetime, settings: SmsSettings) -> None:
    """No more a second than the provider was told to expect. `Undelivered`: when it is the turn of
    this one, with all that came before it this second.
    """
    if settings.per_second is None:
        return
    key = f"{provider.name}#{int(now.timestamp())}"
    ports.records.add("rate", key, now=now, until=now + KEPT, sends=1)
    found = ports.records.get("rate", key, now)
    seconds = (found.fields["sends"] - 1) // settings.per_second if found else 0
    if seconds:
        raise Undelivered(now + timedelta(seconds=seconds))
