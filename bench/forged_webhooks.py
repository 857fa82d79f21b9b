"""How many forged or altered webhooks are believed: none may be, and none may break the reader.

`python -m bench.forged_webhooks [how many]` prints a table, and exits 1 when one was believed or
raised. Each starts from a request that is accepted. Who signs nothing (Alibaba, Tencent) is forged
without the secret of the address; with it, a damaged body must still never raise.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from time import perf_counter, process_time
from typing import Any
from urllib.parse import parse_qsl, urlencode

from chalicelib.adapters.sms.local import (
    PROVIDERS,
    LocalWebhooks,
    Provider,
    Spoken,
    local_webhooks,
)
from chalicelib.application.sms_ports import (
    Accepted,
    Inbound,
    InboundRequest,
    OutgoingSms,
    Template,
)

HOW_MANY = 20_000
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
BASE = "https://lianxin.example/sms"
PHONE, OTHER_PHONE = "+8613800000000", "+8613900000000"
UNSIGNED: frozenset[Provider] = frozenset({"aliyun", "tencent"})
ODD_VALUES: Sequence[Any] = (None, True, -1, 1.5, 10**400, "", "\ud800", "x" * 5_000, [], {}, [[]])

Verdict = str  # refused, the same (it says what the true one says), believed, raised
Forge = Callable[[Random, InboundRequest], InboundRequest]


@dataclass(frozen=True, slots=True)
class World:
    """True requests, by provider, and those of a stranger who has secrets of his own."""

    hooks: LocalWebhooks
    originals: Mapping[Provider, Sequence[InboundRequest]]
    strangers: Mapping[Provider, Sequence[InboundRequest]]


@dataclass(slots=True)
class Tally:
    verdicts: dict[Provider, Counter[Verdict]] = field(
        default_factory=lambda: {provider: Counter() for provider in PROVIDERS}
    )
    worst: list[str] = field(default_factory=list)

    def count(self, verdict: Verdict) -> int:
        return sum(counter[verdict] for counter in self.verdicts.values())


def world() -> World:
    ours, others = local_webhooks(BASE, NOW), local_webhooks(BASE, NOW)
    return World(ours, _requests(ours), _requests(others))


def _requests(hooks: LocalWebhooks) -> dict[Provider, Sequence[InboundRequest]]:
    sms = OutgoingSms(
        id="sms_1",
        at=NOW,
        to=PHONE,
        text="…",
        template=Template(sign="连心12345", code="SMS_1", parameters={}),
        code="K7",
    )
    spoken = Spoken(phone=PHONE, text="5 不满意 K7", sequence=7, code="K7", answers="sms_1")
    return {
        provider: [
            hooks.reply(provider, spoken, NOW),
            hooks.reply(provider, replace(spoken, phone=OTHER_PHONE, text="1", sequence=8), NOW),
            hooks.receipt(provider, sms, NOW, delivered=True),
            hooks.receipt(provider, sms, NOW, delivered=False),
        ]
        for provider in PROVIDERS
    }


# --- ways to forge -------------------------------------------------------------------------------


def flipped(random: Random, request: InboundRequest) -> InboundRequest:
    body = bytearray(request.body)
    for _ in range(random.choice((1, 1, 1, 2, 5))):
        body[random.randrange(len(body))] ^= 1 << random.randrange(8)
    return replace(request, body=bytes(body))


def cut(random: Random, request: InboundRequest) -> InboundRequest:
    at = random.randrange(len(request.body))
    return replace(request, body=random.choice((request.body[:at], request.body[at:])))


def stuffed(random: Random, request: InboundRequest) -> InboundRequest:
    """Something put into the middle, up to far too much of it."""
    at = random.randrange(len(request.body) + 1)
    noise = random.choice(
        (b"\x00", b"\xff\xfe", b"[" * 2_000, b'{"a":', b"&", b'"', b" " * 300_000)
    )
    return replace(request, body=request.body[:at] + noise + request.body[at:])


def refielded(random: Random, request: InboundRequest) -> InboundRequest:
    """A field dropped, renamed or given another value; in an envelope's message as well."""
    try:
        return replace(request, body=_json_changed(random, json.loads(request.body)))
    except ValueError:
        form = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
        _change(random, form, ("", "x", "+8613700000000", "5", "delivered"))
        return replace(request, body=urlencode(form).encode())


def _json_changed(random: Random, body: Any) -> bytes:  # noqa: ANN401 - as JSON is
    fields = body[0] if isinstance(body, list) else body
    if "Message" in fields and random.choice((True, False)):
        message = json.loads(fields["Message"])
        _change(random, message, (*ODD_VALUES, "5", "+8613700000000"))
        fields["Message"] = json.dumps(message)
    else:
        _change(random, fields, (*ODD_VALUES, "5", "+8613700000000"))
    return json.dumps(body).encode()


def _change(random: Random, fields: dict[str, Any], values: Sequence[Any]) -> None:
    name = random.choice(sorted(fields))
    value = fields.pop(name)
    kind = random.randrange(3)
    if kind:
        fields[name if kind == 1 else f"{name}_"] = value if kind > 1 else random.choice(values)


