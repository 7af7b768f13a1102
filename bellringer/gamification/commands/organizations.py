"""What an organization sets about itself."""

from dataclasses import dataclass

from bellringer.gamification.commands.principals import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateOrganization:
    """Change settings; None leaves what is there."""

    by: Principal
    name: str | None = None
    rep_backdate_days: int | None = None
    grace_hours: int | None = None
    badge_allowance: int | None = None
    allows_hiding: bool | None = None
    locale: str | None = None
    kudos_a_day: int | None = None
    kudos_pause_hours: int | None = None
    medium_deal_minor: int | None = None
    large_deal_minor: int | None = None
