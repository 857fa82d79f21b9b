"""The number a citizen is told, and the id that follows from it.

A number taken is an id taken: that it is given once needs no register of numbers, and whoever has
the number finds the ticket by one read.
"""


def ticket_id(number: str) -> str:
    """`ZQ20260302-7K3M9Q4` → `tkt_zq202603027k3m9q4`."""
    return f"tkt_{number.replace('-', '').lower()}"
