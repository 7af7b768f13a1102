"""The digest: what a member's day brought last, what today asks for, and what was told without a ring."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from bellringer.gamification.facts.digests import DigestFacts, RunningGoal
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.preferences import Digest, Preferences
from bellringer.gamification.outcome.news import Announcement, Audience
from bellringer.gamification.playbook.metrics import POINTS
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.freshness import LASTS
from bellringer.gamification.rules.calendars.periods import own_day_begins
from bellringer.gamification.rules.calendars.workdays import is_working_day, working_days
from bellringer.gamification.rules.goals.aims import aim_of
from bellringer.gamification.rules.goals.pace import pace_of
from bellringer.gamification.rules.identity import named_id
from bellringer.gamification.rules.preferences import is_wished
from bellringer.gamification.rules.streaks.present import Present, present
from bellringer.words import MetricUnit, NotificationKind, SubjectKind

METRICS_TOLD, GOALS_TOLD = 3, 3
LOOKS_BACK = 14  # days: who was away for longer is told of the day before

_DAY = timedelta(days=1)
_ORDER = ("first", "second", "third")

Params = dict[str, str | int]


def digest_of(wishes: Preferences) -> Digest:
    """Return when and how a member wants digests: as nobody says otherwise, at 08:00 by push on working days."""
    return wishes.digest or Digest()


def is_wanted(playbook: Playbook, member: MemberFacts, wishes: Preferences, on: date) -> bool:
    """Tell whether a member wants a digest on a date: by some channel, and not on a day off unless asked for."""
    if not is_wished(wishes, NotificationKind.DIGEST):
        return False
    return digest_of(wishes).on_days_off or is_working_day(playbook, member, on)


def day_told(playbook: Playbook, member: MemberFacts, on: date) -> date:
    """Return the day whose results a digest tells: the last working day before it, or else the day before."""
    days = (on - number * _DAY for number in range(1, LOOKS_BACK + 1))
    return next((day for day in days if is_working_day(playbook, member, day)), on - _DAY)


def metrics_told(playbook: Playbook) -> tuple[str, ...]:
    """Return the metrics that a digest may tell of: points, and what members' boards rank by."""
    ranked = [
        board.metric_key
        for board in playbook.boards
        if board.subject_kind is SubjectKind.MEMBER and not board.is_archived
    ]
    return tuple(dict.fromkeys((POINTS, *ranked)))


def compose(
    playbook: Playbook,
    member: MemberFacts,
    wishes: Preferences,
    facts: DigestFacts,
    *,
    on: date,
    today: date,
    now: datetime,
) -> Announcement | None:
    """Make a member's digest of a date; None if there is nothing to tell.

    `on` is the member's own date, `today` the organization's, by which goals count their days.
    """
    told: Params = {
        **_totals(playbook, facts.totals),
        **_goals(playbook, member, facts.goals, today=today),
        **_streak(playbook, member, facts, now=now),
        **{f"held_{kind}": number for kind, number in sorted(facts.held.items()) if number},
    }
    if facts.rank is not None:
        told |= {
            "board_key": facts.rank.board_key,
            "rank": facts.rank.rank,
            "listed": facts.rank.listed,
        }
    if not told:
        return None
    kind, key = NotificationKind.DIGEST, f"digest:{member.member_id}:{on.isoformat()}"
    ends_at = own_day_begins(member.zones, playbook.calendars, on + _DAY)
    return Announcement(
        announcement_id=named_id(now, playbook.org_id, key),
        kind=kind,
        dedupe_key=key,
        params={
            "on": on.isoformat(),
            "day_on": day_told(playbook, member, on).isoformat(),
            **told,
        },
        audience=Audience(member_ids=(member.member_id,)),
        occurred_at=now,
        expires_at=min(ends_at, now + LASTS[kind]),
        by=digest_of(wishes).by,
    )


def _totals(playbook: Playbook, totals: Mapping[str, int]) -> Params:
    found: Params = {"points": totals[POINTS]} if totals.get(POINTS) else {}
    others = [key for key in metrics_told(playbook) if key != POINTS and totals.get(key)]
    for place, key in zip(_ORDER, others[:METRICS_TOLD], strict=False):
        found |= {f"{place}_metric": key, f"{place}_total": totals[key]}
    return found


def _goals(
    playbook: Playbook, member: MemberFacts, goals: Sequence[RunningGoal], *, today: date
) -> Params:
    """Say what today has to bring for the goals that end first, where there is anything left to do."""
    asked: list[tuple[date, UUID, str, int]] = []
    for goal in goals:
        metric = playbook.metrics.get(goal.metric_key)
        aim = aim_of(playbook, goal.metric_key, goal.terms, member)
        if metric is None or metric.unit is MetricUnit.RATIO or aim.is_ceiling:
            continue
        days = working_days(playbook, member, goal.terms.starts_on, goal.terms.ends_on)
        pace = pace_of(aim, progress=goal.progress, today_progress=0, days=days, today=today)
        if pace.needed_per_day:
            asked.append((goal.terms.ends_on, goal.goal_id, goal.metric_key, pace.needed_per_day))
    found: Params = {}
    for place, (_, goal_id, metric_key, due) in zip(_ORDER, sorted(asked), strict=False):
        found |= {
            f"{place}_goal_id": str(goal_id),
            f"{place}_goal_metric": metric_key,
            f"{place}_due": due,
        }
    return found


def _streak(
    playbook: Playbook, member: MemberFacts, facts: DigestFacts, *, now: datetime
) -> Params:
    """Tell of the longest run that goes on."""
    best: tuple[UUID, Present] | None = None
    for streak in playbook.streaks:
        run = facts.runs.get(streak.streak_id)
        stands = run and present(playbook, member, streak, run, at=now)
        if stands and stands.current and (best is None or stands.current > best[1].current):
            best = streak.streak_id, stands
    if best is None:
        return {}
    streak_id, stands = best
    found: Params = {"streak_id": str(streak_id), "run": stands.current}
    if stands.is_at_risk:
        found["at_risk"] = 1
    elif stands.freezes_left:
        found["freezes"] = stands.freezes_left
    return found
