"""What a batch can touch, worked out before anything is read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from uuid import UUID

from bellringer.gamification.facts.batch import Reach
from bellringer.gamification.facts.leaderboards import TotalKey, TouchedPeriod
from bellringer.gamification.facts.points import CapKey, Cooling
from bellringer.gamification.outcome.activities import Placed, Priced
from bellringer.gamification.playbook.metrics import POINTS
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.badges.earning import Awards, needs_history, totals_for
from bellringer.gamification.rules.leaderboards import scores
from bellringer.gamification.rules.points.caps import cap_keys, cooling
from bellringer.gamification.rules.points.pricing import in_force
from bellringer.gamification.rules.recording.movement import (
    Change,
    Movement,
    changes_of,
    changes_of_points,
)
from bellringer.gamification.rules.streaks.beats import first_day
from bellringer.words import AwardState, SubjectKind


def reach(playbook: Playbook, placed: Iterable[Placed], *, awards: Awards | None = None) -> Reach:
    """Return all that a batch of placed commands can touch.

    `awards` are those on record for the members of reversals: an award that is lost takes its bonus back
    where the bonus lies. They can be read by the `awards` of a first reach.
    """
    net = _Net(playbook=playbook)
    for each in placed:
        if each.is_quiet:
            continue
        takes_back = each.reverses_id is not None
        for change in changes_of(playbook, each):
            net.add(change, takes_back=takes_back)
        if not takes_back:
            net.add_rules(each.priced)
        for credit in each.credits:
            # Points may come from a rule, or as the bonus of a badge.
            net.add(
                Change(
                    member_id=credit.member_id,
                    team_id=credit.team_id,
                    metric_key=POINTS,
                    delta=1,
                    occurred_at=each.occurred_at,
                    member_on=credit.member_on,
                    org_on=credit.org_on,
                ),
                takes_back=takes_back,
            )
    return net.drawn(awards)


def reach_of(playbook: Playbook, movement: Movement, *, awards: Awards | None = None) -> Reach:
    """Return all that a movement other than an activity can touch; `awards` as above if it takes back."""
    net = _Net(playbook=playbook, moves=movement.moves)
    changes = (*changes_of_points(movement.entries), *movement.changes)
    if movement.transfer:
        for change in changes:
            net.add_transfer(change)
        return net.drawn(None)
    changes += tuple(verdict.change for verdict in movement.verdicts)
    for change in (*changes, *(replace(each, metric_key=POINTS, delta=1) for each in changes)):
        net.add(change, takes_back=movement.takes_back)
    return net.drawn(awards)


@dataclass(slots=True, kw_only=True)
class _Net:
    """Gathers what changes touch; a change's size does not matter, its sign does for streaks."""

    playbook: Playbook
    moves: Callable[[SubjectKind], bool] = lambda _kind: True
    goals: set[tuple[UUID, date]] = field(default_factory=set)
    streaks: set[tuple[UUID, UUID, date]] = field(default_factory=set)
    takes_back: set[tuple[UUID, UUID]] = field(default_factory=set)
    periods: dict[tuple[int, date], TouchedPeriod] = field(default_factory=dict)
    totals: set[TotalKey] = field(default_factory=set)
    awards: set[tuple[UUID, UUID]] = field(default_factory=set)
    histories: set[tuple[UUID, str]] = field(default_factory=set)
    reversed_members: set[UUID] = field(default_factory=set)
    caps: set[CapKey] = field(default_factory=set)
    coolings: set[Cooling] = field(default_factory=set)

    def add(self, change: Change, *, takes_back: bool) -> None:
        """Take in one change."""
        if takes_back:
            self.reversed_members.add(change.member_id)
        self._add_goals(change, (change.member_id, change.team_id, self.playbook.org_id))
        self._add_periods(change)
        self._add_streaks(change, takes_back=takes_back)
        for badge, _, key in totals_for(self.playbook, change):
            self.totals.add(key)
            self.awards.add((badge.badge_id, change.member_id))
            if takes_back and needs_history(badge):
                self.histories.add((change.member_id, change.metric_key))
        for badge, _ in self.playbook.milestone_badges:
            self.awards.add((badge.badge_id, change.member_id))

    def add_transfer(self, change: Change) -> None:
        """Take in one change between teams; a member's goals decide what counts for a team's attainment."""
        self._add_goals(change, (change.member_id, change.team_id))
        self._add_periods(change)

    def _add_goals(self, change: Change, owner_ids: Iterable[UUID | None]) -> None:
        self.goals |= {(owner_id, change.org_on) for owner_id in owner_ids if owner_id is not None}

    def _add_periods(self, change: Change) -> None:
        for board, period in scores.boards_on(self.playbook, change):
            place = board.board_id, period.starts_on
            subject_id = scores.subject_of(self.playbook, board, change)
            if (
                subject_id is not None
                and place not in self.periods
                and self.moves(board.subject_kind)
            ):
                self.periods[place] = TouchedPeriod(
                    board_id=board.board_id,
                    starts_on=period.starts_on,
                    starts_at=period.starts_at,
                    ends_at=period.ends_at,
                )

    def add_rules(self, activity: Priced) -> None:
        """Take in what rules with a cap or a cooldown look at before they pay for an activity."""
        for rule in in_force(
            self.playbook,
            activity.kind,
            occurred_at=activity.occurred_at,
            recorded_at=activity.recorded_at,
        ):
            for credit in activity.credits:
                self.caps.update(cap_keys(self.playbook, rule, credit))
                if around := cooling(rule, activity, credit):
                    self.coolings.add(around)

    def _add_streaks(self, change: Change, *, takes_back: bool) -> None:
        for streak in self.playbook.streaks_by_metric.get(change.metric_key, ()):
            first = first_day(self.playbook, streak, change.member_on)
            self.streaks.add((streak.streak_id, change.member_id, first))
            if takes_back or change.delta < 0:
                self.takes_back.add((streak.streak_id, change.member_id))
            for badge, _ in self.playbook.lengths_by_streak.get(streak.streak_key, ()):
                self.awards.add((badge.badge_id, change.member_id))

    def drawn(self, awards: Awards | None) -> Reach:
        """Return what was gathered, the bonuses that may be taken back included."""
        for award in chain.from_iterable((awards or {}).values()):
            bonus = award.bonus_entry
            if (
                bonus is None
                or award.state is not AwardState.GRANTED
                or award.member_id not in self.reversed_members
            ):
                continue
            self.add(
                Change(
                    member_id=bonus.member_id,
                    team_id=bonus.team_id,
                    metric_key=POINTS,
                    delta=-1,
                    occurred_at=bonus.occurred_at,
                    member_on=bonus.member_on,
                    org_on=bonus.org_on,
                ),
                takes_back=True,
            )
        return Reach(
            goals=frozenset(self.goals),
            streaks=frozenset(self.streaks),
            takes_back=frozenset(self.takes_back),
            periods=frozenset(self.periods.values()),
            totals=frozenset(self.totals),
            awards=frozenset(self.awards),
            histories=frozenset(self.histories),
            caps=frozenset(self.caps),
            coolings=frozenset(self.coolings),
        )
