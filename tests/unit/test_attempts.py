"""A transaction that only met another one is tried again; nothing else is."""

import asyncpg
import pytest

from bellringer.gamification.attempts import REPEATS, attempt
from bellringer.gamification.store.outcome import RacedError

MET = (RacedError, asyncpg.DeadlockDetectedError, asyncpg.SerializationError)


class Failing:
    """Work that fails some times and then is done."""

    def __init__(self, fault: Exception, times: int) -> None:
        self.fault = fault
        self.left = times

    async def __call__(self) -> str:
        if self.left:
            self.left -= 1
            raise self.fault
        return "done"


@pytest.mark.parametrize("fault", MET)
async def test_who_met_another_tries_again_a_few_times(fault: type[Exception]) -> None:
    assert REPEATS >= 3
    assert await attempt(Failing(fault(), REPEATS)) == "done"
    with pytest.raises(fault):
        await attempt(Failing(fault(), REPEATS + 1))


async def test_any_other_fault_is_told_at_once() -> None:
    work = Failing(asyncpg.UniqueViolationError(), 2)
    with pytest.raises(asyncpg.UniqueViolationError):
        await attempt(work)
    assert work.left == 1
