"""An SMS leaves once, whatever happens on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal

import pytest

from chalicelib.adapters.memory.records import MemoryRecords
from chalicelib.application.message_ports import (
    Record,
    RecordKind,
    Records,
    SmsSettings,
    Undelivered,
)
from chalicelib.application.receipts import take_receipt
from chalicelib.application.sending import (
    MOST_TRIES,
    HowFar,
    InOtherHands,
    pause,
    send,
)
from chalicelib.application.sms_ports import (
    UNWANTED,
    Fate,
    NotTaken,
    OutgoingSms,
    Receipt,
    Taken,
    Unsure,
)
from tests.application.sms_world import (
    ABOUT,
    LATER,
    NEVER,
    FakeProvider,
    Outcome,
    desk_with,
    sent,
    sent_at_last,
)
from tests.application.world import Desk
from tests.sms.sent import PHONE, SMS, TEXT
from tests.store.killing import Fuse, Killed, Mortal

MINUTE = timedelta(minutes=1)
LOST = Unsure("no_answer")
USUAL = SmsSettings()


@pytest.fixture
def provider() -> FakeProvider:
    return FakeProvider()


@pytest.fixture
def desk(provider: FakeProvider, records: Records) -> Desk:
    desk = desk_with(provider)
    desk.swap(records=records)
    return desk


def test_what_a_provider_takes_is_sent_and_found_by_the_providers_id(
    desk: Desk, provider: FakeProvider
) -> None:
    provider.planned = [Taken("biz_1")]
    assert sent(desk) == "taken"
    found = desk.ports.records.get("sent", "one#biz_1", desk.clock.now())
    assert found is not None
    told = {"sms": SMS.id, "at": desk.clock.now().isoformat(), "parts": 1}
    assert found.fields == {**ABOUT, **told}


@pytest.mark.parametrize(("characters", "parts"), [(70, 1), (71, 2), (134, 2), (135, 3)])
def test_how_many_parts_it_is_paid_for_is_kept_with_it(
    desk: Desk, characters: int, parts: int
) -> None:
    assert sent(desk, replace(SMS, text="满" * characters)) == "taken"
    found = desk.ports.records.get("sent", f"one#id_{SMS.id}", desk.clock.now())
    assert found is not None
    assert found.fields["parts"] == parts


# --- a receipt that is here before the provider's own answer ---

EARLY = Receipt(provider_id="SM1", state="delivered", at=SMS.at, reason="DELIVRD")


@pytest.mark.parametrize(("state", "how_far"), [("delivered", "delivered"), ("failed", "lost")])
def test_a_receipt_that_overtakes_the_answer_is_found_when_the_answer_comes(
    desk: Desk, provider: FakeProvider, state: Literal["delivered", "failed"], how_far: str
) -> None:
    """Of a provider that gives nothing of ours back: only its own id says which it is."""
    early = replace(EARLY, state=state)
    provider.planned = [Taken("SM1")]
    provider.meanwhile = lambda: take_receipt(desk.ports, "one", early)
    assert sent(desk) == how_far
    assert sent(desk) == how_far, "and it stays"
    found = desk.ports.records.get("sent", "one#SM1", desk.clock.now())
    assert found is not None
    assert found.fields["sms"] == SMS.id


def test_of_early_receipts_the_one_that_only_says_it_is_on_its_way_tells_nothing(
    desk: Desk, provider: FakeProvider
) -> None:
    provider.planned = [Taken("SM1")]
    provider.meanwhile = lambda: take_receipt(desk.ports, "one", replace(EARLY, state="taken"))
    assert sent(desk) == "taken"


def test_the_sender_who_is_first_is_found_by_a_receipt_that_had_looked_before(
    records: Records,
) -> None:
    """Between its look and its note the sender writes: the note is not lost, for it looks again."""
    desk = desk_with(FakeProvider("one", [Taken("SM1")]), FakeProvider("other"))
    desk.swap(records=records)
    ports, began = desk.ports, desk.clock.now()
    between = SomebodyBetween(records, lambda: sent(desk))
    take_receipt(replace(ports, records=between), "one", EARLY)  # type: ignore[arg-type]
    found, health = (
        records.get("sent", "one#SM1", began),
        records.get("health", f"one#{int(began.timestamp()) // 300}", began),
    )
    assert found is not None
    assert found.fields["sms"] == SMS.id
    assert health is not None
    assert health.fields == {"sends": 1, "failed": 0, "in_time": 1}


def test_a_lost_answer_whose_receipt_came_is_settled_by_asking(
    desk: Desk, provider: FakeProvider
) -> None:
    """Nobody ever learns the provider's id, so the receipt waits in vain; the question does not."""
    provider.planned, provider.fate = [LOST], "delivered"
    provider.meanwhile = lambda: take_receipt(desk.ports, "one", EARLY)
    assert sent_at_last(desk) == ("delivered", MINUTE)
    assert provider.tried == 1


