"""短信设置: whether a citizen's number is sent SMS at all, and what would be missed without."""

from __future__ import annotations

from http import HTTPStatus

from chalice.app import Blueprint

from chalicelib.application import opting_out
from chalicelib.application.context import zone_of
from chalicelib.domain.directory import Role
from chalicelib.entrypoints.api import http
from chalicelib.entrypoints.api.body import as_a
from chalicelib.entrypoints.api.errors import Problem, forbidden
from chalicelib.entrypoints.api.http import Answer, Call
from chalicelib.entrypoints.api.views import to_json
from chalicelib.late import dataclass

blueprint = Blueprint(__name__)

NOTICES = "/v1/me/notices"
MISSED = (
    "退订后不再收到评价短信和查询验证码，诉求按未评价归档；确认请将understood设为true / "
    "without SMS there is no survey and no code to look a ticket up, and it is archived unrated; "
    "to do so, set understood to true"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """`sms`: whether any may be sent. `understood`: that without them the survey is missed too."""

    sms: bool
    understood: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KindView:
    kind: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferencesView:
    """`kinds`: what is sent by SMS. They are wanted or not wanted together, as by a reply of T."""

    sms: bool
    kinds: tuple[KindView, ...]


KINDS = (
    KindView(kind="survey", name="满意度评价", name_en="The survey after closing"),
    KindView(kind="survey_hint", name="评价回复提示", name_en="How to reply to a survey"),
    KindView(kind="lookup_code", name="进度查询验证码", name_en="Codes to look a ticket up"),
)


@http.route(blueprint, "GET", NOTICES, gives=PreferencesView)
def get_preferences(call: Call) -> Answer:
    """Which notices the caller's number gets by SMS."""
    return _shown(call, _own_number(call))


@http.route(blueprint, "PUT", NOTICES, takes=Wanted, gives=PreferencesView)
def put_preferences(call: Call) -> Answer:
    """Opt out of SMS, or in again; never silently: who leaves says that they know what it means."""
    phone = _own_number(call)
    wanted = as_a(Wanted, call.json())
    leaves = not wanted.sms and not opting_out.is_out(call.ports, phone)
    if leaves and not wanted.understood:
        raise Problem(HTTPStatus.CONFLICT, "not_understood", MISSED)
    opting_out.put(call.ports, phone, call.ports.clock.now(), out=not wanted.sms)
    return _shown(call, phone)


def _own_number(call: Call) -> str:
    if not call.actor.is_a(Role.CITIZEN) or call.actor.phone is None:
        raise forbidden("only for a citizen whose token names a phone number")
    return call.actor.phone


def _shown(call: Call, phone: str) -> Answer:
    shown = PreferencesView(sms=not opting_out.is_out(call.ports, phone), kinds=KINDS)
    return Answer(to_json(shown, zone_of(http.HOME)))
