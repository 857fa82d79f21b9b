"""What reads well and still cannot be carried out: found when a regulation is loaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from itertools import combinations, pairwise
from typing import get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chalicelib.domain import intake
from chalicelib.domain.errors import FieldError
from chalicelib.domain.records import LEADER, OFFICE
from chalicelib.domain.regulation import Limit, Regulation
from chalicelib.domain.selecting import Selectable, every_combination, matches, ties
from chalicelib.domain.terms import DeadlineKind, Milestone, Selector
from chalicelib.domain.working_time import TimeUnit

MILESTONES_OF: Mapping[DeadlineKind, frozenset[Milestone]] = {
    DeadlineKind.SIGN_IN: frozenset({Milestone.DISPATCHED}),
    DeadlineKind.FIRST_CONTACT: frozenset(
        {Milestone.REGISTERED, Milestone.DISPATCHED, Milestone.SIGNED}
    ),
    DeadlineKind.DIRECT_ANSWER: frozenset({Milestone.REGISTERED}),
    DeadlineKind.HANDLING: frozenset(
        {Milestone.REGISTERED, Milestone.DISPATCHED, Milestone.SIGNED, Milestone.CONTACTED}
    ),
    DeadlineKind.RETURN_DECISION: frozenset({Milestone.RETURN_REQUESTED}),
    DeadlineKind.EXTENSION_DECISION: frozenset({Milestone.EXTENSION_REQUESTED}),
    DeadlineKind.TERMINATION_DECISION: frozenset({Milestone.TERMINATION_REQUESTED}),
    DeadlineKind.REDO_DECISION: frozenset({Milestone.REDO_REQUESTED}),
    DeadlineKind.ADJUDICATION: frozenset({Milestone.ADJUDICATION_OPENED}),
    DeadlineKind.SURVEY_REPLY: frozenset({Milestone.SURVEY_DELIVERED}),
    DeadlineKind.REVISIT: frozenset({Milestone.REVISIT_DUE}),
}
BY_THE_LIMIT = {"at_most_the_limit", "exactly_the_limit", "up_to_total"}
DECISIONS = {
    DeadlineKind.RETURN_DECISION,
    DeadlineKind.EXTENSION_DECISION,
    DeadlineKind.TERMINATION_DECISION,
    DeadlineKind.REDO_DECISION,
}


def contradictions(regulation: Regulation) -> Iterator[FieldError]:
    """What reads well and still cannot work."""
    yield from _identity(regulation)
    yield from _clock(regulation)
    yield from _api_choices(regulation)
    yield from _limits(regulation)
    yield from _choices(regulation)
    yield from _people(regulation)
    yield from _supervision(regulation)
    yield from _survey(regulation)
    yield from _extensions(regulation)


def _clock(regulation: Regulation) -> Iterator[FieldError]:
    """The zone exists; office hours follow one another, and are there where they are counted."""
    identity = regulation.identity
    try:
        ZoneInfo(identity.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        yield FieldError("/identity/time_zone", f"{identity.time_zone} is not a time zone")
    edges = [time.fromisoformat(edge) for span in identity.office_hours for edge in span]
    if any(earlier >= later for earlier, later in pairwise(edges)):
        yield FieldError("/identity/office_hours", "expected spans that follow one another")
    if not identity.office_hours and TimeUnit.WORKING_HOUR in _units(regulation):
        yield FieldError("/identity/office_hours", "required: something counts working hours")


def _units(regulation: Regulation) -> Iterator[TimeUnit | None]:
    yield from (limit.unit for limit in regulation.limits)
    yield from (window.unit for window in regulation.returns.windows)
    yield from (window.unit for window in regulation.repeats.windows)
    yield from (kind.ask_by.unit for kind in regulation.extensions.kinds)
    yield regulation.extensions.unit
    yield regulation.redo.limit.unit


def _identity(regulation: Regulation) -> Iterator[FieldError]:
    """A version is a day that exists, and lies before the day it expires."""
    identity = regulation.identity
    if identity.version == "undated":
        return
    try:
        since = date.fromisoformat(identity.version)
    except ValueError:
        yield FieldError("/identity/version", f"{identity.version} is no day")
        return
    if identity.expires_on is not None and identity.expires_on <= since:
        yield FieldError("/identity/expires_on", "expected a day after it took effect")


def _api_choices(regulation: Regulation) -> Iterator[FieldError]:
    """What a request may say is what it can say, and what it leaves out is there."""
    for name, annotation, default in (
        ("complexities", intake.Complexity, "ordinary"),
        ("urgencies", intake.Urgency, "normal"),
    ):
        known = {one.id for one in getattr(regulation, name).choices}
        for choice in known - set(get_args(annotation)):
            expected = ", ".join(get_args(annotation))
            yield FieldError(f"/{name}", f"{choice} is not one of: {expected}")
        if default not in known:
            yield FieldError(f"/{name}", f"{default} is what a request means that leaves it out")


def _limits(regulation: Regulation) -> Iterator[FieldError]:
    ids = [limit.id for limit in regulation.limits]
    for index, limit in enumerate(regulation.limits):
        at = f"/limits/{index}"
        if ids.count(limit.id) > 1:
            yield FieldError(f"{at}/id", f"{limit.id} is there twice")
        allowed = MILESTONES_OF.get(limit.kind, frozenset())
        if limit.starts not in allowed:
            names = ", ".join(sorted(allowed)) or "no limit of this kind"
            yield FieldError(f"{at}/starts", f"{limit.kind} can start at: {names}")
        if limit.amount == 0 and limit.unit != TimeUnit.WORKING_DAY:
            yield FieldError(
                f"{at}/amount", "expected more than 0 (0 only as the same working_day)"
            )
        if limit.silence and limit.kind not in DECISIONS:
            yield FieldError(f"{at}/silence", "only for a decision")
        if limit.by and limit.kind != DeadlineKind.FIRST_CONTACT:
            yield FieldError(f"{at}/by", "only for first_contact")
    for kind in DeadlineKind:
        for one, other in ties([limit for limit in regulation.limits if limit.kind == kind]):
            yield FieldError("/limits", f"{one.id} and {other.id} fit the same ticket equally well")
    for window, twin in ties(regulation.returns.windows):
        yield FieldError("/returns/windows", f"{window.period} and {twin.period} fit equally well")
    yield from _uncovered(regulation)


def _uncovered(regulation: Regulation) -> Iterator[FieldError]:
    """Every ticket must be under a limit to handle it, or to answer it directly."""
    kinds = {DeadlineKind.HANDLING, DeadlineKind.DIRECT_ANSWER}
    work: list[Limit] = [limit for limit in regulation.limits if limit.kind in kinds]
    everything = Selector(
        category=tuple(one.id for one in regulation.categories.choices),
        complexity=tuple(one.id for one in regulation.complexities.choices),
        directly_answerable=True,
    )
    known = {
        "category": set(everything.category or ()),
        "complexity": set(everything.complexity or ()),
    }
    for axes in every_combination([everything, *(limit.when for limit in work)]):
        inside = all(axes[axis] in values for axis, values in known.items())
        if inside and not any(matches(limit.when, axes) for limit in work):
            where = ", ".join(f"{axis}={value}" for axis, value in axes.items() if value != "…")
            yield FieldError("/limits", f"no handling limit for {where}")
            return


def _choices(regulation: Regulation) -> Iterator[FieldError]:
    """A selector names only what the regulation knows; ids and codes are there once."""
    known = {
        "category": {one.id for one in regulation.categories.choices},
        "complexity": {one.id for one in regulation.complexities.choices},
        "urgency": {one.id for one in regulation.urgencies.choices},
        "source": {one.id for one in regulation.source_kinds.choices},
        "unit_kind": {"department", "office", "utility", "street"},
    }
    for at, selector in _selectors(regulation):
        for axis, values in known.items():
            for value in getattr(selector, axis) or ():
                if value not in values:
                    expected = ", ".join(sorted(values))
                    yield FieldError(f"{at}/when/{axis}", f"{value} is not one of: {expected}")
    for at, codes in _code_lists(regulation):
        for one, other in combinations(codes, 2):
            if one == other:
                yield FieldError(at, f"{one} is there twice")


def _selectors(regulation: Regulation) -> Iterator[tuple[str, Selector]]:
    tables: dict[str, Sequence[Selectable]] = {
        "limits": regulation.limits,
        "required": regulation.required,
        "returns/windows": regulation.returns.windows,
        "extensions/kinds": regulation.extensions.kinds,
        "redo/exclusions": regulation.redo.exclusions,
    }
    for name, rules in tables.items():
        for index, rule in enumerate(rules):
            yield f"/{name}/{index}", rule.when


def _code_lists(regulation: Regulation) -> Iterator[tuple[str, list[str]]]:
    for name in ("categories", "scope", "source_kinds", "complexities", "urgencies", "conduct"):
        yield f"/{name}", [one.id for one in getattr(regulation, name).choices]
    yield "/adjudication/bodies", [one.id for one in regulation.adjudication.bodies]
    yield "/supervision/forms", [one.id for one in regulation.supervision.forms]
    if regulation.termination:
        yield "/termination/grounds", [one.code for one in regulation.termination.grounds]
    yield "/ratings", [one.id for one in regulation.ratings.choices]
    yield "/levels", [one.id for one in regulation.levels]
    yield "/persons", [one.duty for one in regulation.persons]
    yield "/decline_reasons", [one.code for one in regulation.decline_reasons]
    yield "/referrals", [one.to for one in regulation.referrals]
    yield "/answer/outcomes", [one.id for one in regulation.answer.outcomes]
    yield "/redo/exclusions", [one.code for one in regulation.redo.exclusions]
    yield "/returns/refusals", [one.code for one in regulation.returns.refusals]
    yield "/extensions/kinds", [one.id for one in regulation.extensions.kinds]
    yield "/extensions/grounds", [one.id for one in regulation.extensions.grounds]
    yield "/supervision/triggers", [one.code for one in regulation.supervision.triggers]


def _people(regulation: Regulation) -> Iterator[FieldError]:
    """Every step of a chain is someone this regulation knows."""
    levels = {level.id for level in regulation.levels}
    chains = [("/returns/chain", regulation.returns.chain)]
    chains += [
        (f"/extensions/kinds/{index}/chain", kind.chain)
        for index, kind in enumerate(regulation.extensions.kinds)
    ]
    for at, chain in chains:
        if not chain or chain[-1] == LEADER:
            yield FieldError(at, "expected someone who decides at the end")
        for step in chain:
            if step not in {LEADER, OFFICE, *levels}:
                yield FieldError(at, f"{step} is not leader, office or one of /levels")
        order = [LEADER, OFFICE, *(level.id for level in regulation.levels)]
        ranks = [order.index(step) for step in chain if step in order]
        if ranks != sorted(set(ranks)):
            yield FieldError(at, "expected each once, from the unit's leader upwards")
    for at, level in (
        ("/audit/registered_by", regulation.audit.registered_by),
        ("/redo/decided_by", regulation.redo.decided_by),
    ):
        if level is not None and level not in {OFFICE, *levels}:
            yield FieldError(at, f"{level} is not office or one of /levels")
    if regulation.redo.opens != "at_once" and regulation.redo.decided_by is None:
        yield FieldError("/redo/decided_by", "required: someone must decide on a redo")


def _supervision(regulation: Regulation) -> Iterator[FieldError]:
    """What opens by itself opens for a reason that the regulation lists."""
    known = {one.code for one in regulation.supervision.triggers}
    for at, wanted, trigger in (
        ("/repeats", regulation.repeats.supervise_at, regulation.repeats.supervision_trigger),
        ("/redo", regulation.redo.supervised_from, regulation.redo.supervision_trigger),
    ):
        if wanted is not None and trigger not in known:
            expected = "expected a code of /supervision/triggers"
            yield FieldError(f"{at}/supervision_trigger", expected)
    if regulation.repeats.count_first and regulation.repeats.supervise_at is None:
        yield FieldError("/repeats/count_first", "only where repeats are supervised")
    inspection = regulation.redo.inspection
    if inspection and inspection.trigger not in known:
        yield FieldError("/redo/inspection/trigger", "expected a code of /supervision/triggers")
    if inspection and all(inspection.form != one.id for one in regulation.supervision.forms):
        yield FieldError("/redo/inspection/form", "expected an id of /supervision/forms")
    above = regulation.revisit.upper_level_trigger
    if above is not None and above not in known:
        yield FieldError("/revisit/upper_level_trigger", "expected a code of /supervision/triggers")


def _survey(regulation: Regulation) -> Iterator[FieldError]:
    windows = [one for one in regulation.limits if one.kind == DeadlineKind.SURVEY_REPLY]
    if regulation.survey.channel == "sms" and not any(one.when == Selector() for one in windows):
        yield FieldError("/limits", "an SMS survey needs a survey_reply limit for every ticket")
    grades = {one.good for one in regulation.ratings.choices}
    if grades != {True, False}:
        yield FieldError("/ratings/choices", "expected at least one good and one bad grade")
    if sum(one.when_unreachable for one in regulation.redo.exclusions) > 1:
        yield FieldError("/redo/exclusions", "one at most is when_unreachable")
    outcomes = {one.id for one in regulation.answer.outcomes}
    for index, one in enumerate(regulation.redo.exclusions):
        if not outcomes.issuperset(one.outcomes):
            at = f"/redo/exclusions/{index}/outcomes"
            yield FieldError(at, "expected ids of /answer/outcomes")
    own = regulation.redo.limit
    if own.original == (own.amount is not None or own.unit is not None):
        yield FieldError("/redo/limit", "expected original = true, or an amount and a unit")
    if (own.amount is None) != (own.unit is None):
        yield FieldError("/redo/limit", "amount and unit belong together")


def _extensions(regulation: Regulation) -> Iterator[FieldError]:
    for index, kind in enumerate(regulation.extensions.kinds):
        at = f"/extensions/kinds/{index}"
        needs_amount = kind.length in {"at_most", "up_to_total"}
        if needs_amount != (kind.amount is not None):
            expected = "required" if needs_amount else "not used"
            yield FieldError(f"{at}/amount", f"{expected} with length = {kind.length}")
        if "ground" in kind.required and not regulation.extensions.grounds:
            yield FieldError(f"{at}/required", "a ground is required, and /grounds lists none")
        if kind.length in BY_THE_LIMIT and not _counts_alike(regulation):
            expected = f"{kind.length} needs handling limits counted in the unit of extensions"
            yield FieldError(f"{at}/length", expected)
        if kind.after is not None and kind.kind == kind.after:
            yield FieldError(f"{at}/after", "cannot come after itself")
        ask = kind.ask_by
        if ask.counted_from == "end" and ask.amount == 0:
            for name in ("on_day_of_receipt", "office_override"):
                if getattr(ask, name):
                    yield FieldError(f"{at}/ask_by/{name}", "only where one must ask earlier")
        if ask.counted_from == "end" and ask.unit not in {TimeUnit.DAY, TimeUnit.WORKING_DAY}:
            yield FieldError(f"{at}/ask_by/unit", "counted from the end: day or working_day")


def _counts_alike(regulation: Regulation) -> bool:
    return all(
        limit.unit == regulation.extensions.unit
        for limit in regulation.limits
        if limit.kind == DeadlineKind.HANDLING
    )
