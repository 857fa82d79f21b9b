"""How each place sends, as a deployment's configuration says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import time
from typing import Annotated, Any

from chalicelib.application.message_ports import SmsSettings
from chalicelib.domain.errors import FieldError
from chalicelib.domain.shape import CLOCK, Range, Text
from chalicelib.late import dataclass
from chalicelib.reading import Unreadable, read

Code = Annotated[str, Text(100)]
# More would leave a number's surveys of a week without enough codes to tell them apart.
MOST_A_DAY = Range(1, 50)
QUIET = ("quiet_from", "quiet_until")


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """The provider's code of each kind of text."""

    survey: Code | None = None
    survey_coded: Code | None = None
    hint: Code | None = None
    which: Code | None = None
    lookup: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """`SmsSettings`, as JSON has it; what is left out is as it is there."""

    sign: Annotated[str, Text(50)] | None = None
    templates: Templates = Templates()
    quiet_from: Annotated[str, CLOCK] | None = None
    quiet_until: Annotated[str, CLOCK] | None = None
    most_a_day: Annotated[int, MOST_A_DAY] | None = None
    per_second: Annotated[int, Range(1, 10_000)] | None = None


def sms_settings(told: object) -> Mapping[str, SmsSettings]:
    """By place; raises `Unreadable` with all that is wrong."""
    if not isinstance(told, dict):
        raise Unreadable((FieldError("", "expected an object, by place"),))
    found, errors = {}, []
    for place, one in told.items():
        try:
            found[place] = _settings(read(Written, one))
        except Unreadable as wrong:
            errors += [FieldError(f"/{place}{at.pointer}", at.detail) for at in wrong.errors]
    if errors:
        raise Unreadable(tuple(errors))
    return found


def _settings(written: Written) -> SmsSettings:
    said = _said(written)
    quiet = {one: time.fromisoformat(said[one]) for one in QUIET if one in said}
    return SmsSettings(**(said | quiet | {"templates": _said(written.templates)}))


def _said(written: Written | Templates) -> dict[str, Any]:
    given = {one.name: getattr(written, one.name) for one in fields(written)}
    return {name: value for name, value in given.items() if value is not None}
