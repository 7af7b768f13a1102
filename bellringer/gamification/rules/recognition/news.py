"""What is told of a month: each winner once, to everyone; and what is taken back when others win it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from bellringer.gamification.outcome.news import Announcement, Audience, FeedPost
from bellringer.gamification.rules.calendars.freshness import LASTS, NEWS_LASTS
from bellringer.gamification.rules.identity import named_id
from bellringer.gamification.rules.recognition.months import Recognition, Winner
from bellringer.words import FeedKind, NotificationKind, SubjectKind


def is_fresh(*, final_due_at: datetime, now: datetime) -> bool:
    """Tell whether a month is still news: FINAL at most a day after its grace was over."""
    return now <= final_due_at + NEWS_LASTS


def new_winners(month: Recognition, won_so_far: Collection[UUID]) -> tuple[Winner, ...]:
    """Return the winners to tell of: none of an old month, and none who had won it before it was re-opened."""
    if not month.is_news:
        return ()
    return tuple(each for each in month.winners if each.subject_id not in won_so_far)


def no_longer_true(month: Recognition, ever_won: Collection[UUID]) -> list[str]:
    """Return the dedupe keys of what was told of winners in former editions who have not won this one."""
    stays = {each.subject_id for each in month.winners}
    return [
        _key(month, subject_id, edition)
        for subject_id in sorted(set(ever_won) - stays)
        for edition in range(1, month.edition)
    ]


def announce(
    month: Recognition,
    winners: Collection[Winner],
    *,
    org_id: UUID,
    occurred_at: datetime,
    now: datetime,
) -> tuple[Announcement, ...]:
    """Tell everyone of each winner, once per month and edition."""
    is_team = month.subject_kind is SubjectKind.TEAM
    kind = NotificationKind.TEAM_OF_THE_MONTH if is_team else NotificationKind.MEMBER_OF_THE_MONTH
    return tuple(
        Announcement(
            announcement_id=named_id(now, org_id, _key(month, winner.subject_id, month.edition)),
            kind=kind,
            dedupe_key=_key(month, winner.subject_id, month.edition),
            params=_params(month, winner),
            audience=Audience(is_everyone=True),
            occurred_at=occurred_at,
            expires_at=now + LASTS[kind],
        )
        for winner in winners
    )


def invite(month: Recognition, *, org_id: UUID, now: datetime) -> tuple[Announcement, ...]:
    """Tell everyone that a month takes nominations or votes; nothing of one that does not, or is no news."""
    if month.closes_at is None or not month.is_news:
        return ()
    key = _invitation(month, month.edition)
    kind = NotificationKind.VOTE_OPEN
    params = {"month_on": month.month_on.isoformat(), "subject_kind": month.subject_kind.value}
    return (
        Announcement(
            announcement_id=named_id(now, org_id, key),
            kind=kind,
            dedupe_key=key,
            params=params,
            audience=Audience(is_everyone=True),
            occurred_at=now,
            expires_at=min(month.closes_at, now + LASTS[kind]),
        ),
    )


def over(month: Recognition, *, up_to: int) -> list[str]:
    """Return the dedupe keys of invitations to vote that nobody can follow any more."""
    return [_invitation(month, edition) for edition in range(1, up_to + 1)]


def _invitation(month: Recognition, edition: int) -> str:
    return f"vote:{month.subject_kind.lower()}:{month.month_on.isoformat()}:{edition}"


def celebrate(
    month: Recognition,
    winners: Collection[Winner],
    *,
    org_id: UUID,
    occurred_at: datetime,
    now: datetime,
) -> tuple[FeedPost, ...]:
    """Post each winner to the organization's feed."""
    is_team = month.subject_kind is SubjectKind.TEAM
    return tuple(
        FeedPost(
            post_id=named_id(now, org_id, "post", _key(month, winner.subject_id, month.edition)),
            audience_id=org_id,
            kind=FeedKind.TEAM_OF_THE_MONTH if is_team else FeedKind.MEMBER_OF_THE_MONTH,
            dedupe_key=_key(month, winner.subject_id, month.edition),
            member_id=None if is_team else winner.subject_id,
            params=_params(month, winner),
            occurred_at=occurred_at,
        )
        for winner in winners
    )


def _key(month: Recognition, subject_id: UUID, edition: int) -> str:
    kind = month.subject_kind.lower()
    return f"{kind}-of-the-month:{month.month_on.isoformat()}:{edition}:{subject_id}"


def _params(month: Recognition, winner: Winner) -> Mapping[str, str | int]:
    is_team = month.subject_kind is SubjectKind.TEAM
    return {
        "team_id" if is_team else "member_id": str(winner.subject_id),
        "month_on": month.month_on.isoformat(),
        "board_key": winner.candidate.board_key,
        "score": winner.candidate.score,
        "wins_in_a_row": winner.wins_in_a_row,
    }
