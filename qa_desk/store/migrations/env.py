"""Runs migrations on the connection that `qa_desk.store.schema` hands over; there is no alembic.ini."""

from alembic import context

from qa_desk.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
