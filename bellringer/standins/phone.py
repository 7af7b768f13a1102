"""A phone made of text: what a message looks like where it arrives."""

import textwrap
from collections.abc import Mapping
from typing import Any

from rich.cells import cell_len

WIDTH = 46


def draw(message: Mapping[str, Any]) -> str:
    """Return a message, in FCM's wire form, as a box of lines such as a locked phone shows."""
    said = message.get("notification", {})
    badge = message.get("apns", {}).get("payload", {}).get("aps", {}).get("badge")
    lines = [_sides("Bellringer", "now" if badge is None else f"({badge}) now")]
    lines += textwrap.wrap(str(said.get("title", "")), WIDTH) or [""]
    lines += textwrap.wrap(str(said.get("body", "")), WIDTH)
    rows = [f"│ {line}{' ' * max(0, WIDTH - cell_len(line))} │" for line in lines]
    edge = "─" * (WIDTH + 2)
    return "\n".join([f"╭{edge}╮", *rows, f"╰{edge}╯"])


def _sides(left: str, right: str) -> str:
    return left + " " * (WIDTH - len(left) - len(right)) + right
