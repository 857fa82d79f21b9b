"""One queue and one member of staff; prints the cookie of a session, and the version."""

import os
from importlib.metadata import version

import django  # type: ignore[import-not-found] # in a room of its own

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
django.setup()

from django.conf import settings  # type: ignore[import-not-found]  # noqa: E402
from django.contrib.auth import get_user_model  # type: ignore[import-not-found]  # noqa: E402
from django.test import Client  # type: ignore[import-not-found]  # noqa: E402
from helpdesk.models import Queue  # type: ignore[import-not-found]  # noqa: E402

Queue.objects.create(title="12345", slug="hotline", allow_public_submission=True)
staff = get_user_model().objects.create_superuser("staff", "staff@example.com", "staff")
client = Client()
client.force_login(staff)
print(client.cookies[settings.SESSION_COOKIE_NAME].value)
print(version("django-helpdesk"))
