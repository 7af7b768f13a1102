"""One-to-ones that stand once both sides have signed, and action items."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from bellringer.models.vocabularies import narrow, widen
from bellringer.models.walls import GROW, wall

revision = "f2d58ba1c3f7"
down_revision = "f4b83d61a7c5"
branch_labels = None
depends_on = None

TABLES = {
    "one_on_one": (
        "SELECT, INSERT, UPDATE (planned_at, held_at, review_on, version, acknowledged_at,"
        " lead_signed_at, member_signed_at, cancelled_at)"
    ),
    "one_on_one_topic": "SELECT, INSERT, UPDATE (is_covered)",
    "one_on_one_topic_note": "SELECT, INSERT, DELETE",
    "one_on_one_note": "SELECT, INSERT, UPDATE (body, written_at), DELETE",
    "one_on_one_figures": "SELECT, INSERT, DELETE",
    "action_item": "SELECT, INSERT, UPDATE (due_on, state)",
    "action_item_note": "SELECT, INSERT, DELETE",
    "action_item_step": GROW,
}
PARTS = (
    *("one_on_one_topic", "one_on_one_topic_note", "one_on_one_note", "one_on_one_figures"),
    "action_item",
)
KIND, ALARM = "ACTION_ITEM_DUE", "ACTION_ITEM"

STANDS = """
CREATE FUNCTION one_on_one_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.lead_signed_at IS NOT NULL AND OLD.member_signed_at IS NOT NULL THEN
    RAISE EXCEPTION 'a one-to-one that both sides have signed stands as it is';
  END IF;
  RETURN NEW;
END $$
"""
# what is part of it can be neither added nor changed; that its words can be deleted is for erasure
PART_STANDS = """
CREATE FUNCTION one_on_one_part_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM one_on_one
    WHERE org_id = NEW.org_id AND one_on_one_id = NEW.one_on_one_id
      AND lead_signed_at IS NOT NULL AND member_signed_at IS NOT NULL;
  IF FOUND THEN
    RAISE EXCEPTION 'a one-to-one that both sides have signed stands as it is';
  END IF;
  RETURN NEW;
