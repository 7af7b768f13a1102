"""Inbox items that were opened from a push, and dead letters that can be found."""

import sqlalchemy as sa
from alembic import op

revision = "a5083e43c6d1"
down_revision = "94f7d2a32b5c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("notification", sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_delivery_dead",
        "delivery",
        ["org_id", "delivery_id"],
        unique=False,
        postgresql_where=sa.text("state = 'DEAD'"),
    )
    op.execute("GRANT UPDATE (opened_at) ON notification TO bellringer_app")


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_delivery_dead", table_name="delivery")
    op.drop_column("notification", "opened_at")
