"""How the whole suite runs."""

import os

from hypothesis import settings

from chalicelib.bootstrap import observer

# A shared machine is slow at times; and what runs for others must fail for the same reason twice.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

# Whatever environment a test makes for itself, the logs of its process stay pytest's.
observer()
