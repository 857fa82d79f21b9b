"""No forged webhook is believed, and none breaks the reader: 2,000 here, 20,000 by themselves."""

from __future__ import annotations

import pytest

from bench.forged_webhooks import NOW, judged, run, world
from chalicelib.adapters.sms.local import PROVIDERS, Provider
from chalicelib.application.sms_ports import Inbound, InboundRequest


def test_no_forged_webhook_is_believed_and_none_raises() -> None:
    tally = run(2_000)
    assert tally.worst == []
    assert tally.count("refused") > 1_500
    assert tally.count("damaged") == 400


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_reader_that_believes_or_breaks_would_be_found(provider: Provider) -> None:
    here = world()
    first, second = here.originals[provider][:2]
    true, other = (here.hooks.inbound(provider, one, NOW) for one in (first, second))

    def breaks(request: InboundRequest) -> Inbound:
        raise KeyError(request.method)

    assert judged(lambda _: other, first, true) == "believed"
    assert judged(lambda _: true, first, true) == "the same"
    assert judged(breaks, first, true) == "raised: KeyError"
