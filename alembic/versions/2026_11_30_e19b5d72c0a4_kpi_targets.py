"""Targets of KPIs, beside bands, scorecards and bonuses."""

from alembic import op

from bellringer.models.walls import listed

revision = "e19b5d72c0a4"
down_revision = "c7d40e82b915"
branch_labels = None
depends_on = None

KINDS = ("GRADE", "SCORECARD", "BONUS")


def upgrade() -> None:
    """Go forward."""
    _allow((*KINDS, "TARGET"))


def downgrade() -> None:
    """Go back."""
    op.execute("DELETE FROM kpi_rule_version WHERE kind = 'TARGET'")
    _allow(KINDS)


def _allow(kinds: tuple[str, ...]) -> None:
    name = op.f("ck_kpi_rule_version_kind")
    op.drop_constraint(name, "kpi_rule_version", type_="check")
    op.create_check_constraint(name, "kpi_rule_version", listed("kind", kinds))
