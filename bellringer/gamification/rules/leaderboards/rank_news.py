"""Which change of a rank is worth telling, and how it is told: at most one a day for each member."""

from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.facts.digests import RankNow
from bellringer.gamification.outcome.news import Announcement, Audience
from bellringer.gamification.rules.calendars.freshness import LASTS
from bellringer.gamification.rules.identity import named_id
from bellringer.words import NotificationKind

TOPS = (1, 3, 10)
OVERTAKEN_WITHIN = 10


def is_worth_telling(before: int | None, now: int | None, *, listed: int) -> bool:
    """Tell whether a member should hear of a change of rank within one period of a board.

    Coming into or falling out of the first 1, 3 or 10 is told, where the list is longer than that; and being
    overtaken is to whoever was among the first ten. Without a rank before, as at the start of a period, or now,
    there is nothing to compare.
    """
    if before is None or now is None or before == now:
        return False
    crosses = any((before <= top) != (now <= top) for top in TOPS if top < listed)
    return crosses or (now > before and before <= OVERTAKEN_WITHIN)


def tell_rank(
    member_id: UUID, before: int, now_at: RankNow, *, org_id: UUID, on: date, now: datetime
) -> Announcement:
    """Tell a member from which rank to which the day has led."""
    kind, key = NotificationKind.RANK_CHANGED, f"rank:{now_at.board_key}:{member_id}:{on}"
    return Announcement(
        announcement_id=named_id(now, org_id, key),
        kind=kind,
        dedupe_key=key,
        params={
            "board_key": now_at.board_key,
            "rank_before": before,
            "rank": now_at.rank,
            "listed": now_at.listed,
        },
        audience=Audience(member_ids=(member_id,)),
        occurred_at=now,
        expires_at=now + LASTS[kind],
    )
