"""Meetings of teams, what is in their way, and action items that come from them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from bellringer.models.walls import GROW, wall

revision = "f3e69cb2d4a8"
down_revision = "f2d58ba1c3f7"
branch_labels = None
depends_on = None

TABLES = {
    "meeting": "SELECT, INSERT, UPDATE (held_at, cancelled_at)",
    "meeting_outlook": GROW,
    "meeting_hurdle": "SELECT, INSERT, UPDATE (resolved_by, resolved_at)",
    "meeting_hurdle_note": "SELECT, INSERT, DELETE",
}


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "meeting",
        *_keys("meeting_id", "team_id"),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "cancelled_at IS NULL OR held_at IS NULL", name=op.f("ck_meeting_cancelled")
        ),
        _refers("meeting", "team_id", "team"),
        _refers("meeting", "created_by", "member", "member_id"),
        sa.PrimaryKeyConstraint("org_id", "meeting_id", name=op.f("pk_meeting")),
    )
    op.create_index(
        op.f("ix_meeting_org_id_team_id_planned_at"), "meeting", ["org_id", "team_id", "planned_at"]
    )
    op.create_table(
        "meeting_outlook",
        *_keys("meeting_id"),
        sa.Column("lines", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        _refers("meeting_outlook", "meeting_id", "meeting"),
        sa.PrimaryKeyConstraint("org_id", "meeting_id", name=op.f("pk_meeting_outlook")),
    )
    op.create_table(
        "meeting_hurdle",
        *_keys("meeting_id"),
        sa.Column("hurdle_no", sa.SmallInteger(), nullable=False),
        sa.Column("raised_by", sa.Uuid(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_by", sa.Uuid(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "resolved_at IS NOT NULL OR resolved_by IS NULL",
            name=op.f("ck_meeting_hurdle_resolved"),
        ),
        _refers("meeting_hurdle", "meeting_id", "meeting"),
        _refers("meeting_hurdle", "raised_by", "member", "member_id"),
        _refers("meeting_hurdle", "resolved_by", "member", "member_id"),
        sa.PrimaryKeyConstraint(
            "org_id", "meeting_id", "hurdle_no", name=op.f("pk_meeting_hurdle")
        ),
    )
    op.create_table(
        "meeting_hurdle_note",
        *_keys("meeting_id"),
        sa.Column("hurdle_no", sa.SmallInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        _of_hurdle("meeting_hurdle_note"),
        sa.PrimaryKeyConstraint(
            "org_id", "meeting_id", "hurdle_no", name=op.f("pk_meeting_hurdle_note")
        ),
    )
    for table, verbs in TABLES.items():
        for statement in wall(table, verbs):
            op.execute(statement)
    op.add_column("action_item", sa.Column("meeting_id", sa.Uuid(), nullable=True))
    op.add_column("action_item", sa.Column("hurdle_no", sa.SmallInteger(), nullable=True))
    op.create_foreign_key(
        *(op.f("fk_action_item_org_id_meeting_id"), "action_item", "meeting"),
        *(["org_id", "meeting_id"], ["org_id", "meeting_id"]),
    )
    op.create_foreign_key(
        *(op.f("fk_action_item_org_id_meeting_id_hurdle_no"), "action_item", "meeting_hurdle"),
        ["org_id", "meeting_id", "hurdle_no"],
        ["org_id", "meeting_id", "hurdle_no"],
    )
    op.create_check_constraint(
        op.f("ck_action_item_source"),
        "action_item",
        "(one_on_one_id IS NULL OR meeting_id IS NULL)"
        " AND (hurdle_no IS NULL OR meeting_id IS NOT NULL)",
    )
    op.create_index(
        "ix_action_item_meeting",
        "action_item",
        ["org_id", "meeting_id"],
        postgresql_where=sa.text("meeting_id IS NOT NULL"),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_action_item_meeting", table_name="action_item")
    op.drop_constraint(op.f("ck_action_item_source"), "action_item", type_="check")
    for column in ("hurdle_no", "meeting_id"):
        op.drop_column("action_item", column)
    for table in reversed(TABLES):
        op.drop_table(table)


def _keys(*columns: str) -> list[sa.Column[object]]:
    return [sa.Column(column, sa.Uuid(), nullable=False) for column in ("org_id", *columns)]


def _of_hurdle(table: str) -> sa.ForeignKeyConstraint:
    columns = ["org_id", "meeting_id", "hurdle_no"]
    return sa.ForeignKeyConstraint(
        columns,
        [f"meeting_hurdle.{column}" for column in columns],
        name=op.f(f"fk_{table}_org_id_meeting_id_hurdle_no"),
    )


def _refers(table: str, column: str, other: str, to: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["org_id", column],
        [f"{other}.org_id", f"{other}.{to or column}"],
        name=op.f(f"fk_{table}_org_id_{column}"),
    )
