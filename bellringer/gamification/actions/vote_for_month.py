"""Vote for who stands for a month that a manager is to decide."""

from datetime import datetime

from bellringer.gamification.commands.recognition import VoteForMonth
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.calendars.workdays import team_on
from bellringer.gamification.rules.recognition.ballots import check_vote
from bellringer.gamification.rules.recognition.shortlists import month_of
from bellringer.gamification.store import people, playbook
from bellringer.gamification.store.recognition import ballots, editions, months, standing
from bellringer.models.database import Connection


async def vote_for_month(connection: Connection, command: VoteForMonth, *, now: datetime) -> None:
    """Give the caller's one vote, which may be changed until the month closes.

    Raises:
        UnknownMemberError, UnknownTeamError: There is no such colleague or team.
        WrongStateError: The month takes no votes now.
        NotAllowedError: It is oneself, or one's own team.
        NotEligibleError: It is nobody on the shortlist, and nobody has nominated them.
    """
    by, kind = command.by, command.subject_kind
    plays = await playbook.read(connection)
    members = await people.read(connection, {by.member_id} if by.member_id else ())
    own = next(iter(members.values()), None)
    today = organization_day(plays.calendars, now)
    month = month_of(plays, command.on)
    await editions.hold(connection, kind, month.starts_on)
    stands = await months.read(connection, plays, kind, month.starts_on, now=now)
    found = await standing.stands(connection, kind, [command.subject_id])
    opened = check_vote(
        stands,
        kind,
        next(iter(found), None),
        by,
        own_team_id=team_on(own.teams, today) if own else None,
        now=now,
    )
    await ballots.vote(
        connection,
        ballots.key_of(opened),
        command.subject_id,
        by_member_id=by.member_id,
        now=now,
    )
