"""What the running system tells of itself: figures, and the trail that holds log lines together.

No figure is about a person or a ticket: what one is told apart by has a few values, known here.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from hashlib import blake2b
from typing import Literal, Protocol

from chalicelib.late import dataclass

MARK_BYTES = 6
MARK_LENGTH = 8
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Figure:
    """A count adds up; any other is one measurement. `by`: what it is told apart by, if anything,
    and `among` which values; what is not among them is told as `other`.
    """

    name: str
    unit: Literal["Count", "Seconds", "Percent"] = "Count"
    by: str | None = None
    among: frozenset[str] = frozenset()


# How a survey ends: with a verdict, with its window, or without having been sent.
OUTCOMES = frozenset(
    {"rated", "expired", "invalid", "opted_out", "undeliverable", "no_phone", "no_reply_wanted"}
)
PROVIDERS = frozenset({"aliyun", "tencent", "twilio", "aws", "local"})

DEADLINES_DUE = Figure("DeadlinesDue")
DEADLINES_FIRED = Figure("DeadlinesFired")
SWEEP_LAG = Figure("SweepLagSeconds", "Seconds")
SURVEYS_ENDED = Figure("SurveysEnded", by="outcome", among=OUTCOMES)
PROVIDER_FAILING = Figure("ProviderFailingShare", "Percent", by="provider", among=PROVIDERS)
OUTBOX_AGE = Figure("OutboxAgeSeconds", "Seconds")
SMS_SENT = Figure("SmsSent")
REPLIES_TAKEN = Figure("RepliesTaken")
CONFLICTS = Figure("Conflicts")
REFUSED = Figure("Refused")


class Telling(Protocol):
    def tell(self, figure: Figure, value: float = 1, of: str = "") -> None:
        """`of` is a value of what the figure is told apart by. Never fails, and costs no call."""


class Untold:
    """Where nobody listens: on one machine, and in tests."""

    def tell(self, figure: Figure, value: float = 1, of: str = "") -> None:
        pass


UNTOLD = Untold()


class Observer(Protocol):
    """Logs, figures and traces of this process."""

    @property
    def telling(self) -> Telling: ...

    def watched(self, function: str, context: object) -> AbstractContextManager[None]:
        """Around one invocation; `context` is what AWS tells a function, None elsewhere.

        No exception may leave it: a trace would keep its words.
        """

    def calling(self, service: str, operation: str) -> AbstractContextManager[None]:
        """Around one call of a service of AWS that no library of theirs makes."""

    def annotate(self, name: str, value: str) -> None:
        """Find the trace of this invocation by this. Never what tells who somebody is."""


@dataclass(frozen=True, slots=True)
class Trail:
    """What follows from one request. `mark` is in every log line of it and in the id of every
    commit, so that whoever reads a commit goes on with it; `request` only while it is answered.
    """

    mark: str
    request: str = ""

    @classmethod
    def of_request(cls, request: str) -> Trail:
        """The same for the same request; nobody can tell the request from the mark."""
        digest = blake2b(request.encode(), digest_size=MARK_BYTES).digest()
        return cls(urlsafe_b64encode(digest).decode(), request)

    @classmethod
    def of_commit(cls, request_id: str) -> Trail:
        return cls(request_id[:MARK_LENGTH])


NONE = Trail("")
_trail: ContextVar[Trail] = ContextVar("trail", default=NONE)


def trail() -> Trail:
    """The one that is followed here and now; an empty one if none is."""
    return _trail.get()


@contextmanager
def following(one: Trail) -> Iterator[None]:
    """Whatever is done inside belongs to this trail; to the one before if this one is empty."""
    token = _trail.set(one if one.mark else trail())
    try:
        yield
    finally:
        _trail.reset(token)
