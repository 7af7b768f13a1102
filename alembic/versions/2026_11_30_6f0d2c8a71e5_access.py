"""Let members read who looked at them, the latest first."""

from alembic import op

revision = "6f0d2c8a71e5"
down_revision = "f5049eb27fa6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_index(
        "ix_access_log_read",
        "access_log",
        ["org_id", "member_id", "hour_at", "viewer_id", "surface"],
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_access_log_read", table_name="access_log")
