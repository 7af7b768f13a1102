"""Streaks and the working calendar in full.

Runs are walked from their days, which are few: nothing ever read the checkpoints. A calendar's country is the one
that a year was opened for.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from bellringer.models.walls import CHANGE, listed, wall

revision = "4fa28d5e5607"
down_revision = "3e917c4d65f6"
branch_labels = None
depends_on = None

ANY_PERIOD = ("DAY", "WEEK", "MONTH", "QUARTER", "YEAR", "SEASON", "ALL")


def upgrade() -> None:
    """Go forward."""
    op.drop_constraint(op.f("ck_streak_cadence"), "streak", type_="check")
    op.create_check_constraint(
        op.f("ck_streak_cadence"), "streak", listed("cadence", ("DAY", "WEEK"))
    )
    op.add_column(
        "streak",
        sa.Column("condition", sa.Text(), server_default=sa.text("'AT_LEAST'"), nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_streak_condition"), "streak", listed("condition", ("AT_LEAST", "GOAL_MET"))
    )
    op.create_check_constraint(
        op.f("ck_streak_freezes"), "streak", "freeze_every >= 0 AND freeze_cap >= 0"
    )
    op.add_column("streak", sa.Column("archived_at", sa.DateTime(timezone=True)))
    op.drop_column("streak_state", "checkpoints")
    op.create_table(
        "streak_rewalk",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("rewalk_id", sa.Uuid(), nullable=False),
        sa.Column("streak_id", sa.Uuid()),
        sa.Column("team_id", sa.Uuid()),
        sa.Column("fills", sa.Boolean(), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("after_member_id", sa.Uuid()),
        sa.Column("members_done", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("members_total", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_streak_rewalk_org_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "streak_id"],
            ["streak.org_id", "streak.streak_id"],
            name=op.f("fk_streak_rewalk_org_id_streak_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "team_id"],
            ["team.org_id", "team.team_id"],
            name=op.f("fk_streak_rewalk_org_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "rewalk_id", name=op.f("pk_streak_rewalk")),
    )
    op.create_index(
        "ix_streak_rewalk_unfinished",
        "streak_rewalk",
        ["org_id", "requested_at"],
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    for statement in wall("streak_rewalk", CHANGE):
        op.execute(statement)
    # which organizations have runs to walk anew is read before a tenant is known
    op.execute(
        "CREATE POLICY door ON streak_rewalk FOR SELECT TO bellringer_door USING (finished_at IS NULL)"
    )
    op.execute("GRANT SELECT (org_id, finished_at) ON streak_rewalk TO bellringer_door")

    op.drop_column("working_calendar", "country")
    op.drop_column("working_calendar", "subdivision")
    op.add_column(
        "calendar_day",
        sa.Column("origin", sa.Text(), server_default=sa.text("'OWN'"), nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_calendar_day_origin"), "calendar_day", listed("origin", ("PUBLIC_HOLIDAY", "OWN"))
    )
    op.create_table(
        "calendar_year",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("scope_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("subdivision", sa.Text()),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_calendar_year_org_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "scope_id", "year", name=op.f("pk_calendar_year")),
    )
    for statement in wall("calendar_year", CHANGE):
        op.execute(statement)
    op.execute("GRANT DELETE ON calendar_day, leave, member_zone TO bellringer_app")


def downgrade() -> None:
    """Go back."""
    op.execute("REVOKE DELETE ON calendar_day, leave, member_zone FROM bellringer_app")
    op.drop_table("calendar_year")
    op.drop_constraint(op.f("ck_calendar_day_origin"), "calendar_day", type_="check")
    op.drop_column("calendar_day", "origin")
    op.add_column("working_calendar", sa.Column("country", sa.Text()))
    op.add_column("working_calendar", sa.Column("subdivision", sa.Text()))
    op.drop_table("streak_rewalk")
    op.add_column(
        "streak_state",
        sa.Column(
            "checkpoints", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False
        ),
    )
    op.drop_column("streak", "archived_at")
    for name in ("freezes", "condition", "cadence"):
        op.drop_constraint(op.f(f"ck_streak_{name}"), "streak", type_="check")
    op.drop_column("streak", "condition")
    op.create_check_constraint(op.f("ck_streak_cadence"), "streak", listed("cadence", ANY_PERIOD))