def test_an_early_receipt_counts_for_its_provider_like_any_other(records: Records) -> None:
    one = FakeProvider("one", [Taken("SM1")])
    desk = desk_with(one, FakeProvider("other"))
    desk.swap(records=records)
    one.meanwhile = lambda: take_receipt(desk.ports, "one", EARLY)
    began = desk.clock.now()
    sent(desk)
    found = records.get("health", f"one#{int(began.timestamp()) // 300}", began)
    assert found is not None
    assert found.fields == {"sends": 1, "failed": 0, "in_time": 1}


def test_what_has_arrived_at_once_is_delivered(desk: Desk, provider: FakeProvider) -> None:
    provider.planned = [Taken("biz_1", delivered=True)]
    assert sent(desk) == "delivered"


@pytest.mark.parametrize(
    ("outcome", "how_far"),
    [(Taken("1"), "taken"), (Taken("1", delivered=True), "delivered"), (NEVER, "refused")],
)
def test_the_same_id_again_does_nothing(
    desk: Desk, provider: FakeProvider, outcome: Taken, how_far: str
) -> None:
    provider.planned = [outcome]
    for days in (0, 1, 28):
        desk.clock.pass_by(days=days)
        assert sent(desk) == how_far
    assert (provider.tried, provider.asked) == (1, [])


def test_refused_for_good_is_refused(desk: Desk, provider: FakeProvider) -> None:
    provider.planned = [NEVER]
    assert sent(desk) == "refused"
    assert provider.has == []


def test_what_one_provider_refuses_for_good_another_may_take(records: Records) -> None:
    """A key that has changed is the provider's trouble, not the citizen's."""
    one, other = FakeProvider("one", [NEVER]), FakeProvider("other")
    desk = desk_with(one, other)
    desk.swap(records=records)
    assert sent(desk) == "taken"
    assert (one.tried, other.tried) == (1, 1)
    assert desk.ports.records.get("sent", f"other#id_{SMS.id}", desk.clock.now()) is not None


def test_what_all_refuse_for_good_is_refused(records: Records) -> None:
    providers = [FakeProvider(name, [NEVER]) for name in ("one", "other", "third")]
    desk = desk_with(*providers)
    desk.swap(records=records)
    assert sent(desk) == "refused"
    assert [one.tried for one in providers] == [1, 1, 1]


def test_who_has_refused_for_good_is_not_asked_again_when_the_other_has_time(
    records: Records,
) -> None:
    one, other = FakeProvider("one", [NEVER]), FakeProvider("other", [LATER])
    desk = desk_with(one, other)
    desk.swap(records=records)
    assert sent_at_last(desk) == ("taken", 2 * MINUTE)
    assert (one.tried, other.tried) == (1, 2)


def test_whoever_has_left_with_one_provider_is_not_written_to_through_another(
    records: Records,
) -> None:
    """And it is no failure of the one that says so."""
    unwanted = NotTaken(UNWANTED, retry=False)
    one, other = FakeProvider("one", [unwanted]), FakeProvider("other")
    desk = desk_with(one, other)
    desk.swap(records=records)
    began = desk.clock.now()
    assert [sent(desk), sent(desk)] == ["refused", "refused"]
    assert (one.tried, other.tried) == (1, 0)
    found = records.get("health", f"one#{int(began.timestamp()) // 300}", began)
    assert found is not None
    assert found.fields == {"sends": 1, "failed": 0}


def test_without_a_provider_nothing_can_be_sent() -> None:
    assert sent(desk_with()) == "refused"


def test_refused_for_now_is_tried_again_with_growing_pauses(
    desk: Desk, provider: FakeProvider
) -> None:
    provider.planned = [LATER] * 8
    minutes = []
    before = desk.clock.now()
    while sent(desk) is None:
        minutes.append((desk.clock.now() - before) / MINUTE)
        before = desk.clock.now()
    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60]
    assert len(provider.has) == 1


