"""Celebrations, and the list of awards to mention in the next meeting."""

import sqlalchemy as sa
from alembic import op

from bellringer.models.vocabularies import narrow, widen
from bellringer.models.walls import wall

revision = "d81f6a0c3b57"
down_revision = "c7e1d54f2a90"
branch_labels = None
depends_on = None

TABLES = {
    "celebration": "SELECT, INSERT, UPDATE (kind, starts_at, cancelled_at)",
    "celebration_note": "SELECT, INSERT, UPDATE (title, body), DELETE",
    "celebration_award": "SELECT, INSERT, DELETE",
    "award_mention": "SELECT, INSERT, UPDATE",
}
KIND = "CELEBRATION"
SETTINGS = (
    ("kudos_a_day", sa.Integer(), "5"),
    ("kudos_pause_hours", sa.Integer(), "24"),
    ("medium_deal_minor", sa.BigInteger(), "0"),
    ("large_deal_minor", sa.BigInteger(), "0"),
)
LIMITS = {
    "kudos_a_day": "kudos_a_day BETWEEN 0 AND 100",
    "kudos_pause_hours": "kudos_pause_hours BETWEEN 0 AND 720",
    "deal_sizes": "medium_deal_minor = 0 AND large_deal_minor = 0"
    " OR 0 < medium_deal_minor AND medium_deal_minor < large_deal_minor",
}


def upgrade() -> None:
    """Go forward."""
    for column, kind, default in SETTINGS:
        op.add_column(
            "organization", sa.Column(column, kind, server_default=default, nullable=False)
        )
    for name, condition in LIMITS.items():
        op.create_check_constraint(op.f(f"ck_organization_{name}"), "organization", condition)
    op.create_table(
        "celebration",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("celebration_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('LUNCH', 'CEREMONY', 'RETREAT', 'PARTY', 'OTHER')",
            name=op.f("ck_celebration_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "team_id"],
            ["team.org_id", "team.team_id"],
            name=op.f("fk_celebration_org_id_team_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "created_by"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_celebration_org_id_created_by"),
        ),
        sa.PrimaryKeyConstraint("org_id", "celebration_id", name=op.f("pk_celebration")),
    )
    op.create_index(
        op.f("ix_celebration_org_id_starts_at_celebration_id"),
        "celebration",
        ["org_id", "starts_at", "celebration_id"],
    )
    op.create_table(
        "celebration_note",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("celebration_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "celebration_id"],
            ["celebration.org_id", "celebration.celebration_id"],
            name=op.f("fk_celebration_note_org_id_celebration_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "celebration_id", name=op.f("pk_celebration_note")),
    )
    op.create_table(
        "celebration_award",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("celebration_id", sa.Uuid(), nullable=False),
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "celebration_id"],
            ["celebration.org_id", "celebration.celebration_id"],
            name=op.f("fk_celebration_award_org_id_celebration_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "award_id"],
            ["badge_award.org_id", "badge_award.award_id"],
            name=op.f("fk_celebration_award_org_id_award_id"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "celebration_id", "award_id", name=op.f("pk_celebration_award")
        ),
    )
    op.create_table(
        "award_mention",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mentioned_by", sa.Uuid(), nullable=True),
        sa.Column("mentioned_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "mentioned_at IS NOT NULL OR mentioned_by IS NULL",
            name=op.f("ck_award_mention_mentioned"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "award_id"],
            ["badge_award.org_id", "badge_award.award_id"],
            name=op.f("fk_award_mention_org_id_award_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "asked_by"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_award_mention_org_id_asked_by"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "mentioned_by"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_award_mention_org_id_mentioned_by"),
        ),
        sa.PrimaryKeyConstraint("org_id", "award_id", name=op.f("pk_award_mention")),
    )
    op.create_index(
        "ix_award_mention_waiting",
        "award_mention",
        ["org_id", "asked_at", "award_id"],
        unique=False,
        postgresql_where=sa.text("mentioned_at IS NULL"),
    )
    for table, verbs in TABLES.items():
        for statement in wall(table, verbs):
            op.execute(statement)
    widen("feed_post", "kind", KIND)


def downgrade() -> None:
    """Go back."""
    narrow("feed_post", "kind", KIND)
    for table in reversed(TABLES):
        op.drop_table(table)
    for name in LIMITS:
        op.drop_constraint(op.f(f"ck_organization_{name}"), "organization", type_="check")
    for column, _, _ in reversed(SETTINGS):
        op.drop_column("organization", column)
