"""What is read in at a start is never garbage: nobody need look through it for some.

Imported before everything else, and `finished` when the rest has been. Later searches for garbage
leave out what is there by then.
"""

import gc

gc.disable()


def finished() -> None:
    gc.freeze()
    gc.enable()
