"""Displays: screens that show boards and the feed by a token of their own."""

import sqlalchemy as sa
from alembic import op

from bellringer.models.walls import wall

revision = "a80c5d1e9f72"
down_revision = "b83d1f6a40c7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "display",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("display_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("board_keys", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("team_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "cardinality(board_keys) BETWEEN 1 AND 20", name=op.f("ck_display_boards")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_display_org_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "created_by"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_display_org_id_created_by"),
        ),
        sa.PrimaryKeyConstraint("org_id", "display_id", name=op.f("pk_display")),
    )
    for statement in wall("display", "SELECT, INSERT, UPDATE (revoked_at)"):
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.drop_table("display")
