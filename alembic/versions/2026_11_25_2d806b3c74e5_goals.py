"""Goals in full: what is declined or prorated, the steps a goal took, and years that fall into weeks."""

import sqlalchemy as sa
from alembic import op

from bellringer.models.walls import GROW, listed, wall

revision = "2d806b3c74e5"
down_revision = "1c7f5a2b83d4"
branch_labels = None
depends_on = None

PATTERNS = ("CALENDAR", "WEEKS_445")
STEPS = ("DECLINED", "SUBMITTED", "PASSED", "FAILED", "WITHDRAWN", "MET", "MISSED")


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "working_calendar",
        sa.Column(
            "fiscal_pattern", sa.Text(), server_default=sa.text("'CALENDAR'"), nullable=False
        ),
    )
    op.create_check_constraint(
        op.f("ck_working_calendar_fiscal_pattern"),
        "working_calendar",
        listed("fiscal_pattern", PATTERNS),
    )
    op.add_column(
        "goal_agreement",
        sa.Column("is_prorated", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column("goal_agreement", sa.Column("declined_by", sa.Uuid(), nullable=True))
    op.add_column(
        "goal_agreement", sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute("GRANT UPDATE (declined_by, declined_at) ON goal_agreement TO bellringer_app")
    op.create_index(
        "ix_goal_children",
        "goal",
        ["org_id", "parent_id"],
        postgresql_where=sa.text("parent_id IS NOT NULL"),
    )
    op.create_index(
        "ix_goal_unsettled",
        "goal",
        ["org_id", "goal_id"],
        postgresql_where=sa.text("state = 'AGREED'"),
    )
    op.create_table(
        "goal_step",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("step_no", sa.Integer(), nullable=False),
        sa.Column("agreement_no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("progress", sa.BigInteger(), nullable=True),
        sa.Column("floor_progress", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(listed("kind", STEPS), name=op.f("ck_goal_step_kind")),
        sa.ForeignKeyConstraint(
            ["org_id", "goal_id", "agreement_no"],
            ["goal_agreement.org_id", "goal_agreement.goal_id", "goal_agreement.agreement_no"],
            name=op.f("fk_goal_step_org_id_goal_id_agreement_no"),
        ),
        sa.PrimaryKeyConstraint("org_id", "goal_id", "step_no", name=op.f("pk_goal_step")),
    )
    op.create_table(
        "goal_note",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("step_no", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "goal_id", "step_no"],
            ["goal_step.org_id", "goal_step.goal_id", "goal_step.step_no"],
            name=op.f("fk_goal_note_org_id_goal_id_step_no"),
        ),
        sa.PrimaryKeyConstraint("org_id", "goal_id", "step_no", name=op.f("pk_goal_note")),
    )
    for statement in (*wall("goal_step", GROW), *wall("goal_note", f"{GROW}, DELETE")):
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.drop_table("goal_note")
    op.drop_table("goal_step")
    op.drop_index("ix_goal_unsettled", table_name="goal")
    op.drop_index("ix_goal_children", table_name="goal")
    op.execute("REVOKE UPDATE (declined_by, declined_at) ON goal_agreement FROM bellringer_app")
    op.drop_column("goal_agreement", "declined_at")
    op.drop_column("goal_agreement", "declined_by")
    op.drop_column("goal_agreement", "is_prorated")
    op.drop_constraint(
        op.f("ck_working_calendar_fiscal_pattern"), "working_calendar", type_="check"
    )
    op.drop_column("working_calendar", "fiscal_pattern")
