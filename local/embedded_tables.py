"""moto's DynamoDB, made to cost what is asked for and not what is stored.

As it comes, a query looks at every item of its table, and a transaction copies every table it
touches, in case it fails. Here a table keeps each of its partitions in order, so that moto's own
query is shown only what it is about to answer; and a transaction remembers the items it touches
and puts those back. What is valid, what a condition means and what is answered stays moto's.
"""

from __future__ import annotations

import copy
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table

Key = Any  # text, a number or bytes
Place = tuple[Key, ...]  # range key of the index, hash and range key of the table
Bounds = Callable[[list[Place], list[Key]], tuple[int, int]]
Wire = Mapping[str, Any]
Keys = tuple[DynamoType, DynamoType]


def _first(place: Place) -> Key:
    return place[0]


def _up_to(places: list[Place], value: Key) -> int:
    return bisect_right(places, value, key=_first)


def _before(places: list[Place], value: Key) -> int:
    return bisect_left(places, value, key=_first)


def _beginning(places: list[Place], value: str) -> int:
    """The end of those that begin with `value`."""
    return bisect_right(places, value, key=lambda place: place[0][: len(value)])


# From the first place that fits to the last, for every comparison a key condition may have.
BOUNDS: Mapping[str | None, Bounds] = {
    None: lambda places, _: (0, len(places)),
    "=": lambda places, values: (_before(places, values[0]), _up_to(places, values[0])),
    "<": lambda places, values: (0, _before(places, values[0])),
    "<=": lambda places, values: (0, _up_to(places, values[0])),
    ">": lambda places, values: (_up_to(places, values[0]), len(places)),
    ">=": lambda places, values: (_before(places, values[0]), len(places)),
    "BETWEEN": lambda places, values: (_before(places, values[0]), _up_to(places, values[1])),
    "BEGINS_WITH": lambda places, values: (
        _before(places, values[0]),
        _beginning(places, values[0]),
    ),
}


class Ordering:
    """The items of a table, or of one of its indexes, by hash key and in the order of a query."""

    def __init__(self, hash_key: str, range_keys: list[str]) -> None:
        self.hash_key, self.range_keys = hash_key, range_keys
        self.partitions: dict[Any, list[Place]] = defaultdict(list)

    def place(self, attributes: Mapping[str, DynamoType]) -> Place | None:
        """Where an item stands in its partition; None if the index does not hold it."""
        if self.hash_key not in attributes or self.range_keys[0] not in attributes:
            return None
        return tuple(attributes[name].cast_value for name in self.range_keys)

    def add(self, item: Item) -> None:
        if (place := self.place(item.attrs)) is not None:
            insort(self.partitions[item.attrs[self.hash_key].cast_value], place)

    def remove(self, item: Item) -> None:
        if (place := self.place(item.attrs)) is None:
            return
        key = item.attrs[self.hash_key].cast_value
        places = self.partitions[key]
        del places[bisect_left(places, place)]
        if not places:
            del self.partitions[key]

    def answering(  # noqa: PLR0913 - all that narrows a query
        self,
        hash_key: DynamoType,
        comparison: str | None,
        values: list[DynamoType],
        limit: int | None,
        after: Wire | None,
        *,
        forward: bool,
    ) -> list[Place]:
        """The places that a query answers, and the one behind, which shows that there is more."""
        places = self.partitions.get(hash_key.cast_value, [])
        start, end = BOUNDS[comparison](places, [one.cast_value for one in values])
        last = self.place({name: DynamoType(key) for name, key in (after or {}).items()})
        if forward:
            start = start if last is None else max(start, bisect_right(places, last))
            end = end if limit is None else min(end, start + limit)
            return places[start : end + 1]
        end = end if last is None else min(end, bisect_left(places, last))
        start = start if limit is None else max(start, end - limit)
        return places[max(0, start - 1) : end]


