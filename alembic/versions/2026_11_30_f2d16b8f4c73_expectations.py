"""What is expected of each role, and who has acknowledged it."""

import sqlalchemy as sa
from alembic import op

from bellringer.models.vocabularies import narrow, widen
from bellringer.models.walls import GROW, wall

revision = "f2d16b8f4c73"
down_revision = "f3e69cb2d4a8"
branch_labels = None
depends_on = None

TABLES = {
    "expectation": GROW,
    "expectation_text": GROW,
    "expectation_acknowledgement": GROW,
}
KIND = "EXPECTATION_OPEN"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "expectation",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("version_no", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("role IN ('REP', 'MANAGER', 'ADMIN')", name=op.f("ck_expectation_role")),
        sa.CheckConstraint("version_no >= 1", name=op.f("ck_expectation_version_no")),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_expectation_org_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "published_by"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_expectation_org_id_published_by"),
        ),
        sa.PrimaryKeyConstraint("org_id", "role", "version_no", name=op.f("pk_expectation")),
    )
    op.create_table(
        "expectation_text",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("version_no", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        _of_version("expectation_text"),
        sa.PrimaryKeyConstraint("org_id", "role", "version_no", name=op.f("pk_expectation_text")),
    )
    op.create_table(
        "expectation_acknowledgement",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("version_no", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=False),
        _of_version("expectation_acknowledgement"),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_expectation_acknowledgement_org_id_member_id"),
        ),
        sa.PrimaryKeyConstraint(
            *("org_id", "role", "version_no", "member_id"),
            name=op.f("pk_expectation_acknowledgement"),
        ),
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


def _of_version(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["org_id", "role", "version_no"],
        ["expectation.org_id", "expectation.role", "expectation.version_no"],
        name=op.f(f"fk_{table}_org_id_role_version_no"),
    )
