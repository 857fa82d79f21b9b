"""Webhooks of the SMS providers: what citizens reply, and what became of what was sent.

Each is authenticated in its provider's own way and answered at once; what it says is worked
behind. Nothing of it is logged but who was refused, and why.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from chalice.app import Blueprint, Response

from chalicelib.application.inbox import file
from chalicelib.application.sms_ports import Accepted, InboundRequest, Mail, Rejected
from chalicelib.bootstrap import system
from chalicelib.entrypoints.api.errors import Problem, not_found, unavailable
from chalicelib.entrypoints.api.http import ROUTES, Route, problem_response, raw_of
from chalicelib.entrypoints.observing import answered

blueprint = Blueprint(__name__)
log = logging.getLogger(__name__)

PLAIN = "/webhooks/sms/{provider}"
ONE_MORE = "/webhooks/sms/{provider}/{secret}"
TWO_MORE = "/webhooks/sms/{provider}/{secret}/receipts"
RECEIPTS = "receipts"
View = Callable[..., Response]


def _webhook(path: str) -> Callable[[View], View]:
    """Register a view with Chalice and, as a provider's own matter, with the OpenAPI document."""

    def register(view: View) -> View:
        blueprint.route(path, methods=["POST"], content_types=[], name=view.__name__)(view)
        ROUTES.append(
            Route(
                method="POST",
                path=path,
                name=view.__name__,
                summary=(view.__doc__ or "").strip(),
                open=True,
                takes=None,
                gives=None,
                status=int(HTTPStatus.OK),
                query=(),
            )
        )
        return view

    return register


@_webhook(PLAIN)
def sms_signed(provider: str) -> Response:
    """Of a provider that signs."""
    return _taken(provider, None)


@_webhook(ONE_MORE)
def sms_with_secret(provider: str, secret: str) -> Response:
    """The receipts of a provider that signs, or the replies of one that does not."""
    return _taken(provider, None if secret == RECEIPTS else secret)


@_webhook(TWO_MORE)
def sms_receipts_with_secret(provider: str, secret: str) -> Response:
    """The receipts of a provider that does not sign."""
    return _taken(provider, secret)


def _taken(provider: str, secret: str | None) -> Response:
    return answered(blueprint.current_request, lambda: _told_or_refused(provider, secret))


def _told_or_refused(provider: str, secret: str | None) -> Response:
    path = f"/webhooks/sms/{provider}"  # without the secret
    try:
        return _answered(provider, secret)
    except Exception as wrong:  # noqa: BLE001 - the edge: nothing may leave but an answer
        return problem_response(wrong, f"POST {path}", path)


def _answered(provider: str, secret: str | None) -> Response:
    ports, request = system(), blueprint.current_request
    webhook = ports.webhooks.get(provider)
    # The addresses we give have no query: one is not what the provider signed.
    if webhook is None or request.query_params:
        raise not_found()
    asked = InboundRequest(
        method="POST",
        url=ports.settings.public_url() + str(request.context.get("path", request.path)),
        headers=dict(request.headers),
        body=raw_of(request),
        secret=secret,
    )
    found = webhook.inbound(asked, ports.clock.now())
    if isinstance(found, Rejected):
        log.warning("a webhook of %s is refused: %s", provider, found.reason)
        raise Problem(HTTPStatus(found.status), "webhook_refused", found.reason)
    if found.subscription is not None:
        log.warning("%s tells of its subscription: %s", provider, found.subscription.kind)
        if not webhook.confirm(found.subscription):
            raise unavailable()  # to be asked again
    if found.replies or found.receipts:
        mail = Mail(provider=webhook.sends_as, replies=found.replies, receipts=found.receipts)
        file(ports, mail)
    return _as_told(found)


def _as_told(found: Accepted) -> Response:
    answer = found.answer
    return Response(body=answer.body, status_code=answer.status, headers=dict(answer.headers))
