"""The Chalice application: registers the blueprints, nothing else."""

from chalice.app import Chalice

from chalicelib.entrypoints import streams, sweeps
from chalicelib.entrypoints.api import (
    actions,
    attachments,
    calendars,
    jurisdictions,
    meta,
    notices,
    tickets,
)

app = Chalice(app_name="lianxin", debug=False)
API = (tickets, actions, notices, attachments, calendars, jurisdictions, meta)
for module in (*API, sweeps, streams):
    app.register_blueprint(module.blueprint)
