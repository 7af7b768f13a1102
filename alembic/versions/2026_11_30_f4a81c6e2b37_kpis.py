"""What KPIs need: values that organizations give, and ways to a member's days and a customer's activities."""

import sqlalchemy as sa
from alembic import op

from bellringer.models.walls import GROW, listed, wall

revision = "f4a81c6e2b37"
down_revision = "a80c5d1e9f72"
branch_labels = None
depends_on = None

INPUTS = ("ACQUISITION_SPEND", "GROSS_MARGIN", "PURCHASES_PER_YEAR", "LIFETIME_YEARS")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "kpi_input",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.CheckConstraint(listed("kind", INPUTS), name=op.f("ck_kpi_input_kind")),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_kpi_input_org_id")
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "subject_id", "kind", "starts_on", "version", name=op.f("pk_kpi_input")
        ),
    )
    for statement in wall("kpi_input", GROW):
        op.execute(statement)
    op.create_index(
        op.f("ix_credit_org_id_member_id_org_on"), "credit", ["org_id", "member_id", "org_on"]
    )
    op.create_index(
        "ix_activity_customer",
        "activity",
        ["org_id", "customer_external_id", "occurred_at"],
        postgresql_where=sa.text("customer_external_id IS NOT NULL"),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_activity_customer", table_name="activity")
    op.drop_index(op.f("ix_credit_org_id_member_id_org_on"), table_name="credit")
    op.drop_table("kpi_input")
