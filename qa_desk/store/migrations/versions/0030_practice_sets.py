"""Sets of standard cases that a trainer offers to everybody who practises."""

import sqlalchemy as sa
from alembic import op

from qa_desk.store.tables.base import UtcDateTime

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add two tables."""
    op.create_table(
        "practice_sets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_practice_sets_made_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_sets")),
    )
    op.create_table(
        "practice_set_cases",
        sa.Column("set_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["set_id"],
            ["practice_sets.id"],
            name=op.f("fk_practice_set_cases_set_id_practice_sets"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["standard_cases.id"],
            name=op.f("fk_practice_set_cases_case_id_standard_cases"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("set_id", "position", name=op.f("pk_practice_set_cases")),
    )
    op.create_index(op.f("ix_practice_set_cases_case_id"), "practice_set_cases", ["case_id"])
