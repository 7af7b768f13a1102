"""Threads about off-days."""

from alembic import op

from bellringer.models.walls import listed

revision = "a91c5e7d30f8"
down_revision = "05b92d7f3c48"
branch_labels = None
depends_on = None

SUBJECTS = ("GOAL", "ACTIVITY", "STANDING", "FIGURE")


def upgrade() -> None:
    """Go forward."""
    _allow((*SUBJECTS, "FLAG"))


def downgrade() -> None:
    """Go back."""
    _allow(SUBJECTS)


def _allow(subjects: tuple[str, ...]) -> None:
    name = op.f("ck_thread_subject")
    op.drop_constraint(name, "thread", type_="check")
    op.create_check_constraint(name, "thread", listed("subject", subjects))
