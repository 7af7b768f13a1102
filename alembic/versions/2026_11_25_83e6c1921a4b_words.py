"""The words that inboxes and feeds tell, as they are since the game is whole."""

from alembic import op

from bellringer.models.walls import listed

revision = "83e6c1921a4b"
down_revision = "72d5b081293a"
branch_labels = None
depends_on = None

# table, column: what was allowed, and what is allowed besides
WORDS: dict[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]] = {
    ("announcement", "kind"): (
        (
            "MILESTONE_CROSSED",
            "GOAL_MET",
            "GOAL_PROPOSED",
            "GOAL_AGREED",
            "BADGE_AWARDED",
            "BADGE_REVOKED",
            "LEVEL_UP",
            "TEAM_OF_THE_MONTH",
            "MEMBER_OF_THE_MONTH",
            "KUDOS",
        ),
        (
            "ACTIVITY_APPROVED",
            "ACTIVITY_REJECTED",
            "COMPETITION_STARTED",
            "COMPETITION_RESULT",
            "GOAL_DECLINED",
            "GOAL_SUBMITTED",
        ),
    ),
    ("feed_post", "kind"): (
        (
            "DEAL_WON",
            "MILESTONE_CROSSED",
            "BADGE_AWARDED",
            "TEAM_OF_THE_MONTH",
            "MEMBER_OF_THE_MONTH",
            "KUDOS",
        ),
        ("COMPETITION_RESULT",),
    ),
    ("ledger_entry", "reason"): (
        ("ACTIVITY", "REVERSAL", "ADJUSTMENT", "BADGE_BONUS", "TRANSFER"),
        (),
    ),
}


def upgrade() -> None:
    """Go forward."""
    for (table, column), (before, besides) in WORDS.items():
        _allow(table, column, before + besides)


def downgrade() -> None:
    """Go back."""
    for (table, column), (before, _) in WORDS.items():
        _allow(table, column, before)


def _allow(table: str, column: str, words: tuple[str, ...]) -> None:
    name = op.f(f"ck_{table}_{column}")
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, listed(column, words))
