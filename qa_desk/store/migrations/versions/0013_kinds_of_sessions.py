"""What a calibration session asks and is measured by, sessions that come back, and whom an event concerned."""

import sqlalchemy as sa
from alembic import op

from qa_desk.store.tables.base import JSON_TYPE

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table, and columns of three."""
    _create_recurring_sessions()
    with op.batch_alter_table("calibration_sessions") as batch:
        batch.add_column(sa.Column("hides_agent", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.add_column(sa.Column("criteria", JSON_TYPE, nullable=True))
        batch.add_column(sa.Column("apart_days", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("recurrence_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("occurs_on", sa.Date(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_calibration_sessions_recurrence_id_recurring_sessions"),
            "recurring_sessions",
            ["recurrence_id"],
            ["id"],
        )
        batch.create_unique_constraint(
            op.f("uq_calibration_sessions_recurrence_id_occurs_on"), ["recurrence_id", "occurs_on"]
        )
    with op.batch_alter_table("session_calls") as batch:
        batch.add_column(sa.Column("case_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("case_number", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_session_calls_case_id_standard_cases"), "standard_cases", ["case_id"], ["id"])
    with op.batch_alter_table("session_events") as batch:
        batch.add_column(sa.Column("about_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(op.f("fk_session_events_about_id_people"), "people", ["about_id"], ["id"])


def _create_recurring_sessions() -> None:
    every = sa.Enum("week", "two_weeks", "month", name="every", native_enum=False, create_constraint=True, length=32)
    kinds = ("any", "low_agreement", "borderline", "rare_failure", "not_lately")
    evidence = sa.Enum(*kinds, name="evidence", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        "recurring_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("every", every, nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("n_calls", sa.Integer(), nullable=False),
        sa.Column("evidence", evidence, nullable=False),
        sa.Column("panel", JSON_TYPE, nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("scorecard_key", sa.Text(), nullable=False),
        sa.Column("due_days", sa.Integer(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=True),
        sa.Column("hides_agent", sa.Boolean(), nullable=False),
        sa.Column("criteria", JSON_TYPE, nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("weekday >= 0 AND weekday <= 6", name=op.f("ck_recurring_sessions_weekday_of_week")),
        sa.CheckConstraint("n_calls > 0 AND due_days >= 0", name=op.f("ck_recurring_sessions_numbers_in_range")),
        sa.ForeignKeyConstraint(["lead_id"], ["people.id"], name=op.f("fk_recurring_sessions_lead_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurring_sessions")),
    )
