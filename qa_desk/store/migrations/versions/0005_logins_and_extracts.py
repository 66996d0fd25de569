"""The login that stands for a person on a server, and what of an evaluation enters figures and the search."""

import sqlalchemy as sa
from alembic import op

from qa_desk.store.tables.base import JSON_TYPE, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add two tables. `qa_desk.store.extracts` fills one for what was handed in before, once the schema is whole."""
    op.create_table(
        "person_logins",
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_person_logins_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_person_logins")),
        sa.UniqueConstraint("person_id", name=op.f("uq_person_logins_person_id")),
    )
    op.create_table(
        "evaluation_extracts",
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("content", JSON_TYPE, nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id", "sealed"],
            ["evaluations.id", "evaluations.sealed"],
            name=op.f("fk_evaluation_extracts_evaluation_id_sealed_evaluations"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("evaluation_id", name=op.f("pk_evaluation_extracts")),
    )
    if op.get_bind().dialect.name == "postgresql":
        # statistics of it would tell of answers that are sealed
        op.execute("ALTER TABLE evaluation_extracts ALTER COLUMN content SET STATISTICS 0")
