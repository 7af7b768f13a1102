"""How the team and the member of the month are found, as it is set; the playbook reads it."""

from bellringer.gamification.playbook.recognition import RecognitionSettings
from bellringer.models.database import Connection
from bellringer.words import SubjectKind

_WRITE = """
INSERT INTO recognition_setting (
  org_id, subject_kind, decision, board_key, minimum_tenure_days, allows_repeat, takes_nominations,
  takes_votes, open_hours)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (org_id, subject_kind) DO UPDATE
   SET decision = excluded.decision, board_key = excluded.board_key,
       minimum_tenure_days = excluded.minimum_tenure_days, allows_repeat = excluded.allows_repeat,
       takes_nominations = excluded.takes_nominations, takes_votes = excluded.takes_votes,
       open_hours = excluded.open_hours
"""


async def write(
    connection: Connection, subject_kind: SubjectKind, settings: RecognitionSettings
) -> None:
    """Write all settings of one of the two."""
    await connection.execute(
        _WRITE,
        connection.org_id,
        subject_kind,
        settings.decision,
        settings.board_key,
        settings.minimum_tenure_days,
        settings.allows_repeat,
        settings.takes_nominations,
        settings.takes_votes,
        settings.open_hours,
    )
