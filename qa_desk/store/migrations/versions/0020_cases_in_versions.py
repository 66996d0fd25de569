"""A standard case has passages, an author, a benchmark's shelf and a home elsewhere; who saw its answers is kept."""

import sqlalchemy as sa
from alembic import op

from qa_desk.store.tables.base import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns of cases and their versions, filled from what there is, and a table of exposures."""
    with op.batch_alter_table("standard_cases") as batch:
        batch.add_column(sa.Column("origin_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("origin_key", sa.Text(), server_default=sa.text("''"), nullable=False))
        batch.create_unique_constraint(op.f("uq_standard_cases_origin_key_origin_id"), ["origin_key", "origin_id"])
    _add_columns_of_versions()
    _fill_versions()
    with op.batch_alter_table("case_versions") as batch:
        batch.alter_column("author_id", nullable=False)
        batch.create_foreign_key(op.f("fk_case_versions_author_id_people"), "people", ["author_id"], ["id"])
        batch.create_check_constraint(
            op.f("ck_case_versions_passage_in_order"),
            "(start_s IS NULL) = (end_s IS NULL) AND (start_s IS NULL OR (start_s >= 0 AND start_s < end_s))",
        )
        batch.create_check_constraint(
            op.f("ck_case_versions_approved_by_another"), "approved_by IS NULL OR approved_by <> author_id"
        )
    op.create_index(
        "uq_case_versions_current",
        "case_versions",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    _create_exposures()


def _add_columns_of_versions() -> None:
    with op.batch_alter_table("case_versions") as batch:
        batch.add_column(sa.Column("author_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("business_type", sa.Text(), server_default=sa.text("''"), nullable=False))
        batch.add_column(sa.Column("start_s", sa.Double(), nullable=True))
        batch.add_column(sa.Column("end_s", sa.Double(), nullable=True))
        batch.add_column(sa.Column("is_benchmark", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.add_column(sa.Column("is_current", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.add_column(sa.Column("note", sa.Text(), server_default=sa.text("''"), nullable=False))
        batch.add_column(sa.Column("origin_number", sa.Integer(), nullable=True))


def _fill_versions() -> None:
    # who kept a case was its only author, and could not approve it
    op.execute("UPDATE case_versions SET author_id = owner_id")
    op.execute("UPDATE case_versions SET approved_by = NULL WHERE approved_by = author_id")
    op.execute(
        "UPDATE case_versions SET business_type ="
        " (SELECT c.business_type FROM calls AS c WHERE c.id = case_versions.call_id)"
    )
    # the last that is valid, else the last: what lists showed, but for a proposal on top of what holds
    highest = "SELECT max(v.number) FROM case_versions AS v WHERE v.case_id = case_versions.case_id"
    op.execute(
        "UPDATE case_versions SET is_current = true"  # noqa: S608 - all of it is made of our own names
        f" WHERE number = coalesce(({highest} AND v.state = 'valid'), ({highest}))"
    )


def _create_exposures() -> None:
    kinds = ("opened", "practised", "qualified", "in_session")
    op.create_table(
        "case_exposures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*kinds, name="exposurekind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "number"],
            ["case_versions.case_id", "case_versions.number"],
            name=op.f("fk_case_exposures_case_id_number_case_versions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_case_exposures_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_exposures")),
    )
    for column in ("case_id", "person_id"):
        op.create_index(op.f(f"ix_case_exposures_{column}"), "case_exposures", [column])
