"""What would change a rank: how much of the metric passes whoever is ranked next above, and in words."""

from dataclasses import dataclass
from typing import assert_never

from bellringer.gamification.playbook.leaderboards import Board
from bellringer.words import MetricDirection, PeriodState, ScoreKind, TieBreak, TiePolicy

WHOLE = 10_000  # a ratio is counted in ten-thousandths


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a score that is no plain sum is made of; None is a part that it does not have.

    The score of a ratio is the floor of numerator x factor / denominator; percent-to-goal has the factor 10 000.
    """

    numerator: int | None = None
    denominator: int | None = None
    factor: int | None = None
    baseline: int | None = None


def amount_to_pass(board: Board, parts: Parts, *, score: int, gap: int | None) -> int | None:
    """Return how much more of the metric passes who is ranked next above, if nobody else moves.

    None at the top, where it is not known who is next, and where less is ahead: adding passes nobody.
    """
    if gap is None or board.direction is MetricDirection.LOWER_IS_BETTER:
        return None
    match board.score_kind:
        case ScoreKind.TOTAL | ScoreKind.IMPROVEMENT:
            return gap
        case ScoreKind.PERCENT_TO_GOAL:
            return _of_ratio(parts, WHOLE, score + gap)
        case ScoreKind.PER_HEAD:
            return _of_ratio(parts, parts.factor, score + gap)
        case _:
            assert_never(board.score_kind)


def tie_break(tie_policy: TiePolicy, *, tied: int, at_once: int) -> TieBreak:
    """Return what puts a subject before or after `tied` others with its score, `at_once` reached when it was."""
    if not tied:
        return TieBreak.NONE
    if tie_policy is not TiePolicy.ORDINAL:
        return TieBreak.SHARED
    return TieBreak.LOWER_ID if at_once else TieBreak.FIRST_TO_REACH


def what_changes(
    board: Board, state: PeriodState, metric: str, *, rank: int | None, amount: int | None
) -> str:
    """Say in one English sentence what would change a rank; `metric` is the title of what is counted."""
    if state is PeriodState.FINAL:
        return "The standings are FINAL: only an admin who re-opens the period changes them."
    if rank is None:
        if board.score_kind is ScoreKind.PERCENT_TO_GOAL:
            return f"A rank comes with a goal of {metric} for exactly this period that both sides agreed."
        return (
            f"A rank comes with the first of {metric}, and only on a list one does not hide from."
        )
    if board.direction is MetricDirection.LOWER_IS_BETTER:
        return f"Less of {metric} is ahead here: what others add changes it, or what is taken back."
    if amount is not None:
        return f"{amount} more of {metric} pass who is ranked next above, if nobody else moves."
    if rank == 1:
        return "Nobody is ahead; whoever passes this score changes it."
    return f"More of {metric}; this board does not show who is next above."


def _of_ratio(parts: Parts, factor: int | None, wanted: int) -> int | None:
    if not parts.denominator or not factor:
        return None
    return -(-wanted * parts.denominator // factor) - (parts.numerator or 0)
