"""Answer a member's check-in."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.coaching.check_ins import AnswerCheckIn
from bellringer.gamification.events import Changed
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.calendars.workdays import team_on
from bellringer.gamification.rules.coaching import check_ins as rules
from bellringer.gamification.store import outbox, people, playbook
from bellringer.gamification.store.coaching import check_ins
from bellringer.models.database import Connection


async def answer_check_in(connection: Connection, command: AnswerCheckIn, *, now: datetime) -> UUID:
    """Keep the answer of who leads the team, and return the check-in's id.

    Raises:
        NotFoundError: There is no such check-in, or none that the caller reads.
        NotAllowedError: It is one's own, or of a team that the caller does not lead.
        InvalidTextError: The words can't be stored.
    """
    plays = await playbook.read(connection)
    by_id, check_in_id = command.by.member_id, command.check_in_id
    found = (await check_ins.read(connection, [check_in_id])).get(check_in_id)
    if found is not None:
        # the member may be closing the day: what stands then is answered
        await people.lock(connection, {found.member_id})
        found = (await check_ins.read(connection, [check_in_id])).get(check_in_id)
    caller = (await people.read(connection, [by_id])).get(by_id) if by_id else None
    today = organization_day(plays.calendars, now)
    team_id = None if caller is None else team_on(caller.teams, today)
    record = rules.answered(command, found, team_id=team_id, now=now)
    await check_ins.save(connection, found, record)
    heard = Changed(org_id=plays.org_id, member_ids=frozenset({record.member_id}))
    await outbox.ring(connection, heard)
    return record.check_in_id
