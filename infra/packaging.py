"""From the project to what is deployed: Chalice packages, and merges our fragment into its own.

Chalice works on a copy of the four things it knows, in an empty folder: whatever else lies about
in the project is neither imported nor packaged, and no cache of an earlier run is believed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from infra.layer import PICTURES, make_layer
from infra.targets import Target
from infra.template import LAYER_FILE, PICTURES_FILE, dangling, fragment, nameless

ROOT = Path(__file__).parent.parent
PROJECT = ("app.py", "chalicelib", ".chalice", "requirements.txt")
# What people start by hand, what tables are made of, who only pretends to be a provider; tickets
# of another system are moved in from outside, and verdicts counted by whoever reports.
BY_HAND = ("commands", "__main__.py", "move_in.py", "satisfaction.py")
NOT_RUN = (*BY_HAND, "models.py", "patterns.py", "local.py")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", "deployments", "deployed", *NOT_RUN)
FRAGMENT, TEMPLATE, CODE = "fragment.json", "sam.json", "deployment.zip"
RUNTIME = f"python{sys.version_info.major}.{sys.version_info.minor}"


class Broken(ValueError):
    """The merged template speaks of what is not in it."""


def package(target: Target, out: Path, project: Path) -> None:
    """Into `out`: code, template, layer. `project` is an empty folder, or one of a run before."""
    out.mkdir(parents=True, exist_ok=True)
    staged(project)
    merged(target, out, project)
    make_layer(out / LAYER_FILE)
    make_layer(out / PICTURES_FILE, PICTURES)


def staged(project: Path) -> None:
    """A copy of the project as Chalice knows it."""
    for name in PROJECT:
        source, copy = ROOT / name, project / name
        if source.is_dir():
            shutil.copytree(
                source, copy, ignore=LEFT_OUT, copy_function=_copied, dirs_exist_ok=True
            )
        else:
            shutil.copy(source, copy)


def _copied(source: str, copy: str) -> None:
    """Code as it is; of data all but the blanks that it is laid out with here."""
    if not source.endswith(".json"):
        shutil.copy(source, copy)
        return
    document = json.loads(Path(source).read_text("utf-8"))
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    Path(copy).write_text(text, "utf-8")


def merged(target: Target, out: Path, project: Path) -> dict[str, Any]:
    """Code and template of a staged project; raises `Broken`, or `CalledProcessError`."""
    piece = project / FRAGMENT
    piece.write_text(json.dumps(fragment(target, RUNTIME), ensure_ascii=False), "utf-8")
    chalice(project, target, "package", "--merge-template", FRAGMENT, str(out.resolve()))
    template: dict[str, Any] = json.loads((out / TEMPLATE).read_text("utf-8"))
    if wrong := sorted(dangling(template) | nameless(template)):
        raise Broken(f"not in the template: {', '.join(wrong)}")
    return template


def chalice(project: Path, target: Target, command: str, *arguments: str) -> None:
    """Chalice asks for a region, and calls nobody there."""
    region = {"AWS_DEFAULT_REGION": target.partition.region}
    program = [str(Path(sys.executable).with_name("chalice")), "--project-dir", str(project)]
    stage = ["--stage", target.stage.name]
    subprocess.run(
        [*program, command, *stage, *arguments],
        check=True,
        cwd=project,
        env={**os.environ, **region},
    )