class OrderedTable(Table):
    """A table with hash and range key, and indexes with both, whose partitions are in order."""

    def __init__(self, plain: Table) -> None:
        self.__dict__ |= plain.__dict__
        hash_key, range_key = self.table_key_attrs
        self.orderings: dict[str | None, Ordering] = {
            None: Ordering(hash_key, [range_key]),
            **{
                index.name: Ordering(
                    index.schema_key_attrs[0], [index.schema_key_attrs[1], hash_key, range_key]
                )
                for index in self.all_indexes()
            },
        }
        self.in_transaction = False

    def __deepcopy__(self, memo: dict[int, Any]) -> OrderedTable:
        """A transaction copies its tables to put them back; here its items are put back."""
        if not self.in_transaction:
            raise NotImplementedError("the embedded DynamoDB makes no copies of its tables")
        return self

    def put_item(self, item_attrs: dict[str, Any], *more: Any, **named: Any) -> Item:  # noqa: ANN401 - moto's own
        before = None
        if keys := self.keys_of(item_attrs):
            before = self.items.get(keys[0], {}).get(keys[1])
        item = super().put_item(item_attrs, *more, **named)
        self.refile(before, item)
        return item

    def keys_of(self, attributes: Wire) -> Keys | None:
        """What an item lies under; None if it has not both keys, which is moto's to complain of."""
        hash_key, range_key = self.table_key_attrs
        if hash_key not in attributes or range_key not in attributes:
            return None
        return DynamoType(attributes[hash_key]), DynamoType(attributes[range_key])

    def delete_item(self, hash_key: DynamoType, range_key: DynamoType | None) -> Item | None:
        item = super().delete_item(hash_key, range_key)
        self.refile(item, None)
        return item

    def refile(self, before: Item | None, after: Item | None) -> None:
        for ordering in self.orderings.values():
            if before is not None:
                ordering.remove(before)
            if after is not None:
                ordering.add(after)

    def put_back(self, keys: Keys, item: Item | None) -> None:
        """The item as it was, or nothing where nothing was; no condition, no size is looked at."""
        self.refile(self.items[keys[0]].pop(keys[1], None), item)
        if item is not None:
            self.items[keys[0]][keys[1]] = item
        elif not self.items[keys[0]]:
            del self.items[keys[0]]

    def query(  # noqa: PLR0913 - moto's own
        self,
        hash_key: DynamoType | None,
        range_comparison: str | None,
        range_objs: list[DynamoType],
        limit: int,
        exclusive_start_key: dict[str, Any],
        scan_index_forward: bool,  # noqa: FBT001
        projection_expressions: list[list[str]] | None,
        index_name: str | None = None,
        *more: Any,  # noqa: ANN401
        **named: Any,  # noqa: ANN401
    ) -> tuple[list[Item], int, dict[str, Any] | None]:
        """Moto's query of a table that holds no other items than those it will go through."""
        shown = copy.copy(self)
        ordering = self.orderings.get(index_name)
        if ordering is not None and hash_key is not None and range_comparison in BOUNDS:
            shown.items = defaultdict(dict)
            for place in ordering.answering(
                hash_key,
                range_comparison,
                range_objs,
                limit,
                exclusive_start_key,
                forward=scan_index_forward,
            ):
                item = self._at(place, hash_key)
                shown.items[item.hash_key][item.range_key] = item
        return Table.query(
            shown,
            hash_key,
            range_comparison,
            range_objs,
            limit,
            exclusive_start_key,
            scan_index_forward,
            projection_expressions,
            index_name,
            *more,
            **named,
        )

    def _at(self, place: Place, hash_key: DynamoType) -> Item:
        keys = (hash_key.cast_value, *place)[-2:]
        typed = [_typed(kind, key) for kind, key in zip(self._key_types(), keys, strict=True)]
        item: Item = self.items[typed[0]][typed[1]]
        return item

    def _key_types(self) -> tuple[str, str]:
        return self.hash_key_type, str(self.range_key_type)


def _typed(kind: str, key: object) -> DynamoType:
    return DynamoType({kind: str(key) if kind == "N" else key})


class OrderedBackend(DynamoDBBackend):
    """The tables of one region of one account."""

    def create_table(self, name: str, *more: Any, **named: Any) -> Table:  # noqa: ANN401 - moto's own
        plain = super().create_table(name, *more, **named)
        is_whole = all(
            len(index.schema) == len(plain.table_key_attrs) for index in plain.all_indexes()
        )
        if plain.has_range_key and is_whole and plain.stream_shard is None:
            self.tables[name] = OrderedTable(plain)  # type: ignore[abstract] # moto instantiates its own so, too
        return self.tables[name]

    def update_item(self, table_name: str, key: dict[str, Any], *more: Any, **named: Any) -> Item:  # noqa: ANN401 - moto's own
        """Moto changes an item where it lies: it is taken out of its order and filed again."""
        table = self.get_table(table_name)
        if not isinstance(table, OrderedTable):
            return super().update_item(table_name, key, *more, **named)
        keys = self.get_keys_value(table, key)
        # One that is not there yet moto puts first, with nothing but its keys.
        before = copy.deepcopy(table.get_item(*keys)) or Item(*keys, key)
        try:
            return super().update_item(table_name, key, *more, **named)
        finally:
            if (after := table.get_item(*keys)) is not None:
                table.refile(before, after)

    def transact_write_items(self, transact_items: list[dict[str, Any]]) -> None:
        before = [
            (table, keys, copy.deepcopy(table.get_item(*keys)))
            for table, keys in self._touched(transact_items)
        ]
        for table, _, _ in before:
            table.in_transaction = True
        try:
            super().transact_write_items(transact_items)
        except Exception:
            for table, keys, item in reversed(before):
                table.put_back(keys, item)
            raise
        finally:
            for table, _, _ in before:
                table.in_transaction = False

    def _touched(self, transact_items: list[dict[str, Any]]) -> Iterator[tuple[OrderedTable, Keys]]:
        for one in transact_items:
            for operation in one.values():
                table = self.tables.get(operation.get("TableName"))
                if isinstance(table, OrderedTable):
                    keys = table.keys_of(operation.get("Item") or operation.get("Key") or {})
                    if keys is not None:
                        yield table, keys
