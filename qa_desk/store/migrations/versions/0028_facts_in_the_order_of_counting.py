"""Indexes in the order in which facts are counted by day and by set, so that they are not sorted each time."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create them; what they hold is there already."""
    op.create_index(op.f("ix_scored_facts_applied_set_day_unit_id"), "scored_facts", ["applied_set", "day", "unit_id"])
    op.create_index(
        op.f("ix_scored_facts_day_version_number_applied_set_unit_id"),
        "scored_facts",
        ["day", "version_number", "applied_set", "unit_id"],
    )
    op.create_index(
        op.f("ix_deduction_facts_day_version_number_criterion_key_unit_id"),
        "deduction_facts",
        ["day", "version_number", "criterion_key", "unit_id"],
    )
