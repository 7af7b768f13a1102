"""Carry the facts past one outcome, so that the next command of the batch sees it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from bellringer.gamification.commands.activities import RecordActivity
from bellringer.gamification.facts.activities import RecordedEntry
from bellringer.gamification.facts.badges import AwardFacts
from bellringer.gamification.facts.batch import Facts
from bellringer.gamification.facts.goals import GoalFacts
from bellringer.gamification.facts.leaderboards import TotalKey
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.streaks import StreakFacts, StreakRun
from bellringer.gamification.outcome.activities import Outcome
from bellringer.gamification.outcome.consequences import Consequences, Entry
from bellringer.gamification.rules.badges.earning import total_key
from bellringer.gamification.rules.points.caps import after_entries
from bellringer.gamification.rules.recording.checks import external_claim
from bellringer.words import ApprovalState, AwardState


def after(facts: Facts, outcome: Outcome) -> Facts:
    """Return the facts as they are once an outcome is written."""
    placed = outcome.placed
    carried = after_consequences(facts, outcome.consequences)
    if isinstance(placed.command, RecordActivity):
        claim = external_claim(placed.command)
        if claim is None:
            return carried
        return replace(carried, claims={**facts.claims, claim: placed.activity_id})
    if placed.is_approval:
        original = facts.originals[placed.activity_id]
        approved = replace(original, is_scored=True, approval=ApprovalState.APPROVED)
        return replace(carried, originals={**facts.originals, placed.activity_id: approved})
    if placed.reverses_id is None:
        return carried
    original = facts.originals[placed.reverses_id]
    taken_back = replace(
        original,
        is_reversed=True,
        approval=ApprovalState.WITHDRAWN if placed.withdraws else original.approval,
    )
    return replace(
        carried,
        claims={key: held for key, held in facts.claims.items() if held != original.activity_id},
        originals={**facts.originals, placed.reverses_id: taken_back},
    )


def after_consequences(facts: Facts, consequences: Consequences) -> Facts:
    """Return the facts as they are once what follows from any movement is written."""
    return replace(
        facts,
        members=_members(facts, consequences),
        goals=_goals(facts, consequences),
        streaks=_streaks(facts, consequences),
        awards=_awards(facts, consequences),
        totals=_totals(facts, consequences),
        histories=_histories(facts, consequences),
        rule_use=after_entries(facts.playbook, facts.rule_use, consequences.entries),
    )


def _members(facts: Facts, consequences: Consequences) -> Mapping[UUID, MemberFacts]:
    members = dict(facts.members)
    for move in consequences.members:
        members[move.member_id] = replace(
            members[move.member_id],
            next_seq=move.next_seq,
            level=move.level,
            total_points=move.total_points,
        )
    return members


def _goals(facts: Facts, consequences: Consequences) -> Mapping[UUID, GoalFacts]:
    if not consequences.goals:
        return facts.goals
    goals = dict(facts.goals)
    for move in consequences.goals:
        goal = goals[move.goal_id]
        goals[move.goal_id] = replace(
            goal,
            progress=goal.progress + move.delta,
            floor_progress=goal.floor_progress + move.floor_delta,
        )
    for made in consequences.crossings:
        goal = goals[made.goal_id]
        goals[made.goal_id] = replace(
            goal,
            crossed=goal.crossed | {made.percent},
            undone=goal.undone - {made.percent},
        )
    for undone in consequences.uncrossings:
        goal = goals[undone.goal_id]
        goals[undone.goal_id] = replace(goal, undone=goal.undone | {undone.percent})
    return goals


def _streaks(facts: Facts, consequences: Consequences) -> Mapping[tuple[UUID, UUID], StreakFacts]:
    if not consequences.streaks:
        return facts.streaks
    streaks = dict(facts.streaks)
    for move in consequences.streaks:
        key = (move.streak_id, move.member_id)
        known = streaks.get(key, StreakFacts(run=StreakRun(), is_complete=True))
        streaks[key] = replace(
            known,
            run=move.run or known.run,
            days={**known.days, move.on: known.days.get(move.on, 0) + move.delta},
            base=known.base or known.run,
        )
    return streaks


def _awards(
    facts: Facts, consequences: Consequences
) -> Mapping[tuple[UUID, UUID], tuple[AwardFacts, ...]]:
    if not (consequences.awards or consequences.revocations):
        return facts.awards
    awards = dict(facts.awards)
    entries = {entry.entry_id: entry for entry in consequences.entries}
    for made in consequences.awards:
        bonus = entries.get(made.bonus_entry_id) if made.bonus_entry_id else None
        award = AwardFacts(
            award_id=made.award_id,
            badge_id=made.badge_id,
            member_id=made.member_id,
            period_starts_on=made.period_starts_on,
            number=made.number,
            state=AwardState.GRANTED,
            is_automatic=made.is_automatic,
            bonus_entry=_recorded(bonus) if bonus else None,
        )
        holder = made.badge_id, made.member_id
        others = (each for each in awards.get(holder, ()) if each.award_id != made.award_id)
        awards[holder] = (*others, award)
    revoked = {each.award_id: each.revoked_by for each in consequences.revocations}
    for holder, held in awards.items() if revoked else ():
        awards[holder] = tuple(
            replace(
                award,
                state=AwardState.REVOKED,
                revoked_by=revoked[award.award_id],
                bonus_entry=None,
            )
            if award.award_id in revoked
            else award
            for award in held
        )
    return awards


def _totals(facts: Facts, consequences: Consequences) -> Mapping[TotalKey, int]:
    playbook = facts.playbook
    totals = dict(facts.totals)
    for move in consequences.days:
        counted = playbook.totals_by_metric.get(move.metric_key, ())
        if not counted or move.subject_id not in facts.members:
            continue
        keys = {total_key(playbook, each, move.subject_id, move.on) for _, each in counted}
        for key in keys:
            totals[key] = totals.get(key, 0) + move.delta
    return totals


def _histories(
    facts: Facts, consequences: Consequences
) -> Mapping[tuple[UUID, str], Mapping[date, int]]:
    if not facts.histories:
        return facts.histories
    histories = {key: dict(days) for key, days in facts.histories.items()}
    for move in consequences.days:
        days = histories.get((move.subject_id, move.metric_key))
        if days is not None:
            days[move.on] = days.get(move.on, 0) + move.delta
    return histories


def _recorded(entry: Entry) -> RecordedEntry:
    return RecordedEntry(
        entry_id=entry.entry_id,
        member_id=entry.member_id,
        team_id=entry.team_id,
        points=entry.points,
        reason=entry.reason,
        rule_id=entry.rule_id,
        rule_version=entry.rule_version,
        occurred_at=entry.occurred_at,
        member_on=entry.member_on,
        org_on=entry.org_on,
    )
