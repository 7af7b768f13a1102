"""Competitions: their terms, who takes part, who stands in, and who won."""

import sqlalchemy as sa
from alembic import op

from bellringer.models.walls import ALL, CHANGE, GROW, wall

revision = "72d5b081293a"
down_revision = "61c4af703829"
branch_labels = None
depends_on = None

VERBS = {
    "board_stint": CHANGE,
    "competition": CHANGE,
    "competition_participant": ALL,
    "competition_winner": GROW,
}


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "board_stint",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("board_id", sa.SmallInteger(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "since_on IS NULL OR until_on IS NULL OR until_on > since_on",
            name=op.f("ck_board_stint_dates"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "board_id"],
            ["board.org_id", "board.board_id"],
            name=op.f("fk_board_stint_org_id_board_id"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "board_id", "subject_id", "place_id", name=op.f("pk_board_stint")
        ),
    )
    op.create_table(
        "competition",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("competition_id", sa.Uuid(), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("prize", sa.Text(), nullable=True),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("metric_key", sa.Text(), nullable=False),
        sa.Column("score_kind", sa.Text(), nullable=False),
        sa.Column("tie_policy", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=True),
        sa.Column(
            "ends_when_reached", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column("recurrence", sa.Text(), nullable=True),
        sa.Column("board_id", sa.SmallInteger(), nullable=True),
        sa.Column("edition", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("is_won", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("final_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('MOST_WINS', 'RACE_TO_TARGET', 'HEAD_TO_HEAD', 'TEAM_VS_TEAM', 'MISSION')",
            name=op.f("ck_competition_kind"),
        ),
        sa.CheckConstraint(
            "recurrence IN ('WEEKLY', 'MONTHLY')", name=op.f("ck_competition_recurrence")
        ),
        sa.CheckConstraint(
            "score_kind IN ('TOTAL', 'PER_HEAD', 'PERCENT_TO_GOAL', 'IMPROVEMENT')",
            name=op.f("ck_competition_score_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('DRAFT', 'SCHEDULED', 'LIVE', 'ENDED', 'FINAL', 'CANCELLED')",
            name=op.f("ck_competition_state"),
        ),
        sa.CheckConstraint(
            "subject_kind IN ('MEMBER', 'TEAM', 'ORGANIZATION')",
            name=op.f("ck_competition_subject_kind"),
        ),
        sa.CheckConstraint(
            "tie_policy IN ('COMPETITION', 'DENSE', 'ORDINAL')",
            name=op.f("ck_competition_tie_policy"),
        ),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_competition_dates")),
        sa.CheckConstraint("target > 0", name=op.f("ck_competition_target")),
        sa.ForeignKeyConstraint(
            ["org_id", "board_id"],
            ["board.org_id", "board.board_id"],
            name=op.f("fk_competition_org_id_board_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "created_by"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_competition_org_id_created_by"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "metric_key"],
            ["metric.org_id", "metric.metric_key"],
            name=op.f("fk_competition_org_id_metric_key"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_competition_org_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "competition_id", name=op.f("pk_competition")),
    )
    op.create_index("ix_competition_board", "competition", ["org_id", "board_id"], unique=False)
    op.create_index(
        "ix_competition_due",
        "competition",
        ["org_id", "next_at"],
        unique=False,
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_index(
        "ix_competition_listed",
        "competition",
        ["org_id", "starts_on", "competition_id"],
        unique=False,
    )
    op.create_table(
        "competition_participant",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("competition_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("stand_in_id", sa.Uuid(), nullable=True),
        sa.Column("stand_in_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(stand_in_id IS NULL) = (stand_in_on IS NULL) AND left_on <= stand_in_on",
            name=op.f("ck_competition_participant_stand_in"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "competition_id"],
            ["competition.org_id", "competition.competition_id"],
            name=op.f("fk_competition_participant_org_id_competition_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "stand_in_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_competition_participant_org_id_stand_in_id"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "competition_id", "subject_id", name=op.f("pk_competition_participant")
        ),
    )
    op.create_table(
        "competition_winner",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("competition_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "competition_id"],
            ["competition.org_id", "competition.competition_id"],
            name=op.f("fk_competition_winner_org_id_competition_id"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "competition_id", "edition", "subject_id", name=op.f("pk_competition_winner")
        ),
    )
    for table, verbs in VERBS.items():
        for statement in wall(table, verbs):
            op.execute(statement)
    # the timetable asks which organizations have a competition that is due
    op.execute(
        "CREATE POLICY door ON competition FOR SELECT TO bellringer_door"
        " USING (next_at IS NOT NULL)"
    )
    op.execute("GRANT SELECT (org_id, next_at) ON competition TO bellringer_door")


def downgrade() -> None:
    """Go back."""
    for table in reversed(VERBS):
        op.drop_table(table)
