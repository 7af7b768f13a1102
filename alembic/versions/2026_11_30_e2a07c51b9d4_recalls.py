"""Deliveries whose news was taken back: what phones may show of it is taken off them."""

import sqlalchemy as sa
from alembic import op

revision = "e2a07c51b9d4"
down_revision = "d8316f76b9a4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("delivery", sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "delivery",
        sa.Column("is_recall", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )


def downgrade() -> None:
    """Go back; what was to be taken off phones stays there."""
    op.execute("DELETE FROM delivery WHERE is_recall AND state = 'PENDING'")
    op.drop_column("delivery", "is_recall")
    op.drop_column("delivery", "recalled_at")
