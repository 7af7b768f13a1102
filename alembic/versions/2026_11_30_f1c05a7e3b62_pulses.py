"""Pulses: short anonymous surveys."""

import sqlalchemy as sa
from alembic import op

from bellringer.models.vocabularies import narrow, widen
from bellringer.models.walls import wall

revision = "f1c05a7e3b62"
down_revision = "f1c47a90b2e6"
branch_labels = None
depends_on = None

# Column by column, the application reads neither xmin nor ctid of a row: who wrote it, and after which other.
TABLES = {
    "pulse": "SELECT, INSERT, UPDATE (opened_at, closed_at), DELETE",
    "pulse_question": "SELECT, INSERT, DELETE",
    "pulse_member": (
        "SELECT (org_id, pulse_id, member_id, team_id, answered_on), INSERT, UPDATE (answered_on)"
    ),
    "pulse_answer": "SELECT (org_id, pulse_id, answer_id, team_id, scores), INSERT, DELETE",
    "pulse_result": "SELECT, INSERT",
}
KIND = "PULSE_OPEN"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "pulse",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("pulse_id", sa.Uuid(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_pulse_dates")),
        sa.CheckConstraint(
            "closed_at IS NULL OR opened_at IS NOT NULL", name=op.f("ck_pulse_closed")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organization.org_id"], name=op.f("fk_pulse_org_id")),
        sa.ForeignKeyConstraint(
            ["org_id", "created_by"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_pulse_org_id_created_by"),
        ),
        sa.PrimaryKeyConstraint("org_id", "pulse_id", name=op.f("pk_pulse")),
    )
    op.create_table(
        "pulse_question",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("pulse_id", sa.Uuid(), nullable=False),
        sa.Column("question_no", sa.Integer(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "question_no BETWEEN 1 AND 10", name=op.f("ck_pulse_question_question_no")
        ),
        _of_pulse("pulse_question"),
        sa.PrimaryKeyConstraint(
            "org_id", "pulse_id", "question_no", name=op.f("pk_pulse_question")
        ),
    )
    op.create_table(
        "pulse_member",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("pulse_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        _of_pulse("pulse_member"),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_pulse_member_org_id_member_id"),
        ),
        _of_team("pulse_member"),
        sa.PrimaryKeyConstraint("org_id", "pulse_id", "member_id", name=op.f("pk_pulse_member")),
    )
    op.create_table(
        "pulse_answer",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("pulse_id", sa.Uuid(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("scores", sa.ARRAY(sa.SmallInteger()), nullable=False),
        _of_pulse("pulse_answer"),
        _of_team("pulse_answer"),
        sa.PrimaryKeyConstraint("org_id", "pulse_id", "answer_id", name=op.f("pk_pulse_answer")),
    )
    op.create_table(
        "pulse_result",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("pulse_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=True),
        sa.Column("figures", sa.ARRAY(sa.Integer()), nullable=True),
        sa.CheckConstraint(
            "(answers IS NULL) = (figures IS NULL)", name=op.f("ck_pulse_result_withheld")
        ),
        sa.CheckConstraint("answers >= 5", name=op.f("ck_pulse_result_answers")),
        _of_pulse("pulse_result"),
        sa.PrimaryKeyConstraint("org_id", "pulse_id", "group_id", name=op.f("pk_pulse_result")),
    )
    for table, verbs in TABLES.items():
        for statement in wall(table, verbs):
            op.execute(statement)
    widen("announcement", "kind", KIND)


def downgrade() -> None:
    """Go back."""
    narrow("announcement", "kind", KIND)
    for table in reversed(TABLES):
        op.drop_table(table)


def _of_pulse(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["org_id", "pulse_id"],
        ["pulse.org_id", "pulse.pulse_id"],
        name=op.f(f"fk_{table}_org_id_pulse_id"),
    )


def _of_team(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["org_id", "team_id"],
        ["team.org_id", "team.team_id"],
        name=op.f(f"fk_{table}_org_id_team_id"),
    )
