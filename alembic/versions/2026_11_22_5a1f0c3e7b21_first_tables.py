"""First tables: what every organization has."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "5a1f0c3e7b21"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("CREATE SCHEMA door")
    op.create_table(
        "entry",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("lookup_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("holder_sha256", sa.LargeBinary(), nullable=True),
        sa.Column("claim_no", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("kind IN ('IDENTITY', 'INVITE', 'DEVICE')", name=op.f("ck_entry_kind")),
        sa.PrimaryKeyConstraint("kind", "lookup_sha256", "org_id", name=op.f("pk_entry")),
        schema="door",
    )
    op.create_table(
        "hash_key",
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("hash_key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("number = 1", name=op.f("ck_hash_key_one_row")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_hash_key")),
        schema="door",
    )
    op.create_table(
        "organization",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", name=op.f("pk_organization")),
        sa.UniqueConstraint("slug", name=op.f("uq_organization_slug")),
        schema="door",
    )
    op.create_table(
        "organization",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("rep_backdate_days", sa.Integer(), server_default=sa.text("31"), nullable=False),
        sa.Column("grace_hours", sa.Integer(), server_default=sa.text("24"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_organization_currency")),
        sa.CheckConstraint("rep_backdate_days >= 0", name=op.f("ck_organization_backdate_days")),
        sa.PrimaryKeyConstraint("org_id", name=op.f("pk_organization")),
        sa.UniqueConstraint("org_id", "slug", name=op.f("uq_organization_org_id_slug")),
    )
    op.create_table(
        "activity_kind",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("takes_amount", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_built_in", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_activity_kind_org_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "kind", name=op.f("pk_activity_kind")),
    )
    op.create_table(
        "announcement",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("announcement_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('MILESTONE_CROSSED', 'GOAL_MET', 'GOAL_PROPOSED', 'GOAL_AGREED', 'BADGE_AWARDED', 'BADGE_REVOKED', 'LEVEL_UP', 'TEAM_OF_THE_MONTH', 'MEMBER_OF_THE_MONTH', 'KUDOS')",
            name=op.f("ck_announcement_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_announcement_org_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "announcement_id", name=op.f("pk_announcement")),
        sa.UniqueConstraint("org_id", "dedupe_key", name=op.f("uq_announcement_org_id_dedupe_key")),
    )
    op.create_table(
        "audit_log",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_audit_log_org_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "audit_id", name=op.f("pk_audit_log")),
    )
    op.create_table(
        "badge_definition",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("badge_id", sa.Uuid(), nullable=False),
        sa.Column("badge_key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("symbol", sa.Text(), server_default=sa.text("'★'"), nullable=False),
        sa.Column("criteria", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("cap_period", sa.Text(), nullable=True),
        sa.Column("bonus_points", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("is_secret", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "cap_period IN ('DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR', 'SEASON', 'ALL')",
            name=op.f("ck_badge_definition_cap_period"),
        ),
        sa.CheckConstraint("bonus_points >= 0", name=op.f("ck_badge_definition_bonus_points")),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_badge_definition_org_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "badge_id", name=op.f("pk_badge_definition")),
        sa.UniqueConstraint(
            "org_id", "badge_key", name=op.f("uq_badge_definition_org_id_badge_key")
        ),
    )
    op.create_table(
        "calendar_day",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("scope_id", sa.Uuid(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_calendar_day_org_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "scope_id", "on_date", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "feed_audience",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("audience_id", sa.Uuid(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_feed_audience_org_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "audience_id", name=op.f("pk_feed_audience")),
    )
    op.create_table(
        "job_run",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_job_run_org_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "job", "period", name=op.f("pk_job_run")),
    )
    op.create_table(
        "level",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("threshold", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.CheckConstraint("number >= 1 AND threshold > 0", name=op.f("ck_level_number")),
        sa.ForeignKeyConstraint(["org_id"], ["organization.org_id"], name=op.f("fk_level_org_id")),
        sa.PrimaryKeyConstraint("org_id", "number", name=op.f("pk_level")),
    )
    op.create_table(
        "member",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("is_hidden", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("sales_role", sa.Text(), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("level", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_seq", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role IN ('REP', 'MANAGER', 'ADMIN')", name=op.f("ck_member_role")),
        sa.CheckConstraint("next_seq >= 1", name=op.f("ck_member_next_seq")),
        sa.ForeignKeyConstraint(["org_id"], ["organization.org_id"], name=op.f("fk_member_org_id")),
        sa.PrimaryKeyConstraint("org_id", "member_id", name=op.f("pk_member")),
        postgresql_with={"fillfactor": "80"},
    )
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
    op.create_table(
        "receipt",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("body_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_receipt_org_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "principal", "idempotency_key", name=op.f("pk_receipt")),
    )
    op.create_table(
        "team",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("team_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["org_id"], ["organization.org_id"], name=op.f("fk_team_org_id")),
        sa.PrimaryKeyConstraint("org_id", "team_id", name=op.f("pk_team")),
        sa.UniqueConstraint("org_id", "team_key", name=op.f("uq_team_org_id_team_key")),
    )
    op.create_table(
        "working_calendar",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("week_starts_on", sa.SmallInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "fiscal_year_starts_in", sa.SmallInteger(), server_default=sa.text("1"), nullable=False
        ),
        sa.Column(
            "working_weekdays", sa.SmallInteger(), server_default=sa.text("31"), nullable=False
        ),
        sa.Column("counts_days_off", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("subdivision", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "fiscal_year_starts_in BETWEEN 1 AND 12",
            name=op.f("ck_working_calendar_fiscal_year_starts_in"),
        ),
        sa.CheckConstraint(
            "week_starts_on BETWEEN 1 AND 7", name=op.f("ck_working_calendar_week_starts_on")
        ),
        sa.CheckConstraint(
            "working_weekdays BETWEEN 1 AND 127", name=op.f("ck_working_calendar_working_weekdays")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organization.org_id"], name=op.f("fk_working_calendar_org_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "effective_from", name=op.f("pk_working_calendar")),
    )
    op.create_table(
        "access_log",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("viewer_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("surface", sa.Text(), nullable=False),
        sa.Column("hour_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_access_log_org_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "viewer_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_access_log_org_id_viewer_id"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "viewer_id", "member_id", "surface", "hour_at", name=op.f("pk_access_log")
        ),
    )
    op.create_table(
        "activity",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("body_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("member_on", sa.Date(), nullable=False),
        sa.Column("org_on", sa.Date(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("original_amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("original_currency", sa.Text(), nullable=True),
        sa.Column("rate", sa.Numeric(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("duration_seconds", sa.BigInteger(), nullable=True),
        sa.Column("customer_external_id", sa.Text(), nullable=True),
        sa.Column("deal_external_id", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column(
            "tags", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column(
            "measured",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("points_earned", sa.BigInteger(), nullable=True),
        sa.Column("total_after", sa.BigInteger(), nullable=True),
        sa.Column(
            "crossing_keys",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column(
            "award_ids", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.CheckConstraint(
            "duration_seconds IS NULL OR duration_seconds >= 0", name=op.f("ck_activity_duration")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_activity_quantity")),
        sa.ForeignKeyConstraint(
            ["org_id", "kind"],
            ["activity_kind.org_id", "activity_kind.kind"],
            name=op.f("fk_activity_org_id_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_activity_org_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "reverses_id"],
            ["activity.org_id", "activity.activity_id"],
            name=op.f("fk_activity_org_id_reverses_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "activity_id", name=op.f("pk_activity")),
        sa.UniqueConstraint(
            "org_id",
            "source",
            "idempotency_key",
            name=op.f("uq_activity_org_id_source_idempotency_key"),
        ),
    )
    op.create_index(
        "uq_activity_reverses_id",
        "activity",
        ["org_id", "reverses_id"],
        unique=True,
        postgresql_where=sa.text("reverses_id IS NOT NULL"),
    )
    op.create_table(
        "device",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("target_kind", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("target_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("app_version", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), nullable=True),
        sa.Column("claim_no", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "platform IN ('ANDROID', 'IOS', 'WEB')", name=op.f("ck_device_platform")
        ),
        sa.CheckConstraint(
            "target_kind IN ('FCM_TOKEN', 'FCM_FID')", name=op.f("ck_device_target_kind")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_device_org_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "device_id", name=op.f("pk_device")),
        sa.UniqueConstraint("org_id", "target_sha256", name=op.f("uq_device_org_id_target_sha256")),
    )
    op.create_index(
        "ix_device_open",
        "device",
        ["org_id", "member_id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "feed_post",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("audience_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('DEAL_WON', 'MILESTONE_CROSSED', 'BADGE_AWARDED', 'TEAM_OF_THE_MONTH', 'MEMBER_OF_THE_MONTH', 'KUDOS')",
            name=op.f("ck_feed_post_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "audience_id"],
            ["feed_audience.org_id", "feed_audience.audience_id"],
            name=op.f("fk_feed_post_org_id_audience_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_feed_post_org_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "post_id", name=op.f("pk_feed_post")),
        sa.UniqueConstraint(
            "org_id", "audience_id", "seq", name=op.f("uq_feed_post_org_id_audience_id_seq")
        ),
        sa.UniqueConstraint("org_id", "dedupe_key", name=op.f("uq_feed_post_org_id_dedupe_key")),
    )
    op.create_index(
        op.f("ix_feed_post_org_id_audience_id_post_id"),
        "feed_post",
        ["org_id", "audience_id", "post_id"],
        unique=False,
    )
    op.create_table(
        "identity",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("identity_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_identity_org_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "member_id", name=op.f("pk_identity")),
        sa.UniqueConstraint(
            "org_id", "identity_sha256", name=op.f("uq_identity_org_id_identity_sha256")
        ),
    )
    op.create_table(
        "inbox",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("unread_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "unread_count BETWEEN 0 AND last_seq", name=op.f("ck_inbox_unread_count")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_inbox_org_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "member_id", name=op.f("pk_inbox")),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_table(
        "kudos",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("kudos_id", sa.Uuid(), nullable=False),
        sa.Column("from_member_id", sa.Uuid(), nullable=False),
        sa.Column("to_member_id", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("from_member_id <> to_member_id", name=op.f("ck_kudos_not_to_oneself")),
        sa.ForeignKeyConstraint(
            ["org_id", "from_member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_kudos_org_id_from_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "to_member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_kudos_org_id_to_member_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "kudos_id", name=op.f("pk_kudos")),
    )
    op.create_index(
        op.f("ix_kudos_org_id_from_member_id_given_at"),
        "kudos",
        ["org_id", "from_member_id", "given_at"],
        unique=False,
    )
    op.create_table(
        "leave",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("leave_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_leave_dates")),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_leave_org_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "leave_id", name=op.f("pk_leave")),
    )
    op.create_index(
        op.f("ix_leave_org_id_member_id"), "leave", ["org_id", "member_id"], unique=False
    )
    op.create_table(
        "member_zone",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("effective_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_member_zone_org_id_member_id"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "member_id", "effective_from", name=op.f("pk_member_zone")
        ),
    )
    op.create_table(
        "membership",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_membership_dates")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_membership_org_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "team_id"],
            ["team.org_id", "team.team_id"],
            name=op.f("fk_membership_org_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "member_id", "starts_on", name=op.f("pk_membership")),
    )
    op.create_index(
        op.f("ix_membership_org_id_team_id_member_id"),
        "membership",
        ["org_id", "team_id", "member_id"],
        unique=False,
    )
    op.create_table(
        "metric",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("metric_key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column(
            "is_rep_controllable", sa.Boolean(), server_default=sa.text("true"), nullable=False
        ),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("activity_kind", sa.Text(), nullable=True),
        sa.Column("value_key", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "direction IN ('HIGHER_IS_BETTER', 'LOWER_IS_BETTER')", name=op.f("ck_metric_direction")
        ),
        sa.CheckConstraint(
            "measure IN ('POINTS', 'QUANTITY', 'AMOUNT', 'DURATION', 'VALUE')",
            name=op.f("ck_metric_measure"),
        ),
        sa.CheckConstraint(
            "unit IN ('POINTS', 'COUNT', 'MONEY', 'MINUTES', 'RATIO')", name=op.f("ck_metric_unit")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "activity_kind"],
            ["activity_kind.org_id", "activity_kind.kind"],
            name=op.f("fk_metric_org_id_activity_kind"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organization.org_id"], name=op.f("fk_metric_org_id")),
        sa.PrimaryKeyConstraint("org_id", "metric_key", name=op.f("pk_metric")),
    )
    op.create_index(
        op.f("ix_metric_org_id_activity_kind"), "metric", ["org_id", "activity_kind"], unique=False
    )
    op.create_table(
        "notification",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("notification_id", sa.Uuid(), nullable=False),
        sa.Column("announcement_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "announcement_id"],
            ["announcement.org_id", "announcement.announcement_id"],
            name=op.f("fk_notification_org_id_announcement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_notification_org_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "notification_id", name=op.f("pk_notification")),
        sa.UniqueConstraint(
            "org_id",
            "announcement_id",
            "member_id",
            name=op.f("uq_notification_org_id_announcement_id_member_id"),
        ),
        sa.UniqueConstraint(
            "org_id", "member_id", "seq", name=op.f("uq_notification_org_id_member_id_seq")
        ),
    )
    op.create_table(
        "point_rule",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "kind"],
            ["activity_kind.org_id", "activity_kind.kind"],
            name=op.f("fk_point_rule_org_id_kind"),
        ),
        sa.PrimaryKeyConstraint("org_id", "rule_id", name=op.f("pk_point_rule")),
    )
    op.create_index(
        op.f("ix_point_rule_org_id_kind"), "point_rule", ["org_id", "kind"], unique=False
    )
    op.create_table(
        "profile",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), server_default=sa.text("'en'"), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_profile_org_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "member_id", name=op.f("pk_profile")),
        sa.UniqueConstraint("org_id", "email", name=op.f("uq_profile_org_id_email")),
    )
    op.create_table(
        "team_lead",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_team_lead_dates")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_team_lead_org_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "team_id"],
            ["team.org_id", "team.team_id"],
            name=op.f("fk_team_lead_org_id_team_id"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "team_id", "member_id", "starts_on", name=op.f("pk_team_lead")
        ),
    )
    op.create_index(
        op.f("ix_team_lead_org_id_member_id"), "team_lead", ["org_id", "member_id"], unique=False
    )
    op.create_table(
        "activity_approval",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('PENDING', 'APPROVED', 'REJECTED')", name=op.f("ck_activity_approval_state")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "activity_id"],
            ["activity.org_id", "activity.activity_id"],
            name=op.f("fk_activity_approval_org_id_activity_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "activity_id", name=op.f("pk_activity_approval")),
    )
    op.create_table(
        "activity_note",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "activity_id"],
            ["activity.org_id", "activity.activity_id"],
            name=op.f("fk_activity_note_org_id_activity_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "activity_id", name=op.f("pk_activity_note")),
    )
    op.create_table(
        "badge_award",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("badge_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("period_starts_on", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("is_automatic", sa.Boolean(), nullable=False),
        sa.Column("awarded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("awarded_by", sa.Uuid(), nullable=True),
        sa.Column("activity_id", sa.Uuid(), nullable=True),
        sa.Column("bonus_entry_id", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("state IN ('GRANTED', 'REVOKED')", name=op.f("ck_badge_award_state")),
        sa.ForeignKeyConstraint(
            ["org_id", "activity_id"],
            ["activity.org_id", "activity.activity_id"],
            name=op.f("fk_badge_award_org_id_activity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "badge_id"],
            ["badge_definition.org_id", "badge_definition.badge_id"],
            name=op.f("fk_badge_award_org_id_badge_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_badge_award_org_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "award_id", name=op.f("pk_badge_award")),
        sa.UniqueConstraint(
            "org_id",
            "badge_id",
            "member_id",
            "period_starts_on",
            "number",
            name=op.f("uq_badge_award_org_id_badge_id_member_id_period_starts_on_number"),
        ),
    )
    op.create_index(
        op.f("ix_badge_award_org_id_member_id"),
        "badge_award",
        ["org_id", "member_id"],
        unique=False,
    )
    op.create_table(
        "board",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("board_id", sa.SmallInteger(), nullable=False),
        sa.Column("board_key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("metric_key", sa.Text(), nullable=False),
        sa.Column("score_kind", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("tie_policy", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "direction IN ('HIGHER_IS_BETTER', 'LOWER_IS_BETTER')", name=op.f("ck_board_direction")
        ),
        sa.CheckConstraint(
            "period IN ('DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR', 'SEASON', 'ALL')",
            name=op.f("ck_board_period"),
        ),
        sa.CheckConstraint(
            "score_kind IN ('TOTAL', 'PER_HEAD', 'PERCENT_TO_GOAL', 'IMPROVEMENT')",
            name=op.f("ck_board_score_kind"),
        ),
        sa.CheckConstraint(
            "subject_kind IN ('MEMBER', 'TEAM', 'ORGANIZATION')", name=op.f("ck_board_subject_kind")
        ),
        sa.CheckConstraint(
            "tie_policy IN ('COMPETITION', 'DENSE', 'ORDINAL')", name=op.f("ck_board_tie_policy")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "metric_key"],
            ["metric.org_id", "metric.metric_key"],
            name=op.f("fk_board_org_id_metric_key"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organization.org_id"], name=op.f("fk_board_org_id")),
        sa.PrimaryKeyConstraint("org_id", "board_id", name=op.f("pk_board")),
        sa.UniqueConstraint("org_id", "board_key", name=op.f("uq_board_org_id_board_key")),
    )
    op.create_table(
        "cap_use",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "period IN ('DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR', 'SEASON', 'ALL')",
            name=op.f("ck_cap_use_period"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_cap_use_org_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "rule_id"],
            ["point_rule.org_id", "point_rule.rule_id"],
            name=op.f("fk_cap_use_org_id_rule_id"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "rule_id", "member_id", "period", "starts_on", name=op.f("pk_cap_use")
        ),
    )
    op.create_table(
        "credit",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("member_seq", sa.BigInteger(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("share_bp", sa.SmallInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("duration_seconds", sa.BigInteger(), nullable=False),
        sa.Column("member_on", sa.Date(), nullable=False),
        sa.Column("org_on", sa.Date(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("share_bp BETWEEN 1 AND 10000", name=op.f("ck_credit_share")),
        sa.ForeignKeyConstraint(
            ["org_id", "activity_id"],
            ["activity.org_id", "activity.activity_id"],
            name=op.f("fk_credit_org_id_activity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_credit_org_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "team_id"],
            ["team.org_id", "team.team_id"],
            name=op.f("fk_credit_org_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "activity_id", "member_id", name=op.f("pk_credit")),
        sa.UniqueConstraint(
            "org_id", "member_id", "member_seq", name=op.f("uq_credit_org_id_member_id_member_seq")
        ),
    )
    op.create_table(
        "delivery",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("notification_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), server_default=sa.text("'PENDING'"), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fence", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("channel IN ('PUSH', 'EMAIL')", name=op.f("ck_delivery_channel")),
        sa.CheckConstraint(
            "state IN ('PENDING', 'SENT', 'DROPPED', 'DEAD')", name=op.f("ck_delivery_state")
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_delivery_attempts")),
        sa.ForeignKeyConstraint(
            ["org_id", "device_id"],
            ["device.org_id", "device.device_id"],
            name=op.f("fk_delivery_org_id_device_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "notification_id"],
            ["notification.org_id", "notification.notification_id"],
            name=op.f("fk_delivery_org_id_notification_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "delivery_id", name=op.f("pk_delivery")),
        sa.UniqueConstraint(
            "org_id",
            "notification_id",
            "channel",
            "device_id",
            name=op.f("uq_delivery_org_id_notification_id_channel_device_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        "ix_delivery_due",
        "delivery",
        ["org_id", "next_at"],
        unique=False,
        postgresql_where=sa.text("state = 'PENDING'"),
    )
    op.create_table(
        "external_claim",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "activity_id"],
            ["activity.org_id", "activity.activity_id"],
            name=op.f("fk_external_claim_org_id_activity_id"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "system", "record_id", "kind", name=op.f("pk_external_claim")
        ),
    )
    op.create_table(
        "goal",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("owner_kind", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("metric_key", sa.Text(), nullable=True),
        sa.Column("floor_metric_key", sa.Text(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("is_self_set", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("agreement_no", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('NUMBER', 'CERTIFICATION', 'SKILL')", name=op.f("ck_goal_kind")
        ),
        sa.CheckConstraint(
            "owner_kind IN ('MEMBER', 'TEAM', 'ORGANIZATION')", name=op.f("ck_goal_owner_kind")
        ),
        sa.CheckConstraint(
            "state IN ('PROPOSED', 'AGREED', 'ACTIVE', 'MET', 'MISSED', 'CANCELLED')",
            name=op.f("ck_goal_state"),
        ),
        sa.CheckConstraint(
            "visibility IN ('PRIVATE', 'TEAM', 'ORGANIZATION')", name=op.f("ck_goal_visibility")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "floor_metric_key"],
            ["metric.org_id", "metric.metric_key"],
            name=op.f("fk_goal_org_id_floor_metric_key"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "metric_key"],
            ["metric.org_id", "metric.metric_key"],
            name=op.f("fk_goal_org_id_metric_key"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "parent_id"],
            ["goal.org_id", "goal.goal_id"],
            name=op.f("fk_goal_org_id_parent_id"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organization.org_id"], name=op.f("fk_goal_org_id")),
        sa.PrimaryKeyConstraint("org_id", "goal_id", name=op.f("pk_goal")),
    )
    op.create_index(op.f("ix_goal_org_id_owner_id"), "goal", ["org_id", "owner_id"], unique=False)
    op.create_table(
        "kudos_note",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("kudos_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "kudos_id"],
            ["kudos.org_id", "kudos.kudos_id"],
            name=op.f("fk_kudos_note_org_id_kudos_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "kudos_id", name=op.f("pk_kudos_note")),
    )
    op.create_table(
        "point_rule_version",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("terms", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("effective_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "rule_id"],
            ["point_rule.org_id", "point_rule.rule_id"],
            name=op.f("fk_point_rule_version_org_id_rule_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "rule_id", "version", name=op.f("pk_point_rule_version")),
    )
    op.create_table(
        "streak",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("streak_id", sa.Uuid(), nullable=False),
        sa.Column("streak_key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("metric_key", sa.Text(), nullable=False),
        sa.Column("threshold", sa.BigInteger(), nullable=False),
        sa.Column("cadence", sa.Text(), nullable=False),
        sa.Column("freeze_every", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("freeze_cap", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "cadence IN ('DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR', 'SEASON', 'ALL')",
            name=op.f("ck_streak_cadence"),
        ),
        sa.CheckConstraint("threshold > 0", name=op.f("ck_streak_threshold")),
        sa.ForeignKeyConstraint(
            ["org_id", "metric_key"],
            ["metric.org_id", "metric.metric_key"],
            name=op.f("fk_streak_org_id_metric_key"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organization.org_id"], name=op.f("fk_streak_org_id")),
        sa.PrimaryKeyConstraint("org_id", "streak_id", name=op.f("pk_streak")),
        sa.UniqueConstraint("org_id", "streak_key", name=op.f("uq_streak_org_id_streak_key")),
    )
    op.create_table(
        "subject_day",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("metric_key", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "metric_key"],
            ["metric.org_id", "metric.metric_key"],
            name=op.f("fk_subject_day_org_id_metric_key"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "subject_id", "metric_key", "on_date", name=op.f("pk_subject_day")
        ),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_table(
        "award_note",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("revoke_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "award_id"],
            ["badge_award.org_id", "badge_award.award_id"],
            name=op.f("fk_award_note_org_id_award_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "award_id", name=op.f("pk_award_note")),
    )
    op.create_table(
        "board_period",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("board_id", sa.SmallInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.Text(), server_default=sa.text("'OPEN'"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("final_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edition", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "state IN ('OPEN', 'PROVISIONAL', 'FINAL')", name=op.f("ck_board_period_state")
        ),
        sa.CheckConstraint(
            "ends_at IS NULL OR ends_at > starts_at", name=op.f("ck_board_period_instants")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "board_id"],
            ["board.org_id", "board.board_id"],
            name=op.f("fk_board_period_org_id_board_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "board_id", "starts_on", name=op.f("pk_board_period")),
    )
    op.create_index(
        "ix_board_period_unsettled",
        "board_period",
        ["org_id", "ends_at"],
        unique=False,
        postgresql_where=sa.text("state <> 'FINAL'"),
    )
    op.create_table(
        "board_score",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("board_id", sa.SmallInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("numerator", sa.BigInteger(), nullable=True),
        sa.Column("denominator", sa.BigInteger(), nullable=True),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("correction", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "board_id"],
            ["board.org_id", "board.board_id"],
            name=op.f("fk_board_score_org_id_board_id"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "board_id", "starts_on", "subject_id", name=op.f("pk_board_score")
        ),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_index(
        "ix_board_score_rank",
        "board_score",
        [
            "org_id",
            "board_id",
            "starts_on",
            sa.literal_column("score DESC NULLS LAST"),
            "reached_at",
            "subject_id",
        ],
        unique=False,
    )
    op.create_table(
        "goal_agreement",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("agreement_no", sa.Integer(), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.Column("baseline", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("floor_target", sa.BigInteger(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("milestones", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_by", sa.Uuid(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_goal_agreement_dates")),
        sa.CheckConstraint("target > 0", name=op.f("ck_goal_agreement_target")),
        sa.ForeignKeyConstraint(
            ["org_id", "goal_id"],
            ["goal.org_id", "goal.goal_id"],
            name=op.f("fk_goal_agreement_org_id_goal_id"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "goal_id", "agreement_no", name=op.f("pk_goal_agreement")
        ),
    )
    op.create_table(
        "goal_progress",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("progress", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("floor_progress", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "goal_id"],
            ["goal.org_id", "goal.goal_id"],
            name=op.f("fk_goal_progress_org_id_goal_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "goal_id", name=op.f("pk_goal_progress")),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_table(
        "ledger_entry",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=True),
        sa.Column("award_id", sa.Uuid(), nullable=True),
        sa.Column("rule_id", sa.Uuid(), nullable=True),
        sa.Column("rule_version", sa.Integer(), nullable=True),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("member_on", sa.Date(), nullable=False),
        sa.Column("org_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.CheckConstraint("account IN ('POINTS', 'COINS')", name=op.f("ck_ledger_entry_account")),
        sa.CheckConstraint(
            "reason IN ('ACTIVITY', 'REVERSAL', 'ADJUSTMENT', 'BADGE_BONUS', 'TRANSFER')",
            name=op.f("ck_ledger_entry_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "activity_id"],
            ["activity.org_id", "activity.activity_id"],
            name=op.f("fk_ledger_entry_org_id_activity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_ledger_entry_org_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "reverses_id"],
            ["ledger_entry.org_id", "ledger_entry.entry_id"],
            name=op.f("fk_ledger_entry_org_id_reverses_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "rule_id", "rule_version"],
            [
                "point_rule_version.org_id",
                "point_rule_version.rule_id",
                "point_rule_version.version",
            ],
            name=op.f("fk_ledger_entry_org_id_rule_id_rule_version"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "team_id"],
            ["team.org_id", "team.team_id"],
            name=op.f("fk_ledger_entry_org_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "entry_id", name=op.f("pk_ledger_entry")),
    )
    op.create_index(
        op.f("ix_ledger_entry_org_id_member_id_org_on"),
        "ledger_entry",
        ["org_id", "member_id", "org_on"],
        unique=False,
    )
    op.create_index(
        "uq_ledger_entry_reverses_id",
        "ledger_entry",
        ["org_id", "reverses_id"],
        unique=True,
        postgresql_where=sa.text("reverses_id IS NOT NULL"),
    )
    op.create_table(
        "streak_day",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("streak_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_streak_day_org_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "streak_id"],
            ["streak.org_id", "streak.streak_id"],
            name=op.f("fk_streak_day_org_id_streak_id"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "streak_id", "member_id", "on_date", name=op.f("pk_streak_day")
        ),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_table(
        "streak_state",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("streak_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("current", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("longest", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("freezes_left", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "checkpoints",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["member.org_id", "member.member_id"],
            name=op.f("fk_streak_state_org_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "streak_id"],
            ["streak.org_id", "streak.streak_id"],
            name=op.f("fk_streak_state_org_id_streak_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "streak_id", "member_id", name=op.f("pk_streak_state")),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_table(
        "crossing",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("agreement_no", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("crossed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=True),
        sa.Column("told_percent", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "activity_id"],
            ["activity.org_id", "activity.activity_id"],
            name=op.f("fk_crossing_org_id_activity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "goal_id", "agreement_no"],
            ["goal_agreement.org_id", "goal_agreement.goal_id", "goal_agreement.agreement_no"],
            name=op.f("fk_crossing_org_id_goal_id_agreement_no"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "goal_id", "agreement_no", "percent", name=op.f("pk_crossing")
        ),
    )
    op.create_table(
        "ledger_note",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "entry_id"],
            ["ledger_entry.org_id", "ledger_entry.entry_id"],
            name=op.f("fk_ledger_note_org_id_entry_id"),
        ),
        sa.PrimaryKeyConstraint("org_id", "entry_id", name=op.f("pk_ledger_note")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("ledger_note")
    op.drop_table("crossing")
    op.drop_table("streak_state")
    op.drop_table("streak_day")
    op.drop_index(
        "uq_ledger_entry_reverses_id",
        table_name="ledger_entry",
        postgresql_where=sa.text("reverses_id IS NOT NULL"),
    )
    op.drop_index(op.f("ix_ledger_entry_org_id_member_id_org_on"), table_name="ledger_entry")
    op.drop_table("ledger_entry")
    op.drop_table("goal_progress")
    op.drop_table("goal_agreement")
    op.drop_index("ix_board_score_rank", table_name="board_score")
    op.drop_table("board_score")
    op.drop_index(
        "ix_board_period_unsettled",
        table_name="board_period",
        postgresql_where=sa.text("state <> 'FINAL'"),
    )
    op.drop_table("board_period")
    op.drop_table("award_note")
    op.drop_table("subject_day")
    op.drop_table("streak")
    op.drop_table("point_rule_version")
    op.drop_table("kudos_note")
    op.drop_index(op.f("ix_goal_org_id_owner_id"), table_name="goal")
    op.drop_table("goal")
    op.drop_table("external_claim")
    op.drop_index(
        "ix_delivery_due", table_name="delivery", postgresql_where=sa.text("state = 'PENDING'")
    )
    op.drop_table("delivery")
    op.drop_table("credit")
    op.drop_table("cap_use")
    op.drop_table("board")
    op.drop_index(op.f("ix_badge_award_org_id_member_id"), table_name="badge_award")
    op.drop_table("badge_award")
    op.drop_table("activity_note")
    op.drop_table("activity_approval")
    op.drop_index(op.f("ix_team_lead_org_id_member_id"), table_name="team_lead")
    op.drop_table("team_lead")
    op.drop_table("profile")
    op.drop_index(op.f("ix_point_rule_org_id_kind"), table_name="point_rule")
    op.drop_table("point_rule")
    op.drop_table("notification")
    op.drop_index(op.f("ix_metric_org_id_activity_kind"), table_name="metric")
    op.drop_table("metric")
    op.drop_index(op.f("ix_membership_org_id_team_id_member_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_table("member_zone")
    op.drop_index(op.f("ix_leave_org_id_member_id"), table_name="leave")
    op.drop_table("leave")
    op.drop_index(op.f("ix_kudos_org_id_from_member_id_given_at"), table_name="kudos")
    op.drop_table("kudos")
    op.drop_table("inbox")
    op.drop_table("identity")
    op.drop_index(op.f("ix_feed_post_org_id_audience_id_post_id"), table_name="feed_post")
    op.drop_table("feed_post")
    op.drop_index(
        "ix_device_open", table_name="device", postgresql_where=sa.text("closed_at IS NULL")
    )
    op.drop_table("device")
    op.drop_index(
        "uq_activity_reverses_id",
        table_name="activity",
        postgresql_where=sa.text("reverses_id IS NOT NULL"),
    )
    op.drop_table("activity")
    op.drop_table("access_log")
    op.drop_table("working_calendar")
    op.drop_table("team")
    op.drop_table("receipt")
    op.drop_table("month_award")
    op.drop_table("member")
    op.drop_table("level")
    op.drop_table("job_run")
    op.drop_table("feed_audience")
    op.drop_table("calendar_day")
    op.drop_table("badge_definition")
    op.drop_table("audit_log")
    op.drop_table("announcement")
    op.drop_table("activity_kind")
    op.drop_table("organization")
    op.drop_table("organization", schema="door")
    op.drop_table("hash_key", schema="door")
    op.drop_table("entry", schema="door")
    op.execute("DROP SCHEMA door")
