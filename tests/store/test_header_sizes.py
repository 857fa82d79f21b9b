"""A header is one write unit: at most 1 KB at p95 over random lives, ids as long as real ones."""

from random import Random

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.wire import size
from tests.properties.life import PLACES, Life
from tests.store.stored import Shelf, commits

LIVES, STEPS = 15, 40


def headers(seed: int) -> list[int]:
    found = []
    rng = Random(seed)  # noqa: S311 - made-up lives, to be repeated
    for place in PLACES:
        for _ in range(LIVES):
            life, shelf = Life(place, rng), Shelf()
            for ticket, entries in commits(life, rng, STEPS):
                shelf.put(ticket, entries, life.regulation)
                found.append(size(shelf.header))
    return sorted(found)


def test_a_header_is_at_most_1_kb_at_p95() -> None:
    sizes = headers(20260302)
    assert len(sizes) > 500
    assert sizes[len(sizes) * 95 // 100] <= 1024


def test_words_are_written_once() -> None:
    rng = Random(5)  # noqa: S311 - as above
    for place in PLACES:
        life, shelf = Life(place, rng), Shelf()
        attached = None
        for ticket, entries in commits(life, rng, 40):
            before = shelf.items.get(keys.WORDS)
            shelf.put(ticket, entries, life.regulation)
            if before is not None and ticket.attachments == attached:
                assert shelf.items[keys.WORDS] is before
            attached = ticket.attachments
