"""Boards that an organization defines, seasons, editions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from bellringer.models.walls import ALL, wall

revision = "50b39e6f4718"
down_revision = "4fa28d5e5607"
branch_labels = None
depends_on = None

# table: the new columns
COLUMNS = {
    "organization": (
        sa.Column("allows_hiding", sa.Boolean(), server_default=sa.text("true"), nullable=False),
    ),
    "board": (
        sa.Column("sums_of", sa.SmallInteger(), nullable=True),
        sa.Column("series", sa.Text(), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("scope", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column(
            "has_participants", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column("peers_see", sa.Integer(), nullable=True),
        sa.Column("allows_hiding", sa.Boolean(), server_default=sa.text("true"), nullable=False),
    ),
    "board_score": (
        sa.Column("factor", sa.BigInteger(), nullable=True),
        sa.Column("baseline", sa.BigInteger(), nullable=True),
    ),
}
CHECKS = {
    "season": (
        "CASE WHEN period = 'SEASON' THEN (series IS NULL) = (until_on IS NOT NULL)"
        " ELSE series IS NULL AND until_on IS NULL END"
    ),
    "dates": "(first_on IS NULL) = (until_on IS NULL) AND until_on > first_on",
    "peers_see": "peers_see > 0",
}


def upgrade() -> None:
    """Go forward."""
    for table, columns in COLUMNS.items():
        for column in columns:
            op.add_column(table, column)
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_board_{name}"), "board", condition)
    op.create_foreign_key(
        op.f("fk_board_org_id_sums_of"),
        "board",
        "board",
        ["org_id", "sums_of"],
        ["org_id", "board_id"],
    )
    op.create_table(
        "season",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_season_dates")),
        sa.ForeignKeyConstraint(["org_id"], ["organization.org_id"], name=op.f("fk_season_org_id")),
        sa.PrimaryKeyConstraint("org_id", "series", "starts_on", name=op.f("pk_season")),
    )
    op.create_table(
        "board_participant",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("board_id", sa.SmallInteger(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "board_id"],
            ["board.org_id", "board.board_id"],
            name=op.f("fk_board_participant_org_id"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "board_id", "subject_id", name=op.f("pk_board_participant")
        ),
    )
    for table in ("season", "board_participant"):
        for statement in wall(table, ALL):
            op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.drop_table("board_participant")
    op.drop_table("season")
    op.drop_constraint(op.f("fk_board_org_id_sums_of"), "board", type_="foreignkey")
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_board_{name}"), "board", type_="check")
    for table, columns in COLUMNS.items():
        for column in columns:
            op.drop_column(table, column.name)
