"""The recognition of a month: nominations, votes, decision."""

import sqlalchemy as sa
from alembic import op

from bellringer.models.walls import CHANGE, GROW, wall

revision = "61c4af703829"
down_revision = "50b39e6f4718"
branch_labels = None
depends_on = None

VERBS = {
    "recognition_setting": CHANGE,
    "month_note": CHANGE,
    "month_recognition": CHANGE,
    "month_candidate": CHANGE,
    "month_nomination": GROW,
    "month_vote": CHANGE,
}


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "recognition_setting",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("board_key", sa.Text(), nullable=True),
        sa.Column("minimum_tenure_days", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("allows_repeat", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column(
            "takes_nominations", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column("takes_votes", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("open_hours", sa.Integer(), server_default=sa.text("72"), nullable=False),
        sa.CheckConstraint(
            "decision IN ('AUTOMATIC', 'BY_MANAGER')", name=op.f("ck_recognition_setting_decision")
        ),
        sa.CheckConstraint(
            "subject_kind IN ('MEMBER', 'TEAM', 'ORGANIZATION')",
            name=op.f("ck_recognition_setting_subject_kind"),
        ),
        sa.CheckConstraint(
            "minimum_tenure_days BETWEEN 0 AND 3660", name=op.f("ck_recognition_setting_tenure")
        ),
        sa.CheckConstraint(
            "open_hours BETWEEN 1 AND 720", name=op.f("ck_recognition_setting_open_hours")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_recognition_setting_org_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "subject_kind", name=op.f("pk_recognition_setting")),
    )
    op.create_table(
        "month_note",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("by_member_id", sa.Uuid(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "by_member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_month_note_org_id_by_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_month_note_org_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "note_id", name=op.f("pk_month_note")),
    )
    op.create_table(
        "month_recognition",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("tie_policy", sa.Text(), nullable=True),
        sa.Column(
            "takes_nominations", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column("takes_votes", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_news", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("note_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "decision IN ('AUTOMATIC', 'BY_MANAGER')", name=op.f("ck_month_recognition_decision")
        ),
        sa.CheckConstraint(
            "subject_kind IN ('MEMBER', 'TEAM', 'ORGANIZATION')",
            name=op.f("ck_month_recognition_subject_kind"),
        ),
        sa.CheckConstraint(
            "tie_policy IN ('COMPETITION', 'DENSE', 'ORDINAL')",
            name=op.f("ck_month_recognition_tie_policy"),
        ),
        sa.CheckConstraint("ends_on > month_on", name=op.f("ck_month_recognition_dates")),
        sa.ForeignKeyConstraint(
            ["org_id", "decided_by"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_month_recognition_org_id_decided_by"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "note_id"],
            ["month_note.org_id", "month_note.note_id"],
            name=op.f("fk_month_recognition_org_id_note_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_month_recognition_org_id")
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "subject_kind", "month_on", "edition", name=op.f("pk_month_recognition")
        ),
    )
    op.create_table(
        "month_candidate",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("board_key", sa.Text(), nullable=False),
        sa.Column("score_kind", sa.Text(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("tie_break", sa.BigInteger(), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("left_out", sa.Text(), nullable=True),
        sa.Column("is_winner", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint(
            "left_out IN ('TOO_NEW', 'WON_BEFORE')", name=op.f("ck_month_candidate_left_out")
        ),
        sa.CheckConstraint(
            "score_kind IN ('TOTAL', 'PER_HEAD', 'PERCENT_TO_GOAL', 'IMPROVEMENT')",
            name=op.f("ck_month_candidate_score_kind"),
        ),
        sa.CheckConstraint("place >= 1", name=op.f("ck_month_candidate_place")),
        sa.ForeignKeyConstraint(
            ["org_id", "subject_kind", "month_on", "edition"],
            [
                "month_recognition.org_id",
                "month_recognition.subject_kind",
                "month_recognition.month_on",
                "month_recognition.edition",
            ],
            name=op.f("fk_month_candidate_org_id_subject_kind_month_on_edition"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id",
            "subject_kind",
            "month_on",
            "edition",
            "subject_id",
            name=op.f("pk_month_candidate"),
        ),
    )
    op.create_table(
        "month_nomination",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("by_member_id", sa.Uuid(), nullable=False),
        sa.Column("nominated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "by_member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_month_nomination_org_id_by_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "note_id"],
            ["month_note.org_id", "month_note.note_id"],
            name=op.f("fk_month_nomination_org_id_note_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "subject_kind", "month_on", "edition", "subject_id"],
            [
                "month_candidate.org_id",
                "month_candidate.subject_kind",
                "month_candidate.month_on",
                "month_candidate.edition",
                "month_candidate.subject_id",
            ],
        ),
        sa.PrimaryKeyConstraint(
            "org_id",
            "subject_kind",
            "month_on",
            "edition",
            "subject_id",
            "by_member_id",
            name=op.f("pk_month_nomination"),
        ),
    )
    op.create_table(
        "month_vote",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("by_member_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("voted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "by_member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_month_vote_org_id_by_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "subject_kind", "month_on", "edition", "subject_id"],
            [
                "month_candidate.org_id",
                "month_candidate.subject_kind",
                "month_candidate.month_on",
                "month_candidate.edition",
                "month_candidate.subject_id",
            ],
            name=op.f("fk_month_vote_org_id_subject_kind_month_on_edition_subject_id"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id",
            "subject_kind",
            "month_on",
            "edition",
            "by_member_id",
            name=op.f("pk_month_vote"),
        ),
    )
    op.drop_table("month_award")
    for table, verbs in VERBS.items():
        for statement in wall(table, verbs):
            op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in reversed(VERBS):
        op.drop_table(table)
    op.create_table(
        "month_award",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("board_key", sa.Text(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("wins_in_a_row", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "subject_kind IN ('MEMBER', 'TEAM', 'ORGANIZATION')",
            name=op.f("ck_month_award_subject_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_month_award_org_id")
        ),
        sa.PrimaryKeyConstraint(
            "org_id",
            "subject_kind",
            "month_on",
            "edition",
            "subject_id",
            name=op.f("pk_month_award"),
        ),
    )
    for statement in wall("month_award", GROW):
        op.execute(statement)
