"""Threads about a figure, a goal or an activity."""

import sqlalchemy as sa
from alembic import op

from bellringer.models.vocabularies import narrow, widen
from bellringer.models.walls import CHANGE, GROW, wall

revision = "f3e27c905d84"
down_revision = "f2d16b8f4c73"
branch_labels = None
depends_on = None

TABLES = {
    "thread": "SELECT, INSERT, UPDATE (last_at)",
    "thread_message": GROW,
    "thread_note": "SELECT, INSERT, DELETE",
    "thread_told": CHANGE,
}
KIND = "THREAD_MESSAGE"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "thread",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_key", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "subject IN ('GOAL', 'ACTIVITY', 'STANDING', 'FIGURE')", name=op.f("ck_thread_subject")
        ),
        _refers("thread", "member_id", "member", "member_id"),
        sa.PrimaryKeyConstraint("org_id", "thread_id", name=op.f("pk_thread")),
        sa.UniqueConstraint(
            *("org_id", "member_id", "subject", "subject_key"),
            name=op.f("uq_thread_org_id_member_id_subject_subject_key"),
        ),
    )
    op.create_index(
        op.f("ix_thread_org_id_last_at_thread_id"), "thread", ["org_id", "last_at", "thread_id"]
    )
    op.create_table(
        "thread_message",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("by_member_id", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        _refers("thread_message", "thread_id", "thread", "thread_id"),
        _refers("thread_message", "by_member_id", "member", "member_id"),
        sa.PrimaryKeyConstraint("org_id", "message_id", name=op.f("pk_thread_message")),
    )
    op.create_index(
        op.f("ix_thread_message_org_id_thread_id_message_id"),
        "thread_message",
        ["org_id", "thread_id", "message_id"],
    )
    op.create_table(
        "thread_note",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        _refers("thread_note", "message_id", "thread_message", "message_id"),
        sa.PrimaryKeyConstraint("org_id", "message_id", name=op.f("pk_thread_note")),
    )
    op.create_table(
        "thread_told",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("announcement_id", sa.Uuid(), nullable=False),
        sa.Column("since_id", sa.Uuid(), nullable=False),
        _refers("thread_told", "thread_id", "thread", "thread_id"),
        _refers("thread_told", "member_id", "member", "member_id"),
        _refers("thread_told", "announcement_id", "announcement", "announcement_id"),
        _refers("thread_told", "since_id", "thread_message", "message_id"),
        sa.PrimaryKeyConstraint("org_id", "thread_id", "member_id", name=op.f("pk_thread_told")),
    )
    for table, verbs in TABLES.items():
        for statement in wall(table, verbs):
            op.execute(statement)
    widen("announcement", "kind", KIND)


def downgrade() -> None:
    """Go back."""
    narrow("announcement", "kind", KIND)
    for table in ("thread_told", "thread_note", "thread_message", "thread"):
        op.drop_table(table)


def _refers(table: str, column: str, to: str, key: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["org_id", column],
        [f"{to}.org_id", f"{to}.{key}"],
        name=op.f(f"fk_{table}_org_id_{column}"),
    )
