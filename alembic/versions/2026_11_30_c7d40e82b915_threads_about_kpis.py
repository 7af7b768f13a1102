"""Threads about KPIs."""

from alembic import op

from bellringer.models.walls import listed

revision = "c7d40e82b915"
down_revision = "a91c5e7d30f8"
branch_labels = None
depends_on = None

SUBJECTS = ("GOAL", "ACTIVITY", "STANDING", "FIGURE", "FLAG")


def upgrade() -> None:
    """Go forward."""
    _allow((*SUBJECTS, "KPI"))


def downgrade() -> None:
    """Go back."""
    _allow(SUBJECTS)


def _allow(subjects: tuple[str, ...]) -> None:
    name = op.f("ck_thread_subject")
    op.drop_constraint(name, "thread", type_="check")
    op.create_check_constraint(name, "thread", listed("subject", subjects))
