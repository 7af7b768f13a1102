"""Looks at members' detail go on the log before they are answered."""

from collections.abc import AsyncIterator
from typing import Any

from graphql import GraphQLError
from strawberry.extensions import SchemaExtension

from bellringer.gamification.actions.coaching.record_access import record_access
from bellringer.gamification.attempts import attempt
from bellringer.gamification.commands.coaching.access import RecordAccess
from bellringer.graphql.context import Context


class Looks(SchemaExtension):
    """Write down what an answer, or an event of a subscription, shows of members; without that, say nothing.

    It is one statement for all of an answer, after everything was read: the connection that was read through has
    been given back, so that nobody holds one while waiting for another.
    """

    async def on_execute(self) -> AsyncIterator[None]:
        """Record what a query or a mutation shows."""
        yield
        await self._record(self.execution_context.result)

    async def on_stream_result(self, result: Any) -> AsyncIterator[None]:
        """Record what an event shows."""
        await self._record(result)
        yield

    async def _record(self, result: Any) -> None:
        context = self.execution_context.context
        if context is None or not context.looks:
            return
        try:
            await attempt(lambda: _write(context))
        except Exception as error:
            result.data = None
            result.errors = [GraphQLError("This look could not be recorded.", original_error=error)]
        context.looks.clear()


async def _write(context: Context) -> None:
    command = RecordAccess(by=context.principal, looks=frozenset(context.looks))
    async with context.writing() as connection:
        await record_access(connection, command, now=context.now)
