"""The deployment, built once for all its tests: it takes seconds, and PyPI."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from infra.packaging import CODE, TEMPLATE, merged, package, staged
from infra.targets import target

Json = dict[str, Any]
Templates = dict[tuple[str, str], Json]
# Every stage and every partition; each takes Chalice some seconds.
TARGETS = (("prod", "aws"), ("prod", "aws-cn"), ("dev", "aws-cn"))


@dataclass(frozen=True)
class Built:
    """What `make package` makes for production in commercial regions, and the other templates."""

    out: Path
    templates: Templates

    @property
    def template(self) -> Json:
        return self.templates["prod", "aws"]

    @property
    def code(self) -> Path:
        return self.out / CODE


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as Chalice knows it, and nothing else of ours."""
    folder = tmp_path_factory.mktemp("project")
    staged(folder)
    return folder


@pytest.fixture(scope="session")
def built(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    out = tmp_path_factory.mktemp("build")
    package(target("prod", "aws"), out, project)
    templates = {("prod", "aws"): json.loads((out / TEMPLATE).read_text("utf-8"))}
    for stage, partition in TARGETS[1:]:
        other = tmp_path_factory.mktemp(f"{stage}-{partition}")
        templates[stage, partition] = merged(target(stage, partition), other, project)
    return Built(out, templates)


@pytest.fixture(scope="session")
def task(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip unpacked, as Lambda does."""
    folder = tmp_path_factory.mktemp("task")
    with zipfile.ZipFile(built.code) as code:
        code.extractall(folder)
    return folder


@pytest.fixture
def template(built: Built) -> Json:
    """The one of production in commercial regions."""
    return built.template
