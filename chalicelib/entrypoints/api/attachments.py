"""Attachments: announced here, sent by the client to where the answer says, had by an address."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from chalice.app import Blueprint

from chalicelib.application import attaching
from chalicelib.application.access_logging import file_seen
from chalicelib.application.attaching import Named, Shown
from chalicelib.application.context import zone_of
from chalicelib.application.file_ports import Download
from chalicelib.application.ports import Ports
from chalicelib.domain.directory import Actor, Role
from chalicelib.domain.errors import Refusal
from chalicelib.domain.files import KINDS, REASONS, ContentType
from chalicelib.domain.privacy import HIDDEN, sight_of
from chalicelib.domain.shape import Range, Text
from chalicelib.domain.state import Ticket
from chalicelib.entrypoints.api import http, views
from chalicelib.entrypoints.api.body import as_a
from chalicelib.entrypoints.api.errors import forbidden, not_found, refused
from chalicelib.entrypoints.api.glass import day_of
from chalicelib.entrypoints.api.http import Answer, Call
from chalicelib.late import dataclass

blueprint = Blueprint(__name__)

# No configuration allows more; how much of each kind is taken, the answer of a refusal says.
MOST_BYTES = 200 * 1024 * 1024
MAY_UPLOAD = (
    Role.CITIZEN,
    Role.OPERATOR,
    Role.OFFICE,
    Role.HANDLER,
    Role.LEADER,
    Role.SUPERVISOR,
    Role.UPPER_OFFICE,
    Role.PLATFORM,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announce:
    """The file that is about to be sent."""

    filename: Annotated[str, Text(200, 1, r"[^/\\\n\r\t]+", "a name without a path")]
    content_type: ContentType
    size: Annotated[int, Range(1, MOST_BYTES)]


@http.route(
    blueprint,
    "POST",
    "/v1/attachments",
    takes=Announce,
    gives=views.AttachmentView,
    status=HTTPStatus.CREATED,
)
def announce(call: Call) -> Answer:
    """Announce a file; the answer says where to send it."""
    if not call.actor.is_a(*MAY_UPLOAD):
        raise forbidden("not for this role")
    file = as_a(Announce, call.json())
    found = attaching.announce(call.ports, call.actor, file.filename, file.content_type, file.size)
    if isinstance(found, Refusal):
        raise refused(found)
    row, upload = found
    view = views.AttachmentView(
        id=row.id,
        upload=views.UploadView(url=upload.url, fields=dict(upload.fields)),
        expires_at=upload.expires_at,
    )
    return Answer(views.to_json(view, zone_of(http.HOME)), HTTPStatus.CREATED)


@http.route(blueprint, "GET", "/v1/attachments/{attachment_id}", gives=views.FileView)
def get_attachment(call: Call) -> Answer:
    """What became of a file; once it is confirmed, an address to have it from for five minutes."""
    found = attaching.shown(call.ports, call.params["attachment_id"], call.actor)
    if found is None:
        raise not_found()
    download = attaching.download(call.ports, found)
    if download is not None:
        file_seen(call.ports, call.actor, found.tickets)
    return Answer(views.to_json(_view(found, download, call.actor), zone_of(http.HOME)))


def _announced_at(found: Shown, actor: Actor) -> datetime:
    """By the day, to whoever is not to know when somebody turned to the hotline."""
    at, struck = found.row.announced_at, (sight_of(actor, one) for one in found.tickets)
    if found.own or all(one.identity != HIDDEN for one in struck):
        return at
    return day_of(at, zone_of(http.HOME))


def _view(found: Shown, download: Download | None, actor: Actor) -> views.FileView:
    row = found.row
    return views.FileView(
        id=row.id,
        state=row.state,
        reason=row.reason,
        detail=REASONS[row.reason] if row.reason else None,
        kind=KINDS[row.content_type],
        content_type=row.content_type,
        size=row.confirmed.size if row.confirmed else row.size,
        filename=found.filename,
        announced_at=_announced_at(found, actor),
        withheld=found.withheld,
        download=views.DownloadView(url=download.url, expires_at=download.expires_at)
        if download
        else None,
    )


def files_json(ports: Ports, ticket: Ticket) -> Any:  # noqa: ANN401 - any JSON value
    """What became of each attachment of a ticket."""
    found = tuple(_state(one) for one in attaching.of_ticket(ports, ticket))
    return views.to_json(found, zone_of(http.HOME))


def _state(named: Named) -> views.FileStateView:
    row = named.row
    return views.FileStateView(
        id=named.id,
        kind=KINDS[row.content_type] if row else None,
        state=row.state if row else None,
        reason=row.reason if row else None,
        detail=REASONS[row.reason] if row and row.reason else None,
    )
