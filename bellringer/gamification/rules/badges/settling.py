"""Settle automatic badges that no recording decides: FINAL standings, competitions and history."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from bellringer.gamification.events import BadgeEarned
from bellringer.gamification.facts.badges import AwardFacts
from bellringer.gamification.facts.batch import Facts
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.outcome.consequences import AwardMade, AwardRevoked
from bellringer.gamification.playbook.metrics import POINTS
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.badges.awards import Awarding
from bellringer.gamification.rules.badges.earning import Awards
from bellringer.gamification.rules.badges.history import Win
from bellringer.gamification.rules.identity import derived_id
from bellringer.gamification.rules.recording.movement import Change, Movement
from bellringer.words import AwardState, Revocation


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Awards that no longer hold, and the movement that takes their bonuses back."""

    revoked: tuple[AwardRevoked, ...]
    movement: Movement


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Awards that were won, the movement of their bonuses, and those of them that are fresh."""

    made: tuple[AwardMade, ...]
    movement: Movement
    events: tuple[BadgeEarned, ...]


def take(
    playbook: Playbook,
    awards: Iterable[AwardFacts],
    *,
    cause_id: UUID,
    reason: Revocation,
    now: datetime,
) -> Taken:
    """Revoke awards with their bonuses."""
    movement = Movement(cause_id=derived_id(cause_id, "taken"), takes_back=True)
    awarding = Awarding(
        facts=Facts(playbook=playbook, members={}, goals={}), movement=movement, now=now
    )
    entries = tuple(entry for award in awards for entry in awarding.revoke(award, reason))
    return Taken(revoked=tuple(awarding.revoked), movement=replace(movement, entries=entries))


def give(
    playbook: Playbook,
    members: Mapping[UUID, MemberFacts],
    wins: Sequence[Win],
    awards: Awards,
    *,
    cause_id: UUID,
    grant_id: UUID | None = None,
    now: datetime,
) -> Given:
    """Grant what was won and is not had; what had been taken because it did not hold comes back silently."""
    movement = Movement(cause_id=cause_id)
    facts = Facts(playbook=playbook, members=members, goals={}, awards=awards)
    awarding = Awarding(facts=facts, movement=movement, now=now)
    entries = tuple(entry for win in wins for entry in awarding.grant(win.claim, _as_change(win)))
    return Given(
        made=tuple(replace(made, grant_id=grant_id) for made in awarding.made),
        movement=replace(movement, entries=entries),
        events=tuple(awarding.events),
    )


def one_each(given: Given, *, now: datetime) -> tuple[BadgeEarned, ...]:
    """Return one event for each member, of the latest award that is new, as news of today."""
    latest: dict[UUID, AwardMade] = {}
    for made in sorted(given.made, key=lambda made: made.awarded_at):
        if not made.is_again:
            latest[made.member_id] = made
    return tuple(
        BadgeEarned(
            award_id=made.award_id,
            badge_id=made.badge_id,
            member_id=made.member_id,
            occurred_at=now,
            is_retroactive=True,
        )
        for made in latest.values()
    )


def without(wins: Iterable[Win], awards: Iterable[AwardFacts]) -> tuple[AwardFacts, ...]:
    """Return the automatic awards of one member and badge for whose places there is no win."""
    places = {win.claim.period_starts_on for win in wins}
    return tuple(
        award
        for award in awards
        if award.is_automatic
        and award.state is AwardState.GRANTED
        and award.period_starts_on not in places
    )


def _as_change(win: Win) -> Change:
    moment = win.moment
    return Change(
        member_id=win.claim.member_id,
        team_id=moment.team_id,
        metric_key=POINTS,
        delta=0,
        occurred_at=moment.occurred_at,
        member_on=moment.member_on,
        org_on=moment.org_on,
    )
