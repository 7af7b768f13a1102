"""Team and member of the month, as decided."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.models.database import Connection
from bellringer.words import SubjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class WinnerView:
    """A winner of a month, by the latest edition of its decision."""

    subject_id: UUID
    month_on: date
    edition: int
    board_key: str
    score: int
    wins_in_a_row: int
    decided_at: datetime


_OF_MONTH = """
SELECT subject_id, month_on, edition, board_key, score, wins_in_a_row, decided_at
FROM month_award a
WHERE org_id = $1 AND subject_kind = $2 AND month_on = $3
  AND edition = (SELECT max(edition) FROM month_award
                 WHERE org_id = $1 AND subject_kind = $2 AND month_on = $3)
ORDER BY subject_id
"""


async def of_month(connection: Connection, kind: SubjectKind, month_on: date) -> list[WinnerView]:
    """Return who won a month; several where it was a tie, none where it isn't decided."""
    rows = await connection.fetch(_OF_MONTH, connection.org_id, kind, month_on)
    return [WinnerView(**dict(row)) for row in rows]
