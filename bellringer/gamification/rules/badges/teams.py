"""Badges of teams: by hand, by FINAL standings and by competitions won; they carry no bonus."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    AlreadyAwardedError,
    NotAllowedError,
    OwnPointsError,
    UnknownAwardError,
    WrongStateError,
)
from bellringer.gamification.events import BadgeEarned
from bellringer.gamification.facts.badges import TeamAward
from bellringer.gamification.outcome.consequences import AwardRevoked, TeamAwardMade
from bellringer.gamification.playbook.badges import Badge
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.badges.earning import place_on
from bellringer.gamification.rules.calendars.freshness import is_fresh
from bellringer.gamification.rules.identity import derived_id
from bellringer.gamification.rules.permissions import may_administer
from bellringer.words import AwardState, Revocation


def award(
    playbook: Playbook,
    badge: Badge,
    team_id: UUID,
    standing: Sequence[TeamAward],
    *,
    award_id: UUID,
    by: Principal,
    on: date,
    now: datetime,
) -> TeamAwardMade:
    """Grant a badge to a team by hand, within its cap.

    Raises:
        AlreadyAwardedError: The team has it already in its period.
    """
    starts_on = place_on(playbook, badge, on, own=on)
    here = [each for each in standing if each.period_starts_on == starts_on]
    is_had = any(each.state is AwardState.GRANTED for each in here)
    if badge.cap_period is not None and is_had:
        raise AlreadyAwardedError(path=("badgeId",))
    return TeamAwardMade(
        award_id=award_id,
        badge_id=badge.badge_id,
        team_id=team_id,
        period_starts_on=starts_on,
        number=1 + max((each.number for each in here), default=0),
        awarded_at=now,
        is_automatic=False,
        awarded_by=by.member_id,
    )


def check_giver(by: Principal, *, is_own: bool) -> None:
    """Refuse all but admins, and admins who are of the team: nobody gives to themselves.

    Raises:
        NotAllowedError, OwnPointsError: So it is.
    """
    if not may_administer(by):
        raise NotAllowedError("Only an admin gives badges to teams.", path=("teamId",))
    if is_own:
        raise OwnPointsError(path=("teamId",))


def revoke(
    standing: Iterable[TeamAward], award_id: UUID, *, by: Principal, now: datetime
) -> AwardRevoked:
    """Take a team's award back by hand.

    Raises:
        UnknownAwardError: There is no such award.
        WrongStateError: It is revoked already.
    """
    for each in standing:
        if each.award_id == award_id:
            if each.state is not AwardState.GRANTED:
                raise WrongStateError("This award is revoked already.", path=("awardId",))
            return AwardRevoked(
                award_id=award_id,
                revoked_at=now,
                revoked_by=by.member_id,
                reason=Revocation.BY_HAND,
            )
    raise UnknownAwardError(path=("awardId",))


def give(
    badge: Badge,
    team_id: UUID,
    places: Iterable[tuple[date, datetime]],
    standing: Sequence[TeamAward],
    *,
    cause_id: UUID,
    competition_id: UUID | None = None,
) -> tuple[TeamAwardMade, ...]:
    """Grant a team the places it has won and does not have; what a re-opened period took comes back."""
    return tuple(
        made
        for starts_on, won_at in places
        for made in _give(
            badge, team_id, starts_on, won_at, standing, cause_id=cause_id, won=competition_id
        )
    )


def _give(
    badge: Badge,
    team_id: UUID,
    starts_on: date,
    won_at: datetime,
    standing: Sequence[TeamAward],
    *,
    cause_id: UUID,
    won: UUID | None,
) -> Iterable[TeamAwardMade]:
    award_id = derived_id(won or cause_id, "award", badge.badge_id, team_id, starts_on)
    here = [each for each in standing if each.period_starts_on == starts_on]
    # where there is no cap, each competition has a place of its own
    same = [each for each in here if each.award_id == award_id] if _is_own(badge, won) else here
    if any(each.state is AwardState.GRANTED or each.revoked_by is not None for each in same):
        return
    again = next((each for each in same if each.is_automatic), None)
    if again is None and badge.is_archived:
        return
    yield TeamAwardMade(
        award_id=again.award_id if again else award_id,
        badge_id=badge.badge_id,
        team_id=team_id,
        period_starts_on=starts_on,
        number=again.number if again else 1 + max((each.number for each in here), default=0),
        awarded_at=won_at,
        is_automatic=True,
        competition_id=won,
        is_again=again is not None,
    )


def _is_own(badge: Badge, won: UUID | None) -> bool:
    return won is not None and badge.cap_period is None


def take(
    places: Iterable[date], standing: Iterable[TeamAward], *, now: datetime
) -> tuple[AwardRevoked, ...]:
    """Revoke the automatic awards for whose places there is no standing any more."""
    kept = set(places)
    return tuple(
        AwardRevoked(award_id=each.award_id, revoked_at=now, reason=Revocation.REOPENED)
        for each in standing
        if each.is_automatic
        and each.state is AwardState.GRANTED
        and each.period_starts_on not in kept
    )


def news(
    playbook: Playbook, made: Iterable[TeamAwardMade], *, now: datetime
) -> tuple[BadgeEarned, ...]:
    """Return what is fresh of awards to teams."""
    return tuple(
        BadgeEarned(
            award_id=each.award_id,
            badge_id=each.badge_id,
            member_id=None,
            team_id=each.team_id,
            occurred_at=each.awarded_at,
            awarded_by=each.awarded_by,
        )
        for each in made
        if not each.is_again and is_fresh(playbook.calendars, occurred_at=each.awarded_at, now=now)
    )
