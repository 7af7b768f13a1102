"""T1 straight from the catalog: each query lists what breaks the promise, and must list nothing."""

from collections.abc import Sequence

import asyncpg
import pytest

from bellringer.models.roles import APP_ROLE, DOOR_ROLE, OWNER_ROLE, ROLES

# What has no tenant: alembic's own mark, and the key of the directory's hashes.
TENANTLESS = ("alembic_version", "door.hash_key")
# The directory is where a tenant is found, so a slug is unique among all of them.
UNIQUE_FOR_ALL = ("uq_organization_slug",)
# All that the door's role may read.
DOOR_READS = {
    ("alembic_version", "version_num"),
    ("badge_grant", "finished_at"),
    ("badge_grant", "org_id"),
    ("board_period", "ends_at"),
    ("board_period", "org_id"),
    ("board_period", "state"),
    ("competition", "next_at"),
    ("competition", "org_id"),
    ("delivery", "next_at"),
    ("delivery", "org_id"),
    ("delivery", "state"),
    ("door.entry", "claim_no"),
    ("door.entry", "holder_sha256"),
    ("door.entry", "kind"),
    ("door.entry", "lookup_sha256"),
    ("door.entry", "org_id"),
    ("door.entry", "subject_id"),
    ("door.hash_key", "hash_key"),
    ("door.hash_key", "number"),
    ("door.organization", "org_id"),
    ("door.organization", "slug"),
    ("member_alarm", "alarm"),
    ("member_alarm", "next_at"),
    ("member_alarm", "org_id"),
    ("streak_rewalk", "finished_at"),
    ("streak_rewalk", "org_id"),
}
IS_OURS = "(org_id = (NULLIF(current_setting('bellringer.org_id'::text, true), ''::text))::uuid)"

TENANT_TABLES = """
WITH given AS (SELECT $1::text[], $2::text, $3::text[]),
tables AS (
  SELECT c.*, c.oid::regclass::text AS name FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname IN ('public', 'door') AND c.relkind IN ('r', 'p')
    AND c.oid::regclass::text <> ALL ($1::text[]))
"""

AUDITS = {
    "row-level security is not enabled and forced": """
        SELECT name FROM tables WHERE NOT (relrowsecurity AND relforcerowsecurity)""",
    "there is no policy of the tenant for everything, in and out": """
        SELECT name FROM tables WHERE NOT EXISTS (
          SELECT FROM pg_policy p WHERE p.polrelid = tables.oid AND p.polname = 'tenant'
             AND p.polcmd = '*' AND p.polroles = '{0}' AND p.polpermissive
             AND pg_get_expr(p.polqual, p.polrelid) = $2
             AND pg_get_expr(p.polwithcheck, p.polrelid) = $2)""",
    "another policy lets the application in": """
        SELECT name, polname FROM tables JOIN pg_policy p ON p.polrelid = tables.oid
        WHERE polname <> 'tenant' AND (0 = ANY (polroles) OR 'bellringer_app'::regrole = ANY (polroles))""",
    "org_id is absent or may be null": """
        SELECT name FROM tables WHERE NOT EXISTS (
          SELECT FROM pg_attribute a WHERE a.attrelid = tables.oid AND a.attname = 'org_id'
             AND a.attnotnull AND a.atttypid = 'uuid'::regtype)""",
    "a table has no primary key": """
        SELECT name FROM tables WHERE NOT EXISTS (
          SELECT FROM pg_index i WHERE i.indrelid = tables.oid AND i.indisprimary)""",
    "a primary or unique key has no org_id": """
        SELECT name, i.indexrelid::regclass FROM tables JOIN pg_index i ON i.indrelid = tables.oid
        WHERE i.indisunique AND NOT EXISTS (
          SELECT FROM pg_attribute a WHERE a.attrelid = tables.oid AND a.attname = 'org_id'
             AND a.attnum = ANY (i.indkey))
          AND (SELECT relname FROM pg_class WHERE oid = i.indexrelid) <> ALL ($3::text[])""",
    "a foreign key does not tie org_id to org_id": """
        SELECT name, conname FROM tables JOIN pg_constraint k ON k.conrelid = tables.oid
        WHERE k.contype = 'f' AND NOT EXISTS (
          SELECT FROM unnest(k.conkey, k.confkey) AS pair (mine, theirs)
          JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = mine AND a.attname = 'org_id'
          JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = theirs AND b.attname = 'org_id')""",
    "a table is not the owner's": """
        SELECT name FROM tables WHERE relowner <> 'bellringer_owner'::regrole""",
}

