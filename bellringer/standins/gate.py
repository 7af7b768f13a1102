"""A gate that holds requests back until they are let through, one by one or all: delay without a clock."""

import asyncio


class Gate:
    """Open at first. While it is shut, requests wait in the order they came."""

    def __init__(self) -> None:
        self._is_shut = False
        self._waiting: list[asyncio.Event] = []
        self._came = asyncio.Condition()

    def shut(self) -> None:
        """Hold back whatever comes from now on."""
        self._is_shut = True

    async def pass_through(self) -> None:
        """Wait while the gate is shut."""
        if not self._is_shut:
            return
        let = asyncio.Event()
        async with self._came:
            self._waiting.append(let)
            self._came.notify_all()
        await let.wait()

    async def wait_for(self, count: int) -> None:
        """Return once that many requests have come to the shut gate; they have 30 seconds."""
        async with asyncio.timeout(30), self._came:
            await self._came.wait_for(lambda: len(self._waiting) >= count)

    def let(self, index: int) -> None:
        """Let one request through, by the order in which it came."""
        self._waiting[index].set()

    def open(self) -> None:
        """Let everything through, now and later."""
        self._is_shut = False
        for let in self._waiting:
            let.set()
