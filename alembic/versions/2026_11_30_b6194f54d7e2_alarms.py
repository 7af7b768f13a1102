"""When the timetable looks at members again, and what it and others tell besides."""

import sqlalchemy as sa
from alembic import op

from bellringer.models.walls import ALL, listed, wall

revision = "b6194f54d7e2"
down_revision = "a5083e43c6d1"
branch_labels = None
depends_on = None

KINDS = (
    "MILESTONE_CROSSED",
    "GOAL_MET",
    "GOAL_PROPOSED",
    "GOAL_AGREED",
    "GOAL_DECLINED",
    "GOAL_SUBMITTED",
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
)
BESIDES = ("GOAL_FAILED", "STREAK_AT_RISK", "VOTE_OPEN")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "member_alarm",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("alarm", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.Time(), nullable=True),
        sa.CheckConstraint(
            "alarm IN ('DIGEST', 'RANK_CHANGED', 'APPROVAL_WAITING', 'STREAK_AT_RISK')",
            name=op.f("ck_member_alarm_alarm"),
        ),
        sa.CheckConstraint(
            "(done_on IS NULL) = (done_at IS NULL)", name=op.f("ck_member_alarm_done")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_member_alarm_org_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "alarm", "member_id", name=op.f("pk_member_alarm")),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_index("ix_member_alarm_due", "member_alarm", ["org_id", "alarm", "next_at"])
    for statement in wall("member_alarm", ALL):
        op.execute(statement)
    # the timetable asks which organizations have somebody to look at
    op.execute("CREATE POLICY door ON member_alarm FOR SELECT TO bellringer_door USING (true)")
    op.execute("GRANT SELECT (org_id, alarm, next_at) ON member_alarm TO bellringer_door")
    _allow(KINDS + BESIDES)


def downgrade() -> None:
    """Go back."""
    _allow(KINDS)
    op.drop_table("member_alarm")


def _allow(kinds: tuple[str, ...]) -> None:
    name = op.f("ck_announcement_kind")
    op.drop_constraint(name, "announcement", type_="check")
    op.create_check_constraint(name, "announcement", listed("kind", kinds))
