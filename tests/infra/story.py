"""One story through everything that is deployed: every function, in its own container.

A hotline files, dispatches, answers and asks; the stream, the schedules and a provider's webhook
do their part; what each called of AWS is what its policy has to allow.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from chalicelib.adapters.sms.aliyun_inbound import receipt_entry, reply_entry
from chalicelib.domain.signatures import JPEG
from infra.functions import API, DELIVER, RECONCILE, RETENTION, SWEEP, WORK_INBOX
from tests.attachments.samples import jpeg
from tests.infra.deployment import MONDAY, NEIGHBOUR, OTHER_UNIT, PHONE, UNIT, Deployment

Json = dict[str, Any]

ANSWER = {
    "outcome": "solved",
    "handled_at": "2026-03-02T09:00:00+08:00",
    "process": "现场核实",
    "result": "已整改",
    "legal_basis": "《噪声污染防治法》",
    "replied_by": "phone",
}


def told(world: Deployment) -> None:
    """All of it, in the order in which it happens."""
    closed = a_morning(world)
    looked_at(world, closed)
    a_verdict(world, closed)
    what_the_stream_lost(world)
    what_the_sweep_missed(world)
    no_time(world)
    next_years_calendar(world)
    files(world)
    erased(world)
    kept_long_enough(world)


def a_morning(world: Deployment) -> Json:
    """One ticket is split, one is answered, and its citizen asked."""
    first = world.file("夜间施工噪声", key="one")
    assert world.file("夜间施工噪声", key="one")["id"] == first["id"]
    whole = world.file("两件事")
    parts = [{"unit": one, "subject": "其一", "description": "其一"} for one in (UNIT, OTHER_UNIT)]
    world.act(whole, "split", "office", parts=parts)
    world.awkward(API, first)
    closed = closed_by_its_unit(world, first)
    world.awkward(DELIVER, closed)
    assert world.stream() == {"batchItemFailures": []}
    assert world.aws.sent[-1]["DestinationPhoneNumber"] == PHONE
    return closed


def closed_by_its_unit(world: Deployment, ticket: Json) -> Json:
    world.act(ticket, "dispatch", "office", unit=UNIT, co_handlers=[OTHER_UNIT])
    world.act(ticket, "submit_answer", f"handler@{UNIT}", **ANSWER)
    return world.act(ticket, "audit_answer", "office", approve=True)


def looked_at(world: Deployment, ticket: Json) -> None:
    """Every list, and every page about a ticket."""
    since = (MONDAY - timedelta(days=1)).isoformat().replace("+", "%2B")
    for who, query in (
        ("office", "holder=office"),
        ("office", f"unit={UNIT}"),
        ("office", f"holder=office&updated_since={since}"),
        ("office", f"unit={UNIT}&updated_since={since}"),
        ("citizen", "requester=me"),
    ):
        world.request("GET", "/v1/tickets", who, query=query)
    params = {"ticket_id": ticket["id"]}
    for route in ("/v1/tickets/{ticket_id}", "/v1/tickets/{ticket_id}/events"):
        world.request("GET", route, "office", params=params)
    for route in ("/v1/notices", "/v1/calendars", "/v1/jurisdictions"):
        world.request("GET", route, "office")
    of_place = {"jurisdiction_id": ticket["jurisdiction"]}
    world.request("GET", "/v1/jurisdictions/{jurisdiction_id}/staff", "office", params=of_place)
    for route in ("/health", "/openapi.json"):
        world.request("GET", route)


def a_verdict(world: Deployment, ticket: Json) -> None:
    """A receipt comes, then the citizen's bad verdict; then a text that opts out."""
    world.pass_by(minutes=1)
    world.webhook([receipt_entry(PHONE, "sms-1", "none", world.now, delivered=True)])
    world.webhook([reply_entry(PHONE, "5", world.now, 1)])
    world.awkward(WORK_INBOX, ticket)
    assert world.inbox() == {"batchItemFailures": []}
    params = {"ticket_id": ticket["id"]}
    found = world.request("GET", "/v1/tickets/{ticket_id}", "office", params=params)
    assert (found["status"], found["rating"] is not None) == ("awaiting_revisit", True), found
    world.webhook([reply_entry(PHONE, "TD", world.now, 2)])
    assert world.inbox() == {"batchItemFailures": []}
    world.stream()


