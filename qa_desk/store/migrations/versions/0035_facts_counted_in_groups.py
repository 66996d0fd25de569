"""Failures say what their call lost to the same cause owner, and facts have indexes in the order of what is counted."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_PLACE = ("unit_id", "business_type", "campaign", "customer_segment", "service_stage")
_FILTERS = (*_PLACE, "scorecard_key")
_OWNER = ("cause_owner_kind", "cause_owner_name")
_LOST = ("points", "call_points", "owner_points")


def upgrade() -> None:
    """Add the column, fill it, and lay the indexes."""
    with op.batch_alter_table("deduction_facts") as batch:
        batch.add_column(sa.Column("owner_points", sa.Double(), server_default=sa.text("0"), nullable=False))
    _fill_points()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    name = "ix_deduction_facts_counting" if is_sqlite else "ix_deduction_facts_counting_include"
    op.drop_index(name, "deduction_facts")
    ordered = ["day", "version_number", "criterion_key", "why"]
    _laid(name, ordered, [*_LOST, *_FILTERS, *_OWNER, "inspector_id"], is_sqlite)
    name = "ix_deduction_facts_by_place" if is_sqlite else "ix_deduction_facts_by_place_include"
    ordered = ["criterion_key", *_PLACE, *_OWNER]
    _laid(name, ordered, ["day", "inspector_id", "version_number", "scorecard_key"], is_sqlite)
    op.drop_index(op.f("ix_scored_facts_applied_set_day_unit_id"), "scored_facts")
    op.create_index(op.f("ix_scored_facts_applied_set"), "scored_facts", ["applied_set"])
    if is_sqlite:
        why = ["why", "day", *_LOST, *_FILTERS, *_OWNER]
        op.create_index("ix_deduction_facts_by_why", "deduction_facts", why)
        judged = ["applied_set", "inspector_id", "version_number", "day", *_FILTERS]
        op.create_index("ix_scored_facts_by_inspector", "scored_facts", judged)
        op.create_index("ix_scored_facts_by_place", "scored_facts", [*_PLACE, "applied_set", "day", "scorecard_key"])


def _laid(name: str, ordered: list[str], held: list[str], is_sqlite: bool) -> None:
    """On failures, in this order; a server asks each row also of which call it is."""
    if is_sqlite:
        op.create_index(name, "deduction_facts", [*ordered, *held])
    else:
        op.create_index(name, "deduction_facts", ordered, postgresql_include=[*held, "call_id"])


def _fill_points() -> None:
    owner = "CASE WHEN cause_owner_kind = 'agent' THEN NULL ELSE cause_owner_name END"
    lost = f"sum(points) OVER (PARTITION BY evaluation_id, {owner})"
    op.execute(
        "UPDATE deduction_facts SET owner_points = round(CAST(owned.points AS numeric), 6)"  # noqa: S608 - all ours
        f" FROM (SELECT id, {lost} AS points FROM deduction_facts) AS owned WHERE owned.id = deduction_facts.id"
    )
