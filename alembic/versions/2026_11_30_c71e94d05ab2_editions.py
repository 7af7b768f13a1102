"""Editions of standings: what a period was FINAL with before an admin opened it again."""

import sqlalchemy as sa
from alembic import op

from bellringer.models.walls import GROW, wall

revision = "c71e94d05ab2"
down_revision = "b6194f54d7e2"
branch_labels = None
depends_on = None

VERBS = {
    "board_edition": GROW,
    "board_edition_note": "SELECT, INSERT, DELETE",
    "former_standing": GROW,
}


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "board_edition",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("board_id", sa.SmallInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("final_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reopened_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "board_id", "starts_on"],
            ["board_period.org_id", "board_period.board_id", "board_period.starts_on"],
            name=op.f("fk_board_edition_org_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "reopened_by"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_board_edition_org_id_member"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "board_id", "starts_on", "edition", name=op.f("pk_board_edition")
        ),
    )
    op.create_table(
        "board_edition_note",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("board_id", sa.SmallInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "board_id", "starts_on", "edition"],
            [
                "board_edition.org_id",
                "board_edition.board_id",
                "board_edition.starts_on",
                "board_edition.edition",
            ],
            name=op.f("fk_board_edition_note_org_id"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "board_id", "starts_on", "edition", name=op.f("pk_board_edition_note")
        ),
    )
    op.create_table(
        "former_standing",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("board_id", sa.SmallInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("correction", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("rank >= 1 AND place >= rank", name=op.f("ck_former_standing_place")),
        sa.ForeignKeyConstraint(
            ["org_id", "board_id"],
            ["board.org_id", "board.board_id"],
            name=op.f("fk_former_standing_org_id"),
        ),
        sa.PrimaryKeyConstraint(
            *("org_id", "board_id", "starts_on", "edition", "subject_id"),
            name=op.f("pk_former_standing"),
        ),
        sa.UniqueConstraint(
            *("org_id", "board_id", "starts_on", "edition", "place"),
            name=op.f("uq_former_standing_org_id_board_id_starts_on_edition_place"),
        ),
    )
    for table, verbs in VERBS.items():
        for statement in wall(table, verbs):
            op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in reversed(VERBS):
        op.drop_table(table)
