"""What a server remembers of those who send: who came when, and who came before the time they were told."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Journal:
    """Sends by message; a message is one text to one phone, however often it comes.

    Attributes:
        came: How often each message came.
        early: Messages that came again before the time that Retry-After had named to them.
        most_meanwhile: How many others came at most between one Retry-After and its end: what was under way.
        refused: Messages that were refused as malformed; whoever sends one again has not listened.
        repeated: Those that did come again.
        quiet_until: When the last Retry-After is over.
        lost: How many messages were taken without the sender being told.
    """

    came: Counter[str] = field(default_factory=Counter)
    early: list[str] = field(default_factory=list)
    most_meanwhile: int = 0
    refused: set[str] = field(default_factory=set)
    repeated: list[str] = field(default_factory=list)
    lost: int = 0
    quiet_until: datetime = _LONG_AGO
    _not_before: dict[str, datetime] = field(default_factory=dict)
    _meanwhile: int = 0

    def arrived(self, message: str, *, at: datetime) -> int:
        """Note a send, and return how often the message came before."""
        if at < self._not_before.get(message, _LONG_AGO):
            self.early.append(message)
        if message in self.refused:
            self.repeated.append(message)
        if at < self.quiet_until:
            self._meanwhile += 1
            self.most_meanwhile = max(self.most_meanwhile, self._meanwhile)
        before = self.came[message]
        self.came[message] += 1
        return before

    def told_to_wait(self, message: str, *, until: datetime, now: datetime) -> None:
        """Note what Retry-After says."""
        self._not_before[message] = until
        if now >= self.quiet_until:
            self._meanwhile = 0
        self.quiet_until = max(self.quiet_until, until)
