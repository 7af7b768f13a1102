"""Points: caps, cooldowns, boosts, approval."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from bellringer.models.walls import GROW, listed, wall

revision = "1c7f5a2b83d4"
down_revision = "0b6e4f1a92c3"
branch_labels = None
depends_on = None

TABLES = {
    "point_boost": "SELECT, INSERT, UPDATE (ended_at)",
    "entry_pricing": GROW,
    "level_note": "SELECT, INSERT, DELETE",
    "pending_credit": GROW,
    "approval_note": "SELECT, INSERT, DELETE",
}
STATES = ("PENDING", "APPROVED", "REJECTED")
ANSWER = "points_earned, total_after, crossing_keys, award_ids"
# columns are added to a view at its end only
CREDIT_NOW = """
CREATE OR REPLACE VIEW credit_now WITH (security_invoker = true) AS
SELECT credit.org_id, credit.activity_id, credit.member_id, credit.member_seq,
       CASE WHEN moved.correction_no IS NULL THEN credit.team_id ELSE moved.team_id END AS team_id,
       credit.share_bp, credit.quantity, credit.amount_minor, credit.duration_seconds,
       credit.member_on, credit.org_on, credit.occurred_at{more}
  FROM credit
  LEFT JOIN LATERAL (
    SELECT correction_no, team_id FROM membership_correction AS made
     WHERE made.org_id = credit.org_id AND made.member_id = credit.member_id
       AND made.before_seq > credit.member_seq AND made.starts_on <= credit.org_on
       AND (made.ends_on IS NULL OR made.ends_on > credit.org_on)
     ORDER BY correction_no DESC LIMIT 1) AS moved ON true
"""


def upgrade() -> None:
    """Go forward."""
    _points()
    _approvals()
    for table, verbs in TABLES.items():
        for statement in wall(table, verbs):
            op.execute(statement)
    op.execute("GRANT DELETE ON level TO bellringer_app")
    op.execute("GRANT UPDATE (points_earned) ON activity_approval TO bellringer_app")
    # what a recording has answered is answered for ever
    op.execute(f"REVOKE UPDATE ({ANSWER}) ON activity FROM bellringer_app")


def _points() -> None:
    op.create_table(
        "point_boost",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("boost_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "kinds", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("percent BETWEEN 101 AND 1000", name=op.f("ck_point_boost_percent")),
        sa.CheckConstraint(
            "starts_at < ends_at AND published_at <= starts_at", name=op.f("ck_point_boost_window")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_point_boost_org_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "boost_id", name=op.f("pk_point_boost")),
    )
    op.create_table(
        "entry_pricing",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("worth", sa.BigInteger(), nullable=False),
        sa.Column("cut_by", sa.Text(), nullable=True),
        sa.Column(
            "boost_ids", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.CheckConstraint(
            listed("cut_by", ("COOLDOWN", "DAY_CAP", "WEEK_CAP")),
            name=op.f("ck_entry_pricing_cut_by"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "entry_id"],
            ["ledger_entry.org_id", "ledger_entry.entry_id"],
            name=op.f("fk_entry_pricing_org_id_entry_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "entry_id", name=op.f("pk_entry_pricing")),
    )
    op.create_table(
        "level_note",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("level_before", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_level_note_org_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "note_id", name=op.f("pk_level_note")),
    )
    op.create_index(
        op.f("ix_level_note_org_id_member_id"), "level_note", ["org_id", "member_id"], unique=False
    )


def _approvals() -> None:
    op.add_column("credit", sa.Column("sales_role", sa.Text(), nullable=True))
    op.add_column(
        "credit",
        sa.Column("share_no", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
    )
    op.execute(CREDIT_NOW.format(more=", credit.sales_role, credit.share_no"))
    op.create_table(
        "pending_credit",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("share_bp", sa.SmallInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("duration_seconds", sa.BigInteger(), nullable=False),
        sa.Column("member_on", sa.Date(), nullable=False),
        sa.Column("org_on", sa.Date(), nullable=False),
        sa.Column("sales_role", sa.Text(), nullable=True),
        sa.Column("share_no", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("share_bp BETWEEN 1 AND 10000", name=op.f("ck_pending_credit_share")),
        sa.ForeignKeyConstraint(
            ["org_id", "activity_id"],
            ["activity.org_id", "activity.activity_id"],
            name=op.f("fk_pending_credit_org_id_activity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_pending_credit_org_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "team_id"],
            ["team.org_id", "team.team_id"],
            name=op.f("fk_pending_credit_org_id_team_id"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "activity_id", "member_id", name=op.f("pk_pending_credit")
        ),
    )
    op.create_index(
        op.f("ix_pending_credit_org_id_member_id"),
        "pending_credit",
        ["org_id", "member_id"],
        unique=False,
    )
    op.create_table(
        "approval_note",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "activity_id"],
            ["activity.org_id", "activity.activity_id"],
            name=op.f("fk_approval_note_org_id_activity_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "activity_id", name=op.f("pk_approval_note")),
    )
    op.add_column("activity_approval", sa.Column("points_earned", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_activity_approval_pending",
        "activity_approval",
        ["org_id", "activity_id"],
        unique=False,
        postgresql_where=sa.text("state = 'PENDING'"),
    )
    _allow_states((*STATES, "WITHDRAWN"))


def downgrade() -> None:
    """Go back."""
    op.execute(f"GRANT UPDATE ({ANSWER}) ON activity TO bellringer_app")
    op.execute("REVOKE DELETE ON level FROM bellringer_app")
    op.execute("DELETE FROM activity_approval WHERE state = 'WITHDRAWN'")
    _allow_states(STATES)
    op.drop_index("ix_activity_approval_pending", table_name="activity_approval")
    op.drop_column("activity_approval", "points_earned")
    op.execute("DROP VIEW credit_now")
    op.drop_column("credit", "share_no")
    op.drop_column("credit", "sales_role")
    op.execute(CREDIT_NOW.format(more=""))
    op.execute("GRANT SELECT ON credit_now TO bellringer_app")
    for table in reversed(TABLES):
        op.drop_table(table)


def _allow_states(states: tuple[str, ...]) -> None:
    name = op.f("ck_activity_approval_state")
    op.drop_constraint(name, "activity_approval", type_="check")
    op.create_check_constraint(name, "activity_approval", listed("state", states))
