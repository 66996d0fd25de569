"""Failures say why as one number, and an index of each flat table holds all that the common issues count."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from qa_desk.domain.issue import why_number

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_WHY = ("criterion_key", "critical", "reason_keys", "cause_owner_kind", "cause_owner_name")
_FILTERS = ("unit_id", "business_type", "campaign", "customer_segment", "service_stage", "scorecard_key")
_OF_SCORED = (*_FILTERS, "inspector_id", "call_id")
_OF_DEDUCTIONS = ("points", "call_points", *_FILTERS, "cause_owner_kind", "cause_owner_name", "call_id")


def upgrade() -> None:
    """Add the column, fill it, and replace the indexes that held less."""
    with op.batch_alter_table("deduction_facts") as batch:
        batch.add_column(sa.Column("why", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    _fill_why()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.drop_index("ix_deduction_facts_pareto" if is_sqlite else "ix_deduction_facts_pareto_include", "deduction_facts")
    op.drop_index(op.f("ix_deduction_facts_day_version_number_criterion_key_unit_id"), "deduction_facts")
    op.drop_index(op.f("ix_scored_facts_day_unit_id"), "scored_facts")
    op.drop_index(op.f("ix_scored_facts_day_version_number_applied_set_unit_id"), "scored_facts")
    op.create_index(op.f("ix_deduction_facts_why"), "deduction_facts", ["why"])
    op.create_index(op.f("ix_deduction_facts_criterion_key_day"), "deduction_facts", ["criterion_key", "day"])
    _counting("scored_facts", ("day", "version_number", "applied_set"), _OF_SCORED, is_sqlite)
    _counting("deduction_facts", ("day", "version_number", "criterion_key", "why"), _OF_DEDUCTIONS, is_sqlite)


def _counting(table: str, ordered: tuple[str, ...], held: tuple[str, ...], is_sqlite: bool) -> None:
    if is_sqlite:
        # who may read a row is not asked there, so that it need not tell of which call it is
        op.create_index(f"ix_{table}_counting", table, [*ordered, *(name for name in held if name != "call_id")])
    else:
        op.create_index(f"ix_{table}_counting_include", table, list(ordered), postgresql_include=list(held))


def _fill_why() -> None:
    """Each kind of failure is numbered once, and each row looks its number up: SQLite has no SHA-256."""
    connection = op.get_bind()
    kinds = connection.execute(sa.text(f"SELECT DISTINCT {', '.join(_WHY)} FROM deduction_facts")).all()  # noqa: S608
    rows = [_numbered(dict(zip(_WHY, kind, strict=True))) for kind in kinds]
    if not rows:
        return
    json_type = "text" if connection.dialect.name == "sqlite" else "jsonb"
    for statement in (
        "CREATE TEMPORARY TABLE numbers_of_kinds (criterion_key text, critical text,"
        f" reason_keys {json_type}, cause_owner_kind text, cause_owner_name text, why bigint)",
        "CREATE INDEX of_kind ON numbers_of_kinds (criterion_key, reason_keys, cause_owner_name)",
    ):
        connection.execute(sa.text(statement))
    values = f":criterion_key, :critical, CAST(:reason_keys AS {json_type}), :cause_owner_kind, :cause_owner_name, :why"
    connection.execute(sa.text(f"INSERT INTO numbers_of_kinds VALUES ({values})"), rows)  # noqa: S608
    connection.execute(
        sa.text(
            "UPDATE deduction_facts SET why = (SELECT n.why FROM numbers_of_kinds AS n"
            " WHERE n.criterion_key = deduction_facts.criterion_key AND n.reason_keys = deduction_facts.reason_keys"
            " AND n.cause_owner_name = deduction_facts.cause_owner_name"
            " AND n.cause_owner_kind = deduction_facts.cause_owner_kind"
            " AND n.critical = coalesce(deduction_facts.critical, ''))"
        )
    )
    connection.execute(sa.text("DROP TABLE numbers_of_kinds"))


def _numbered(kind: dict[str, Any]) -> dict[str, Any]:
    """A kind with its number; SQLite hands its reasons out as they are kept, PostgreSQL read."""
    kept = kind["reason_keys"]
    reasons = json.loads(kept) if isinstance(kept, str) else kept
    critical = kind["critical"] or ""
    number = why_number(kind["criterion_key"], critical, reasons, kind["cause_owner_kind"], kind["cause_owner_name"])
    text = kept if isinstance(kept, str) else json.dumps(reasons)
    return {**kind, "critical": critical, "reason_keys": text, "why": number}
