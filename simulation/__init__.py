"""The whole hotline in one process, on a virtual clock, with whatever can go wrong going wrong.

A seed decides who does what and when, and at which call of AWS, of a provider or of a worker
something fails; the same seed always tells the same story. `docs/simulation.md` says what it holds
the system to.
"""
