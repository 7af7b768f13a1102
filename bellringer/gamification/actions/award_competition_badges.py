"""Award badges for a competition that was won, and take them back where another edition has other winners."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.actions.settle_awards import give_awards, settle_teams, take_awards
from bellringer.gamification.outcome.consequences import AwardRevoked, TeamAwardMade
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.badges import teams as rules
from bellringer.gamification.rules.badges.earning import place_on
from bellringer.gamification.rules.badges.history import competition_won
from bellringer.gamification.store import facts, people
from bellringer.gamification.store.badges import awards as stored
from bellringer.gamification.store.badges import teams
from bellringer.models.database import Connection
from bellringer.words import Revocation


async def award_competition_badges(
    connection: Connection,
    plays: Playbook,
    competition_id: UUID,
    winners: Collection[UUID],
    *,
    ended_on: date,
    now: datetime,
) -> None:
    """Give every badge for winning to a competition's winners, members and teams alike, and to nobody else.

    Run again with the same winners it changes nothing; with others, those who no longer win lose theirs.
    Sends nothing where the organization has no such badge.
    """
    for badge in plays.badges_for_winning:
        had = await stored.of_competition(connection, badge.badge_id, competition_id)
        concerned = {*winners, *had}
        members = await people.lock(connection, concerned)
        held = await teams.lock(connection, concerned - set(members))
        lost = {award_id for subject_id, award_id in had.items() if subject_id not in winners}
        if members:
            awards = await facts.awards(connection, {(badge.badge_id, each) for each in members})
            fallen = [each for each_ in awards.values() for each in each_ if each.award_id in lost]
            members = await take_awards(
                connection, plays, members, fallen, reason=Revocation.REOPENED, now=now
            )
            wins = [
                competition_won(plays, badge, members[each], competition_id, ended_on, now)
                for each in sorted(set(winners) & set(members))
            ]
            await give_awards(connection, plays, members, wins, awards, now=now)
        made: list[TeamAwardMade] = []
        revoked: list[AwardRevoked] = []
        place = place_on(plays, badge, ended_on, own=ended_on)
        for team_id, standing in (await teams.awards(connection, badge.badge_id, held)).items():
            places = [(place, now)] if team_id in winners else []
            made += rules.give(
                *(badge, team_id, places, standing),
                cause_id=competition_id,
                competition_id=competition_id,
            )
            own = [each for each in standing if each.award_id in lost]
            revoked += rules.take((), own, now=now)
        await settle_teams(connection, plays, made, revoked, now=now)
