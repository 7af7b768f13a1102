"""Feedback between members."""

import sqlalchemy as sa
from alembic import op

from bellringer.models.vocabularies import narrow, widen
from bellringer.models.walls import wall

revision = "f4f38da16e95"
down_revision = "f3e27c905d84"
branch_labels = None
depends_on = None

TABLES = {
    "feedback": "SELECT, INSERT, UPDATE (state, decided_at)",
    "feedback_note": "SELECT, INSERT, UPDATE (body), DELETE",
}
KINDS = {"FEEDBACK_REQUESTED", "FEEDBACK_GIVEN"}


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "feedback",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("feedback_id", sa.Uuid(), nullable=False),
        sa.Column("from_member_id", sa.Uuid(), nullable=False),
        sa.Column("to_member_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('REQUESTED', 'GIVEN', 'DECLINED', 'EXPIRED')", name=op.f("ck_feedback_state")
        ),
        sa.CheckConstraint("from_member_id <> to_member_id", name=op.f("ck_feedback_members")),
        sa.CheckConstraint(
            "(state = 'REQUESTED') = (decided_at IS NULL)", name=op.f("ck_feedback_decided")
        ),
        sa.CheckConstraint("state = 'GIVEN' OR due_on IS NOT NULL", name=op.f("ck_feedback_due")),
        *(
            sa.ForeignKeyConstraint(
                ["org_id", column],
                ["member.org_id", "member.member_id"],
                name=op.f(f"fk_feedback_org_id_{column}"),
            )
            for column in ("from_member_id", "to_member_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "feedback_id", name=op.f("pk_feedback")),
    )
    for column in ("from_member_id", "to_member_id"):
        op.create_index(
            op.f(f"ix_feedback_org_id_{column}_feedback_id"),
            "feedback",
            ["org_id", column, "feedback_id"],
        )
    op.create_index(
        "ix_feedback_open",
        "feedback",
        ["org_id", "due_on", "feedback_id"],
        unique=False,
        postgresql_where=sa.text("state = 'REQUESTED'"),
    )
    op.create_table(
        "feedback_note",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("feedback_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "feedback_id"],
            ["feedback.org_id", "feedback.feedback_id"],
            name=op.f("fk_feedback_note_org_id_feedback_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "feedback_id", name=op.f("pk_feedback_note")),
    )
    for table, verbs in TABLES.items():
        for statement in wall(table, verbs):
            op.execute(statement)
    widen("announcement", "kind", *KINDS)


def downgrade() -> None:
    """Go back."""
    narrow("announcement", "kind", *KINDS)
    for table in reversed(TABLES):
        op.drop_table(table)
