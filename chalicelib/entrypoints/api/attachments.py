"""Attachments: announced here, then sent by the client to where the answer says."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Literal

from chalice.app import Blueprint

from chalicelib.application.context import zone_of
from chalicelib.domain.directory import Role
from chalicelib.domain.shape import Range, Text
from chalicelib.entrypoints.api import http, views
from chalicelib.entrypoints.api.body import as_a
from chalicelib.entrypoints.api.errors import forbidden
from chalicelib.entrypoints.api.http import Answer, Call

blueprint = Blueprint(__name__)

MOST_BYTES = 20 * 1024 * 1024
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
    content_type: Literal[
        "image/jpeg",
        "image/png",
        "image/webp",
        "audio/mpeg",
        "audio/mp4",
        "video/mp4",
        "application/pdf",
        "text/plain",
    ]
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
    attachment_id = call.ports.ids.attachment()
    now = call.ports.clock.now()
    offer = call.ports.uploads.offer(attachment_id, file.content_type, file.size, now)
    shown = views.AttachmentView(
        id=attachment_id,
        upload=views.UploadView(url=offer.url, fields=dict(offer.fields)),
        expires_at=offer.expires_at,
    )
    return Answer(views.to_json(shown, zone_of(http.HOME)), HTTPStatus.CREATED)
