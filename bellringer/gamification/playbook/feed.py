"""What an organization has set about its feed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSettings:
    """How many kudos a member gives a day, how long a colleague waits for the next, and how big deals are.

    A deal of `medium_deal_minor` (minor units) or more is medium, of `large_deal_minor` large; both are 0 where
    deals have no sizes.
    """

    kudos_a_day: int = 5
    kudos_pause_hours: int = 24
    medium_deal_minor: int = 0
    large_deal_minor: int = 0
