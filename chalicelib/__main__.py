"""`python -m chalicelib`: what staff do with regulations, in one place."""

from __future__ import annotations

import sys

from chalicelib.commands.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
