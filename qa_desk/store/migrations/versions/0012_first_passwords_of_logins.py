"""Which logins of a server have a password that somebody else made up: its owner chooses another one."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column; who chose the passwords there are is not known, so nobody is asked."""
    with op.batch_alter_table("person_logins") as batch:
        batch.add_column(sa.Column("must_change", sa.Boolean(), nullable=False, server_default=sa.false()))
