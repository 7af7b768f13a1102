"""The three roles of the database, and who may become them."""

import asyncpg

APP_ROLE = "bellringer_app"
DOOR_ROLE = "bellringer_door"
OWNER_ROLE = "bellringer_owner"
ROLES = (OWNER_ROLE, APP_ROLE, DOOR_ROLE)

_MAY_BECOME = """
SELECT rolsuper OR pg_has_role($1, $2, CASE
         WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END)
FROM pg_roles WHERE rolname = $1
"""

_MAKE_ROLE = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
    CREATE ROLE {role} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
  END IF;
-- another database of the same cluster may be making it at this moment
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""

_LET_OWNER_CREATE = f"""
DO $$ BEGIN
  IF NOT has_schema_privilege('{OWNER_ROLE}', 'public', 'CREATE') THEN
    GRANT USAGE, CREATE ON SCHEMA public TO {OWNER_ROLE};
  END IF;
  IF NOT has_database_privilege('{OWNER_ROLE}', current_database(), 'CREATE') THEN
    EXECUTE format('GRANT CREATE ON DATABASE %I TO {OWNER_ROLE}', current_database());
  END IF;
END $$
"""

_STRONGER = f"""
SELECT rolname::text FROM pg_roles
WHERE (rolsuper OR rolbypassrls OR rolname = '{OWNER_ROLE}')
  AND pg_has_role(session_user, oid, 'MEMBER')
ORDER BY rolname
"""  # noqa: S608 - a constant of this file


async def make_roles(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Make the roles that are absent, and let the owner make tables in this database."""
    for role in ROLES:
        await connection.execute(_MAKE_ROLE.format(role=role))
    await connection.execute(_LET_OWNER_CREATE)


async def let_become(
    connection: "asyncpg.Connection[asyncpg.Record]", login: str, *roles: str
) -> None:
    """Let a login act as the roles, as far as it can't yet."""
    for role in roles:
        if not await connection.fetchval(_MAY_BECOME, login, role):
            quoted = login.replace('"', '""')
            await connection.execute(f'GRANT {role} TO "{quoted}"')


async def stronger_roles(dsn: str) -> list[str]:
    """Name the roles that this login could become and that row-level security does not hold.

    Start warns of each: a hole in the application would then be a hole in the walls between tenants.
    """
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        return [row[0] for row in await connection.fetch(_STRONGER)]
    finally:
        await connection.close()
