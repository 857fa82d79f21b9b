"""Stories of tickets: short to write, in the words of the rules.

    story = Story("zhaoqing", at="2026-09-21T10:00", category="complaint")
    story.dispatch("roads")
    story.at("2026-09-24T09:00").refused("handler", "request_return", "return_too_late",
                                         article="第九条（二）", reason="…", basis="…")

A step that is not expected to be refused fails the test with the refusal. Times are local to the
jurisdiction. Every step goes through `decide`, exactly as a request would.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Self
from zoneinfo import ZoneInfo

from chalicelib.adapters.calendar_files import load_calendar
from chalicelib.adapters.regulation_files import load_regulations
from chalicelib.domain import deadlines, intake, replying, surveys
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.decision import Context, Decision, Earlier, Entry, Facts
from chalicelib.domain.directory import Actor, Directory, Role, Unit, UnitKind
from chalicelib.domain.errors import Refusal
from chalicelib.domain.records import Survey
from chalicelib.domain.regulation import Regulation
from chalicelib.domain.state import Deadline, Ticket
from chalicelib.domain.terms import DeadlineKind
from chalicelib.domain.ticket import ACTIONS, FallDue, Recompute, decide, evolve
from chalicelib.reading import read

ZONE = ZoneInfo("Asia/Shanghai")
PHONE = "+8613800000000"

UNITS = Directory(
    {
        unit.id: unit
        for unit in (
            Unit("roads", "公路局", UnitKind.DEPARTMENT),
            Unit("parks", "园林局", UnitKind.DEPARTMENT),
            Unit("housing", "住建局", UnitKind.DEPARTMENT),
            Unit("water", "自来水公司", UnitKind.UTILITY),
            Unit("county", "县热线办", UnitKind.OFFICE),
            Unit("county-roads", "县公路局", UnitKind.DEPARTMENT, parent="county"),
            Unit("town", "某街道", UnitKind.STREET),
        )
    }
)


class Regulations:
    """The regulations the stories are told under; another set can be put in their place."""

    current: Mapping[str, Regulation] | None = None

    @classmethod
    def of(cls, place: str) -> Regulation:
        known = cls.current if cls.current is not None else packaged()
        return next(one for one in known.values() if one.identity.place == place)


@cache
def packaged() -> Mapping[str, Regulation]:
    return load_regulations()


@cache
def published() -> Calendar:
    return load_calendar()


def instant(local: str | datetime) -> datetime:
    """`2026-09-21T10:00` as an aware instant in China."""
    moment = datetime.fromisoformat(local) if isinstance(local, str) else local
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


class Story:
    """One ticket and what happens to it."""

    def __init__(
        self,
        place: str,
        at: str = "2026-03-02T09:00",
        *,
        regulation: Regulation | None = None,
        calendar: Calendar | None = None,
        earlier: tuple[Earlier, ...] = (),
        expect: str | None = None,
        audit_on: bool = False,
        opted_out: bool = False,
        surveyed_above: bool = False,
        **given: object,
    ) -> None:
        self.regulation = regulation or Regulations.of(place)
        self.calendar = calendar or published()
        self.now = instant(at)
        self.earlier = earlier
        self.audit_on = audit_on
        self.opted_out = opted_out
        self.surveyed_above = surveyed_above
        self.history: list[Entry] = []
        self.last: tuple[Entry, ...] = ()
        body: dict[str, Any] = {
            "jurisdiction": place,
            "category": "complaint",
            "subject": "夜间施工噪声",
            "description": "工地夜间施工，影响休息",
            "requester": {"name": "张三", "phone": PHONE},
            "location": {"address": "建设路1号"},
        } | given
        command = read(intake.Register, body)
        self.start = intake.new_ticket(command, "tkt_1", "N-1", self.regulation, self.now)
        self.ticket: Ticket = self.start
        if expect is None:
            self._accept(self._decide(command, self._actor(Role.OPERATOR, None)))
        else:
            outcome = self._decide(command, self._actor(Role.OPERATOR, None))
            assert isinstance(outcome, Refusal), f"expected {expect}, but it was registered"
            assert outcome.code == expect
            self.refusal = outcome

    # --- time ---

    def at(self, local: str | datetime) -> Self:
        """Go on at this moment; what falls due until then is left to the next step."""
        moment = instant(local)
        assert moment >= self.now, "a story goes forward"
        self.now = moment
        return self

    def after(self, **duration: float) -> Self:
        self.now += timedelta(**duration)
        return self

    def sweep(self) -> Self:
        """The sweep comes by now."""
        return self.tell(FallDue())

    def publish(self, calendar: Calendar) -> Self:
        """A new calendar is imported."""
        self.calendar = calendar
        return self.tell(Recompute())

    # --- steps ---

    def do(self, role: str, action: str, *, by_unit: str | None = None, **fields: object) -> Self:
        """An action of the API, given by a role; handler and leader are the lead unit's."""
        self._accept(self._act(role, action, by_unit, fields))
        return self

    def refused(
        self,
        role: str,
        action: str,
        code: str,
        *,
        article: str | None = None,
        rule: str | None = None,
        by_unit: str | None = None,
        **fields: object,
    ) -> Refusal:
        """The action is refused with this code, under this article, and changes nothing."""
        before = self.ticket
        outcome = self._act(role, action, by_unit, fields)
        assert isinstance(outcome, Refusal), f"{action} was accepted, expected {code}"
        assert outcome.code == code, f"expected {code}, got {outcome.code}: {outcome.detail}"
        if article is not None:
            assert outcome.basis is not None, f"{code} cites nothing"
            assert outcome.basis.article == article
        if rule is not None:
            assert outcome.basis is not None, f"{code} cites nothing"
            assert rule in outcome.basis.rules
        assert self.ticket is before
        return outcome

    def step(self, role: str, action: str, fields: Mapping[str, object]) -> Self:
        """As `do`, with the fields in a mapping."""
        self._accept(self._act(role, action, None, fields))
        return self

    def dispatch(self, unit: str = "roads", **fields: object) -> Self:
        return self.step("office", "dispatch", {"unit": unit, **fields})

    def sign(self) -> Self:
        return self.do("handler", "sign")

    def answer(self, **fields: object) -> Self:
        """The lead unit submits an answer that every regulation takes for complete."""
        whole = {
            "outcome": "solved",
            "handled_at": self.now.isoformat(),
            "process": "到现场查看",
            "result": "已责令停工",
            "legal_basis": "噪声污染防治法",
            "replied_by": "phone",
        }
        return self.step("handler", "submit_answer", whole | fields)

    def approve(self) -> Self:
        return self.do("office", "audit_answer", approve=True)

    def surveyed(self) -> Self:
        """The survey SMS is sent and delivered now."""
        return self.tell(surveys.MarkSurveySent()).tell(surveys.MarkSurveyDelivered())

    def tell(self, command: object) -> Self:
        """What comes by itself, or from a provider."""
        self._accept(self._decide(command, self._actor(Role.SYSTEM, None)))
        return self

    def not_told(self, command: object, code: str) -> Refusal:
        """It is refused with this code and changes nothing."""
        outcome = self._decide(command, self._actor(Role.SYSTEM, None))
        assert isinstance(outcome, Refusal), f"{command} was accepted, expected {code}"
        assert outcome.code == code
        return outcome

    def reply(self, text: str, reply: str = "r1", **fields: object) -> Self:
        """The citizen's text arrives now; about the present round, if no other is named."""
        about: dict[str, Any] = {"round": self.ticket.round, **fields}
        return self.tell(replying.TakeReply(id=reply, text=text, **about))

    def rate(self, rating: str, **fields: object) -> Self:
        return self.step("citizen", "rate", {"rating": rating, **fields})

    # --- what a test looks at ---

    def deadline(self, kind: str) -> Deadline:
        """The present deadline of a kind in this round."""
        found = self.ticket.current(DeadlineKind(kind))
        assert found is not None, f"no {kind} deadline; there are: {self.deadline_ids()}"
        return found

    def deadline_ids(self) -> list[str]:
        return [one.id for one in self.ticket.deadlines]

    def due(self, kind: str) -> str:
        """`due_on` of the present deadline, as text."""
        return self.deadline(kind).due_on.isoformat()

    def due_at(self, kind: str) -> str:
        """`due_at`, local, to the minute."""
        return self.deadline(kind).due_at.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")

    def article(self, kind: str) -> str:
        """The article the present deadline of a kind rests on."""
        table = deadlines.ruling(self.deadline(kind), self.regulation)
        assert table is not None
        return table.article

    def events(self) -> list[str]:
        return [entry.event.name for entry in self.history]

    def last_events(self) -> list[str]:
        return [entry.event.name for entry in self.last]

    def event(self, name: str) -> Entry:
        """The latest event of a name."""
        return next(entry for entry in reversed(self.history) if entry.event.name == name)

    def explanation(self, kind: str) -> str:
        return deadlines.explanation(self.deadline(kind), self.ticket, self.context())

    def survey(self) -> Survey:
        assert self.ticket.survey is not None, "no survey yet"
        return self.ticket.survey

    def replies(self) -> list[replying.ReplyReceived]:
        """Every text that was kept, in the order it came."""
        events = (entry.event for entry in self.history)
        return [one for one in events if isinstance(one, replying.ReplyReceived)]

    def earlier_ticket(self, ticket_id: str = "tkt_0") -> Earlier:
        """This ticket as the repeat rules of a later one see it."""
        ticket = self.ticket
        return Earlier(
            id=ticket_id,
            number="N-0",
            category=ticket.category,
            subject=ticket.subject,
            address=ticket.location.address if ticket.location else None,
            registered_at=ticket.registered_at,
            closed_at=ticket.closed_at,
            status=ticket.status,
            repeat_of=ticket.repeat_of,
        )

    # --- inside ---

    def _act(
        self, role: str, action: str, unit: str | None, fields: Mapping[str, object]
    ) -> Decision | Refusal:
        command = read(ACTIONS[action].command, fields)
        return self._decide(command, self._actor(Role(role), unit))

    def _actor(self, role: Role, unit: str | None) -> Actor:
        if unit is None and role in {Role.HANDLER, Role.LEADER}:
            unit = self.ticket.unit
        phone = self.ticket.requester.phone if role == Role.CITIZEN else None
        return Actor(f"{role}-1", frozenset({role}), self.ticket.jurisdiction, unit, phone)

    def context(self, actor: Actor | None = None) -> Context:
        """What a decision made now would look at."""
        return Context(
            now=self.now,
            actor=actor or self._actor(Role.AUDITOR, None),
            regulation=self.regulation,
            calendar=self.calendar,
            zone=ZONE,
            facts=Facts(
                directory=UNITS,
                earlier=self.earlier,
                new_ids=tuple((f"tkt_p{i}", f"N-P{i}") for i in range(20)),
                audit_on=self.audit_on,
                opted_out=self.opted_out,
                surveyed_above=self.surveyed_above,
            ),
        )

    def _decide(self, command: object, actor: Actor) -> Decision | Refusal:
        return decide(self.ticket, command, self.context(actor))

    def _accept(self, outcome: Decision | Refusal) -> None:
        assert isinstance(outcome, Decision), f"refused: {outcome}"
        folded = self.ticket
        for entry in outcome.entries:
            folded = evolve(folded, entry)
        assert folded.but(version=outcome.ticket.version) == outcome.ticket, "events ≠ state"
        self.ticket = outcome.ticket
        self.last = outcome.entries
        self.history.extend(outcome.entries)
