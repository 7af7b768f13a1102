"""Who has taken the lead in a competition since the last look; told at most once a day."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.facts.competitions import Competition
from bellringer.gamification.outcome.news import Announcement
from bellringer.gamification.rules.calendars.freshness import LASTS
from bellringer.gamification.rules.competitions.lifecycle import over_at
from bellringer.gamification.rules.competitions.news import audience_of
from bellringer.gamification.rules.identity import named_id
from bellringer.gamification.rules.leaderboards.ranking import Standing, ranked
from bellringer.words import CompetitionKind, NotificationKind, SubjectKind


def leader(competition: Competition, standings: Collection[Standing]) -> UUID | None:
    """Return who alone is first, with a score above 0; None for a tie, and for a mission, where nobody races."""
    if competition.terms.kind is CompetitionKind.MISSION:
        return None
    first = [
        each.standing
        for each in ranked(standings, competition.terms.tie_policy)
        if each.rank == 1 and (each.standing.score or 0) > 0
    ]
    return first[0].subject_id if len(first) == 1 else None


def tell_lead(
    competition: Competition, leader_id: UUID, *, org_id: UUID, on: date, now: datetime
) -> Announcement:
    """Tell those who take part who is in front now."""
    kind, key = (
        NotificationKind.COMPETITION_LEAD,
        f"competition-lead:{competition.competition_id}:{on}",
    )
    whose = "team_id" if competition.subject_kind is SubjectKind.TEAM else "member_id"
    return Announcement(
        announcement_id=named_id(now, org_id, key),
        kind=kind,
        dedupe_key=key,
        params={"competition_id": str(competition.competition_id), whose: str(leader_id)},
        audience=audience_of(competition),
        occurred_at=now,
        expires_at=min(over_at(competition), now + LASTS[kind]),
    )
