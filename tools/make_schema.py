"""Writes docs/generated/regulation.schema.json: the format of a regulation file."""

from __future__ import annotations

from pathlib import Path

from chalicelib.commands.schema import schema_text

FILE = Path(__file__).parent.parent / "docs" / "generated" / "regulation.schema.json"


def main() -> None:
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
