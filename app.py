"""The Chalice application: registers the blueprints, nothing else."""

from chalice.app import Chalice

from chalicelib.entrypoints import sweeps
from chalicelib.entrypoints.api import (
    actions,
    attachments,
    calendars,
    jurisdictions,
    meta,
    tickets,
)

app = Chalice(app_name="lianxin", debug=False)
for module in (tickets, actions, attachments, calendars, jurisdictions, meta, sweeps):
    app.register_blueprint(module.blueprint)
