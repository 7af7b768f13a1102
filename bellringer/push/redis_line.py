"""Redis or Valkey as the line: whoever has committed publishes, and every process is subscribed."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from bellringer.push.patience import pause_after

HEARTBEAT_SECONDS = 5.0
CONNECT_WITHIN = 5.0
FAREWELL_SECONDS = 2.0
AT_ONCE = 500
# whoever a dropped notice was for looks again by itself
MOST_WAITING = 10_000

_GONE = (RedisError, OSError, TimeoutError)
_log = structlog.get_logger(__name__)


class RedisLine:
    """Publish and subscribe: a notice goes out after its commit, and waits while Redis is away."""

    def __init__(self, client: "Redis", *, heartbeat_seconds: float, most_waiting: int) -> None:
        self._client = client
        self._heartbeat_seconds = heartbeat_seconds
        self._most_waiting = most_waiting
        # in order, each once: the same notice twice says nothing more
        self._waiting: dict[tuple[str, str], None] = {}
        self._is_told = asyncio.Event()
        self._is_empty = asyncio.Event()
        self._is_empty.set()

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        url: str,
        *,
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
        most_waiting: int = MOST_WAITING,
    ) -> AsyncIterator["RedisLine"]:
        """Publish for as long as the block runs, and at its end what still waits, if Redis is there.

        Opening does not wait for Redis, which may be away at the start as at any other time.

        Args:
            url: redis://, rediss:// or unix://.
            heartbeat_seconds: How long a silent server is waited for before it is asked, and then left.
            most_waiting: How many notices are kept while Redis is away; the oldest make room.
        """
        client = Redis.from_url(
            url,
            decode_responses=True,
            client_name="bellringer",
            socket_connect_timeout=CONNECT_WITHIN,
            socket_timeout=CONNECT_WITHIN,
            # a lost line is ours to notice: whoever listens must look again
            retry=Retry(NoBackoff(), 0),
        )
        line = cls(client, heartbeat_seconds=heartbeat_seconds, most_waiting=most_waiting)
        publishing = asyncio.create_task(line._publish())
        try:
            yield line
        finally:
            with suppress(TimeoutError):
                async with asyncio.timeout(FAREWELL_SECONDS):
                    await line._is_empty.wait()
            publishing.cancel()
            with suppress(asyncio.CancelledError):
                await publishing
            await client.aclose()

    def tell(self, channel: str, payload: str) -> None:
        """Publish soon; nobody waits for it."""
        self._waiting[channel, payload] = None
        if len(self._waiting) > self._most_waiting:
            del self._waiting[next(iter(self._waiting))]
        self._is_empty.clear()
        self._is_told.set()

    async def listen(
        self,
        heard: Mapping[str, Callable[[str], None]],
        *,
        restored: Callable[[], None],
        lost: Callable[[], None] = lambda: None,
    ) -> None:
        """Call `heard[channel]` with each payload, until cancelled.

        `restored` is called each time the line stands, the first time too: what was said before is not
        known. `lost` is called when it no longer does.
        """
        failures = 0

        def stands() -> None:
            nonlocal failures
            failures = 0
            restored()

        while True:
            try:
                await self._hold(heard, stands)
            except _GONE as error:
                _log.warning("redis.lost", error=type(error).__name__)
            lost()
            failures += 1
            await asyncio.sleep(pause_after(failures))

    async def _hold(
        self, heard: Mapping[str, Callable[[str], None]], stands: Callable[[], None]
    ) -> None:
        missing, is_asked = len(heard), False
        async with self._client.pubsub() as subscribed:
            await subscribed.subscribe(*heard)
            while True:
                message = await subscribed.get_message(timeout=self._heartbeat_seconds)
                if message is None:
                    if is_asked:
                        raise TimeoutError
                    # a line cut without a word is only noticed by speaking
                    await subscribed.ping()
                    is_asked = True
                    continue
                is_asked = False
                if message["type"] == "message":
                    heard[message["channel"]](message["data"])
                elif message["type"] == "subscribe":
                    missing -= 1
                    if not missing:
                        stands()

    async def _publish(self) -> None:
        failures = 0
        while True:
            await self._is_told.wait()
            self._is_told.clear()
            while self._waiting:
                # out of the line before it is sent: told again meanwhile, it must go out again
                taken = list(self._waiting)[:AT_ONCE]
                for each in taken:
                    del self._waiting[each]
                try:
                    async with self._client.pipeline(transaction=False) as pipeline:
                        for channel, payload in taken:
                            pipeline.publish(channel, payload)
                        await pipeline.execute()
                    failures = 0
                except _GONE as error:
                    self._waiting = dict.fromkeys(taken) | self._waiting
                    failures += 1
                    if failures == 1:
                        _log.warning("redis.unpublished", error=type(error).__name__)
                    await asyncio.sleep(pause_after(failures))
            self._is_empty.set()
