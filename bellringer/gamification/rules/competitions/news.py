"""What is told of a competition: that it has begun, and how it came out; each once."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from bellringer.gamification.facts.competitions import Competition
from bellringer.gamification.outcome.news import Announcement, Audience, FeedPost
from bellringer.gamification.rules.calendars.freshness import LASTS, NEWS_LASTS
from bellringer.gamification.rules.competitions.lifecycle import over_at
from bellringer.gamification.rules.identity import named_id
from bellringer.words import CompetitionKind, FeedKind, NotificationKind, SubjectKind


def is_fresh(due_at: datetime, *, now: datetime) -> bool:
    """Tell whether a turn of a competition is still news: at most a day after it was due."""
    return now <= due_at + NEWS_LASTS


def tell_start(competition: Competition, *, org_id: UUID, now: datetime) -> Announcement:
    """Tell those who take part that it has begun."""
    key = f"competition-start:{competition.competition_id}"
    return Announcement(
        announcement_id=named_id(now, org_id, key),
        kind=NotificationKind.COMPETITION_STARTED,
        dedupe_key=key,
        params={"competition_id": str(competition.competition_id)},
        audience=audience_of(competition),
        occurred_at=now,
        expires_at=min(over_at(competition), now + LASTS[NotificationKind.COMPETITION_STARTED]),
    )


def tell_result(competition: Competition, *, org_id: UUID, now: datetime) -> Announcement:
    """Tell those who take part how it came out."""
    key = result_key(competition, competition.edition)
    return Announcement(
        announcement_id=named_id(now, org_id, key),
        kind=NotificationKind.COMPETITION_RESULT,
        dedupe_key=key,
        params=_result(competition),
        audience=audience_of(competition),
        occurred_at=over_at(competition),
        expires_at=now + LASTS[NotificationKind.COMPETITION_RESULT],
    )


def post_result(competition: Competition, *, org_id: UUID, now: datetime) -> FeedPost:
    """Show the result to the organization."""
    key = result_key(competition, competition.edition)
    return FeedPost(
        post_id=named_id(now, org_id, "post", key),
        audience_id=org_id,
        kind=FeedKind.COMPETITION_RESULT,
        dedupe_key=key,
        member_id=_only(competition, SubjectKind.MEMBER),
        params=_result(competition),
        occurred_at=over_at(competition),
    )


def result_key(competition: Competition, edition: int) -> str:
    """Return what a result is told under."""
    return f"competition-result:{competition.competition_id}:{edition}"


def start_key(competition: Competition) -> str:
    """Return what a start is told under."""
    return f"competition-start:{competition.competition_id}"


def audience_of(competition: Competition) -> Audience:
    """Return who is told: those who take part or stand in; of a team its members and leads."""
    if competition.subject_kind is SubjectKind.TEAM:
        return Audience(team_ids=tuple(sorted(competition.participant_ids)))
    places = competition.participant_ids
    others = {each.stand_in_id for each in competition.participants if each.stand_in_id}
    return Audience(member_ids=tuple(sorted(places | others)))


def _result(competition: Competition) -> Mapping[str, str | int]:
    found: dict[str, str | int] = {
        "competition_id": str(competition.competition_id),
        "winners": len(competition.winners),
    }
    member_id = _only(competition, SubjectKind.MEMBER)
    team_id = _only(competition, SubjectKind.TEAM)
    if member_id is not None:
        found["member_id"] = str(member_id)
    if team_id is not None:
        found["team_id"] = str(team_id)
    return found


def _only(competition: Competition, kind: SubjectKind) -> UUID | None:
    """Return the one winner, if there is one and it is of this kind; a mission is everybody's."""
    if (
        len(competition.winners) != 1
        or competition.subject_kind is not kind
        or competition.terms.kind is CompetitionKind.MISSION
    ):
        return None
    return competition.winners[0].subject_id
