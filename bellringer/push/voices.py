"""What templates are made of: whose doing it is, texts for the catalogues, and texts that count."""

from dataclasses import dataclass
from enum import StrEnum

from bellringer.words import NotificationKind


class Voice(StrEnum):
    """Whose doing it is, seen by the reader."""

    YOU = "YOU"
    MEMBER = "MEMBER"
    TEAM = "TEAM"
    EVERYONE = "EVERYONE"


def N_(message: str) -> str:  # noqa: N802 - gettext's name for a text that is translated later
    """Mark a text for the catalogues."""
    return message


@dataclass(frozen=True, slots=True)
class Counted:
    """A text that counts: how it reads for one and for several of the param `by`."""

    one: str
    several: str
    by: str


def NN_(one: str, several: str, by: str) -> Counted:  # noqa: N802 - as N_, for what is counted
    """Mark a text that counts for the catalogues."""
    return Counted(one, several, by)


Text = str | Counted
Templates = dict[tuple[NotificationKind, Voice], tuple[Text, Text]]
