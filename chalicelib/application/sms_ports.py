"""SMS as the use cases see them: sent through one of several providers, answered by webhook.

Numbers are E.164; instants are aware and in UTC. What may tell a citizen (number, text) or open a
door (secret) is in no `repr`, so that it is in no log by accident.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol

from chalicelib.late import dataclass

if TYPE_CHECKING:
    from chalicelib.application.ports import Ports

Fate = Literal["unknown", "not_taken", "taken", "delivered", "failed"]
# Why a provider does not take it whose own list says that this number left: nobody else is asked to
# get round that, and it is no failure of the provider's.
UNWANTED = "unwanted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """The text as the provider approved it; China's send nothing else.

    `parameters` are in the order of the template's places: some providers know no names.
    """

    sign: str
    code: str
    parameters: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingSms:
    """One message. `id` is ours and says what it is for; `at` is when this try began.

    `code`: the survey's, which the text names, so that a reply can.
    """

    id: str
    at: datetime
    to: str = field(repr=False)
    text: str = field(repr=False)
    template: Template
    code: str


@dataclass(frozen=True, slots=True)
class Taken:
    """The provider has it, and calls it `provider_id`; `delivered`: and the citizen too."""

    provider_id: str
    delivered: bool = False


@dataclass(eq=False)
class NotTaken(Exception):
    """Surely not sent; `retry`: the same may be taken later."""

    reason: str
    retry: bool


@dataclass(eq=False)
class Unsure(Exception):
    """It left, and nobody knows whether the provider has it: ask before sending it again."""

    reason: str


class SmsProvider(Protocol):
    @property
    def name(self) -> str: ...

    def send(self, sms: OutgoingSms) -> Taken:
        """Hand it over, once. Raises `NotTaken` or `Unsure`; never tries again by itself."""

    def query(self, sms: OutgoingSms, provider_id: str | None) -> Fate:
        """What became of it. `unknown` is an answer: the provider cannot tell, or not now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundRequest:
    """A webhook's request. `url` is the one the provider called, whole; `secret` what its path
    carried, for providers that sign nothing.
    """

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A citizen's text. The same text again, told twice, has the same `id`.

    `answers`: the provider's id of the SMS it answers, and `code` the survey's, where the provider
    knows either.
    """

    id: str
    phone: str = field(repr=False)
    text: str = field(repr=False)
    at: datetime
    answers: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of an SMS of ours: `sms` is our own id where the provider gives it back."""

    provider_id: str
    state: Literal["taken", "delivered", "failed"]
    at: datetime
    reason: str
    sms: str | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """A provider wants its subscription confirmed at `url`, or tells that it has ended."""

    kind: Literal["confirm", "ended"]
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider wants to hear before it believes us."""

    status: int
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """`left_out`: how many entries of it concern no citizen's number, or nothing we know."""

    answer: Answer
    replies: tuple[Reply, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    subscription: Subscription | None = None
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Rejected:
    status: int
    reason: str


Inbound = Accepted | Rejected


class SmsWebhook(Protocol):
    @property
    def sends_as(self) -> str:
        """The name of the provider whose messages its receipts and correlations are about."""

    def inbound(self, request: InboundRequest, now: datetime) -> Inbound:
        """What a request says, once it is sure that this provider sent it."""

    def confirm(self, subscription: Subscription) -> bool:
        """Tell the provider that its subscription is wanted; whether that could be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupAsked:
    """Somebody wants to look up a ticket, and says how the requester's number ends."""

    id: str
    number: str = field(repr=False)
    last_four: str = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What a webhook brought, or somebody without an account, to be worked behind the answer."""

    provider: str
    replies: tuple[Reply, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    lookups: tuple[LookupAsked, ...] = ()


class Inbox(Protocol):
    def put(self, ports: Ports, mail: Mail) -> None:
        """Kept until it is worked; `Unavailable` if it cannot be kept."""
