"""Badges in full."""

import sqlalchemy as sa
from alembic import op

from bellringer.models.walls import ALL, CHANGE, wall

revision = "3e917c4d65f6"
down_revision = "2d806b3c74e5"
branch_labels = None
depends_on = None

REFERS = (("team_id", "team"), ("goal_id", "goal"), ("grant_id", "badge_grant"))
TO_TEAMS = "uq_badge_award_org_id_badge_id_team_id_period_starts_on_number"
GRANTS_DUE = "finished_at IS NULL"


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "organization",
        sa.Column("badge_allowance", sa.Integer(), server_default=sa.text("10"), nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_organization_badge_allowance"), "organization", "badge_allowance >= 0"
    )
    op.add_column("badge_definition", sa.Column("replaces_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_badge_definition_org_id_replaces_id"),
        "badge_definition",
        "badge_definition",
        ["org_id", "replaces_id"],
        ["org_id", "badge_id"],
    )
    _create_tables()
    op.alter_column("badge_award", "member_id", nullable=True)
    for column in ("team_id", "goal_id", "competition_id", "grant_id"):
        op.add_column("badge_award", sa.Column(column, sa.Uuid(), nullable=True))
    op.add_column("badge_award", sa.Column("revoked_for", sa.Text(), nullable=True))
    for column, table in REFERS:
        op.create_foreign_key(
            op.f(f"fk_badge_award_org_id_{column}"),
            "badge_award",
            table,
            ["org_id", column],
            ["org_id", column],
        )
    op.create_unique_constraint(
        op.f(TO_TEAMS),
        "badge_award",
        ["org_id", "badge_id", "team_id", "period_starts_on", "number"],
    )
    op.create_check_constraint(
        op.f("ck_badge_award_subject"), "badge_award", "num_nonnulls(member_id, team_id) = 1"
    )
    op.create_check_constraint(
        op.f("ck_badge_award_bonus"), "badge_award", "team_id IS NULL OR bonus_entry_id IS NULL"
    )
    op.create_check_constraint(
        op.f("ck_badge_award_revoked_for"),
        "badge_award",
        "revoked_for IN ('BY_HAND', 'REVERSAL', 'REOPENED')",
    )
    op.create_index(op.f("ix_badge_award_org_id_team_id"), "badge_award", ["org_id", "team_id"])


def _create_tables() -> None:
    op.create_table(
        "badge_rank",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("badge_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("won_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rank > 0", name=op.f("ck_badge_rank_rank")),
        sa.ForeignKeyConstraint(
            ["org_id", "badge_id"],
            ["badge_definition.org_id", "badge_definition.badge_id"],
            name=op.f("fk_badge_rank_org_id_badge_id"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "badge_id", "subject_id", "starts_on", name=op.f("pk_badge_rank")
        ),
    )
    op.create_table(
        "badge_grant",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column("badge_id", sa.Uuid(), nullable=False),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("members_total", sa.Integer(), nullable=False),
        sa.Column("members_done", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("awards_made", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_member_id", sa.Uuid(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "badge_id"],
            ["badge_definition.org_id", "badge_definition.badge_id"],
            name=op.f("fk_badge_grant_org_id_badge_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "grant_id", name=op.f("pk_badge_grant")),
    )
    op.create_index(
        "uq_badge_grant_running",
        "badge_grant",
        ["org_id", "badge_id"],
        unique=True,
        postgresql_where=sa.text(GRANTS_DUE),
    )
    for table, verbs in (("badge_rank", ALL), ("badge_grant", CHANGE)):
        for statement in wall(table, verbs):
            op.execute(statement)
    op.execute(
        f"CREATE POLICY door ON badge_grant FOR SELECT TO bellringer_door USING ({GRANTS_DUE})"
    )
    op.execute("GRANT SELECT (org_id, finished_at) ON badge_grant TO bellringer_door")


def downgrade() -> None:
    """Go back."""
    op.execute(
        "DELETE FROM award_note WHERE (org_id, award_id) IN (SELECT org_id, award_id FROM badge_award WHERE team_id IS NOT NULL)"
    )
    op.execute("DELETE FROM badge_award WHERE team_id IS NOT NULL")
    op.drop_index(op.f("ix_badge_award_org_id_team_id"), table_name="badge_award")
    for name in ("revoked_for", "bonus", "subject"):
        op.drop_constraint(op.f(f"ck_badge_award_{name}"), "badge_award", type_="check")
    op.drop_constraint(op.f(TO_TEAMS), "badge_award", type_="unique")
    for column, _ in REFERS:
        op.drop_constraint(
            op.f(f"fk_badge_award_org_id_{column}"), "badge_award", type_="foreignkey"
        )
    for column in ("revoked_for", "grant_id", "competition_id", "goal_id", "team_id"):
        op.drop_column("badge_award", column)
    op.alter_column("badge_award", "member_id", nullable=False)
    op.drop_table("badge_grant")
    op.drop_table("badge_rank")
    op.drop_constraint(
        op.f("fk_badge_definition_org_id_replaces_id"), "badge_definition", type_="foreignkey"
    )
    op.drop_column("badge_definition", "replaces_id")
    op.drop_constraint(op.f("ck_organization_badge_allowance"), "organization", type_="check")
    op.drop_column("organization", "badge_allowance")
