"""Try a transaction again when it only met another one."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncpg

from bellringer.gamification.store.outcome import RacedError
from bellringer.models.connection import DatabaseUnavailableError

T = TypeVar("T")

# what a second attempt can cure: two transactions that met
MET = (RacedError, asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
REPEATS = 3

# what has nothing to do with what was asked: the same, sent again a moment later, is likely to work
PASSING = (
    *MET,
    DatabaseUnavailableError,
    asyncpg.QueryCanceledError,  # it took too long
    asyncpg.LockNotAvailableError,
    asyncpg.InsufficientResourcesError,
)


async def attempt(transact: Callable[[], Awaitable[T]]) -> T:
    """Run what opens, uses and ends one transaction, and run it anew if it met another.

    Every edge that writes by an action runs it so; intake does the same for its batches.
    """
    for _ in range(REPEATS):
        try:
            return await transact()
        except MET:
            pass
    return await transact()
