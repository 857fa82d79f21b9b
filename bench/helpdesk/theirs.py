"""django-helpdesk behind gunicorn: one process that serves, set up as for production."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

from bench.helpdesk.contender import Site, Work
from bench.helpdesk.postgres import Cluster, cluster
from bench.helpdesk.processes import Broken, answers_http, free_port, running, until
from bench.lives import REQUEST

PACKAGES = ("django-helpdesk", "gunicorn", "psycopg2-binary")
SITE = Path(__file__).with_name("site")
BASE = "/helpdesk"
TOKEN = "a" * 32
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
LISTED = 50
LISTS = {
    # `{}` in Base64: without a filter, as the page asks for what it shows.
    "page": f"{BASE}/datatables_ticket_list/e30=?length={LISTED}",
    "API": f"{BASE}/api/tickets/?page_size={LISTED}",
}


@dataclass(frozen=True, slots=True)
class Room:
    """A Python with the packages, and what the site is told."""

    python: Path
    env: Mapping[str, str]

    def run(self, *arguments: str) -> str:
        command = [str(self.python), *arguments]
        done = subprocess.run(
            command, cwd=SITE, env=self.env, check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout.strip()


@contextmanager
def room(database: Cluster) -> Iterator[Room]:
    """Outside of the project; what is installed is the newest that can be."""
    told = {
        "DJANGO_SETTINGS_MODULE": "settings",
        "PYTHONPATH": str(SITE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "POSTGRES": str(database.folder),
    }
    env = {**os.environ, **told}
    if given := os.environ.get("HELPDESK_PYTHON"):
        yield Room(Path(given), env)
        return
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder, "bin", "python")
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, *PACKAGES], check=True)
        yield Room(python, env)


@dataclass(frozen=True, slots=True)
class Helpdesk:
    """What it is asked to do, in each of its own ways."""

    site: Site
    version: str
    session: str

    def ways_to_create(self) -> Mapping[str, Work]:
        return {"form": self._fill_in, "form of staff": self._enter, "API": self._post}

    def ways_to_list(self) -> Mapping[str, Work]:
        return {name: self._lister(path) for name, path in LISTS.items()}

    def _fill_in(self, number: int) -> None:
        """As a citizen does, who is then sent on to the ticket."""
        self._submit(number, cookie=f"csrftoken={TOKEN}")

    def _enter(self, number: int) -> None:
        self._submit(number, cookie=self._cookie())

    def _submit(self, number: int, cookie: str) -> None:
        form = {**_words(number), "body": REQUEST["description"], "csrfmiddlewaretoken": TOKEN}
        headers = {"Cookie": cookie, "Content-Type": FORM}
        path = f"{BASE}/tickets/submit/"
        self.site.ask("POST", path, urlencode(form).encode(), headers, HTTPStatus.FOUND)

    def _post(self, number: int) -> None:
        body = {**_words(number), "description": REQUEST["description"]}
        headers = {"Cookie": self._cookie(), "X-CSRFToken": TOKEN, "Content-Type": JSON}
        path = f"{BASE}/api/tickets/"
        self.site.ask("POST", path, json.dumps(body).encode(), headers, HTTPStatus.CREATED)

    def _lister(self, path: str) -> Work:
        def work(_: int) -> None:
            found = self.site.ask("GET", path, None, {"Cookie": self._cookie()}, HTTPStatus.OK)
            document = json.loads(found)
            many = len(document.get("data") or document.get("results") or ())
            if many != LISTED:
                raise Broken(f"{path}: {many} listed of {LISTED}")

        return work

    def _cookie(self) -> str:
        return f"sessionid={self.session}; csrftoken={TOKEN}"


def _words(number: int) -> dict[str, str]:
    return {
        "queue": "1",
        "title": f"{number} {REQUEST['subject']}",
        "priority": "3",
        "submitter_email": "citizen@example.com",
    }


@contextmanager
def helpdesk() -> Iterator[Helpdesk]:
    """Running, with one queue, one member of staff, and no ticket yet."""
    with cluster() as database, room(database) as made:
        made.run("-m", "django", "migrate", "--verbosity=0")
        session, version = made.run("peopled.py").splitlines()
        port = free_port()
        # One worker, one thread: gunicorn's own `sync` worker would close every connection.
        serve = [
            "-m",
            "gunicorn",
            "--workers=1",
            "--worker-class=gthread",
            "--threads=1",
            "--log-level=error",
        ]
        where = [
            f"--bind=127.0.0.1:{port}",
            "--keep-alive=60",
            "django.core.wsgi:get_wsgi_application()",
        ]
        command = [str(made.python), *serve, *where]
        with running(command, env=made.env, folder=SITE) as process:
            until(answers_http(port, f"{BASE}/login/"), process, "django-helpdesk")
            site = Site(port, (process.pid, database.process.pid))
            yield Helpdesk(site, version, session)
