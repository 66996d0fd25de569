# ruff: noqa: S608 - all of it is made of our own names
"""That an assignment is an overlap or a repeat goes where who scores the call can't read it, until it is opened."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_UNDER_EVALUATION = (
    "answers",
    "marks",
    "heard_passages",
    "desk_places",
    "earlier_states",
    "evaluation_extracts",
)
_CONCEALED = "SELECT assignment_id FROM true_purposes"


def upgrade() -> None:
    """Add a table, and let the rows of what is not opened yet say routine like any other."""
    words = ("routine", "overlap", "repeat", "calibration", "practice", "qualification")
    purpose = sa.Enum(*words, name="purpose", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        "true_purposes",
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", purpose, nullable=False),
        sa.CheckConstraint("purpose IN ('overlap', 'repeat')", name=op.f("ck_true_purposes_purpose_is_concealed")),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_true_purposes_assignment_id_assignments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_true_purposes")),
    )
    op.execute(
        "INSERT INTO true_purposes (assignment_id, purpose) SELECT a.id, a.purpose FROM assignments AS a"
        " LEFT JOIN evaluations AS e ON e.assignment_id = a.id"
        " WHERE a.purpose IN ('overlap', 'repeat') AND (e.id IS NULL OR e.sealed)"
    )
    _let_rows_say_routine()


def _let_rows_say_routine() -> None:
    concealed_evaluations = f"SELECT id FROM evaluations WHERE assignment_id IN ({_CONCEALED})"
    # a commitment has only what is sealed, and is asked for in sessions alone
    op.execute(f"DELETE FROM commitments WHERE evaluation_id IN ({concealed_evaluations})")
    op.execute(f"UPDATE evaluations SET purpose = 'routine', sealed = false WHERE assignment_id IN ({_CONCEALED})")
    op.execute(f"UPDATE assignments SET purpose = 'routine' WHERE id IN ({_CONCEALED})")
    # PostgreSQL has done it by foreign key; in SQLite these are off while a schema changes
    for table in _UNDER_EVALUATION:
        op.execute(f"UPDATE {table} SET sealed = false WHERE sealed AND evaluation_id IN ({concealed_evaluations})")
    op.execute(
        "UPDATE answer_reasons SET sealed = false WHERE sealed AND answer_id IN"
        f" (SELECT id FROM answers WHERE evaluation_id IN ({concealed_evaluations}))"
    )
