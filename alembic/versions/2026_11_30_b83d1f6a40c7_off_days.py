"""Off-days, what members say of them, and nudges."""

import sqlalchemy as sa
from alembic import op

from bellringer.models.vocabularies import narrow, widen
from bellringer.models.walls import ALL, CHANGE, wall

revision = "b83d1f6a40c7"
down_revision = "6f0d2c8a71e5"
branch_labels = None
depends_on = None

TABLES = {
    "off_day_setting": CHANGE,
    "off_day_flag": "SELECT, INSERT, UPDATE (withdrawn_at)",
    "day_note": ALL,
    "nudge": "SELECT, INSERT",
}
KINDS, ALARM = {"NUDGE", "OFF_DAY_FLAG"}, "OFF_DAY"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "off_day_setting",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("scope_id", sa.Uuid(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("looks_at", sa.Time(), nullable=False),
        sa.Column("window_days", sa.SmallInteger(), nullable=False),
        sa.Column("pattern_days", sa.SmallInteger(), nullable=False),
        sa.Column("ramp_days", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint(
            "window_days BETWEEN 1 AND 20", name=op.f("ck_off_day_setting_window_days")
        ),
        sa.CheckConstraint(
            "pattern_days BETWEEN 1 AND window_days", name=op.f("ck_off_day_setting_pattern_days")
        ),
        sa.CheckConstraint(
            "ramp_days BETWEEN 0 AND 366", name=op.f("ck_off_day_setting_ramp_days")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_off_day_setting_org_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "scope_id", name=op.f("pk_off_day_setting")),
    )
    op.create_table(
        "off_day_flag",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("flag_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("own_norm", sa.BigInteger(), nullable=False),
        sa.Column("own_spread", sa.BigInteger(), nullable=False),
        sa.Column("team_norm", sa.BigInteger(), nullable=False),
        sa.Column("team_spread", sa.BigInteger(), nullable=False),
        sa.Column("is_pattern", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("flagged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        _refers("off_day_flag", "member_id"),
        sa.PrimaryKeyConstraint("org_id", "flag_id", name=op.f("pk_off_day_flag")),
        sa.UniqueConstraint(
            "org_id", "member_id", "on_date", name=op.f("uq_off_day_flag_org_id_member_id_on_date")
        ),
    )
    op.create_table(
        "day_note",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("excuses", sa.Boolean(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        _refers("day_note", "member_id"),
        sa.PrimaryKeyConstraint("org_id", "member_id", "on_date", name=op.f("pk_day_note")),
    )
    op.create_table(
        "nudge",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        _refers("nudge", "member_id"),
        _refers("nudge", "given_by"),
        sa.PrimaryKeyConstraint("org_id", "member_id", "on_date", name=op.f("pk_nudge")),
    )
    for table, verbs in TABLES.items():
        for statement in wall(table, verbs):
            op.execute(statement)
    widen("announcement", "kind", *KINDS)
    widen("member_alarm", "alarm", ALARM)


def downgrade() -> None:
    """Go back."""
    narrow("announcement", "kind", *KINDS)
    narrow("member_alarm", "alarm", ALARM)
    for table in reversed(TABLES):
        op.drop_table(table)


def _refers(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["org_id", column],
        ["member.org_id", "member.member_id"],
        name=op.f(f"fk_{table}_org_id_{column}"),
    )
