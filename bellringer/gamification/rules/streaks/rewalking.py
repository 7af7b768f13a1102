"""Runs walked anew after the past has changed under them: leave, a holiday, a move, a goal agreed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.facts.badges import AwardFacts
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.streaks import StreakFacts
from bellringer.gamification.playbook.badges import Badge
from bellringer.gamification.playbook.metrics import POINTS
from bellringer.gamification.playbook.streaks import Streak
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.badges.earning import Awards, Claim, places_of_runs
from bellringer.gamification.rules.recording.movement import Change
from bellringer.gamification.rules.recording.placing import moment_on
from bellringer.gamification.rules.streaks.walk import Stretch, walk
from bellringer.words import AwardState

StreakKey = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewalked:
    """A member's streaks as they are, and the badges that are won and lost against what is on record.

    `gained` come with where they lie in time; `returned` is where the bonuses of those that are lost lie.
    """

    streaks: Mapping[StreakKey, StreakFacts]
    gained: tuple[tuple[Claim, Change], ...]
    lost: tuple[Claim, ...]
    returned: tuple[Change, ...]


def rewalk(
    playbook: Playbook,
    member: MemberFacts,
    streaks: Iterable[Streak],
    known: Mapping[StreakKey, StreakFacts],
    awards: Awards,
    *,
    now: datetime,
) -> Rewalked:
    """Walk a member's streaks from their first day; `known` has all their days."""
    walked: dict[StreakKey, StreakFacts] = {}
    gained: list[tuple[Claim, Change]] = []
    lost: list[Claim] = []
    returned: list[Change] = []
    for streak in streaks:
        key = streak.streak_id, member.member_id
        facts = known[key]
        run, stretches = walk(playbook, member, streak, facts.days, targets=facts.targets)
        walked[key] = replace(facts, run=run, is_complete=True, base=None)
        for badge, criteria in playbook.lengths_by_streak.get(streak.streak_key, ()):
            held = _held(awards.get((badge.badge_id, member.member_id), ()))
            reached = places_of_runs(playbook, badge, criteria.length, stretches)
            new, gone = _compare(badge, reached, held)
            for place, stretch in new:
                on = stretch.reached_on(criteria.length) or place
                claim = Claim(badge=badge, member_id=member.member_id, period_starts_on=place)
                gained.append((claim, _change(playbook, member, on, now=now)))
            for place in gone:
                lost.append(Claim(badge=badge, member_id=member.member_id, period_starts_on=place))
                returned.extend(_returned(held[place]))
    return Rewalked(
        streaks=walked, gained=tuple(gained), lost=tuple(lost), returned=tuple(returned)
    )


def _held(awards: Iterable[AwardFacts]) -> Mapping[date, AwardFacts]:
    return {
        award.period_starts_on: award
        for award in awards
        if award.is_automatic and award.state is AwardState.GRANTED
    }


def _compare(
    badge: Badge, reached: Sequence[tuple[date, Stretch]], held: Mapping[date, AwardFacts]
) -> tuple[list[tuple[date, Stretch]], list[date]]:
    """Return the runs that have no award yet, and the awards that have no run any more.

    A run that has grown or shrunk at its front keeps its award, though it began on another day then.
    """
    open_: dict[date, Stretch] = {}
    for place, stretch in reached:
        open_.setdefault(place, stretch)
    left = dict.fromkeys(sorted(held))
    for place in [place for place in open_ if place in left]:
        del open_[place], left[place]
    if badge.cap_period is not None:
        return sorted(open_.items(), key=lambda each: each[0]), list(left)
    for place, stretch in list(open_.items()):
        inside = [on for on in left if stretch.started_on <= on <= stretch.days[-1]]
        if inside:
            del open_[place], left[inside[0]]
    # what moved out of its run altogether stands for the next one
    kept = min(len(open_), len(left))
    return list(open_.items())[kept:], list(left)[kept:]


def _change(playbook: Playbook, member: MemberFacts, on: date, *, now: datetime) -> Change:
    """Return where a badge lies that was won by a day: as what has a date and no time."""
    moment = moment_on(playbook, member, on, now=now)
    return Change(
        member_id=member.member_id,
        team_id=moment.team_id,
        metric_key=POINTS,
        delta=1,
        occurred_at=moment.occurred_at,
        member_on=moment.member_on,
        org_on=moment.org_on,
    )


def _returned(award: AwardFacts) -> Iterable[Change]:
    bonus = award.bonus_entry
    if bonus is not None:
        yield Change(
            member_id=bonus.member_id,
            team_id=bonus.team_id,
            metric_key=POINTS,
            delta=-bonus.points,
            occurred_at=bonus.occurred_at,
            member_on=bonus.member_on,
            org_on=bonus.org_on,
        )
