"""Preferences, quiet hours and the daily budget of pushes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from bellringer.models.walls import ALL, CHANGE, wall

revision = "94f7d2a32b5c"
down_revision = "83e6c1921a4b"
branch_labels = None
depends_on = None

TABLES = {
    "notification_setting": ALL,
    "notification_preference": ALL,
    "push_use": CHANGE,
}


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "notification_setting",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.Column(
            "is_quiet_on_days_off", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column("daily_budget", sa.Integer(), nullable=True),
        sa.Column("digest_at", sa.Time(), nullable=True),
        sa.Column(
            "urgent_kinds",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("mails_phoneless", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint(
            "(quiet_from IS NULL) = (quiet_until IS NULL) AND quiet_from <> quiet_until",
            name=op.f("ck_notification_setting_quiet_hours"),
        ),
        sa.CheckConstraint(
            "daily_budget BETWEEN 0 AND 1000", name=op.f("ck_notification_setting_daily_budget")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_notification_setting_org_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "subject_id", name=op.f("pk_notification_setting")),
    )
    op.create_table(
        "notification_preference",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('PUSH', 'EMAIL')", name=op.f("ck_notification_preference_channel")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "subject_id"],
            ["notification_setting.org_id", "notification_setting.subject_id"],
            name=op.f("fk_notification_preference_org_id_subject_id"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "subject_id", "kind", "channel", name=op.f("pk_notification_preference")
        ),
    )
    op.create_table(
        "push_use",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("notifications", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_push_use_org_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "member_id", "on_date", name=op.f("pk_push_use")),
    )
    for table, verbs in TABLES.items():
        for statement in wall(table, verbs):
            op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in ("push_use", "notification_preference", "notification_setting"):
        op.drop_table(table)
