"""Layers: what some functions need besides their code, and the others are better without.

For tracing aws-xray-sdk and wrapt, without the botocore that they would bring along: Lambda has one
already; a second one is 16 MB more to unpack at every cold start. For pictures Pillow, without the
formats that we do not take. Versions and hashes are those of requirements-dev.txt.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCKED = ROOT / "requirements-dev.txt"
PACKAGES = ("aws-xray-sdk", "wrapt")
PICTURES = ("pillow",)
# Codecs and fonts that its core does not load: 9 of its 20 MB.
NOT_NEEDED = (
    "PIL/_avif*",
    "PIL/_imagingft*",
    "PIL/_imagingtk*",
    "pillow.libs/libavif*",
    "pillow.libs/libbrotli*",
    "pillow.libs/libfreetype*",
    "pillow.libs/libharfbuzz*",
    "pillow.libs/libpng*",
)
PLATFORM = "manylinux2014_x86_64"
# Fixed, so that the same contents are the same file.
MOMENT = datetime(2026, 1, 1, tzinfo=UTC).timestamp()


def locked(names: tuple[str, ...], requirements: str) -> str:
    """The entries of these packages in a locked file, with their hashes."""
    entries = re.findall(r"^\S+==.*?(?=^\S|\Z)", requirements, re.MULTILINE | re.DOTALL)
    return "".join(one for one in entries if one.partition("==")[0] in names)


def make_layer(path: Path, packages: tuple[str, ...] = PACKAGES) -> None:
    """A zip as Lambda takes layers; raises `CalledProcessError` if a package is not to be had."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        wanted = folder / "requirements.txt"
        wanted.write_text(locked(packages, LOCKED.read_text("utf-8")), "utf-8")
        subprocess.run(_install(wanted, folder / "python"), check=True)
        for pattern in NOT_NEEDED:
            for file in (folder / "python").glob(pattern):
                file.unlink()
        _zipped(folder / "python", path)


def _install(wanted: Path, target: Path) -> list[str]:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return [
        *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
        *("--no-deps", "--require-hashes", "--only-binary=:all:", "--no-compile"),
        *("--platform", PLATFORM, "--implementation", "cp", "--python-version", version),
        *("--target", str(target), "--requirement", str(wanted)),
    ]


def _zipped(folder: Path, path: Path) -> None:
    """Readable by everybody, for Lambda unpacks it as it is."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as layer:
        for file in sorted(one for one in folder.rglob("*") if one.is_file()):
            file.chmod(0o644)
            os.utime(file, (MOMENT, MOMENT))
            layer.write(file, file.relative_to(folder.parent))
