"""The language of an organization, which members have who chose none."""

import sqlalchemy as sa
from alembic import op

revision = "e92a7b1d4c68"
down_revision = "d81f6a0c3b57"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: those who have a language keep it."""
    op.add_column(
        "organization", sa.Column("locale", sa.Text(), server_default="en", nullable=False)
    )
    op.alter_column("profile", "locale", nullable=True, server_default=None)


def downgrade() -> None:
    """Go back: who had the organization's language has it as the own."""
    for (org_id,) in op.get_bind().execute(sa.text("SELECT org_id FROM door.organization")):
        op.execute(f"SET LOCAL bellringer.org_id = '{org_id}'")
        op.execute(
            "UPDATE profile SET locale = o.locale FROM organization AS o"
            " WHERE o.org_id = profile.org_id AND profile.locale IS NULL"
        )
    op.alter_column("profile", "locale", nullable=False, server_default="en")
    op.drop_column("organization", "locale")
