"""What became of the rows of a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A row that was not taken: where it is, why, and what it said.

    `code` is the stable code of the refusal; UNREADABLE and INVALID_ROW come from the file, all
    others are those of the API.
    """

    line: int
    code: str
    reason: str
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Tally:
    """How many records were taken, were there already, were not meant for import, were refused.

    `line` is the last line of the file that is settled, `position` how many bytes have been read.
    """

    taken: int = 0
    already: int = 0
    skipped: int = 0
    refused: int = 0
    line: int = 0
    position: int = 0


Refuse = Callable[[Refusal], None]  # is told of each refused row as soon as it is
Progress = Callable[[Tally], None]  # is told how far an import is, after each batch
