"""A list of calls, of a million of them too, is read off an index, whatever it is narrowed and ordered by."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_WHOLE = ("agent_id", "unit_id", "business_type", "queue", "campaign", "customer_segment", "duration_s", "complaint")
_RARE = {
    "customer_id": "customer_id <> ''",
    "csat": "csat IS NOT NULL",
    "mode": "mode <> 'sampled'",
}


def upgrade() -> None:
    """Add indexes; two of one column give way to those that begin with it."""
    for name in _WHOLE:
        op.create_index(f"ix_calls_{name}_started_at", "calls", [name, "started_at"])
    for name, part in _RARE.items():
        where = sa.text(part)
        op.create_index(
            f"ix_calls_{name}_started_at", "calls", [name, "started_at"], sqlite_where=where, postgresql_where=where
        )
    op.drop_index("ix_calls_agent_id", table_name="calls")
    op.drop_index("ix_calls_unit_id", table_name="calls")
    op.create_index("ix_call_attributes_name_value_call_id", "call_attributes", ["name", "value", "call_id"])
