"""Members and teams over time: what admins write about them.

A correction of a membership is a fact of its own, so that credits, which only grow, need not change: the view
`credit_now` says for which team each of them counts.
"""

import sqlalchemy as sa
from alembic import op

from bellringer.models.walls import ALL, CHANGE, GROW, wall

revision = "0b6e4f1a92c3"
down_revision = "9d3c6b20f4e8"
branch_labels = None
depends_on = None

# the latest correction that found the credit on record decides
CREDIT_NOW = """
CREATE VIEW credit_now WITH (security_invoker = true) AS
SELECT credit.org_id, credit.activity_id, credit.member_id, credit.member_seq,
       CASE WHEN moved.correction_no IS NULL THEN credit.team_id ELSE moved.team_id END AS team_id,
       credit.share_bp, credit.quantity, credit.amount_minor, credit.duration_seconds,
       credit.member_on, credit.org_on, credit.occurred_at
  FROM credit
  LEFT JOIN LATERAL (
    SELECT correction_no, team_id FROM membership_correction AS made
     WHERE made.org_id = credit.org_id AND made.member_id = credit.member_id
       AND made.before_seq > credit.member_seq AND made.starts_on <= credit.org_on
       AND (made.ends_on IS NULL OR made.ends_on > credit.org_on)
     ORDER BY correction_no DESC LIMIT 1) AS moved ON true
"""
MADE = {
    "membership_correction": GROW,
    "membership_note": GROW,
    "customer": CHANGE,  # to be held while something is recorded for it
    "customer_owner": ALL,
    "customer_credit": "SELECT, INSERT, DELETE",
}
# what erasure empties by deleting rows, besides what could be deleted already
ERASED = (
    *("profile", "identity", "device"),
    *("activity_note", "ledger_note", "kudos_note", "membership_note"),
)


def upgrade() -> None:
    """Go forward."""
    op.add_column("member", sa.Column("erased_at", sa.DateTime(timezone=True)))
    op.create_check_constraint(
        op.f("ck_organization_grace_hours"), "organization", "grace_hours BETWEEN 0 AND 168"
    )
    op.create_table(
        "membership_correction",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("correction_no", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Uuid()),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.Column("before_seq", sa.BigInteger(), nullable=False),
        sa.Column("replaced", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrected_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_membership_correction_dates")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_membership_correction_org_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "team_id"],
            ["team.org_id", "team.team_id"],
            name=op.f("fk_membership_correction_org_id_team"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "member_id", "correction_no", name=op.f("pk_membership_correction")
        ),
    )
    op.create_table(
        "membership_note",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("correction_no", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id", "correction_no"],
            [
                "membership_correction.org_id",
                "membership_correction.member_id",
                "membership_correction.correction_no",
            ],
            name=op.f("fk_membership_note_org_id"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "member_id", "correction_no", name=op.f("pk_membership_note")
        ),
    )
    op.create_table(
        "customer",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_customer_org_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "customer_id", name=op.f("pk_customer")),
        sa.UniqueConstraint("org_id", "external_id", name=op.f("uq_customer_org_id_external_id")),
    )
    op.create_table(
        "customer_owner",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_customer_owner_dates")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "customer_id"],
            ["customer.org_id", "customer.customer_id"],
            name=op.f("fk_customer_owner_org_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_customer_owner_org_id_member"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "customer_id", "starts_on", name=op.f("pk_customer_owner")
        ),
    )
    op.create_table(
        "customer_credit",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "kind"],
            ["activity_kind.org_id", "activity_kind.kind"],
            name=op.f("fk_customer_credit_org_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "kind", name=op.f("pk_customer_credit")),
    )
    for table, verbs in MADE.items():
        for statement in wall(table, verbs):
            op.execute(statement)
    op.execute(CREDIT_NOW)
    op.execute("GRANT SELECT ON credit_now TO bellringer_app")
    for table in ("team_lead", *ERASED):
        op.execute(f"GRANT DELETE ON {table} TO bellringer_app")


def downgrade() -> None:
    """Go back."""
    for table in ("team_lead", *ERASED):
        op.execute(f"REVOKE DELETE ON {table} FROM bellringer_app")
    op.execute("DROP VIEW credit_now")
    for table in reversed(MADE):
        op.drop_table(table)
    op.drop_constraint(op.f("ck_organization_grace_hours"), "organization", type_="check")
    op.drop_column("member", "erased_at")
