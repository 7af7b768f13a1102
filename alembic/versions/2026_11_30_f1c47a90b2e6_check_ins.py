"""Check-ins of members by the cadence of their team."""

import sqlalchemy as sa
from alembic import op

from bellringer.models.vocabularies import narrow, widen
from bellringer.models.walls import CHANGE, wall

revision = "f1c47a90b2e6"
down_revision = "e2a07c51b9d4"
branch_labels = None
depends_on = None

TABLES = {
    "check_in_cadence": CHANGE,
    "check_in": (
        "SELECT, INSERT,"
        " UPDATE (planned_at, is_plan_late, done_at, is_done_late, answered_by, answered_at)"
    ),
    "check_in_item": "SELECT, INSERT, DELETE",
    "check_in_note": "SELECT, INSERT, UPDATE (body), DELETE",
}
KIND, ALARM = "CHECK_IN_DUE", "CHECK_IN"


def upgrade() -> None:
    """Go forward."""
    op.create_index(
        op.f("ix_credit_org_id_member_id_member_on"), "credit", ["org_id", "member_id", "member_on"]
    )
    op.create_table(
        "check_in_cadence",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("weekdays", sa.SmallInteger(), nullable=False),
        sa.Column("plan_at", sa.Time(), nullable=False),
        sa.Column("done_at", sa.Time(), nullable=False),
        sa.Column("grace_minutes", sa.SmallInteger(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("weekdays BETWEEN 0 AND 127", name=op.f("ck_check_in_cadence_weekdays")),
        sa.CheckConstraint("plan_at < done_at", name=op.f("ck_check_in_cadence_hours")),
        sa.CheckConstraint(
            "grace_minutes BETWEEN 0 AND 240", name=op.f("ck_check_in_cadence_grace_minutes")
        ),
        _refers("check_in_cadence", "team_id", "team"),
        _refers("check_in_cadence", "set_by", "member", "member_id"),
        sa.PrimaryKeyConstraint(
            "org_id", "team_id", "effective_from", name=op.f("pk_check_in_cadence")
        ),
    )
    op.create_table(
        "check_in",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("check_in_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_plan_late", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_done_late", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "planned_at IS NOT NULL OR done_at IS NOT NULL", name=op.f("ck_check_in_parts")
        ),
        sa.CheckConstraint(
            "answered_at IS NOT NULL OR answered_by IS NULL", name=op.f("ck_check_in_answered")
        ),
        _refers("check_in", "member_id", "member"),
        _refers("check_in", "team_id", "team"),
        _refers("check_in", "answered_by", "member", "member_id"),
        sa.PrimaryKeyConstraint("org_id", "check_in_id", name=op.f("pk_check_in")),
        sa.UniqueConstraint(
            "org_id", "member_id", "on_date", name=op.f("uq_check_in_org_id_member_id_on_date")
        ),
    )
    op.create_index(
        op.f("ix_check_in_org_id_team_id_on_date"), "check_in", ["org_id", "team_id", "on_date"]
    )
    op.create_table(
        "check_in_item",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("check_in_id", sa.Uuid(), nullable=False),
        sa.Column("item_no", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("metric_key", sa.Text(), nullable=True),
        sa.Column("planned", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(kind IS NULL) <> (metric_key IS NULL)", name=op.f("ck_check_in_item_either")
        ),
        sa.CheckConstraint("planned > 0", name=op.f("ck_check_in_item_planned")),
        _refers("check_in_item", "check_in_id", "check_in"),
        _refers("check_in_item", "kind", "activity_kind"),
        _refers("check_in_item", "metric_key", "metric"),
        sa.PrimaryKeyConstraint("org_id", "check_in_id", "item_no", name=op.f("pk_check_in_item")),
    )
    op.create_table(
        "check_in_note",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("check_in_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "part IN ('PLAN', 'DONE', 'ANSWER')", name=op.f("ck_check_in_note_part")
        ),
        _refers("check_in_note", "check_in_id", "check_in"),
        sa.PrimaryKeyConstraint("org_id", "check_in_id", "part", name=op.f("pk_check_in_note")),
    )
    for table, verbs in TABLES.items():
        for statement in wall(table, verbs):
            op.execute(statement)
    widen("announcement", "kind", KIND)
    widen("member_alarm", "alarm", ALARM)


def downgrade() -> None:
    """Go back."""
    narrow("member_alarm", "alarm", ALARM)
    narrow("announcement", "kind", KIND)
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_index(op.f("ix_credit_org_id_member_id_member_on"), table_name="credit")


def _refers(table: str, column: str, other: str, to: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["org_id", column],
        [f"{other}.org_id", f"{other}.{to or column}"],
        name=op.f(f"fk_{table}_org_id_{column}"),
    )