OUTSIDE_TABLES = {
    "a role of ours is stronger than it should be": """
        SELECT rolname FROM pg_roles WHERE rolname = ANY ($1)
          AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication OR rolcanlogin)""",
    "a role of ours is a member of another": """
        SELECT member::regrole FROM pg_auth_members WHERE member::regrole::text = ANY ($1)""",
    "the application or the door owns something": """
        SELECT objid FROM pg_shdepend WHERE deptype = 'o' AND refobjid::regrole::text = ANY ($2)""",
    "the application or the door may make something": """
        SELECT nspname FROM pg_namespace, unnest($2::text[]) AS role
        WHERE nspname !~ '^pg_temp|^pg_toast_temp' AND has_schema_privilege(role, oid, 'CREATE')""",
    "a view looks with its owner's eyes": """
        SELECT oid::regclass FROM pg_class WHERE relnamespace::regnamespace::text IN ('public', 'door')
          AND (relkind = 'm' OR relkind = 'v' AND NOT coalesce(
                reloptions @> '{security_invoker=true}', false))""",
    "a function runs with its owner's rights": """
        SELECT oid::regprocedure FROM pg_proc
        WHERE prosecdef AND pronamespace::regnamespace::text IN ('public', 'door')""",
    "ids come from a sequence": """
        SELECT oid::regclass FROM pg_class
        WHERE relkind = 'S' AND relnamespace::regnamespace::text IN ('public', 'door')""",
    "somebody may truncate": """
        SELECT grantee, table_name FROM information_schema.role_table_grants
        WHERE privilege_type = 'TRUNCATE' AND grantee = ANY ($2)""",
}

# One way to break each, so that no query can be blind.
BREAKING = {
    "row-level security is not enabled and forced": "ALTER TABLE member NO FORCE ROW LEVEL SECURITY",
    "there is no policy of the tenant for everything, in and out": (
        "ALTER POLICY tenant ON member WITH CHECK (true)"
    ),
    "another policy lets the application in": "CREATE POLICY hole ON member USING (true)",
    "org_id is absent or may be null": "CREATE TABLE loose (number int PRIMARY KEY)",
    "a table has no primary key": "CREATE TABLE loose (org_id uuid)",
    "a primary or unique key has no org_id": "CREATE UNIQUE INDEX loose ON member (member_id)",
    "a foreign key does not tie org_id to org_id": (
        "CREATE UNIQUE INDEX loose ON member (member_id);"
        "ALTER TABLE team ADD lead_id uuid REFERENCES member (member_id)"
    ),
    "a table is not the owner's": "ALTER TABLE member OWNER TO CURRENT_USER",
    "a role of ours is stronger than it should be": "ALTER ROLE bellringer_app BYPASSRLS",
    "a role of ours is a member of another": "GRANT bellringer_owner TO bellringer_app",
    "the application or the door owns something": "ALTER TABLE member OWNER TO bellringer_app",
    "the application or the door may make something": (
        "GRANT CREATE ON SCHEMA door TO bellringer_app"
    ),
    "a view looks with its owner's eyes": "CREATE VIEW loose AS SELECT 1 AS one",
    "a function runs with its owner's rights": (
        "CREATE FUNCTION loose() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'"
    ),
    "ids come from a sequence": "CREATE SEQUENCE loose",
    "somebody may truncate": "GRANT TRUNCATE ON member TO bellringer_app",
}


def audit(breach: str) -> tuple[str, Sequence[object]]:
    """Return a query and its arguments."""
    if breach in AUDITS:
        tenants = [list(TENANTLESS), IS_OURS, list(UNIQUE_FOR_ALL)]
        return TENANT_TABLES + AUDITS[breach], tenants
    given = "WITH given AS (SELECT $1::text[], $2::text[])"
    return given + OUTSIDE_TABLES[breach], [list(ROLES), [APP_ROLE, DOOR_ROLE]]


