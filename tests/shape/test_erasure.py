"""P1: every column that can hold a text is emptied by erasure, or is said to hold nothing of a person."""

import asyncpg

from bellringer.gamification.store.erasure import EMPTIED, KEPT, STATEMENTS

# Words of a closed list and keys of other tables are no texts of people.
TEXTS = """
SELECT c.oid::regclass::text, a.attname::text
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relkind = 'r' AND c.relnamespace::regnamespace::text IN ('public', 'door')
   AND c.oid::regclass::text <> 'alembic_version'
   AND format_type(a.atttypid, -1) = ANY (
         ARRAY['text', 'text[]', 'character varying', 'character varying[]', 'json', 'jsonb'])
   AND NOT EXISTS (
     SELECT FROM pg_constraint k
      WHERE k.conrelid = c.oid AND a.attnum = ANY (k.conkey)
        AND (k.contype = 'f'
             OR k.contype = 'c' AND pg_get_constraintdef(k.oid) LIKE '%= ANY (ARRAY[%'))
"""
HELP = """
A column of text is on neither list of bellringer/gamification/store/erasure.py (or is there no more). If people
write of each other in it, or it tells who somebody is: a statement that empties it, and a place in EMPTIED. If it
holds ids, typed values, what admins set up or business data: a place in KEPT.
"""


async def fetch(dsn: str, sql: str) -> set[tuple[str, str]]:
    connection = await asyncpg.connect(dsn)
    try:
        return {(table, column) for table, column in await connection.fetch(sql)}
    finally:
        await connection.close()


def listed() -> list[tuple[str, str]]:
    return [
        (table, column)
        for each in (EMPTIED, KEPT)
        for table, columns in each.items()
        for column in columns
    ]


async def test_P1_every_column_of_text_is_emptied_or_said_to_hold_nothing_of_a_person(
    dsn: str,
) -> None:
    assert await fetch(dsn, TEXTS) ^ set(listed()) == set(), HELP
    assert len(listed()) == len(set(listed()))


async def test_P1_a_new_note_or_text_is_found(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(
            "BEGIN; CREATE TABLE lunch_note (body text); ALTER TABLE kudos ADD extra jsonb"
        )
        found = {(table, column) for table, column in await connection.fetch(TEXTS)}
    finally:
        await connection.close()
    assert {("lunch_note", "body"), ("kudos", "extra")} == found - set(listed())


async def test_P1_all_notes_are_emptied_and_each_by_a_statement(dsn: str) -> None:
    notes = {table for table, _ in await fetch(dsn, TEXTS) if table.endswith("_note")}
    assert notes <= set(EMPTIED), HELP
    assert set(EMPTIED) <= set(STATEMENTS)