END $$
"""


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "one_on_one",
        *_keys("one_on_one_id"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lead_signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("member_signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('REGULAR', 'PERFORMANCE')", name=op.f("ck_one_on_one_kind")),
        sa.CheckConstraint("lead_id <> member_id", name=op.f("ck_one_on_one_sides")),
        sa.CheckConstraint(
            "held_at IS NOT NULL OR lead_signed_at IS NULL AND member_signed_at IS NULL",
            name=op.f("ck_one_on_one_signed"),
        ),
        sa.CheckConstraint(
            "cancelled_at IS NULL OR held_at IS NULL", name=op.f("ck_one_on_one_cancelled")
        ),
        _refers("one_on_one", "lead_id", "member", "member_id"),
        _refers("one_on_one", "member_id", "member"),
        _refers("one_on_one", "created_by", "member", "member_id"),
        sa.PrimaryKeyConstraint("org_id", "one_on_one_id", name=op.f("pk_one_on_one")),
    )
    for side in ("lead_id", "member_id"):
        op.create_index(
            op.f(f"ix_one_on_one_org_id_{side}_planned_at"),
            "one_on_one",
            ["org_id", side, "planned_at"],
        )
    op.create_table(
        "one_on_one_topic",
        *_keys("one_on_one_id"),
        sa.Column("topic_no", sa.SmallInteger(), nullable=False),
        sa.Column("raised_by", sa.Uuid(), nullable=False),
        sa.Column("is_covered", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("carried_from", sa.Uuid(), nullable=True),
        _refers("one_on_one_topic", "one_on_one_id", "one_on_one"),
        _refers("one_on_one_topic", "carried_from", "one_on_one", "one_on_one_id"),
        _refers("one_on_one_topic", "raised_by", "member", "member_id"),
        sa.PrimaryKeyConstraint(
            "org_id", "one_on_one_id", "topic_no", name=op.f("pk_one_on_one_topic")
        ),
    )
    op.create_table(
        "one_on_one_topic_note",
        *_keys("one_on_one_id"),
        sa.Column("topic_no", sa.SmallInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "one_on_one_id", "topic_no"],
            [
                "one_on_one_topic.org_id",
                "one_on_one_topic.one_on_one_id",
                "one_on_one_topic.topic_no",
            ],
            name=op.f("fk_one_on_one_topic_note_org_id_one_on_one_id_topic_no"),
        ),
        sa.PrimaryKeyConstraint(
            "org_id", "one_on_one_id", "topic_no", name=op.f("pk_one_on_one_topic_note")
        ),
    )
    op.create_table(
        "one_on_one_note",
        *_keys("one_on_one_id", "author_id"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('PRIVATE', 'SHARED', 'FACTS', 'AGREED')",
            name=op.f("ck_one_on_one_note_kind"),
        ),
        _refers("one_on_one_note", "one_on_one_id", "one_on_one"),
        _refers("one_on_one_note", "author_id", "member", "member_id"),
        sa.PrimaryKeyConstraint(
            "org_id", "one_on_one_id", "author_id", "kind", name=op.f("pk_one_on_one_note")
        ),
    )
    op.create_table(
        "one_on_one_figures",
        *_keys("one_on_one_id"),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        _refers("one_on_one_figures", "one_on_one_id", "one_on_one"),
        sa.PrimaryKeyConstraint("org_id", "one_on_one_id", name=op.f("pk_one_on_one_figures")),
    )
    _action_items()
    for table, verbs in TABLES.items():
        for statement in wall(table, verbs):
            op.execute(statement)
    op.execute(STANDS)
    op.execute(PART_STANDS)
    op.execute(
        "CREATE TRIGGER stands BEFORE UPDATE ON one_on_one"
        " FOR EACH ROW EXECUTE FUNCTION one_on_one_stands()"
    )
    for table in PARTS:
        # an action item of it is done, or not, afterwards
        verbs = "INSERT" if table == "action_item" else "INSERT OR UPDATE"
        op.execute(
            f"CREATE TRIGGER stands BEFORE {verbs} ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION one_on_one_part_stands()"
        )
    widen("announcement", "kind", KIND)
    widen("member_alarm", "alarm", ALARM)


def _action_items() -> None:
    op.create_table(
        "action_item",
        *_keys("action_item_id"),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("one_on_one_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state IN ('OPEN', 'DONE', 'DROPPED')", name=op.f("ck_action_item_state")
        ),
        _refers("action_item", "owner_id", "member", "member_id"),
        _refers("action_item", "created_by", "member", "member_id"),
        _refers("action_item", "one_on_one_id", "one_on_one"),
        sa.PrimaryKeyConstraint("org_id", "action_item_id", name=op.f("pk_action_item")),
    )
    op.create_index(
        "ix_action_item_open",
        "action_item",
        ["org_id", "owner_id", "due_on"],
        postgresql_where=sa.text("state = 'OPEN'"),
    )
    op.create_index(
        "ix_action_item_one_on_one",
        "action_item",
        ["org_id", "one_on_one_id"],
        postgresql_where=sa.text("one_on_one_id IS NOT NULL"),
    )
    op.create_table(
        "action_item_note",
        *_keys("action_item_id"),
        sa.Column("body", sa.Text(), nullable=False),
        _refers("action_item_note", "action_item_id", "action_item"),
        sa.PrimaryKeyConstraint("org_id", "action_item_id", name=op.f("pk_action_item_note")),
    )
    op.create_table(
        "action_item_step",
        *_keys("action_item_id"),
        sa.Column("step_no", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('CREATED', 'DONE', 'DROPPED', 'REOPENED', 'MOVED')",
            name=op.f("ck_action_item_step_kind"),
        ),
        _refers("action_item_step", "action_item_id", "action_item"),
        _refers("action_item_step", "taken_by", "member", "member_id"),
        sa.PrimaryKeyConstraint(
            "org_id", "action_item_id", "step_no", name=op.f("pk_action_item_step")
        ),
    )


def downgrade() -> None:
    """Go back."""
    narrow("member_alarm", "alarm", ALARM)
    narrow("announcement", "kind", KIND)
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("DROP FUNCTION one_on_one_part_stands()")
    op.execute("DROP FUNCTION one_on_one_stands()")


def _keys(*columns: str) -> list[sa.Column[object]]:
    return [sa.Column(column, sa.Uuid(), nullable=False) for column in ("org_id", *columns)]


def _refers(table: str, column: str, other: str, to: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["org_id", column],
        [f"{other}.org_id", f"{other}.{to or column}"],
        name=op.f(f"fk_{table}_org_id_{column}"),
    )
