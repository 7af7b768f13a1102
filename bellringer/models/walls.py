"""The wall round a tenant's table, in the words of a migration.

Migrations that have been released stand on this file: what it says of a table may be added to, never changed.
"""

from collections.abc import Iterator

IS_OURS = "org_id = nullif(current_setting('bellringer.org_id', true), '')::uuid"

GROW = "SELECT, INSERT"
CHANGE = "SELECT, INSERT, UPDATE"
ALL = "SELECT, INSERT, UPDATE, DELETE"


def wall(table: str, verbs: str) -> Iterator[str]:
    """Yield what parts a new table's rows by tenant, and grants the application no more than `verbs`.

    Row-level security is forced, so that it holds for the owner of the table too.
    """
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY tenant ON {table} USING ({IS_OURS}) WITH CHECK ({IS_OURS})"
    yield f"GRANT {verbs} ON {table} TO bellringer_app"


def listed(column: str, words: tuple[str, ...]) -> str:
    """Return the condition that allows only some words in a column."""
    quoted = ", ".join(f"'{word}'" for word in words)
    return f"{column} IN ({quoted})"
