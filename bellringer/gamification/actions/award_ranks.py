"""Award badges for FINAL standings, and take back those that a re-opened period no longer gives."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from bellringer.gamification.actions.settle_awards import give_awards, settle_teams, take_awards
from bellringer.gamification.outcome.consequences import AwardRevoked, TeamAwardMade
from bellringer.gamification.playbook.badges import Badge
from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.badges import teams as rules
from bellringer.gamification.rules.badges.history import final_ranks
from bellringer.gamification.rules.badges.ranks import of_each, reached
from bellringer.gamification.rules.badges.settling import without
from bellringer.gamification.rules.leaderboards.finalization import final_at
from bellringer.gamification.store import facts, people
from bellringer.gamification.store.badges import ranks, teams
from bellringer.gamification.store.leaderboards import PeriodRecord
from bellringer.ids import new_id
from bellringer.models.database import Connection
from bellringer.words import PeriodState, Revocation, SubjectKind


async def award_ranks(
    connection: Connection,
    plays: Playbook,
    settled: Sequence[tuple[PeriodRecord, PeriodState]],
    *,
    now: datetime,
) -> None:
    """Bring the badges for FINAL standings of periods in line with them; run again it changes nothing.

    Sends nothing where no badge looks at the boards. The periods are under lock already, before the members:
    a recording that meets this is tried again.
    """
    grace = timedelta(hours=plays.grace_hours)
    for period, state in settled:
        if state is not PeriodState.FINAL:
            continue
        due = final_at(ends_at=period.ends_at, opened_at=period.opened_at, grace=grace)
        # every board that reads these sums has its own standings
        for board in plays.boards:
            if board.sums_id != period.board_id:
                continue
            for badge, criteria in plays.ranks_by_board.get(board.board_key, ()):
                counted = await ranks.in_period(
                    connection, board, criteria, period.starts_on, won_at=min(due, now)
                )
                concerned = await ranks.replace(
                    connection, badge.badge_id, period.starts_on, counted
                )
                await settle_ranks(connection, plays, board, badge, concerned, now=now)


async def settle_ranks(
    connection: Connection,
    plays: Playbook,
    board: Board,
    badge: Badge,
    subjects: Collection[UUID],
    *,
    now: datetime,
) -> None:
    """Give and take a badge so that it fits what counts of these members' or teams' FINAL standings."""
    if not subjects:
        return
    if board.subject_kind is SubjectKind.TEAM:
        await _settle_teams(connection, plays, badge, subjects, now=now)
    elif board.subject_kind is SubjectKind.MEMBER:
        await _settle_members(connection, plays, badge, subjects, now=now)


async def _settle_members(
    connection: Connection,
    plays: Playbook,
    badge: Badge,
    subjects: Collection[UUID],
    *,
    now: datetime,
) -> None:
    members = await people.lock(connection, subjects)
    counted = of_each(await ranks.read(connection, badge.badge_id, list(members)))
    awards = await facts.awards(connection, {(badge.badge_id, each) for each in members})
    wins = {
        member_id: tuple(final_ranks(plays, badge, member, counted.get(member_id, ())))
        for member_id, member in members.items()
    }
    fallen = [
        award
        for member_id in members
        for award in without(wins[member_id], awards.get((badge.badge_id, member_id), ()))
    ]
    members = await take_awards(
        connection, plays, members, fallen, reason=Revocation.REOPENED, now=now
    )
    won = [win for each in wins.values() for win in each]
    await give_awards(connection, plays, members, won, awards, now=now)


async def _settle_teams(
    connection: Connection,
    plays: Playbook,
    badge: Badge,
    subjects: Collection[UUID],
    *,
    now: datetime,
) -> None:
    held = await teams.lock(connection, subjects)
    counted = of_each(await ranks.read(connection, badge.badge_id, held))
    made: list[TeamAwardMade] = []
    revoked: list[AwardRevoked] = []
    for team_id, standing in (await teams.awards(connection, badge.badge_id, held)).items():
        places = [
            (starts_on, fact.won_at)
            for starts_on, fact in reached(plays, badge, counted.get(team_id, ()))
        ]
        made += rules.give(badge, team_id, places, standing, cause_id=new_id())
        revoked += rules.take((starts_on for starts_on, _ in places), standing, now=now)
    await settle_teams(connection, plays, made, revoked, now=now)
