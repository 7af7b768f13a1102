"""Walls: whose rows are whose, and what each role may do with them.

Row-level security is forced, so that it holds for the owner of the tables too. The application's role owns nothing;
it is granted what some action does, and no more: nobody deletes or changes what the ledger, the log or a
published rule version says, and nobody truncates.
"""

from alembic import op

revision = "9d3c6b20f4e8"
down_revision = "5a1f0c3e7b21"
branch_labels = None
depends_on = None

IS_OURS = "org_id = nullif(current_setting('bellringer.org_id', true), '')::uuid"

GROW = "SELECT, INSERT"
CHANGE = "SELECT, INSERT, UPDATE"
ALL = "SELECT, INSERT, UPDATE, DELETE"

GRANTS = {
    "organization": CHANGE,
    "working_calendar": CHANGE,
    "calendar_day": CHANGE,
    "leave": CHANGE,
    "member": CHANGE,
    "profile": CHANGE,
    "identity": CHANGE,
    "member_zone": CHANGE,
    "team": CHANGE,
    "membership": ALL,
    "team_lead": CHANGE,
    "activity_kind": CHANGE,
    "metric": CHANGE,
    "activity": "SELECT, INSERT, UPDATE (scored_at, points_earned, total_after, crossing_keys, award_ids)",
    "credit": GROW,
    "activity_note": GROW,
    "activity_approval": "SELECT, INSERT, UPDATE (state, decided_by, decided_at)",
    "external_claim": ALL,
    "point_rule": "SELECT, INSERT, UPDATE (title)",
    "point_rule_version": GROW,
    "ledger_entry": GROW,
    "ledger_note": GROW,
    "cap_use": CHANGE,
    "level": CHANGE,
    "goal": CHANGE,
    "goal_agreement": "SELECT, INSERT, UPDATE (agreed_by, agreed_at)",
    "goal_progress": CHANGE,
    "crossing": "SELECT, INSERT, UPDATE (undone_at)",
    "subject_day": CHANGE,
    "board": CHANGE,
    "board_period": CHANGE,
    "board_score": CHANGE,
    "streak": CHANGE,
    "streak_day": CHANGE,
    "streak_state": CHANGE,
    "badge_definition": CHANGE,
    "badge_award": CHANGE,
    "award_note": "SELECT, INSERT, UPDATE (reason, revoke_reason)",
    "month_award": GROW,
    "inbox": CHANGE,
    "announcement": "SELECT, INSERT, UPDATE (withdrawn_at)",
    "notification": "SELECT, INSERT, UPDATE (read_at, acknowledged_at)",
    "device": CHANGE,
    "delivery": ALL,
    "feed_audience": CHANGE,
    "feed_post": "SELECT, INSERT, UPDATE (withdrawn_at)",
    "kudos": GROW,
    "kudos_note": GROW,
    "receipt": ALL,
    "audit_log": GROW,
    "access_log": GROW,
    "job_run": GROW,
    "door.organization": CHANGE,
    "door.entry": ALL,
}

# What is read before a tenant is known: which organization it is, and which have work that is due.
DOOR = {
    "door.organization": ("SELECT", "true"),
    "door.entry": ("SELECT", "true"),
    "delivery": ("SELECT (org_id, next_at, state)", "state = 'PENDING'"),
    "board_period": ("SELECT (org_id, ends_at, state)", "state <> 'FINAL'"),
}


def upgrade() -> None:
    """Go forward."""
    for table, verbs in GRANTS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON {table} USING ({IS_OURS}) WITH CHECK ({IS_OURS})")
        op.execute(f"GRANT {verbs} ON {table} TO bellringer_app")
    for table, (verbs, condition) in DOOR.items():
        op.execute(
            f"CREATE POLICY door ON {table} FOR SELECT TO bellringer_door USING ({condition})"
        )
        op.execute(f"GRANT {verbs} ON {table} TO bellringer_door")
    op.execute("GRANT SELECT ON door.hash_key TO bellringer_app, bellringer_door")
    op.execute(
        "INSERT INTO door.hash_key (number, hash_key) VALUES"
        " (1, sha256((gen_random_uuid()::text || gen_random_uuid()::text)::bytea))"
    )
    # data migrations walk the organizations, and set the tenant for each
    op.execute(
        "CREATE POLICY walk ON door.organization FOR SELECT TO bellringer_owner USING (true)"
    )
    op.execute("GRANT USAGE ON SCHEMA door TO bellringer_app, bellringer_door")
    op.execute("GRANT SELECT ON alembic_version TO bellringer_app, bellringer_door")


def downgrade() -> None:
    """Go back."""
    op.execute("DELETE FROM door.hash_key")
    op.execute("REVOKE ALL ON door.hash_key FROM bellringer_app, bellringer_door")
    op.execute("REVOKE ALL ON alembic_version FROM bellringer_app, bellringer_door")
    op.execute("REVOKE ALL ON SCHEMA door FROM bellringer_app, bellringer_door")
    op.execute("DROP POLICY walk ON door.organization")
    for table in DOOR:
        op.execute(f"REVOKE ALL ON {table} FROM bellringer_door")
        op.execute(f"DROP POLICY door ON {table}")
    for table in GRANTS:
        op.execute(f"REVOKE ALL ON {table} FROM bellringer_app")
        op.execute(f"DROP POLICY tenant ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
