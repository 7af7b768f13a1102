"""Levels: steps on lifetime points, and a member's high-water mark on them."""

from collections.abc import Sequence
from itertools import pairwise

from bellringer.gamification.commands.points import LowerLevel, SetLevels
from bellringer.gamification.errors import (
    InvalidInputError,
    OwnPointsError,
    UnknownMemberError,
)
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.playbook.points import Level
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.rules.texts import TITLE_LIMIT, checked

LEVELS_LIMIT = 100
THRESHOLD_LIMIT = 10**12


def level_for(levels: Sequence[Level], total_points: int) -> int:
    """Return the number of the highest level whose threshold the points reach, 0 before the first."""
    return max((level.number for level in levels if level.threshold <= total_points), default=0)


def next_level(levels: Sequence[Level], number: int) -> Level | None:
    """Return the level after a member's; None at the top."""
    ahead = [level for level in levels if level.number > number]
    return min(ahead, key=lambda level: level.number) if ahead else None


def new_levels(command: SetLevels) -> tuple[Level, ...]:
    """Return the levels that are to replace all there are.

    Raises:
        NotAllowedError: Only an admin sets levels.
        InvalidTextError: A title can't be stored.
        InvalidInputError: There are too many or none, or the thresholds don't rise.
    """
    check_administers(command.by)
    if not 1 <= len(command.levels) <= LEVELS_LIMIT:
        raise InvalidInputError(f"There are 1 to {LEVELS_LIMIT} levels.", path=("levels",))
    thresholds = [each.threshold for each in command.levels]
    if not 0 < thresholds[0] <= thresholds[-1] <= THRESHOLD_LIMIT or any(
        lower >= higher for lower, higher in pairwise(thresholds)
    ):
        raise InvalidInputError(
            "Thresholds rise strictly from level to level, from 1 to 10^12.", path=("levels",)
        )
    return tuple(
        Level(
            number=number,
            threshold=each.threshold,
            title=checked(each.title, limit=TITLE_LIMIT, field="levels"),
        )
        for number, each in enumerate(command.levels, start=1)
    )


def check_lowering(
    levels: Sequence[Level], member: MemberFacts | None, command: LowerLevel
) -> MemberFacts:
    """Return the member whose level may be lowered so far.

    Raises:
        UnknownMemberError: There is no such member.
        NotAllowedError: Only an admin lowers levels.
        OwnPointsError: It is the admin's own.
        InvalidInputError: It is no lower level, or lower than the member's points reach.
    """
    check_administers(command.by)
    if member is None:
        raise UnknownMemberError(path=("memberId",))
    if command.by.member_id == member.member_id:
        raise OwnPointsError(path=("memberId",))
    least = level_for(levels, member.total_points)
    if not least <= command.level < member.level:
        raise InvalidInputError(
            f"A level is lowered to below {member.level}, and not below {least}: that is what the "
            "member's points reach.",
            path=("level",),
        )
    return member