def test_whoever_comes_before_the_pause_is_over_waits_too(
    desk: Desk, provider: FakeProvider
) -> None:
    provider.planned = [LATER, LATER]
    sent(desk)
    sent(desk)  # now in two minutes
    desk.clock.pass_by(seconds=-1)
    with pytest.raises(Undelivered) as later:
        send(desk.ports, replace(SMS, at=desk.clock.now()), ABOUT, USUAL)
    assert later.value.until == desk.clock.now() + timedelta(seconds=1)
    assert provider.tried == 2


def test_who_never_has_time_is_tried_so_many_times_and_no_more(
    desk: Desk, provider: FakeProvider
) -> None:
    provider.planned = [LATER] * 100
    how_far, took = sent_at_last(desk)
    assert (how_far, provider.tried) == ("refused", MOST_TRIES)
    assert took == sum((pause(tries) for tries in range(1, MOST_TRIES)), timedelta())


def test_answers_lost_again_and_again_are_tried_so_many_times_and_no_more(
    desk: Desk, provider: FakeProvider
) -> None:
    provider.planned = [LOST] * 100
    assert sent_at_last(desk)[0] == "refused"
    assert provider.tried == MOST_TRIES


@pytest.mark.parametrize(
    ("fate", "how_far"), [("taken", "taken"), ("delivered", "delivered"), ("failed", "lost")]
)
def test_a_lost_answer_is_settled_by_asking(
    desk: Desk, provider: FakeProvider, fate: Fate, how_far: str
) -> None:
    provider.planned, provider.fate = [LOST], fate
    began = desk.clock.now()
    assert sent_at_last(desk) == (how_far, MINUTE)
    assert provider.tried == 1
    assert provider.asked == [(None, began)], "asked for the try that was lost, when it began"


def test_what_the_provider_has_not_got_is_sent_again(desk: Desk, provider: FakeProvider) -> None:
    provider.planned = [LOST]
    assert sent_at_last(desk) == ("taken", MINUTE)
    assert (provider.tried, len(provider.has), len(provider.asked)) == (2, 1, 1)


def test_who_cannot_say_for_ten_minutes_is_believed_to_have_it(
    desk: Desk, provider: FakeProvider
) -> None:
    provider.planned, provider.fate = [LOST], "unknown"
    assert sent_at_last(desk) == ("taken", 10 * MINUTE)
    assert (provider.tried, len(provider.asked)) == (1, 10)


def test_after_ten_minutes_one_is_asked_before_one_believes(
    desk: Desk, provider: FakeProvider
) -> None:
    """A provider may list what it took only then."""
    provider.planned, provider.fate = [LOST], "unknown"
    sent(desk)
    desk.clock.pass_by(minutes=9)
    provider.fate = "not_taken"
    assert sent(desk) == "taken"
    assert provider.tried == 2


def test_a_provider_that_is_gone_cannot_be_asked(desk: Desk, provider: FakeProvider) -> None:
    provider.planned = [LOST]
    sent(desk)
    desk.swap(providers=(FakeProvider("new"),))
    assert sent_at_last(desk) == ("taken", 9 * MINUTE)
    assert (provider.tried, provider.asked) == (1, [])


def test_of_two_senders_at_once_one_sends(desk: Desk, provider: FakeProvider) -> None:
    """The other comes while the first still waits for the provider's answer."""
    turned_away = []

    def come() -> None:
        provider.meanwhile = lambda: None
        with pytest.raises(InOtherHands) as later:
            send(desk.ports, replace(SMS, at=desk.clock.now()), ABOUT, USUAL)
        turned_away.append(later.value.until)

    provider.meanwhile = come
    assert sent(desk) == "taken"
    assert turned_away == [desk.clock.now() + MINUTE]
    assert (provider.tried, provider.asked) == (1, [])


class SomebodyBetween:
    """Records with which somebody else sends between what is read and what is written."""

    def __init__(self, records: Records, sends: Callable[[], object]) -> None:
        self._records, self._sends = records, [sends]

    def __getattr__(self, name: str) -> object:
        return getattr(self._records, name)

    def get(self, kind: RecordKind, key: str, now: datetime) -> Record | None:
        found = self._records.get(kind, key, now)
        if self._sends:
            self._sends.pop()()
        return found


