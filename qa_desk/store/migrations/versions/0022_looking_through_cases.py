"""A line of each case to look through the library by, an index in its order, and one of the words of cases."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, which is filled afterwards (`qa_desk.store.case_filling`), and the indexes."""
    with op.batch_alter_table("case_versions") as batch:
        batch.add_column(sa.Column("facet_line", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.create_index("ix_standard_cases_in_order", "standard_cases", [sa.text("length(code)"), "code"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX ix_search_documents_of_cases ON search_documents USING gin (to_tsvector('simple', tokens))"
            " WHERE kind = 'standard_case'"
        )
