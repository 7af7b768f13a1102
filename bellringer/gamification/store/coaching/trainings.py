"""Mentors and trainings."""

from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.commands.coaching.trainings import SetMentor, SetTraining
from bellringer.models.database import Connection

# The mentee is under lock.
_SET_MENTOR = """
INSERT INTO mentoring (org_id, mentee_id, starts_on, mentor_id, ends_on)
SELECT $1, $2, $3, $4, $5
 WHERE NOT EXISTS (SELECT FROM mentoring WHERE org_id = $1 AND mentee_id = $2
                     AND (ends_on IS NULL OR ends_on > $3)
                     AND ($5::date IS NULL OR starts_on < $5))
RETURNING true
"""
_END = """
UPDATE mentoring SET ends_on = $3
 WHERE org_id = $1 AND mentee_id = $2 AND starts_on < $3 AND (ends_on IS NULL OR ends_on > $3)
RETURNING true
"""
_SET_TRAINING = """
WITH made AS (
    INSERT INTO training (org_id, training_id, member_id, metric_key, per_week, starts_on, weeks,
                          created_by, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    RETURNING org_id, training_id
)
INSERT INTO training_note (org_id, training_id, title) SELECT org_id, training_id, $10 FROM made
"""


async def set_mentor(connection: Connection, command: SetMentor) -> bool:
    """Give a member a mentor; False where the member has one on one of the dates."""
    return bool(
        await connection.fetchval(
            _SET_MENTOR,
            *(connection.org_id, command.mentee_id, command.starts_on),
            *(command.mentor_id, command.ends_on),
        )
    )


async def end_mentoring(connection: Connection, mentee_id: UUID, ends_on: date) -> bool:
    """End the mentoring that runs on a date; False where none does."""
    return bool(await connection.fetchval(_END, connection.org_id, mentee_id, ends_on))


async def set_training(
    connection: Connection,
    training_id: UUID,
    command: SetTraining,
    *,
    title: str,
    starts_on: date,
    now: datetime,
) -> None:
    """Write a training with its title."""
    await connection.execute(
        _SET_TRAINING,
        *(connection.org_id, training_id, command.member_id, command.metric_key),
        *(command.per_week, starts_on, command.weeks, command.by.member_id, now, title),
    )
