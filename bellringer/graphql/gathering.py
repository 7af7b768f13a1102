"""One read for all who ask at the same time; nobody's answer is older than the question."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Hashable, Mapping
from typing import Generic, TypeVar

from bellringer.gamification.attempts import PASSING

K = TypeVar("K", bound=Hashable)
Item = TypeVar("Item", bound=Hashable)
Found = TypeVar("Found")


class Gathering(Generic[K, Item, Found]):
    """Gathers items by key while the key's last read is under way, and reads them together in the next.

    Whoever asks joins a read that has not begun yet, so what it finds is as new as the question. A fault of a read
    is not everybody's who shared it: what is likely to pass is tried once more, and else the halves are read apart,
    until it is left with the item that has it.
    """

    def __init__(
        self, read: Callable[[K, frozenset[Item]], Awaitable[Mapping[Item, Found]]]
    ) -> None:
        self._read = read
        self._waiting: dict[K, tuple[set[Item], asyncio.Future[_Answer[Item, Found]]]] = {}
        self._working: dict[K, asyncio.Task[None]] = {}

    async def get(self, key: K, item: Item) -> Found | None:
        """Return what a read finds for an item; None where it finds nothing.

        Raises what the read raises.
        """
        return (await self.get_all(key, (item,))).get(item)

    async def get_all(self, key: K, items: Collection[Item]) -> Mapping[Item, Found]:
        """Return what a read finds for these items, and for those of others who asked at the same time.

        Raises what the read raises for any of these.
        """
        if key not in self._waiting:
            self._waiting[key] = set(), asyncio.get_running_loop().create_future()
            if key not in self._working:
                self._working[key] = asyncio.create_task(self._work(key))
        waiting, future = self._waiting[key]
        waiting.update(items)
        # one who no longer waits must not end it for the others
        answer = await asyncio.shield(future)
        for item in items if answer.faults else ():
            if item in answer.faults:
                raise answer.faults[item]
        return answer.found

    async def _work(self, key: K) -> None:
        try:
            while key in self._waiting:
                items, future = self._waiting.pop(key)
                answer: _Answer[Item, Found] = _Answer()
                await self._fill(answer, key, frozenset(items))
                future.set_result(answer)
        finally:
            del self._working[key]

    async def _fill(
        self, answer: "_Answer[Item, Found]", key: K, items: frozenset[Item], tries: int = 2
    ) -> None:
        try:
            found = await self._read(key, items)
            answer.found = {**answer.found, **found} if answer.found else found
        except PASSING as fault:
            if tries > 1:
                await self._fill(answer, key, items, tries - 1)
            else:
                answer.faults.update(dict.fromkeys(items, fault))
        except Exception as fault:
            if len(items) < 2:  # it is this one's, and who asked for nothing has no fault
                answer.faults.update(dict.fromkeys(items, fault))
                return
            each = list(items)
            middle = len(each) // 2
            await self._fill(answer, key, frozenset(each[:middle]), tries)
            await self._fill(answer, key, frozenset(each[middle:]), tries)


class _Answer(Generic[Item, Found]):
    """What was found for whom, and what was wrong with others."""

    def __init__(self) -> None:
        self.found: Mapping[Item, Found] = {}
        self.faults: dict[Item, Exception] = {}
