"""Nominate someone for a month that a manager is to decide."""

from datetime import datetime

from bellringer.gamification.commands.recognition import NominateForMonth
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.calendars.workdays import team_on
from bellringer.gamification.rules.recognition.ballots import check_nomination
from bellringer.gamification.rules.recognition.months import wins_before
from bellringer.gamification.rules.recognition.shortlists import left_out, month_of, settings_of
from bellringer.gamification.rules.texts import REASON_LIMIT, checked
from bellringer.gamification.store import people, playbook
from bellringer.gamification.store.recognition import ballots, editions, months, standing
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def nominate_for_month(
    connection: Connection, command: NominateForMonth, *, now: datetime
) -> int:
    """Nominate a colleague or a team, and return the edition of the month.

    Raises:
        InvalidTextError: The reason is missing or too long.
        UnknownMemberError, UnknownTeamError: There is no such colleague or team.
        WrongStateError: The month takes no nominations now.
        NotAllowedError: It is oneself, or one's own team.
        NotEligibleError: It is someone who may not be recognised for this month.
        AlreadyNominatedError: The caller has nominated this one before.
    """
    by, kind, subject_id = command.by, command.subject_kind, command.subject_id
    reason = checked(command.reason, limit=REASON_LIMIT, field="reason")
    plays = await playbook.read(connection)
    # the lock makes two nominations of one member take turns
    members = await people.lock(connection, {by.member_id} if by.member_id else ())
    own = next(iter(members.values()), None)
    today = organization_day(plays.calendars, now)
    month = month_of(plays, command.on)
    await editions.hold(connection, kind, month.starts_on)
    stands = await months.read(connection, plays, kind, month.starts_on, now=now)
    found = next(iter(await standing.stands(connection, kind, [subject_id])), None)
    before = wins_before(await months.won(connection, kind, month.starts_on), month.starts_on)
    key = (kind, month.starts_on, stands.edition if stands else 0)
    opened = check_nomination(
        stands,
        kind,
        found,
        by,
        own_team_id=team_on(own.teams, today) if own else None,
        barred=left_out(
            subject_id,
            settings_of(plays, kind),
            month=month,
            joined_on=found.joined_on if found else None,
            won_before=before.keys(),
        ),
        has_nominated=await ballots.has_nominated(connection, key, subject_id, by.member_id),
        now=now,
    )
    candidate = await standing.candidate_of(connection, plays, kind, month, subject_id, now=now)
    await editions.stand(connection, opened, [candidate] if candidate else [])
    note_id = new_id()
    await ballots.note(connection, note_id, by_member_id=by.member_id, body=reason)
    await ballots.nominate(
        connection, key, subject_id, by_member_id=by.member_id, note_id=note_id, now=now
    )
    return opened.edition