@pytest.mark.parametrize("breach", [*AUDITS, *OUTSIDE_TABLES])
async def test_T1_the_walls_have_no_hole(dsn: str, breach: str) -> None:
    sql, args = audit(breach)
    assert [] == await fetch(dsn, sql, *args), breach


@pytest.mark.parametrize("breach", BREAKING)
async def test_T1_a_hole_is_found(dsn: str, breach: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        sql, args = audit(breach)
        await connection.execute(f"BEGIN; {BREAKING[breach]}")
        assert await connection.fetch(sql, *args), breach
    finally:
        await connection.close()


async def test_L1_the_application_only_reads_and_adds_to_what_never_changes(dsn: str) -> None:
    sql = """
        SELECT t, p FROM unnest($1::text[]) AS t, unnest($2::text[]) AS p
        WHERE has_table_privilege('bellringer_app', t, p)
           OR p = 'UPDATE' AND has_any_column_privilege('bellringer_app', t, p)"""
    for_ever = ["ledger_entry", "point_rule_version", "audit_log", "access_log", "credit"]
    assert [] == await fetch(dsn, sql, for_ever, ["UPDATE", "DELETE", "TRUNCATE"])


async def test_L1_of_an_activity_only_its_result_is_ever_filled_in(dsn: str) -> None:
    sql = """
        SELECT attname FROM pg_attribute WHERE attrelid = 'activity'::regclass AND attnum > 0
          AND has_column_privilege('bellringer_app', attrelid, attnum, 'UPDATE')"""
    found = {row[0] for row in await fetch(dsn, sql)}
    assert {"scored_at"} == found
    assert not (
        await fetch(
            dsn, "SELECT 1 WHERE has_table_privilege('bellringer_app', 'activity', 'DELETE')"
        )
    )


async def test_T5_the_door_reads_exactly_what_it_needs_and_writes_nothing(dsn: str) -> None:
    reads = """
        SELECT c.oid::regclass::text, attname::text FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace::regnamespace::text IN ('public', 'door') AND c.relkind = 'r'
          AND attnum > 0 AND NOT attisdropped
          AND has_column_privilege('bellringer_door', c.oid, attnum, 'SELECT')"""
    assert {tuple(row) for row in await fetch(dsn, reads)} == DOOR_READS
    writes = """
        SELECT oid::regclass, p FROM pg_class, unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS p
        WHERE relnamespace::regnamespace::text IN ('public', 'door') AND relkind = 'r'
          AND has_table_privilege('bellringer_door', oid, p)"""
    assert [] == await fetch(dsn, writes)


async def test_T5_the_door_sees_only_work_that_is_due(dsn: str) -> None:
    sql = """
        SELECT polrelid::regclass::text, pg_get_expr(polqual, polrelid), polcmd::text FROM pg_policy
        WHERE 'bellringer_door'::regrole = ANY (polroles) ORDER BY 1"""
    assert [tuple(row) for row in await fetch(dsn, sql)] == [
        ("badge_grant", "(finished_at IS NULL)", "r"),
        ("board_period", "(state <> 'FINAL'::text)", "r"),
        ("competition", "(next_at IS NOT NULL)", "r"),
        ("delivery", "(state = 'PENDING'::text)", "r"),
        ("door.entry", "true", "r"),
        ("door.organization", "true", "r"),
        ("member_alarm", "true", "r"),
        ("streak_rewalk", "(finished_at IS NULL)", "r"),
    ]


async def test_the_owner_walks_the_organizations_in_a_data_migration(dsn: str) -> None:
    connection = await asyncpg.connect(dsn, server_settings={"role": OWNER_ROLE})
    try:
        assert [] == await connection.fetch("SELECT slug FROM door.organization")
        assert [] == await connection.fetch("SELECT member_id FROM member")
    finally:
        await connection.close()


async def fetch(dsn: str, sql: str, *args: object) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetch(sql, *args)
    finally:
        await connection.close()
