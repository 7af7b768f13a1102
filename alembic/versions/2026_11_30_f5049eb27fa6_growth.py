"""Lessons, mentors and trainings."""

import sqlalchemy as sa
from alembic import op

from bellringer.models.walls import GROW, wall

revision = "f5049eb27fa6"
down_revision = "f4f38da16e95"
branch_labels = None
depends_on = None

TABLES = {
    "lesson": "SELECT, INSERT, UPDATE (removed_at)",
    "lesson_note": "SELECT, INSERT, DELETE",
    "mentoring": "SELECT, INSERT, UPDATE (ends_on)",
    "training": GROW,
    "training_note": "SELECT, INSERT, DELETE",
}


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "lesson",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("by_member_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        _refers("lesson", "by_member_id", "member", "member_id"),
        _refers("lesson", "team_id", "team", "team_id"),
        sa.PrimaryKeyConstraint("org_id", "lesson_id", name=op.f("pk_lesson")),
    )
    op.create_index(
        op.f("ix_lesson_org_id_team_id_lesson_id"), "lesson", ["org_id", "team_id", "lesson_id"]
    )
    op.create_table(
        "lesson_note",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        _refers("lesson_note", "lesson_id", "lesson", "lesson_id"),
        sa.PrimaryKeyConstraint("org_id", "lesson_id", name=op.f("pk_lesson_note")),
    )
    op.create_table(
        "mentoring",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("mentee_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("mentor_id", sa.Uuid(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("mentee_id <> mentor_id", name=op.f("ck_mentoring_pair")),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_mentoring_dates")),
        _refers("mentoring", "mentee_id", "member", "member_id"),
        _refers("mentoring", "mentor_id", "member", "member_id"),
        sa.PrimaryKeyConstraint("org_id", "mentee_id", "starts_on", name=op.f("pk_mentoring")),
    )
    op.create_index(op.f("ix_mentoring_org_id_mentor_id"), "mentoring", ["org_id", "mentor_id"])
    op.create_table(
        "training",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("metric_key", sa.Text(), nullable=False),
        sa.Column("per_week", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("per_week > 0", name=op.f("ck_training_per_week")),
        sa.CheckConstraint("weeks BETWEEN 1 AND 26", name=op.f("ck_training_weeks")),
        _refers("training", "member_id", "member", "member_id"),
        _refers("training", "metric_key", "metric", "metric_key"),
        _refers("training", "created_by", "member", "member_id"),
        sa.PrimaryKeyConstraint("org_id", "training_id", name=op.f("pk_training")),
    )
    op.create_index(
        op.f("ix_training_org_id_member_id_training_id"),
        "training",
        ["org_id", "member_id", "training_id"],
    )
    op.create_table(
        "training_note",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        _refers("training_note", "training_id", "training", "training_id"),
        sa.PrimaryKeyConstraint("org_id", "training_id", name=op.f("pk_training_note")),
    )
    for table, verbs in TABLES.items():
        for statement in wall(table, verbs):
            op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in ("training_note", "training", "mentoring", "lesson_note", "lesson"):
        op.drop_table(table)


def _refers(table: str, column: str, to: str, key: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["org_id", column],
        [f"{to}.org_id", f"{to}.{key}"],
        name=op.f(f"fk_{table}_org_id_{column}"),
    )
