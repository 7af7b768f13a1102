"""What else time brings: ranks, lengths of streaks, leads, goals that end, and what waits for approval."""

import sqlalchemy as sa
from alembic import op

from bellringer.models.walls import CHANGE, listed, wall

revision = "d8316f76b9a4"
down_revision = "e92a7b1d4c68"
branch_labels = None
depends_on = None

KINDS = (
    "MILESTONE_CROSSED",
    "GOAL_MET",
    "GOAL_PROPOSED",
    "GOAL_AGREED",
    "GOAL_DECLINED",
    "GOAL_SUBMITTED",
    "GOAL_FAILED",
    "BADGE_AWARDED",
    "BADGE_REVOKED",
    "LEVEL_UP",
    "ACTIVITY_APPROVED",
    "ACTIVITY_REJECTED",
    "TEAM_OF_THE_MONTH",
    "MEMBER_OF_THE_MONTH",
    "COMPETITION_STARTED",
    "COMPETITION_RESULT",
    "KUDOS",
    "STREAK_AT_RISK",
    "VOTE_OPEN",
    "DIGEST",
    "COMMENT",
)
BESIDES = (
    "RANK_CHANGED",
    "STREAK_MILESTONE",
    "COMPETITION_LEAD",
    "PERIOD_CLOSING",
    "APPROVAL_WAITING",
)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "rank_look",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("board_key", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.CheckConstraint("rank >= 1", name=op.f("ck_rank_look_rank")),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_rank_look_org_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "member_id", name=op.f("pk_rank_look")),
        postgresql_with={"fillfactor": "80"},
    )
    for statement in wall("rank_look", CHANGE):
        op.execute(statement)
    op.add_column("competition", sa.Column("leader_id", sa.Uuid(), nullable=True))
    _allow(KINDS + BESIDES)


def downgrade() -> None:
    """Go back."""
    _allow(KINDS)
    op.drop_column("competition", "leader_id")
    op.drop_table("rank_look")


def _allow(kinds: tuple[str, ...]) -> None:
    name = op.f("ck_announcement_kind")
    op.drop_constraint(name, "announcement", type_="check")
    op.create_check_constraint(name, "announcement", listed("kind", kinds))
