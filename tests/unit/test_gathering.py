"""Reads that are gathered: shared by those who ask before they begin, and never older than the question."""

import asyncio
from collections.abc import Mapping

import pytest

from bellringer.graphql.gathering import Gathering
from bellringer.models.connection import DatabaseUnavailableError


class Source:
    """A value that grows, and reads of it that are let go one by one."""

    def __init__(self) -> None:
        self.value = 0
        self.reads: list[frozenset[str]] = []
        self.gate = asyncio.Semaphore(0)
        self.has_begun = asyncio.Semaphore(0)

    async def read(self, key: str, items: frozenset[str]) -> Mapping[str, int]:
        self.reads.append(items)
        value = self.value
        self.has_begun.release()
        await self.gate.acquire()
        if key == "broken":
            raise LookupError
        return dict.fromkeys(items - {"absent"}, value)


async def test_a_thousand_who_ask_at_once_share_a_read() -> None:
    source = Source()
    source.gate.release()
    gathering = Gathering(source.read)
    found = await asyncio.gather(*(gathering.get("org", str(n)) for n in range(1000)))
    assert found == [0] * 1000
    assert source.reads == [frozenset(map(str, range(1000)))]


async def test_who_asks_while_a_read_is_under_way_gets_the_next() -> None:
    source = Source()
    gathering = Gathering(source.read)
    early = asyncio.create_task(gathering.get("org", "a"))
    await source.has_begun.acquire()
    source.value = 1
    late = [asyncio.create_task(gathering.get("org", "a")) for _ in range(3)]
    other = asyncio.create_task(gathering.get("another org", "a"))
    for _ in range(3):
        source.gate.release()
    assert await early == 0
    assert [await each for each in late] == [1, 1, 1]
    assert await other == 1
    assert len(source.reads) == 3


async def test_what_is_not_found_is_none_and_a_fault_of_one_thing_is_everybodys_who_wants_it() -> (
    None
):
    source = Source()
    for _ in range(3):
        source.gate.release()
    gathering = Gathering(source.read)
    assert await gathering.get("org", "absent") is None
    both = await asyncio.gather(
        *(gathering.get("broken", "a") for _ in range(2)), return_exceptions=True
    )
    assert [type(each) for each in both] == [LookupError, LookupError]
    assert await gathering.get("org", "a") == 0


@pytest.mark.parametrize("bad", [{"0"}, {"7", "8"}, {"999"}, {"3", "500", "501", "998"}])
async def test_B3_what_one_asks_for_and_can_not_be_read_fails_nobody_else(bad: set[str]) -> None:
    reads = 0

    async def read(_: str, items: frozenset[str]) -> Mapping[str, int]:
        nonlocal reads
        reads += 1
        if items & bad:
            raise LookupError
        return {item: int(item) for item in items}

    gathering = Gathering(read)
    wanted = [str(number) for number in range(1000)]
    found = await asyncio.gather(
        *(gathering.get("org", each) for each in wanted), return_exceptions=True
    )
    failed = {each for each, value in zip(wanted, found, strict=True) if value != int(each)}
    assert failed == bad
    assert all(isinstance(found[int(each)], LookupError) for each in bad)
    assert reads <= 1 + 20 * len(bad), "halves, not one by one"


@pytest.mark.parametrize(("away", "is_well"), [(1, True), (99, False)])
async def test_B3_a_fault_that_passes_is_nobodys_and_one_that_lasts_is_everybodys_at_once(
    away: int, is_well: bool
) -> None:
    reads = 0

    async def read(_: str, items: frozenset[str]) -> Mapping[str, int]:
        nonlocal reads
        reads += 1
        if reads <= away:
            raise DatabaseUnavailableError
        return dict.fromkeys(items, 1)

    gathering = Gathering(read)
    found = await asyncio.gather(
        *(gathering.get("org", str(n)) for n in range(1000)), return_exceptions=True
    )
    assert reads == 2
    if is_well:
        assert found == [1] * 1000
    else:
        assert all(isinstance(each, DatabaseUnavailableError) for each in found)


async def test_who_is_cancelled_ends_nothing_for_others() -> None:
    source = Source()
    gathering = Gathering(source.read)
    leaving = asyncio.create_task(gathering.get("org", "a"))
    staying = asyncio.create_task(gathering.get("org", "a"))
    await source.has_begun.acquire()
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    source.gate.release()
    assert await staying == 0
