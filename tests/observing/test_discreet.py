"""What may be written down of a log record, whoever wrote it."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from chalicelib.adapters.observing.alone import Alone
from chalicelib.adapters.observing.discreet import UNWRITABLE, PlainFormatter, discreet
from chalicelib.adapters.observing.powertools import DiscreetFormatter
from chalicelib.application.telling_ports import Trail, following

NAME = "王小明"
OURS, CHALICE, LIBRARY = "chalicelib.application.sweep", "lianxin", "botocore.endpoint"


def record(
    name: str, message: object, *arguments: object, wrong: BaseException | None = None
) -> logging.LogRecord:
    info = (type(wrong), wrong, wrong.__traceback__) if wrong else None
    return logging.LogRecord(name, logging.ERROR, "sweep.py", 7, message, arguments, info)


def failed() -> RuntimeError:
    """With words in it, and in what caused it."""
    with pytest.raises(RuntimeError) as caught:
        _fail()
    caught.value.add_note(NAME)
    return caught.value


def _fail() -> None:
    try:
        int(NAME)
    except ValueError as cause:
        raise RuntimeError(f"{NAME} lives here") from cause


def line(of: logging.LogRecord) -> dict[str, Any]:
    text = DiscreetFormatter(utc=True, use_rfc3339=True).format(of)
    assert NAME not in text
    told: dict[str, Any] = json.loads(text)
    return told


def test_what_we_say_ourselves_is_told() -> None:
    told = line(record(OURS, "%s of %s is put off", "handling#1#1", "tkt_1"))
    assert told["message"] == "handling#1#1 of tkt_1 is put off"
    assert told["level"] == "ERROR"
    assert told["timestamp"].endswith("+00:00")


@pytest.mark.parametrize("name", [OURS, CHALICE, LIBRARY])
def test_an_exception_is_told_by_its_type_and_its_way_but_not_by_its_words(name: str) -> None:
    told = line(record(name, "it broke", wrong=failed()))
    assert (told["exception_name"], told["caused_by"]) == ("RuntimeError", ["ValueError"])
    assert [place.split()[-1] for place in told["places"]] == ["failed", "_fail"]
    assert {"exception", "stack_trace", "exception_notes"}.isdisjoint(told)


def test_of_a_library_only_its_own_template_is_told() -> None:
    assert line(record(LIBRARY, "sent %s", NAME))["message"] == "sent %s"
    assert line(record(LIBRARY, f"sent {NAME}"))["message"] == "a line of botocore.endpoint"
    assert line(record(CHALICE, "path %s", f"/{NAME}"))["message"] == "path %s"


def test_a_name_that_only_begins_like_ours_is_a_library() -> None:
    assert line(record("chalicelibrary", f"sent {NAME}"))["message"] == "a line of chalicelibrary"


def test_a_line_belongs_to_the_trail_that_is_followed() -> None:
    with following(Trail("AbCd1234", "5b7c")):
        told = line(record(OURS, "done"))
    assert (told["correlation_id"], told["request_id"]) == ("AbCd1234", "5b7c")
    assert {"correlation_id", "request_id"}.isdisjoint(line(record(OURS, "done")))


class Unspeakable:
    def __str__(self) -> str:
        raise RuntimeError(NAME)


@pytest.mark.parametrize("of", [record(OURS, "%d", NAME), record(OURS, "%s", Unspeakable())])
def test_a_line_that_cannot_be_written_does_not_tell_its_arguments(of: logging.LogRecord) -> None:
    """Python's logging would print them."""
    assert line(of)["message"] == UNWRITABLE
    assert PlainFormatter().format(of) == UNWRITABLE


def test_the_record_itself_is_left_to_others() -> None:
    given = record(LIBRARY, "sent %s", NAME, wrong=failed())
    discreet(given)
    assert given.getMessage() == f"sent {NAME}"
    assert given.exc_info


def test_a_chain_of_causes_that_bites_its_tail_ends() -> None:
    one, other = RuntimeError(NAME), ValueError(NAME)
    one.__cause__, other.__cause__ = other, one
    assert len(line(record(OURS, "broke", wrong=one))["caused_by"]) == 5


def test_on_one_machine_a_line_says_as_little(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody has arranged for logs there: what Python does then is discreet too."""
    Alone()
    assert logging.lastResort
    logging.lastResort.handle(record(CHALICE, "path %s", f"/{NAME}", wrong=failed()))
    told = capsys.readouterr().err
    assert told.startswith("ERROR lianxin: path %s (RuntimeError: test_discreet.py:")
    assert NAME not in told
