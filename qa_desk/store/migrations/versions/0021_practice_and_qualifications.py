"""What was practised is kept criterion by criterion; qualifications have a blueprint, a set and an outcome."""

import sqlalchemy as sa
from alembic import op

from qa_desk.store.tables.base import JSON_TYPE, UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column and three tables; qualifications, in which no program wrote before, are made anew."""
    with op.batch_alter_table("practice_results") as batch:
        batch.add_column(sa.Column("judgements", JSON_TYPE, server_default="[]", nullable=False))
    with op.batch_alter_table("practice_results") as batch:
        batch.alter_column("judgements", server_default=None)
    op.drop_table("qualifications")
    _create_blueprints()
    _create_qualifications()
    _create_seated_cases()


def _create_blueprints() -> None:
    op.create_table(
        "blueprints",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scorecard_id", sa.Uuid(), nullable=False),
        sa.Column("definition", JSON_TYPE, nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecards.id"], name=op.f("fk_blueprints_scorecard_id_scorecards")
        ),
        sa.ForeignKeyConstraint(["written_by"], ["people.id"], name=op.f("fk_blueprints_written_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blueprints")),
    )
    op.create_index(op.f("ix_blueprints_scorecard_id"), "blueprints", ["scorecard_id"])


def _create_qualifications() -> None:
    op.create_table(
        "qualifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("scorecard_id", sa.Uuid(), nullable=False),
        sa.Column("blueprint_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("n_judgements", sa.Integer(), nullable=False),
        sa.Column("n_allowed_errors", sa.Integer(), nullable=False),
        sa.Column("n_errors", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("outcome", JSON_TYPE, nullable=True),
        sa.CheckConstraint("n_judgements > 0 AND n_allowed_errors >= 0", name=op.f("ck_qualifications_plan_possible")),
        sa.CheckConstraint(
            "passed IS NULL OR finished_at IS NOT NULL", name=op.f("ck_qualifications_verdict_when_over")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_qualifications_person_id_people")),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecards.id"], name=op.f("fk_qualifications_scorecard_id_scorecards")
        ),
        sa.ForeignKeyConstraint(
            ["blueprint_id"], ["blueprints.id"], name=op.f("fk_qualifications_blueprint_id_blueprints")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualifications")),
        sa.UniqueConstraint(
            "person_id", "blueprint_id", "attempt", name=op.f("uq_qualifications_person_id_blueprint_id_attempt")
        ),
    )


def _create_seated_cases() -> None:
    op.create_table(
        "seated_cases",
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("qualification_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_seated_cases_assignment_id_assignments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_seated_cases_person_id_people")),
        sa.ForeignKeyConstraint(
            ["case_id", "number"],
            ["case_versions.case_id", "case_versions.number"],
            name=op.f("fk_seated_cases_case_id_number_case_versions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["qualification_id"],
            ["qualifications.id"],
            name=op.f("fk_seated_cases_qualification_id_qualifications"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_seated_cases")),
    )
    for column in ("person_id", "qualification_id"):
        op.create_index(op.f(f"ix_seated_cases_{column}"), "seated_cases", [column])
