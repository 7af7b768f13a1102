"""Say whom history would give a badge, and how often; nothing is written."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bellringer.gamification.commands.badges import PreviewBadge
from bellringer.gamification.playbook.badges import FinalRank
from bellringer.gamification.rules.badges import settling
from bellringer.gamification.rules.badges.defining import check_automatic
from bellringer.gamification.rules.badges.history import won
from bellringer.gamification.rules.badges.ranks import board_of, of_each
from bellringer.gamification.rules.by_hand import badge_of
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.store import facts, people, playbook
from bellringer.gamification.store.badges import history, ranks
from bellringer.models.database import Connection

MEMBERS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a retroactive grant would do: awards by member, those with the most first, and points in all."""

    awards: tuple[tuple[UUID, int], ...]
    bonus_points: int

    @property
    def total(self) -> int:
        """Return how many awards it would make."""
        return sum(number for _, number in self.awards)


async def preview_badge(connection: Connection, command: PreviewBadge, *, now: datetime) -> Preview:
    """Run a badge over the history of all active members; what they have of it already is left out.

    Raises:
        NotAllowedError: Only an admin asks, and only of what is automatic.
        UnknownBadgeError, WrongStateError: There is no such badge, or it is archived.
    """
    check_administers(command.by)
    plays = await playbook.read(connection)
    badge = badge_of(plays, command.badge_id)
    check_automatic(badge)
    board = board_of(plays, badge)
    counted = {}
    if board is not None and isinstance(badge.criteria, FinalRank):
        grace = timedelta(hours=plays.grace_hours)
        counted = of_each(
            await ranks.in_all(connection, board, badge.criteria, grace=grace, now=now)
        )
    numbers: dict[UUID, int] = {}
    last: UUID | None = None
    while ids := await history.next_members(connection, last, limit=MEMBERS_AT_ONCE):
        last = ids[-1]
        members = await people.read(connection, ids)
        awards = await facts.awards(connection, {(badge.badge_id, each) for each in members})
        found = await history.read(connection, plays, badge, members, ranks=counted)
        wins = [win for each in found for win in won(plays, badge, each, now=now)]
        given = settling.give(plays, members, wins, awards, cause_id=badge.badge_id, now=now)
        for made in given.made:
            numbers[made.member_id] = numbers.get(made.member_id, 0) + 1
    most = sorted(numbers.items(), key=lambda each: (-each[1], each[0]))
    return Preview(awards=tuple(most), bonus_points=badge.bonus_points * sum(numbers.values()))
