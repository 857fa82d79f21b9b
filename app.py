"""The Chalice application: registers the blueprints, nothing else."""

from chalice.app import Chalice

from chalicelib import starting
from chalicelib.entrypoints import inbox, streams, sweeps, uploads, webhooks
from chalicelib.entrypoints.api import (
    actions,
    attachments,
    calendars,
    conduct,
    directory_imports,
    erasure,
    jurisdictions,
    lookup,
    meta,
    notices,
    preferences,
    privacy,
    progress,
    ratings,
    staff,
    tickets,
    units,
)

# Its own way of logging would tell the words of exceptions.
app = Chalice(app_name="lianxin", debug=False, configure_logs=False)
# A spreadsheet's CSV may be in GB18030: it must arrive byte by byte.
app.api.binary_types.append("text/csv")
API = (
    tickets,
    actions,
    notices,
    progress,
    conduct,
    privacy,
    erasure,
    preferences,
    lookup,
    ratings,
    attachments,
    calendars,
    jurisdictions,
    units,
    staff,
    directory_imports,
    meta,
)
for module in (*API, webhooks, sweeps, streams, inbox, uploads):
    app.register_blueprint(module.blueprint)
starting.finished()
