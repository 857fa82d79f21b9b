"""What the system costs and how fast it is, measured the same way every time.

A benchmark is a module of this folder. Its `main() -> int` prints its table, puts its figures under
its own name into `results.json` and leaves the others' there, and returns 0 if the figures are as
they must be. `bench.__main__` lists it.
"""
