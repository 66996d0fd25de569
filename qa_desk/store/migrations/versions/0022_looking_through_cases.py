"""Answers of a case say whether they are failures, and the search knows cases from everything else it holds."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column, which is filled afterwards (`qa_desk.store.case_filling`), and what leads to failures and cases."""
    with op.batch_alter_table("case_answers") as batch:
        batch.add_column(sa.Column("failed", sa.Boolean(), nullable=True))
    op.create_index(
        "ix_case_answers_failed",
        "case_answers",
        ["criterion_key", "case_id", "number"],
        sqlite_where=sa.text("failed = 1"),
        postgresql_where=sa.text("failed"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX ix_search_documents_of_cases ON search_documents USING gin (to_tsvector('simple', tokens))"
            " WHERE kind = 'standard_case'"
        )
