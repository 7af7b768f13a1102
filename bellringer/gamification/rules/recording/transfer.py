"""The sums of a movement between teams: nothing of the member's or the organization's moves."""

from dataclasses import dataclass

from bellringer.gamification.rules.goals.progress import goals_near
from bellringer.gamification.rules.recording.movement import Change
from bellringer.gamification.rules.recording.tally import Tally


@dataclass(slots=True, kw_only=True)
class TransferTally(Tally):
    """Takes what is cancelled in one team and stands in another, and says what it comes to for both."""

    def take(self, change: Change) -> None:
        """Let one change move its team's days, boards and goals."""
        if change.team_id is None:
            return
        key = (change.team_id, change.metric_key, change.org_on)
        self.days[key] = self.days.get(key, 0) + change.delta
        near = goals_near(self.facts, change)
        self._move_scores(change, near)
        self._move_goals(change, [goal for goal in near if goal.owner_id == change.team_id])
