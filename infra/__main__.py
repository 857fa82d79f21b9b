"""`make package`: what is deployed, into `build/`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from infra.packaging import CODE, TEMPLATE, Broken, package
from infra.targets import UnknownTarget, target
from infra.template import LAYER_FILE, PICTURES_FILE

BUILD = Path(__file__).parent.parent / "build"


def main() -> int:
    """For the stage and the partition that the environment names."""
    try:
        wanted = target(os.environ.get("STAGE", "dev"), os.environ.get("PARTITION", "aws"))
        with tempfile.TemporaryDirectory() as project:
            shutil.rmtree(BUILD, ignore_errors=True)
            package(wanted, BUILD, Path(project))
    except (UnknownTarget, Broken, subprocess.CalledProcessError) as wrong:
        print(wrong, file=sys.stderr)
        return 1
    for name in (TEMPLATE, CODE, LAYER_FILE, PICTURES_FILE):
        print(f"build/{name}  {(BUILD / name).stat().st_size / 1e6:,.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
