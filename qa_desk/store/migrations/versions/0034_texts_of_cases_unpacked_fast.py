"""Texts that are found are packed in the way a server unpacks fastest, where it can: those of cases at once."""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Pack anew what a search looks through whole; a server without LZ4 keeps its own way."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("""
        DO $$
        BEGIN
            ALTER TABLE search_documents
                ALTER COLUMN tokens SET COMPRESSION lz4, ALTER COLUMN body SET COMPRESSION lz4;
            UPDATE search_documents SET tokens = tokens || '', body = body || '' WHERE kind = 'standard_case';
        EXCEPTION WHEN feature_not_supported THEN
            RAISE NOTICE 'this server has no LZ4';
        END
        $$
    """)
