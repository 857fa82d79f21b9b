"""What was sent is looked at: kept if it is what it was announced as, and nothing besides.

It leaves quarantine for good either way. Only what a scanner refused stays there, for whoever
looks into it, until the bucket's own rule ends it; and what no scanner answered to.
"""

from __future__ import annotations

from chalicelib.application.file_ports import Confirmed, FileRow, Files, Unscanned
from chalicelib.application.ports import Ports
from chalicelib.domain import documents, films, signatures, sounds
from chalicelib.domain.files import KINDS, NotTaken

SCANNER, NOT_SCANNED = "scanner", "not_scanned"


def examine(ports: Ports, file_id: str, version: str) -> None:
    """Of one version in quarantine. Raises `Unscanned`: then it is to be tried again."""
    files = ports.files
    row = files.rows.get_many([file_id]).get(file_id)
    if row is None or row.state != "pending":
        _settled_before(files, row, file_id, version)
        return
    body = files.bucket.quarantined(file_id, version)
    if body is None:
        return  # the same event, told twice
    try:
        found = _scanned(files, taken(files, row, body))
    except Unscanned:
        files.rows.settle(file_id, "pending", NOT_SCANNED)
        raise
    if isinstance(found, NotTaken):
        files.rows.settle(file_id, "refused", found.reason)
    else:
        _keep(files, row, found)
    if not (isinstance(found, NotTaken) and found.reason == SCANNER):
        files.bucket.release(file_id, version)


def _settled_before(files: Files, row: FileRow | None, file_id: str, version: str) -> None:
    """Sent a second time, or nobody's by now. What a scanner refused is left where it is."""
    if row is None or row.reason != SCANNER:
        files.bucket.release(file_id, version)


def _keep(files: Files, row: FileRow, body: bytes) -> None:
    """If it was sent twice at the same time, the first that says so counts."""
    version = files.bucket.keep(row.id, body, row.content_type)
    if not files.rows.settle(row.id, "confirmed", None, Confirmed(version, len(body))):
        files.bucket.unkeep(row.id, version)


def _scanned(files: Files, found: bytes | NotTaken) -> bytes | NotTaken:
    """Last, so that a scanner sees what others will."""
    if isinstance(found, bytes) and files.scanner.finds(found) == "something":
        return NotTaken(SCANNER)
    return found


def taken(files: Files, row: FileRow, body: bytes) -> bytes | NotTaken:
    """The file as it will be had, or why it will not."""
    if len(body) != row.size:
        return NotTaken("wrong_size")
    if KINDS[row.content_type] == "picture":
        wrong = signatures.picture(row.content_type, body)
        return wrong or files.pictures.redrawn(body, row.content_type)
    return _rewritten(row.content_type, body)


def _rewritten(content_type: str, body: bytes) -> bytes | NotTaken:
    match content_type:
        case "audio/mpeg":
            return sounds.mp3(body)
        case "application/pdf":
            return documents.pdf(body)
        case "text/plain":
            return documents.text(body)
        case _:
            return films.mp4(body, pictures=content_type == "video/mp4")