@pytest.mark.parametrize("tries_before", [0, 2])
def test_of_two_who_read_the_same_one_sends(
    desk: Desk, provider: FakeProvider, tries_before: int
) -> None:
    provider.planned = [LATER] * tries_before
    for _ in range(tries_before):
        sent(desk)
    ports, now = desk.ports, replace(SMS, at=desk.clock.now())
    between = SomebodyBetween(ports.records, lambda: send(ports, now, ABOUT, USUAL))
    desk.swap(records=between)
    assert sent(desk) is None
    assert sent(desk) == "taken"
    assert (provider.tried, len(provider.has)) == (tries_before + 1, 1)


PLANNED = [[], [LOST], [LATER], [LOST, LATER, LOST], [NEVER] * 9]


@pytest.mark.parametrize("planned", PLANNED, ids=len)
def test_a_sender_that_is_killed_anywhere_never_sends_twice(
    records: Records, planned: list[Outcome]
) -> None:
    """Before or after each call; and whoever comes after it is killed at the same place."""
    for number in range(100):
        fuse, provider = Fuse(), FakeProvider("one", list(planned))
        desk = desk_with(Mortal(provider, fuse))
        desk.swap(records=Mortal(records, fuse))
        how_far, deaths = sent_in_spite_of(fuse, number, desk, replace(SMS, id=f"sms_{number}"))
        expected = ("refused", 0) if NEVER in planned else ("taken", 1)
        assert (how_far, len(provider.has)) == expected
        if not deaths:
            assert number >= 8, "nobody was killed at all"
            return
    raise AssertionError("it goes on for ever")


def sent_in_spite_of(fuse: Fuse, number: int, desk: Desk, sms: OutgoingSms) -> tuple[HowFar, int]:
    """How far it got, and how many died of it: of two senders, each after so many calls."""
    deaths = 0
    while True:
        fuse.left = number if deaths < 2 else None
        try:
            how_far = sent(desk, sms)
        except Killed:
            deaths += 1
            desk.clock.pass_by(minutes=1)
            continue
        if how_far:
            return how_far, deaths


def test_what_the_ticket_tells_of_is_not_written_down_again(
    desk: Desk, provider: FakeProvider
) -> None:
    """Should the ticket not come to tell it, the provider is asked, as after a lost answer."""
    began = desk.clock.now()
    for minutes, how_often in ((0, 0), (1, 1)):
        desk.clock.moment = began + minutes * MINUTE
        now = replace(SMS, at=desk.clock.now())
        assert send(desk.ports, now, ABOUT, USUAL, told_by_ticket=True) == "taken"
        assert (provider.tried, len(provider.asked)) == (1, how_often)
    assert desk.ports.records.get("sent", f"one#id_{SMS.id}", desk.clock.now()) is not None


@pytest.mark.parametrize(
    ("outcome", "counted"),
    [
        (Taken("1"), {"sends": 1, "failed": 0}),
        (LATER, {"sends": 1, "failed": 1}),
        (NEVER, {"sends": 1, "failed": 1}),
        (LOST, {"sends": 1, "failed": 1}),
    ],
    ids=str,
)
def test_every_try_counts_for_or_against_its_provider(
    records: Records, outcome: Outcome, counted: dict[str, int]
) -> None:
    desk = desk_with(FakeProvider("one", [outcome]), FakeProvider("other"))
    desk.swap(records=records)
    began = desk.clock.now()
    sent(desk)
    found = records.get("health", f"one#{int(began.timestamp()) // 300}", began)
    assert found is not None
    assert found.fields == counted


def test_nothing_that_is_written_down_tells_a_number_or_a_text() -> None:
    kept: list[object] = []

    class Noted(MemoryRecords):
        def put(self, *given: Any, **named: Any) -> bool:  # noqa: ANN401 - as it is
            kept.append((given, named))
            return super().put(*given, **named)

    desk = desk_with(FakeProvider(planned=[LATER, LOST]))
    desk.swap(records=Noted())
    sent_at_last(desk)
    assert len(kept) == 6
    assert not any(hidden in str(kept) for hidden in (PHONE, PHONE[3:], TEXT))


def test_no_more_leave_in_a_second_than_the_provider_expects(
    desk: Desk, provider: FakeProvider
) -> None:
    """The others are told a second each, in the order in which they came."""
    began, two_a_second = desk.clock.now(), SmsSettings(per_second=2)
    waits = []
    for number in range(7):
        desk.clock.moment = began
        sent(desk, replace(SMS, id=f"sms_{number}"), two_a_second)
        waits.append((desk.clock.now() - began).total_seconds())
    assert waits == [0, 0, 1, 1, 2, 2, 3]
    assert len(provider.has) == 2
