"""What every subscription waits for: now, and whenever something that concerns the caller may have changed."""

from collections.abc import AsyncGenerator, Awaitable, Callable

import structlog

from bellringer.gamification.attempts import PASSING
from bellringer.gamification.events import Changed
from bellringer.graphql.context import Context
from bellringer.graphql.sharing import ForNobody

log = structlog.get_logger(__name__)


async def rings(
    context: Context, concerns: Callable[[Changed], bool]
) -> AsyncGenerator[None, None]:
    """Yield now, and whenever something that concerns the caller may have changed.

    The caller's authority is fresh each time; when it is not what the subscription began with, or can't be read just
    now, the socket is hung up, and the client comes back to the present state. It holds a turn when it yields, which
    ends with the event that is made then; who makes more of them takes one for each. On behalf of nobody it yields
    once.
    """
    if isinstance(context, ForNobody):
        context.concerns = concerns
        yield
        return
    mark = context.authority.mark
    async with context.services.live.bell(context.caller.org_id, concerns) as bell:
        while True:
            try:
                await _look_up(context)
            except PASSING as error:
                log.warning("socket.interrupted", error=type(error).__name__)
                await _end(context, context.try_later)
                return
            if context.authority.mark != mark:
                await _end(context, context.hang_up)
                return
            yield
            context.turn.give()  # held still where there was nothing to tell
            await bell.wait()


async def _look_up(context: Context) -> None:
    if context.first is not None:
        await context.first()
    await context.turn.take()
    await context.enter()


async def _end(context: Context, how: Callable[[], Awaitable[None]] | None) -> None:
    context.turn.give()
    if how is not None:
        await how()