def what_the_stream_lost(world: Deployment) -> None:
    """Nothing brought this commit to the sender, until the sweep finds that it waits."""
    closed_by_its_unit(world, world.file("路灯不亮", NEIGHBOUR))
    world.pass_by(minutes=5)
    world.sweep()
    assert world.aws.sent[-1]["DestinationPhoneNumber"] == NEIGHBOUR


def what_the_sweep_missed(world: Deployment) -> None:
    """At night it may not be sent, in the morning it is; and a unit's time runs out."""
    world.stand_at("20:50")
    closed_by_its_unit(world, world.file("井盖缺失", NEIGHBOUR))
    late = world.act(world.file("占道经营", NEIGHBOUR), "dispatch", "office", unit=UNIT)
    before = len(world.aws.sent)
    world.stand_at("21:30")
    world.reconcile()
    world.stand_at("08:10")
    assert len(world.aws.sent) == before
    world.reconcile()
    assert len(world.aws.sent) == before + 1
    world.awkward(RECONCILE, late)
    world.now = first_due(late) + timedelta(minutes=1)
    assert world.reconcile()["fired"]


def first_due(ticket: Json) -> datetime:
    """What falls due later is filed when what comes before it has been settled."""
    return min(datetime.fromisoformat(one["due_at"]) for one in ticket["deadlines"])


def no_time(world: Deployment) -> None:
    """A sweep without time hands on what it found, to itself; an hour that is over is closed."""
    world.stand_at("09:00")
    late = world.act(world.file("积水", NEIGHBOUR), "dispatch", "office", unit=UNIT)
    world.awkward(SWEEP, late)
    world.now = first_due(late) + timedelta(minutes=1)
    assert world.sweep(left_ms=4_000)["handed_on"]
    for event in list(world.aws.invoked):
        world.invoke(SWEEP, event)
    world.pass_by(hours=2)
    world.sweep()


def next_years_calendar(world: Deployment) -> None:
    year = {"holidays": {"2027-01-01": "元旦"}, "make_up_days": {}}
    world.request("PUT", "/v1/calendars/{year}", "supervisor", year, {"year": "2027"})


def files(world: Deployment) -> None:
    """One is named and had, one named and never sent, one sent and named by nobody."""
    picture = world.attach(jpeg(), "image/jpeg")
    promised = world.attach(b"later", "text/plain", sends=False)
    forgotten = world.attach(jpeg(), "image/jpeg")
    world.sent_again(forgotten)
    ticket = world.file("路面破损", who="citizen", attachments=[picture, promised])
    assert world.had(picture, "office").startswith(JPEG)
    params = {"ticket_id": ticket["id"]}
    again = world.request("GET", "/v1/tickets/{ticket_id}", "citizen", params=params)
    assert [one["state"] for one in again["files"]] == ["confirmed", "pending"]
    world.pass_by(hours=25)
    assert world.sweep_orphans() == {"fired": [], "named": 2, "removed": 1}
    left = {one["Key"] for one in world.aws.files.all()}
    assert left == {f"clean/{picture}"}, forgotten


def erased(world: Deployment) -> None:
    """Whoever delivers the erasure of a ticket takes its files along, in every version."""
    world.stand_at("10:00")
    kept = {one["Key"] for one in world.aws.files.all()}
    for deliver in (world.stream, world.sweep, world.reconcile):
        picture = world.attach(jpeg(), "image/jpeg")
        world.sent_again(picture)
        ticket = world.file("不再需要", who="citizen", attachments=[picture])
        world.act(ticket, "withdraw", "citizen", reason="不再需要")
        world.stream()
        params = {"ticket_id": ticket["id"]}
        asked = {"reason": "request"}
        world.request("POST", "/v1/tickets/{ticket_id}/erasure", "office", asked, params)
        world.pass_by(minutes=5)
        deliver()
        assert {one["Key"] for one in world.aws.files.all()} == kept, deliver
        world.stream()


def kept_long_enough(world: Deployment) -> None:
    """Three years later it goes by itself."""
    ticket = world.file("早已办结", who="citizen")
    world.act(ticket, "withdraw", "citizen", reason="不再需要")
    world.pass_by(days=1096)
    world.awkward(RETENTION, ticket)
    assert world.invoke(RETENTION, {"schedule": "retention"})["erased"] > 0
    assert world.invoke(RETENTION, {"schedule": "retention"})["erased"] == 0
    params = {"ticket_id": ticket["id"]}
    found = world.request("GET", "/v1/tickets/{ticket_id}", "office", params=params)
    assert found["subject"] == "已删除"
