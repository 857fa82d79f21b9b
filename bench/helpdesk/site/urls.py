"""The site is the help desk and nothing else."""

from django.urls import include, path  # type: ignore[import-not-found] # in a room of its own

urlpatterns = [path("helpdesk/", include("helpdesk.urls"))]
