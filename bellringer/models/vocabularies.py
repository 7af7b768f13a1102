"""Vocabularies: the words that a column may hold, as migrations widen and narrow them.

Migrations that have been released stand on this file: it may be added to, never changed.
"""

import re

import sqlalchemy as sa
from alembic import op

from bellringer.models.walls import listed


def widen(table: str, column: str, *words: str) -> None:
    """Let a column hold more words."""
    _allow(table, column, _allowed(table, column) | set(words))


def narrow(table: str, column: str, *words: str) -> None:
    """Let a column hold some words no more; no row may have them."""
    _allow(table, column, _allowed(table, column) - set(words))


def _allowed(table: str, column: str) -> set[str]:
    condition = op.get_bind().scalar(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"),
        {"name": f"ck_{table}_{column}"},
    )
    return set(re.findall(r"'(\w+)'", condition))


def _allow(table: str, column: str, words: set[str]) -> None:
    name = op.f(f"ck_{table}_{column}")
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, listed(column, tuple(sorted(words))))
