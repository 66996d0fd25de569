"""Facts say campaign, segment and stage of the call, what it lost in all, and which criteria applied as one number."""

from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from qa_desk.domain.issue import set_number

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_OF_CALLS = ("campaign", "customer_segment", "service_stage")
_AT_ONCE = 5_000


def upgrade() -> None:
    """Add the columns and fill them from what there is."""
    with op.batch_alter_table("scored_facts") as batch:
        for name in _OF_CALLS:
            batch.add_column(sa.Column(name, sa.Text(), server_default=sa.text("''"), nullable=False))
        batch.add_column(sa.Column("points_lost", sa.Double(), server_default=sa.text("0"), nullable=False))
        batch.add_column(sa.Column("applied_set", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    with op.batch_alter_table("deduction_facts") as batch:
        for name in _OF_CALLS:
            batch.add_column(sa.Column(name, sa.Text(), server_default=sa.text("''"), nullable=False))
        batch.add_column(sa.Column("call_points", sa.Double(), server_default=sa.text("0"), nullable=False))
    for table in ("scored_facts", "deduction_facts"):
        op.execute(
            f"UPDATE {table} SET campaign = c.campaign, customer_segment = c.customer_segment,"  # noqa: S608 - our names
            f" service_stage = c.service_stage FROM calls AS c WHERE c.id = {table}.call_id"
        )
    _fill_points()
    _fill_sets()


def _fill_points() -> None:
    summed = "SELECT evaluation_id, sum(points) AS points FROM deduction_facts GROUP BY evaluation_id"
    rounded = "round(CAST(lost.points AS numeric), 6)"
    for table, column in (("scored_facts", "points_lost"), ("deduction_facts", "call_points")):
        op.execute(
            f"UPDATE {table} SET {column} = {rounded} FROM ({summed}) AS lost"  # noqa: S608 - all of it is ours
            f" WHERE lost.evaluation_id = {table}.evaluation_id"
        )


def _fill_sets() -> None:
    """The numbers are worked out here: SQLite has no SHA-256."""
    connection = op.get_bind()
    applied = sa.table("opportunity_facts", sa.column("evaluation_id", sa.Uuid()), sa.column("criterion_key"))
    scored = sa.table("scored_facts", sa.column("evaluation_id", sa.Uuid()), sa.column("applied_set", sa.BigInteger()))
    number_of = dict.fromkeys(connection.scalars(sa.select(scored.c.evaluation_id)), set_number(()))
    found = connection.execute(sa.select(applied).order_by(applied.c.evaluation_id))
    for key, rows in groupby(found, key=lambda row: row.evaluation_id):
        number_of[key] = set_number(row.criterion_key for row in rows)
    statement = (
        sa.update(scored).where(scored.c.evaluation_id == sa.bindparam("of")).values(applied_set=sa.bindparam("number"))
    )
    values: list[dict[str, Any]] = [{"of": key, "number": number} for key, number in number_of.items()]
    for start in range(0, len(values), _AT_ONCE):
        connection.execute(statement, values[start : start + _AT_ONCE])
