"""People of a place: who they are, which post they hold when, and which persons must be named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated

from chalicelib.domain.directory import OF_A_UNIT, STAFF_ROLES, Directory, Role, UnitKind, holds
from chalicelib.domain.errors import FieldError, Kind, Refusal
from chalicelib.domain.provisions import NamedPerson
from chalicelib.domain.shape import FEW, NAME, PHONE, Items, Text
from chalicelib.domain.units import UNIT_ID
from chalicelib.late import dataclass

STAFF_ID = Text(200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What somebody is from a day on until another, which is out. Without roles they are only
    named: as the person responsible in a unit, say.
    """

    roles: frozenset[Role] = frozenset()
    unit: str | None = None
    duties: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        return holds(self.valid_from, self.valid_to, day)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """`id` is the `sub` of their tokens; posts oldest first, one at a time."""

    id: str
    name: str
    phone: str | None = None
    posts: tuple[Post, ...] = ()

    def post_on(self, day: date) -> Post | None:
        return next((one for one in self.posts if one.holds_on(day)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffGiven:
    """Who somebody is, and their post from a day on (left out: from today)."""

    id: Annotated[str, STAFF_ID]
    name: Annotated[str, NAME]
    phone: Annotated[str, PHONE] | None = None
    roles: Annotated[tuple[Role, ...], Items(len(STAFF_ROLES))] = ()
    unit: Annotated[str, UNIT_ID] | None = None
    duties: Annotated[tuple[Annotated[str, NAME], ...], FEW] = ()
    valid_from: date | None = None
    valid_to: date | None = None


def appointed(
    before: StaffMember | None,
    given: StaffGiven,
    directory: Directory,
    demanded: Sequence[NamedPerson],
    today: date,
) -> StaffMember | Refusal:
    """The person with this post; what was before its day stays, what was planned after it goes.

    `directory` is that of the day on which the post begins.
    """
    begins = given.valid_from or today
    errors = tuple(_wrong(given, directory, demanded, begins))
    if errors:
        return Refusal("invalid_field", "some fields are wrong", kind=Kind.INVALID, errors=errors)
    post = Post(
        roles=frozenset(given.roles),
        unit=given.unit,
        duties=given.duties,
        valid_from=begins,
        valid_to=given.valid_to,
    )
    earlier = _before(before, begins) if before else ()
    return StaffMember(
        id=given.id, name=given.name, phone=given.phone, posts=_joined((*earlier, post))
    )


def _before(member: StaffMember, day: date) -> Iterator[Post]:
    for one in member.posts:
        if one.valid_from is None or one.valid_from < day:
            ends = one.valid_to if one.valid_to and one.valid_to < day else day
            yield replace(one, valid_to=ends)


def _joined(posts: tuple[Post, ...]) -> tuple[Post, ...]:
    """The same post held on is one post."""
    *before, last = posts
    if not before:
        return posts
    same = replace(before[-1], valid_from=last.valid_from, valid_to=last.valid_to) == last
    if same and before[-1].valid_to == last.valid_from:
        return (*before[:-1], replace(before[-1], valid_to=last.valid_to))
    return posts


def _wrong(
    given: StaffGiven, directory: Directory, demanded: Sequence[NamedPerson], begins: date
) -> Iterator[FieldError]:
    if not given.id.isprintable():
        yield FieldError("/id", "expected printable characters")
    for role in set(given.roles) - STAFF_ROLES:
        yield FieldError("/roles", f"{role} is no role of staff")
    if given.unit is None and (given.duties or set(given.roles) & set(OF_A_UNIT)):
        yield FieldError("/unit", "required: who handles, leads or is named, is so for a unit")
    # An upper office names its level here, which is no unit.
    if given.unit and Role.UPPER_OFFICE not in given.roles and directory.get(given.unit) is None:
        yield FieldError("/unit", "no unit of this place on that day")
    known = {one.duty for one in demanded}
    for duty in sorted(set(given.duties) - known):
        told = ", ".join(sorted(known)) or "none"
        yield FieldError("/duties", f"{duty} is not asked for here; known: {told}")
    if given.valid_to is not None and given.valid_to <= begins:
        yield FieldError("/valid_to", "expected a day after valid_from: it is the first day out")


# --- who must be named ---


@dataclass(frozen=True, slots=True)
class Gap:
    """A unit that has not named whom its regulation asks for."""

    unit: str
    unit_name: str
    person: NamedPerson


def gaps(
    demanded: Iterable[NamedPerson],
    directory: Directory,
    members: Iterable[StaffMember],
    day: date,
) -> list[Gap]:
    """Unit by unit, who is missing on the day (ZQ-04, YY-04)."""
    posts = [post for one in members if (post := one.post_on(day))]
    named = {(post.unit, duty) for post in posts for duty in post.duties}
    return [
        Gap(unit.id, unit.name, person)
        for unit in directory.units.values()
        for person in demanded
        if _is_asked_of(person, unit.kind) and (unit.id, person.duty) not in named
    ]


def _is_asked_of(person: NamedPerson, kind: UnitKind) -> bool:
    return not person.kinds or kind in person.kinds
