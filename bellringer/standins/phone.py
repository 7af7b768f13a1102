"""A phone made of text: what a message looks like where it arrives, and what is on the screen after many."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rich.cells import cell_len

WIDTH = 46


@dataclass(slots=True)
class Screen:
    """What one phone shows, as Android, iOS and browsers do: a message of a tag that is there replaces it.

    One that withdraws takes its notification off, as the app does that is woken by it.

    Attributes:
        shown: What is on the screen, by tag: the notification's id.
        rang: Ids of the notifications that appeared, in order; a copy of one that appeared before is none.
    """

    shown: dict[str, str] = field(default_factory=dict)
    rang: list[str] = field(default_factory=list)

    def receive(self, message: Mapping[str, Any]) -> None:
        """Take a message, in FCM's wire form."""
        known = str(message["data"]["notification_id"])
        if message["data"].get("action") == "withdraw":
            tag = str(message["data"]["tag"])
            if self.shown.get(tag) == known:
                del self.shown[tag]
            return
        tag = str(message["android"]["notification"]["tag"])
        if known not in self.rang:
            self.rang.append(known)
        self.shown[tag] = known


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
