"""How the team and the member of the month are found."""

from dataclasses import dataclass

from bellringer.words import DecisionMode


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionSettings:
    """How one of the two is found; as it stands here, if an organization has said nothing else.

    `board_key` names the board that measures, None for the built-in measure. `minimum_tenure_days` is counted
    up to the month's end. Nominations and votes are for months that a manager decides; they are open for
    `open_hours` from when the standings are FINAL.
    """

    decision: DecisionMode = DecisionMode.AUTOMATIC
    board_key: str | None = None
    minimum_tenure_days: int = 0
    allows_repeat: bool = True
    takes_nominations: bool = False
    takes_votes: bool = False
    open_hours: int = 72
