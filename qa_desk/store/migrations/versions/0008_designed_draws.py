"""What a draw was designed like, which of its calls were replaced and why, whose exemption stands, hidden agents."""

import sqlalchemy as sa
from alembic import op

from qa_desk.store.tables.base import JSON_TYPE, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns to three tables, and one table."""
    with op.batch_alter_table("draws") as batch:
        batch.add_column(sa.Column("first_day", sa.Date(), nullable=True))
        batch.add_column(sa.Column("last_day", sa.Date(), nullable=True))
        batch.add_column(sa.Column("strata", JSON_TYPE, nullable=True))
    with op.batch_alter_table("draw_items") as batch:
        batch.add_column(sa.Column("dropped_reason", sa.Text(), server_default=sa.text("''"), nullable=False))
        batch.add_column(sa.Column("dropped_by", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("dropped_at", UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("replaces_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(op.f("fk_draw_items_dropped_by_people"), "people", ["dropped_by"], ["id"])
        batch.create_foreign_key(op.f("fk_draw_items_replaces_id_calls"), "calls", ["replaces_id"], ["id"])
    with op.batch_alter_table("assignments") as batch:
        batch.add_column(sa.Column("hides_agent", sa.Boolean(), server_default=sa.false(), nullable=False))
    _create_agent_exemptions()


def _create_agent_exemptions() -> None:
    states = ("stands", "suspended", "ended")
    kind = sa.Enum(*states, name="exemptionstate", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        "agent_exemptions",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("state", kind, nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("state = 'stands' OR reason <> ''", name=op.f("ck_agent_exemptions_change_has_reason")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["sampling_plans.id"], name=op.f("fk_agent_exemptions_plan_id_sampling_plans")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["people.id"], name=op.f("fk_agent_exemptions_agent_id_people")),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluations.id"],
            name=op.f("fk_agent_exemptions_evaluation_id_evaluations"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("plan_id", "agent_id", name=op.f("pk_agent_exemptions")),
    )
