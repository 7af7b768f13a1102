"""Reactions and comments under the posts of the feed."""

import sqlalchemy as sa
from alembic import op

from bellringer.models.vocabularies import narrow, widen
from bellringer.models.walls import CHANGE, wall

revision = "c7e1d54f2a90"
down_revision = "c7205e65a8f3"
branch_labels = None
depends_on = None

TABLES = {
    "feed_reaction": "SELECT, INSERT, DELETE",
    "feed_comment": "SELECT, INSERT, UPDATE (removed_at, removed_by)",
    "feed_comment_note": "SELECT, INSERT, UPDATE (body, remove_reason), DELETE",
    "feed_told": CHANGE,
}
KIND = "COMMENT"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "feed_reaction",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("reaction", sa.Text(), nullable=False),
        sa.Column("reacted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "reaction IN ('CLAP', 'HEART', 'FIRE', 'PARTY', 'LAUGH')",
            name=op.f("ck_feed_reaction_reaction"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "post_id"],
            ["feed_post.org_id", "feed_post.post_id"],
            name=op.f("fk_feed_reaction_org_id_post_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_feed_reaction_org_id_member_id"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "post_id", "member_id", "reaction", name=op.f("pk_feed_reaction")
        ),
    )
    op.create_table(
        "feed_comment",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("commented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removed_by IS NULL)", name=op.f("ck_feed_comment_removed")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "post_id"],
            ["feed_post.org_id", "feed_post.post_id"],
            name=op.f("fk_feed_comment_org_id_post_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_feed_comment_org_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "removed_by"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_feed_comment_org_id_removed_by"),
        ),
        sa.PrimaryKeyConstraint("org_id", "comment_id", name=op.f("pk_feed_comment")),
    )
    op.create_index(
        op.f("ix_feed_comment_org_id_post_id_comment_id"),
        "feed_comment",
        ["org_id", "post_id", "comment_id"],
    )
    op.create_table(
        "feed_comment_note",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("remove_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "comment_id"],
            ["feed_comment.org_id", "feed_comment.comment_id"],
            name=op.f("fk_feed_comment_note_org_id_comment_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "comment_id", name=op.f("pk_feed_comment_note")),
    )
    op.create_table(
        "feed_told",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("announcement_id", sa.Uuid(), nullable=False),
        sa.Column("since_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "post_id"],
            ["feed_post.org_id", "feed_post.post_id"],
            name=op.f("fk_feed_told_org_id_post_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_feed_told_org_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "announcement_id"],
            ["announcement.org_id", "announcement.announcement_id"],
            name=op.f("fk_feed_told_org_id_announcement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "since_id"],
            ["feed_comment.org_id", "feed_comment.comment_id"],
            name=op.f("fk_feed_told_org_id_since_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "post_id", "member_id", name=op.f("pk_feed_told")),
    )
    for table, verbs in TABLES.items():
        for statement in wall(table, verbs):
            op.execute(statement)
    # what is unread of a conversation counts on
    op.execute("GRANT UPDATE (params) ON announcement TO bellringer_app")
    widen("announcement", "kind", KIND)


def downgrade() -> None:
    """Go back."""
    narrow("announcement", "kind", KIND)
    op.execute("REVOKE UPDATE (params) ON announcement FROM bellringer_app")
    for table in ("feed_told", "feed_comment_note", "feed_comment", "feed_reaction"):
        op.drop_table(table)
