"""Make streaks, rename them, and let them be no more."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.actions.rewalk_streaks import lock_concerned, rewalk_or_queue
from bellringer.gamification.commands.streaks import ArchiveStreak, CreateStreak, UpdateStreak
from bellringer.gamification.errors import NameTakenError, UnknownStreakError
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.rules.streaks.defining import defined
from bellringer.gamification.rules.texts import TITLE_LIMIT, checked, checked_id
from bellringer.gamification.store import audit, playbook, streaks
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def create_streak(connection: Connection, command: CreateStreak, *, now: datetime) -> UUID:
    """Make a streak, filled from what is on record, and return its id.

    Raises:
        NotAllowedError: Only an admin makes streaks.
        UnknownMetricError: There is no such metric.
        InvalidInputError, InvalidTextError: A value can't be.
        NameTakenError: There is or was a streak of this key.
        RacedError: Another transaction met this one: begin anew.
    """
    check_administers(command.by)
    members = await lock_concerned(connection)
    await playbook.bump(connection)
    streak = defined(await playbook.read(connection), command, streak_id=new_id())
    if not await streaks.insert(connection, streak):
        raise NameTakenError(path=("key",))
    await rewalk_or_queue(
        connection,
        members,
        streak_id=streak.streak_id,
        fills=True,
        by=command.by.source,
        now=now,
    )
    details = {"streak_id": str(streak.streak_id), "key": streak.streak_key}
    await audit.append(connection, command.by, "streak.create", details, now=now)
    return streak.streak_id


async def update_streak(connection: Connection, command: UpdateStreak, *, now: datetime) -> UUID:
    """Give a streak another title, and return its id; what it asks for never changes.

    Raises:
        NotAllowedError: Only an admin changes streaks.
        InvalidTextError: The title can't be stored.
        UnknownStreakError: There is no such streak.
    """
    check_administers(command.by)
    title = checked(command.title, limit=TITLE_LIMIT, field="title")
    checked_id(command.streak_key, field="key")
    await playbook.bump(connection)
    streak_id = await streaks.rename(connection, command.streak_key, title)
    if streak_id is None:
        raise UnknownStreakError(path=("key",))
    details = {"streak_id": str(streak_id)}
    await audit.append(connection, command.by, "streak.update", details, now=now)
    return streak_id


async def archive_streak(connection: Connection, command: ArchiveStreak, *, now: datetime) -> UUID:
    """Let a streak be no more, and return its id; badges that it earned stay.

    Raises:
        NotAllowedError: Only an admin archives streaks.
        UnknownStreakError: There is no such streak, or it is archived already.
    """
    check_administers(command.by)
    checked_id(command.streak_key, field="key")
    await playbook.bump(connection)
    streak_id = await streaks.archive(connection, command.streak_key, now=now)
    if streak_id is None:
        raise UnknownStreakError(path=("key",))
    details = {"streak_id": str(streak_id)}
    await audit.append(connection, command.by, "streak.archive", details, now=now)
    return streak_id