def readdressed(random: Random, request: InboundRequest) -> InboundRequest:
    """The same, said to be to somebody else, or by another method, or without its headers."""
    return random.choice(
        (
            replace(request, url=request.url + "?a=1"),
            replace(request, url="https://elsewhere.example/"),
            replace(request, method=random.choice(("GET", "PUT", "post", ""))),
            replace(request, headers={}),
        )
    )


def outdated(_: Random, request: InboundRequest) -> InboundRequest:
    """An envelope told again, said to be of today."""
    body = request.body.replace(b"2026-03-02T01:00:00.000Z", b"2026-03-02T01:00:01.000Z")
    return replace(request, body=body)


WAYS = ("stranger", "mixed", "mixed", *("altered",) * 7)
ALTERATIONS: Sequence[Forge] = (flipped, flipped, cut, stuffed, refielded, refielded, readdressed)


def mixed(
    random: Random, request: InboundRequest, others: Sequence[InboundRequest]
) -> InboundRequest:
    """The body of one request with the signature of another."""
    other = random.choice(others)
    if b'"Signature"' in request.body:
        body, given = json.loads(request.body), json.loads(other.body)
        name = random.choice(("Signature", "Signature", "SigningCertURL", "MessageId", "Message"))
        body[name] = given[name] + random.choice(("", "", "="))
        return replace(request, body=json.dumps(body).encode())
    return replace(request, headers=other.headers)


def without_the_secret(random: Random, request: InboundRequest) -> InboundRequest:
    """A secret that is nearly right, or none."""
    known = request.secret or ""
    at = random.randrange(len(known))
    changed = known[:at] + "." + known[at + 1 :]
    wrong: Sequence[str | None]
    wrong = (None, "", known[:-1], f"{known}x", f" {known}", known.swapcase(), known[::-1], changed)
    wrong = (*wrong, "\ud800", "é" * 32, "0" * len(known))
    return replace(request, secret=random.choice(wrong))


def forged(random: Random, world: World, provider: Provider) -> tuple[int, InboundRequest]:
    """One forgery, and which of the true requests it comes from."""
    which = random.randrange(len(world.originals[provider]))
    request = world.originals[provider][which]
    way = random.choice(WAYS)
    if provider in UNSIGNED:
        altered = request if way == "stranger" else random.choice(ALTERATIONS)(random, request)
        return which, without_the_secret(random, altered)
    if way == "stranger":
        return which, world.strangers[provider][which]
    if way == "mixed":
        everyone = [*world.originals[provider], *world.strangers[provider]]
        return which, mixed(random, request, everyone)
    return which, random.choice((*ALTERATIONS, outdated))(random, request)


def damaged(random: Random, world: World, provider: Provider) -> InboundRequest:
    """With the right secret: what may come from the provider, on a bad day."""
    request = random.choice(world.originals[provider])
    return random.choice(ALTERATIONS)(random, request)


# --- judging -------------------------------------------------------------------------------------


def judged(
    read: Callable[[InboundRequest], Inbound], request: InboundRequest, true: Inbound
) -> str:
    try:
        found = read(request)
    except Exception as failure:  # noqa: BLE001 - that none is raised is what is measured
        return f"raised: {type(failure).__name__}"
    if isinstance(found, Accepted):
        return "the same" if found == true else "believed"
    return "refused"


def run(how_many: int, seed: int = 12345) -> Tally:
    """`how_many` forgeries, spread over the providers; a fifth more that are merely damaged."""
    random, here, tally = Random(seed), world(), Tally()
    for at in range(how_many):
        provider = PROVIDERS[at % len(PROVIDERS)]
        read = partial(_read, here.hooks, provider)
        which, request = forged(random, here, provider)
        verdict = judged(read, request, read(here.originals[provider][which]))
        _note(tally, provider, verdict, request)
        if at % 5 == 0:
            verdict = judged(read, damaged(random, here, provider), read(request))
            _note(tally, provider, "damaged" if "raised" not in verdict else verdict, request)
    return tally


def _read(hooks: LocalWebhooks, provider: Provider, request: InboundRequest) -> Inbound:
    return hooks.inbound(provider, request, NOW + timedelta(minutes=1))


def _note(tally: Tally, provider: Provider, verdict: Verdict, request: InboundRequest) -> None:
    tally.verdicts[provider][verdict.partition(":")[0]] += 1
    if verdict == "believed" or verdict.startswith("raised"):
        tally.worst.append(f"{provider} {verdict} {request.body[:300]!r}")


def main() -> int:
    how_many = int(sys.argv[1]) if sys.argv[1:] else HOW_MANY
    begin, work = perf_counter(), process_time()
    tally = run(how_many)
    kinds = ("refused", "the same", "damaged", "believed", "raised")
    print(f"{how_many:,} forged webhooks, seed 12345")
    print(f"{'':10}" + "".join(f"{kind:>12}" for kind in kinds))
    for provider, counter in tally.verdicts.items():
        print(f"{provider:10}" + "".join(f"{counter[kind]:12,}" for kind in kinds))
    print(
        f"{perf_counter() - begin:.1f} s, of which {process_time() - work:.1f} s of the processor"
    )
    for line in tally.worst[:10]:
        print(line)
    return 1 if tally.worst else 0


if __name__ == "__main__":
    sys.exit(main())
