"""How long a place's texts usually are, looked at when a function starts, not when one is refused.

What is longer than a provider takes stops the function; what is paid for by more parts than it need
be is only told, for the text may be worth it. A sign or an address of ours is mostly why.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping

from chalicelib.application import rating_links, texts
from chalicelib.application.ports import Ports
from chalicelib.domain import sms_length
from chalicelib.domain.regulation import Regulation
from chalicelib.late import dataclass

log = logging.getLogger(__name__)

# Characters, sign and parameters included: as Alibaba Cloud's and Tencent Cloud's rules for
# templates, Twilio's `Body`, and AWS's `MessageBody` have it.
LONGEST: Mapping[str, int] = {"aliyun": 500, "tencent": 500, "twilio": 1600, "aws": 1600}
USUAL_PARTS = 4
SAMPLE_CODE, MANY_OPEN = "K7", 20


@dataclass(frozen=True, slots=True)
class Sample:
    """A ticket, as far as a text tells of it."""

    number: str = "ZQ20260302-7K3M9Q4"

    @property
    def token(self) -> str:
        id_ = f"tkt_{self.number.replace('-', '').lower()}"
        return rating_links.token_of(rating_links.Rated(id_, 1), b"sample")


SAMPLE = Sample()


def too_long(ports: Ports) -> tuple[str, ...]:
    """Which text of which place a provider would not take, a line each; nothing of it is quoted."""
    taken = min((LONGEST[one.name] for one in ports.providers if one.name in LONGEST), default=None)
    if taken is None:
        return ()
    wrong = []
    for place, kind, text in _usual(ports):
        units, parts = sms_length.units(text), sms_length.parts(text)
        if parts > USUAL_PARTS:
            log.warning("the text %s of %s takes %d parts", kind, place, parts)
        if units > taken:
            wrong.append(f"{kind} of {place} has {units} characters, and {taken} are taken")
    return tuple(wrong)


def _usual(ports: Ports) -> Iterator[tuple[str, str, str]]:
    """Place, kind and text of what citizens are sent by SMS, each at its longest."""
    for place, versions in ports.regulations.versions().items():
        if versions and versions[-1].survey.channel == "sms":
            for kind, text in _texts_of(ports, versions[-1]).items():
                yield place, kind, text


def _texts_of(ports: Ports, regulation: Regulation) -> Mapping[str, str]:
    sign = texts.sign_of(regulation, ports.settings.sms(regulation.identity.place))
    link = rating_links.link_of(ports, SAMPLE.token)
    return {
        "survey_coded": texts.survey_text(SAMPLE, regulation, sign, link, SAMPLE_CODE),
        "hint": texts.hint_text(regulation, sign, SAMPLE.number, link),
        "which": texts.which_text(sign, [(SAMPLE_CODE, SAMPLE.number)] * MANY_OPEN),
    }
