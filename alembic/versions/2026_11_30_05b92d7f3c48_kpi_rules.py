"""Profit bands, scorecards and bonuses, in versions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from bellringer.models.walls import GROW, listed, wall

revision = "05b92d7f3c48"
down_revision = "f4a81c6e2b37"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "kpi_rule_version",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rule_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("terms", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            listed("kind", ("GRADE", "SCORECARD", "BONUS")), name=op.f("ck_kpi_rule_version_kind")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_kpi_rule_version_org_id")
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "kind", "rule_key", "version", name=op.f("pk_kpi_rule_version")
        ),
    )
    for statement in wall("kpi_rule_version", GROW):
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.drop_table("kpi_rule_version")
