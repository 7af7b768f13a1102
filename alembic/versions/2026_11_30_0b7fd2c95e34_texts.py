"""Texts: a webhook that takes them, and members who wish them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from bellringer.models.vocabularies import narrow, widen

revision = "0b7fd2c95e34"
down_revision = "e19b5d72c0a4"
branch_labels = None
depends_on = None

CHANNEL = "TEXT"
CHANNELS = (
    ("delivery", "channel"),
    ("notification_preference", "channel"),
    ("notification_setting", "digest_by"),
)


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "webhook",
        sa.Column("takes_texts", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.create_index(
        "uq_webhook_texts",
        "webhook",
        ["org_id"],
        unique=True,
        postgresql_where=sa.text("takes_texts AND disabled_at IS NULL"),
    )
    op.add_column(
        "notification_setting",
        sa.Column(
            "texted_kinds",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
    )
    for table, column in CHANNELS:
        widen(table, column, CHANNEL)


def downgrade() -> None:
    """Go back; texts that were to be sent are forgotten, and so is who wished them."""
    op.execute(f"DELETE FROM delivery WHERE channel = '{CHANNEL}'")
    for table, column in CHANNELS:
        narrow(table, column, CHANNEL)
    op.drop_column("notification_setting", "texted_kinds")
    op.drop_index("uq_webhook_texts", "webhook")
    op.drop_column("webhook", "takes_texts")
