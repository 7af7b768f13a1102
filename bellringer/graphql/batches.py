"""How many reads of one kind become one: by id, or by group."""

from collections.abc import Awaitable, Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

if TYPE_CHECKING:
    from bellringer.graphql.context import Context

V = TypeVar("V")


class Batches:
    """Batches of one request, which share its moment of the organization."""

    def __init__(self, context: "Context") -> None:
        self._context = context

    def _by_id(
        self,
        read: Callable[..., Awaitable[Mapping[UUID, V]]],
        *same: Hashable,
        **named: Hashable,
    ) -> DataLoader[UUID, V | None]:
        """Batch by id; what else the read is told is the same for all rows of a field."""

        async def load(ids: list[UUID]) -> list[V | None]:
            found = await self._context.ask(read, ids, *same, **named)
            return [found.get(each) for each in ids]

        return DataLoader(load_fn=load)

    def _by_group(
        self, read: Callable[..., Awaitable[Mapping[Any, V]]]
    ) -> DataLoader[tuple[Any, ...], V]:
        """Batch by a key's first part; what follows it is the same for all rows of a field."""

        async def load(keys: list[tuple[Any, ...]]) -> list[V]:
            groups: dict[tuple[Any, ...], list[Any]] = {}
            for one, *rest in keys:
                groups.setdefault(tuple(rest), []).append(one)
            values: dict[tuple[Any, ...], V] = {}
            for same, ones in groups.items():
                found = await self._context.ask(read, ones, *same)
                values |= {(one, *same): found[one] for one in ones}
            return [values[each] for each in keys]

        return DataLoader(load_fn=load)
