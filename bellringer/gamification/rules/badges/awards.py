"""Grant and revoke automatic badges, with the bonus that comes and goes with each."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from bellringer.gamification.events import BadgeEarned
from bellringer.gamification.facts.badges import AwardFacts
from bellringer.gamification.facts.batch import Facts
from bellringer.gamification.outcome.consequences import AwardMade, AwardRevoked, Entry
from bellringer.gamification.rules.badges.earning import Claim, award_id_of, on_record, to_give_back
from bellringer.gamification.rules.calendars.freshness import is_fresh
from bellringer.gamification.rules.identity import derived_id
from bellringer.gamification.rules.points.pricing import reversed_entry
from bellringer.gamification.rules.recording.movement import Change, Movement
from bellringer.gamification.rules.recording.placing import Moment
from bellringer.words import AwardState, EntryReason, Revocation


@dataclass(slots=True, kw_only=True)
class Awarding:
    """The badges that one movement wins and loses."""

    facts: Facts
    movement: Movement
    now: datetime
    made: list[AwardMade] = field(default_factory=list)
    revoked: list[AwardRevoked] = field(default_factory=list)
    events: list[BadgeEarned] = field(default_factory=list)
    settled: set[UUID] = field(default_factory=set)

    def grant(self, claim: Claim, change: Change) -> tuple[Entry, ...]:
        """Grant a badge unless its place is taken, and return its bonus.

        An award that a reversal had revoked is given back without telling; a reversal itself makes no new one.
        """
        claim = self._where_it_stands(claim)
        standing = on_record(self.facts.awards, claim)
        again = to_give_back(award for award in standing if _is_of(award, claim))
        if self._is_taken(claim, [award for award in standing if award is not again]) or (
            again is None
            and (
                claim.badge.is_archived
                or (self.movement.takes_back and not self.movement.is_silent)
            )
        ):
            return ()
        award_id = again.award_id if again else award_id_of(claim, self.movement.cause_id)
        if award_id in self.settled:
            return ()
        self.settled.add(award_id)
        numbers = [
            *(each.number for each in standing),
            *(each.number for each in self._made_at(claim)),
        ]
        number = again.number if again else 1 + max(numbers, default=0)
        made = AwardMade(
            award_id=award_id,
            badge_id=claim.badge.badge_id,
            member_id=claim.member_id,
            period_starts_on=claim.period_starts_on,
            number=number,
            awarded_at=change.occurred_at,
            is_automatic=True,
            activity_id=self.movement.activity_id,
            bonus_entry_id=(
                derived_id(self.movement.cause_id, "bonus", award_id)
                if claim.badge.bonus_points
                else None
            ),
            is_again=again is not None,
            goal_id=claim.goal_id,
            competition_id=claim.competition_id,
        )
        self.made.append(made)
        is_told = again is None and not self.movement.is_silent
        if is_told and is_fresh(
            self.facts.playbook.calendars,
            occurred_at=self.movement.news_at(change),
            ends_on=claim.ends_on,
            now=self.now,
        ):
            self.events.append(
                BadgeEarned(
                    award_id=award_id,
                    badge_id=made.badge_id,
                    member_id=made.member_id,
                    occurred_at=self.movement.news_at(change),
                    team_id=change.team_id,
                )
            )
        return bonus(made, claim.badge.bonus_points, change)

    def held(self, claim: Claim) -> tuple[AwardFacts, ...]:
        """Return the automatic awards on record that stand for a claim."""
        claim = self._where_it_stands(claim)
        return tuple(
            award
            for award in on_record(self.facts.awards, claim)
            if award.is_automatic and award.state is AwardState.GRANTED and _is_of(award, claim)
        )

    def revoke(
        self, award: AwardFacts, reason: Revocation = Revocation.REVERSAL
    ) -> tuple[Entry, ...]:
        """Revoke an award, once, and return what takes its bonus back."""
        if award.award_id in self.settled:
            return ()
        self.settled.add(award.award_id)
        self.revoked.append(
            AwardRevoked(award_id=award.award_id, revoked_at=self.now, reason=reason)
        )
        if award.bonus_entry is None:
            return ()
        return (
            reversed_entry(
                award.bonus_entry,
                cause_id=self.movement.cause_id,
                activity_id=self.movement.activity_id,
                award_id=award.award_id,
            ),
        )

    def _where_it_stands(self, claim: Claim) -> Claim:
        """Return a source's claim in the place of the award that it made before, whichever day moves it now."""
        if claim.source_id is None:
            return claim
        for award in self.facts.awards.get((claim.badge.badge_id, claim.member_id), ()):
            if _is_of(award, claim):
                return replace(claim, period_starts_on=award.period_starts_on)
        return claim

    def _is_taken(self, claim: Claim, standing: list[AwardFacts]) -> bool:
        """Tell whether another award stands in the place, or one was taken from it by hand.

        Where there is no cap, each goal and each competition has a place of its own.
        """
        if claim.source_id is not None and claim.badge.cap_period is None:
            return any(_is_of(award, claim) for award in standing)
        return bool(self._made_at(claim)) or any(
            award.state is AwardState.GRANTED or award.revoked_by is not None for award in standing
        )

    def _made_at(self, claim: Claim) -> list[AwardMade]:
        """Return what this movement has granted in a claim's place already."""
        return [
            made
            for made in self.made
            if (made.badge_id, made.member_id, made.period_starts_on)
            == (claim.badge.badge_id, claim.member_id, claim.period_starts_on)
        ]


def bonus(made: AwardMade, points: int, change: Change | Moment) -> tuple[Entry, ...]:
    """Return the bonus of an award, posted where the change that won it lies; none without an entry id."""
    if made.bonus_entry_id is None:
        return ()
    return (
        Entry(
            entry_id=made.bonus_entry_id,
            member_id=made.member_id,
            team_id=change.team_id,
            points=points,
            reason=EntryReason.BADGE_BONUS,
            occurred_at=change.occurred_at,
            member_on=change.member_on,
            org_on=change.org_on,
            activity_id=made.activity_id,
            award_id=made.award_id,
        ),
    )


def _is_of(award: AwardFacts, claim: Claim) -> bool:
    """Tell whether an award was made by this claim: a source takes back only what it gave itself."""
    return claim.source_id is None or award.award_id == award_id_of(claim, award.award_id)
