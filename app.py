"""The Chalice application: registers the blueprints, nothing else."""

from chalice.app import Chalice

from chalicelib.entrypoints import inbox, streams, sweeps, webhooks
from chalicelib.entrypoints.api import (
    actions,
    attachments,
    calendars,
    jurisdictions,
    meta,
    notices,
    ratings,
    tickets,
)

# Its own way of logging would tell the words of exceptions.
app = Chalice(app_name="lianxin", debug=False, configure_logs=False)
API = (tickets, actions, notices, ratings, attachments, calendars, jurisdictions, meta)
for module in (*API, webhooks, sweeps, streams, inbox):
    app.register_blueprint(module.blueprint)
