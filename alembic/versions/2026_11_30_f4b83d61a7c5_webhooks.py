"""Webhooks, and deliveries that go to them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from bellringer.models.vocabularies import narrow, widen
from bellringer.models.walls import wall

revision = "f4b83d61a7c5"
down_revision = "f1c05a7e3b62"
branch_labels = None
depends_on = None

CHANNEL, KIND = "WEBHOOK", "WEBHOOK_DISABLED"
CHANNELS = (
    ("delivery", "channel"),
    ("notification_preference", "channel"),
    ("notification_setting", "digest_by"),
)
ONCE = "uq_delivery_org_id_notification_id_channel_device_id"
ONCE_EACH = "uq_delivery_org_id_notification_id_channel_device_id_webhook_id"
VERBS = (
    "SELECT, INSERT, "
    "UPDATE (secret, former_secret, former_until, failing_since, disabled_at, disabled_reason)"
)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "webhook",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kinds", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("former_secret", sa.Text(), nullable=True),
        sa.Column("former_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_webhook_org_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "webhook_id", name=op.f("pk_webhook")),
    )
    for statement in wall("webhook", VERBS):
        op.execute(statement)
    op.add_column("delivery", sa.Column("webhook_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_delivery_org_id_webhook_id"),
        "delivery",
        "webhook",
        ["org_id", "webhook_id"],
        ["org_id", "webhook_id"],
    )
    _once(ONCE, ONCE_EACH, "webhook_id")
    for table, column in CHANNELS:
        widen(table, column, CHANNEL)
    widen("announcement", "kind", KIND)


def downgrade() -> None:
    """Go back; what was to be sent to webhooks is forgotten, and so is the news of them."""
    op.execute(f"DELETE FROM delivery WHERE channel = '{CHANNEL}'")
    narrow("announcement", "kind", KIND)
    for table, column in CHANNELS:
        narrow(table, column, CHANNEL)
    _once(ONCE_EACH, ONCE)
    op.drop_constraint(op.f("fk_delivery_org_id_webhook_id"), "delivery", type_="foreignkey")
    op.drop_column("delivery", "webhook_id")
    op.drop_table("webhook")


def _once(before: str, name: str, *more: str) -> None:
    op.drop_constraint(op.f(before), "delivery", type_="unique")
    op.create_unique_constraint(
        op.f(name),
        "delivery",
        ["org_id", "notification_id", "channel", "device_id", *more],
        postgresql_nulls_not_distinct=True,
    )
