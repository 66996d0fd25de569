"""From which day a scorecard version holds and when it was retired; departments that closed; published is published."""

import sqlalchemy as sa
from alembic import op

from qa_desk.store.tables.base import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_FROZEN = "scorecard_id, number, title, policy_kind, policy_cap, definition, sha256"
_REFUSAL = "a published scorecard version never changes"


def upgrade() -> None:
    """Add three columns, and the trigger; whoever makes the table anew on SQLite has to make the trigger again."""
    with op.batch_alter_table("scorecard_versions") as batch:
        batch.add_column(sa.Column("in_force_from", sa.Date(), nullable=True))
        batch.add_column(sa.Column("retired_at", UtcDateTime(), nullable=True))
    with op.batch_alter_table("departments") as batch:
        batch.add_column(sa.Column("closed_on", sa.Date(), nullable=True))
    head = f"CREATE TRIGGER scorecard_versions_stay BEFORE UPDATE OF {_FROZEN} ON scorecard_versions FOR EACH ROW"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"{head} WHEN OLD.state <> 'draft' BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END")
    else:
        body = f"BEGIN RAISE EXCEPTION '{_REFUSAL}'; END"
        op.execute(f"CREATE FUNCTION refuse_scorecard_change() RETURNS trigger LANGUAGE plpgsql AS '{_quoted(body)}'")
        op.execute(f"{head} WHEN (OLD.state <> 'draft') EXECUTE FUNCTION refuse_scorecard_change()")


def _quoted(text: str) -> str:
    return text.replace("'", "''")
