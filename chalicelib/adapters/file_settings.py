"""What a deployment says of its files: `FILES_BUCKET`, `FILE_SIZES`, `FILE_SCANNER`.

`FILE_SIZES` is JSON, the most bytes of each kind: `{"video": 52428800}`; what it does not name
keeps its default. `FILE_SCANNER` is as `scanning` reads it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from chalicelib.application.file_ports import Files, NoScanner, Scanner
from chalicelib.domain.files import MB, Sizes
from chalicelib.domain.shape import Range
from chalicelib.late import dataclass
from chalicelib.reading import read

# A function looks at a file in its memory, and at some kinds twice.
LARGEST = 200 * MB


@dataclass(frozen=True, slots=True, kw_only=True)
class SizesGiven:
    """As `Sizes`."""

    picture: Annotated[int, Range(1, LARGEST)] = Sizes().picture
    voice: Annotated[int, Range(1, LARGEST)] = Sizes().voice
    video: Annotated[int, Range(1, LARGEST)] = Sizes().video
    document: Annotated[int, Range(1, LARGEST)] = Sizes().document


def with_settings(files: Files, environment: Mapping[str, str]) -> Files:
    """Raises `Unreadable`, or `ValueError` where it is no JSON."""
    given = read(SizesGiven, json.loads(environment.get("FILE_SIZES") or "{}"))
    sizes = Sizes(given.picture, given.voice, given.video, given.document)
    files = replace(files, sizes=sizes, scanner=_scanner(environment.get("FILE_SCANNER")))
    if name := environment.get("FILES_BUCKET"):
        from chalicelib.adapters.s3 import bucket_of  # noqa: PLC0415 - only with a bucket

        files = replace(files, bucket=bucket_of(name, environment["AWS_REGION"]))
    return files


def _scanner(given: str | None) -> Scanner:
    if not given:
        return NoScanner()
    from chalicelib.adapters.scanning import scanner_of  # noqa: PLC0415 - only where there is one

    return scanner_of(json.loads(given))
