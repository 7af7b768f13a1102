"""The one door for all that scores: what arrives at the same time is written in one transaction."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID

import asyncpg

from bellringer.gamification.actions.record_activities import record_activities
from bellringer.gamification.attempts import attempt
from bellringer.gamification.commands.activities import Command
from bellringer.gamification.errors import DomainError
from bellringer.gamification.outcome.activities import Answer
from bellringer.gamification.store.playbook import Shelf
from bellringer.models.database import Database, DatabaseUnavailableError

BATCH_LIMIT = 256
BACKLOG_LIMIT = 8 * 1024  # commands of one organization that may wait

# what has nothing to do with any one command: dividing the batch would only repeat it
_NOBODYS_FAULT = (
    DatabaseUnavailableError,
    asyncpg.QueryCanceledError,  # it took too long
    asyncpg.LockNotAvailableError,
    asyncpg.InsufficientResourcesError,
)


class OverloadedError(Exception):
    """Too many activities of this organization wait to be written; send again in a few seconds."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class ClosedError(Exception):
    """This process is stopping and takes nothing new; send again."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(slots=True)
class _Waiting:
    command: Command
    answer: asyncio.Future[Answer]


@dataclass(slots=True)
class _Line:
    """The commands of one organization that wait, and the task that writes them while there are any."""

    waiting: deque[_Waiting] = field(default_factory=deque)
    writer: asyncio.Task[None] | None = None


class Intake:
    """Gathers commands per organization: one batch is in flight, what arrives meanwhile is the next."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._lines: dict[UUID, _Line] = {}
        self._playbooks = Shelf()
        self._is_closed = False

    async def submit(self, command: Command) -> Answer:
        """Record one command; the answer is durable.

        A caller that is cancelled leaves the command where it is: it is written, and its key answers.

        Raises:
            DomainError: The command was refused, and nothing was written.
            OverloadedError: Too much waits.
            ClosedError: The intake is closing.
        """
        return await self._put(command)

    async def submit_many(self, commands: Sequence[Command]) -> list[Answer | DomainError]:
        """Record many commands; each is accepted or refused by itself, in the order given.

        A fault of one is raised once all that were taken with it are written; sent again with their keys,
        those answer what they would have answered now.

        Raises:
            OverloadedError: Too much waits.
            ClosedError: The intake is closing.
        """
        answers: list[Answer | DomainError] = []
        for start in range(0, len(commands), BATCH_LIMIT):
            put = [self._put(command) for command in commands[start : start + BATCH_LIMIT]]
            for each in await asyncio.gather(*put, return_exceptions=True):
                if not isinstance(each, Answer | DomainError):
                    raise each
                answers.append(each)
        return answers

    async def aclose(self) -> None:
        """Take nothing new, and wait until all that was taken is written."""
        self._is_closed = True
        writers = [line.writer for line in self._lines.values() if line.writer is not None]
        await asyncio.gather(*writers)

    def _put(self, command: Command) -> asyncio.Future[Answer]:
        if self._is_closed:
            raise ClosedError
        line = self._lines.setdefault(command.by.org_id, _Line())
        if len(line.waiting) >= BACKLOG_LIMIT:
            raise OverloadedError
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        line.waiting.append(_Waiting(command, answer))
        if line.writer is None:
            line.writer = asyncio.create_task(self._write_all(command.by.org_id, line))
        return answer

    async def _write_all(self, org_id: UUID, line: _Line) -> None:
        try:
            while line.waiting:
                size = min(BATCH_LIMIT, len(line.waiting))
                await self._write(org_id, [line.waiting.popleft() for _ in range(size)])
        finally:
            del self._lines[org_id]

    async def _write(self, org_id: UUID, batch: Sequence[_Waiting]) -> None:
        """Write a batch and answer it; on a fault that one command may have caused, its halves."""
        try:
            commands = [each.command for each in batch]
            answers = await attempt(partial(self._once, org_id, commands))
        except Exception as fault:
            if len(batch) > 1 and not isinstance(fault, _NOBODYS_FAULT):
                middle = len(batch) // 2
                await self._write(org_id, batch[:middle])
                await self._write(org_id, batch[middle:])
                return
            for each in batch:
                _settle(each.answer, fault)
        else:
            for each, answer in zip(batch, answers, strict=True):
                _settle(each.answer, answer)

    async def _once(self, org_id: UUID, commands: Sequence[Command]) -> list[Answer | DomainError]:
        async with self._database.transaction(org_id) as connection:
            playbook = await self._playbooks.current(connection)
            return await record_activities(connection, playbook, commands, now=self._clock())


def _settle(answer: asyncio.Future[Answer], given: Answer | BaseException) -> None:
    if answer.done():  # the caller was cancelled
        return
    if isinstance(given, BaseException):
        answer.set_exception(given)
    else:
        answer.set_result(given)
