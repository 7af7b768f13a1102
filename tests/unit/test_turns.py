"""Turns to make an event: few at once, each organization's in turn."""

import asyncio
from uuid import UUID

import pytest

from bellringer.graphql.turns import Turn
from bellringer.ids import new_id
from bellringer.slots import Slots


async def test_so_many_events_are_made_at_once_and_no_more() -> None:
    slots, org_id, made, most = Slots(3), new_id(), 0, 0

    async def make() -> None:
        nonlocal made, most
        turn = Turn(slots, org_id)
        await turn.take()
        await turn.take()  # is held
        made += 1
        most = max(most, made)
        await asyncio.sleep(0)
        made -= 1
        turn.give()
        turn.give()  # is given

    await asyncio.gather(*(make() for _ in range(100)))
    assert most == 3


async def test_N8_a_thousand_events_of_one_organization_do_not_keep_back_one_of_another() -> None:
    slots, busy, quiet = Slots(1), new_id(), new_id()
    order: list[UUID] = []

    async def make(org_id: UUID) -> None:
        turn = Turn(slots, org_id)
        await turn.take()
        order.append(org_id)
        await asyncio.sleep(0)
        turn.give()

    made = [asyncio.create_task(make(busy)) for _ in range(1000)]
    await asyncio.sleep(0)
    await make(quiet)
    assert order.index(quiet) <= 3
    await asyncio.gather(*made)


async def test_who_leaves_while_waiting_takes_no_turn_with_it() -> None:
    slots, org_id = Slots(1), new_id()
    first, leaving, last = (Turn(slots, org_id) for _ in range(3))
    await first.take()
    waiting = asyncio.create_task(leaving.take())
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    first.give()
    async with asyncio.timeout(5):
        await last.take()
