"""Whether a member looks at what is told: counts, never content."""

from datetime import datetime, timedelta

from bellringer.gamification.store.views.inbox import AttentionView
from bellringer.graphql import describing
from bellringer.graphql.describing import said

LOOK_BACK = timedelta(days=30)


@describing.output
class InboxAttention:
    """What became of what a member was told within the last 30 days."""

    told: int = said("Items that came into the inbox, without those taken back.")
    read: int = said("How many of them were read.")
    opened: int = said("How many of them were opened from a push.")
    acknowledged: int = said("How many of them the member said to have understood.")
    last_read_at: datetime | None = said("When one of them was read last; null if none was.")

    @classmethod
    def of(cls, view: AttentionView) -> "InboxAttention":
        """Show what a store read."""
        return cls(
            told=view.told,
            read=view.read,
            opened=view.opened,
            acknowledged=view.acknowledged,
            last_read_at=view.last_read_at,
        )
