"""Tables in text and in Markdown; in text a Chinese character takes two columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal

Format = Literal["text", "markdown"]

# What a line is broken between: words of ASCII, single Chinese characters, with what closes them.
PIECES = re.compile(r"(?:[!-~]+|.)[，。；：、）〕”！？]* *")


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def wrapped(text: str, columns: int) -> list[str]:
    """The lines of a text, none wider than `columns` unless one word is.

    English words and codes stay whole, closing marks stay with what they close.
    """
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in PIECES.findall(paragraph):
            if line and width(line + piece.rstrip()) > columns:
                lines.append(line.rstrip(" "))
                line = piece.lstrip(" ")
            else:
                line += piece
        lines.append(line.rstrip(" "))
    return lines


def padded(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))


def text_table(head: Sequence[str], rows: Iterable[Sequence[str]], most: Sequence[int]) -> str:
    """Columns as wide as their widest cell, at most `most`; longer cells go on below."""
    cells = [
        [wrapped(cell, limit) for cell, limit in zip(row, most, strict=True)]
        for row in (head, *rows)
    ]
    widths = [
        max(width(line) for row in cells for line in row[column]) for column in range(len(head))
    ]
    rule = "─".join("─" * one for one in widths)
    printed = ["\n".join(_lines(row, widths)) for row in cells]
    return "\n".join([printed[0], rule, *printed[1:]])


def _lines(row: Sequence[Sequence[str]], widths: Sequence[int]) -> Iterable[str]:
    for number in range(max(len(cell) for cell in row)):
        parts = [
            padded(cell[number] if number < len(cell) else "", size)
            for cell, size in zip(row, widths, strict=True)
        ]
        yield " ".join(parts).rstrip(" ")


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; a line break in a cell becomes `<br>`."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(_escaped, line)) + " |" for line in lines)


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|").replace("\n", "<br>")


def table(
    layout: Format, head: Sequence[str], rows: Iterable[Sequence[str]], most: Sequence[int]
) -> str:
    return markdown_table(head, rows) if layout == "markdown" else text_table(head, rows, most)


def heading(layout: Format, title: str) -> str:
    return f"## {title}" if layout == "markdown" else f"【{title}】"
