"""Digests: told, and when and how members want them; and the hour of warnings."""

import sqlalchemy as sa
from alembic import op

from bellringer.models.walls import listed

revision = "c7205e65a8f3"
down_revision = "c71e94d05ab2"
branch_labels = None
depends_on = None

KINDS = (
    "MILESTONE_CROSSED",
    "GOAL_MET",
    "GOAL_PROPOSED",
    "GOAL_AGREED",
    "GOAL_DECLINED",
    "GOAL_SUBMITTED",
    "GOAL_FAILED",
    "BADGE_AWARDED",
    "BADGE_REVOKED",
    "LEVEL_UP",
    "ACTIVITY_APPROVED",
    "ACTIVITY_REJECTED",
    "TEAM_OF_THE_MONTH",
    "MEMBER_OF_THE_MONTH",
    "COMPETITION_STARTED",
    "COMPETITION_RESULT",
    "KUDOS",
    "STREAK_AT_RISK",
    "VOTE_OPEN",
)
BESIDES = ("DIGEST",)


def upgrade() -> None:
    """Go forward."""
    op.add_column("notification_setting", sa.Column("digest_by", sa.Text(), nullable=True))
    op.add_column(
        "notification_setting", sa.Column("digests_on_days_off", sa.Boolean(), nullable=True)
    )
    op.add_column("notification_setting", sa.Column("warned_at", sa.Time(), nullable=True))
    op.create_check_constraint(
        op.f("ck_notification_setting_digest_by"),
        "notification_setting",
        listed("digest_by", ("PUSH", "EMAIL")),
    )
    _allow(KINDS + BESIDES)


def downgrade() -> None:
    """Go back."""
    _allow(KINDS)
    for column in ("warned_at", "digests_on_days_off", "digest_by"):
        op.drop_column("notification_setting", column)


def _allow(kinds: tuple[str, ...]) -> None:
    name = op.f("ck_announcement_kind")
    op.drop_constraint(name, "announcement", type_="check")
    op.create_check_constraint(name, "announcement", listed("kind", kinds))
