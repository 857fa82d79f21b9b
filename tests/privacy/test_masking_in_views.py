"""The words of a ticket tell no more of the place than its address does, over HTTP."""

from __future__ import annotations

import pytest

from tests.api.conftest import Hotline

PLACE = {"address": "大旺大道20号3栋502", "lat": 23.0515, "lon": 112.4653}
SAID = "大旺大道20号-3栋-502漏水，请到20号3栋502看看"
UNIT = "urban-management"


@pytest.mark.parametrize("who", ["supervisor", "auditor"])
def test_who_sees_the_street_only_reads_the_house_in_no_words(hotline: Hotline, who: str) -> None:
    ticket = hotline.dispatched(description=SAID, location=PLACE)
    assert hotline.get(ticket, who)["description"] == "大旺大道**漏水，请到**看看"


@pytest.mark.parametrize("who", ["office", f"handler@{UNIT}"])
def test_who_sends_somebody_there_reads_it(hotline: Hotline, who: str) -> None:
    ticket = hotline.dispatched(description=SAID, location=PLACE)
    assert hotline.get(ticket, who)["description"] == SAID
