"""Facts of an evaluation that a dispute led to name who scored the call, and not who decided."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_BEFORE = (
    "SELECT e.inspector_id FROM feedback AS f JOIN evaluations AS e ON e.id = f.evaluation_id"
    " WHERE f.superseding_id = {table}.evaluation_id"
)


def upgrade() -> None:
    """Write them anew where there was a dispute."""
    for table in ("scored_facts", "deduction_facts"):
        before = _BEFORE.format(table=table)
        op.execute(
            f"UPDATE {table} SET inspector_id = ({before})"  # noqa: S608 - all of it is made of our own names
            " WHERE evaluation_id IN (SELECT superseding_id FROM feedback WHERE superseding_id IS NOT NULL)"
        )
