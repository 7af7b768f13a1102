"""Criteria as they are sent: exactly one of those there are."""

from bellringer.gamification.errors import InvalidInputError
from bellringer.gamification.playbook.badges import (
    CompetitionWon,
    Criteria,
    FinalRank,
    GoalMet,
    MetricTotal,
    MilestoneCrossed,
    StreakLength,
)
from bellringer.graphql import describing
from bellringer.graphql.describing import said
from bellringer.graphql.scalars import BigInt
from bellringer.words import PeriodKind


@describing.entry
class MetricTotalInput:
    """A metric's total within one period."""

    metric_key: str = said("Which metric; more must be better of it.")
    threshold: BigInt = said("At least this much, in the metric's unit (money in minor units).")
    period: PeriodKind = said("Within one of these; ALL is a lifetime.")

    def made(self) -> Criteria:
        """Return the criterion."""
        return MetricTotal(metric_key=self.metric_key, threshold=self.threshold, period=self.period)


@describing.entry
class FirstOfKindInput:
    """The first of its kind that a member ever does."""

    metric_key: str = said("The metric that counts the kind.")

    def made(self) -> Criteria:
        """Return the criterion."""
        return MetricTotal(metric_key=self.metric_key, threshold=1, period=PeriodKind.ALL)


@describing.entry
class InOneDayInput:
    """So many in one day of the organization's calendar."""

    metric_key: str = said("Which metric; more must be better of it.")
    threshold: BigInt = said("At least this much, in the metric's unit.")

    def made(self) -> Criteria:
        """Return the criterion."""
        return MetricTotal(
            metric_key=self.metric_key, threshold=self.threshold, period=PeriodKind.DAY
        )


@describing.entry
class StreakLengthInput:
    """A streak of some length."""

    streak_key: str = said("Which streak.")
    length: int = said("At least this long, in the streak's own days or weeks.")

    def made(self) -> Criteria:
        """Return the criterion."""
        return StreakLength(streak_key=self.streak_key, length=self.length)


@describing.entry
class MilestoneInput:
    """Any own goal carried so far."""

    percent: int = said("At least this much, 1 to 1000.")

    def made(self) -> Criteria:
        """Return the criterion."""
        return MilestoneCrossed(percent=self.percent)


@describing.entry
class FinalRankInput:
    """FINAL standings of a board within a rank; of teams where the board ranks teams."""

    board_key: str = said("Which board; its periods must end.")
    rank: int = said("The last rank that counts, 1 to 100.")
    times: int = said("How many such standings it takes, not only in a row.", default=1)

    def made(self) -> Criteria:
        """Return the criterion."""
        return FinalRank(board_key=self.board_key, rank=self.rank, times=self.times)


@describing.entry
class BadgeCriteriaInput:
    """What earns a badge: give exactly one."""

    metric_total: MetricTotalInput | None = said("A metric's total in a period.", default=None)
    first_of_kind: FirstOfKindInput | None = said("The first of its kind.", default=None)
    in_one_day: InOneDayInput | None = said("So many in one day.", default=None)
    streak_length: StreakLengthInput | None = said("A streak of some length.", default=None)
    goal_met: bool | None = said(
        "True: any own goal met, certifications and skills included.", default=None
    )
    milestone: MilestoneInput | None = said("Any own goal carried so far.", default=None)
    final_rank: FinalRankInput | None = said("FINAL standings within a rank.", default=None)
    competition_won: bool | None = said("True: a competition won.", default=None)


def criteria_of(sent: BadgeCriteriaInput | None) -> Criteria | None:
    """Return the criterion that was sent; None where people are to award the badge.

    Raises:
        InvalidInputError: None was given, or more than one.
    """
    if sent is None:
        return None
    parts = (
        *(sent.metric_total, sent.first_of_kind, sent.in_one_day),
        *(sent.streak_length, sent.milestone, sent.final_rank),
    )
    given: list[Criteria] = [part.made() for part in parts if part is not None]
    given += [GoalMet()] if sent.goal_met else []
    given += [CompetitionWon()] if sent.competition_won else []
    if len(given) != 1:
        raise InvalidInputError("Give exactly one criterion.", path=("criteria",))
    return given[0]
