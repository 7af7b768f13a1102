"""How soon the web client shows something on a phone that has never seen it, and what that takes.

python -m bench.first_paint LINK   with a link that signs in, as `make demo` prints it.
"""

import asyncio
import shutil
import statistics
import sys
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, ViewportSize, async_playwright

RUNS = 5
PHONE = ViewportSize(width=390, height=844)
_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit with nothing kept: milliseconds, and what came over the wire until home was shown."""

    paint_ms: float
    home_ms: float
    requests: int
    total_bytes: int
    script_bytes: int


async def visit(browser: Browser, link: str) -> Visit:
    """Open the link in a fresh profile and wait until home shows the points."""
    context = await browser.new_context(viewport=PHONE, service_workers="block")
    page = await context.new_page()
    wire = await context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def answered(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def finished(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = int(event["encodedDataLength"])

    wire.on("Network.responseReceived", answered)
    wire.on("Network.loadingFinished", finished)
    await wire.send("Network.enable")
    await page.goto(link)
    await page.locator(".home").wait_for()
    home = await page.evaluate("performance.now()")
    paint = await page.evaluate(_PAINT)
    scripts = [size for request, size in sizes.items() if kinds.get(request) == "Script"]
    await context.close()
    return Visit(paint, home, len(sizes), sum(sizes.values()), sum(scripts))


async def main(link: str) -> None:
    """Visit several times, and print the medians."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        visits = [await visit(browser, link) for _ in range(RUNS)]
        await browser.close()
    for name in ("paint_ms", "home_ms", "requests", "total_bytes", "script_bytes"):
        middle = statistics.median(getattr(each, name) for each in visits)
        print(f"{name:>13} {middle:>9.0f}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
