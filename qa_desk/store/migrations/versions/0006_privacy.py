"""Masked passages, numbers in texts that may stay, and what was handed out with which calls in it."""

import sqlalchemy as sa
from alembic import op

from qa_desk.store.tables.base import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add four tables."""
    _create_masked_passages()
    _create_kept_numbers()
    _create_hand_outs()


def _create_masked_passages() -> None:
    op.create_table(
        "masked_passages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recording_id", sa.Uuid(), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.Column("kind", _one_of("privatekind", "resident_id", "payment_card", "mobile", "other"), nullable=False),
        sa.Column("state", _one_of("maskstate", "proposed", "confirmed"), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("start_s >= 0 AND start_s < end_s", name=op.f("ck_masked_passages_times_in_order")),
        sa.CheckConstraint(
            "state <> 'confirmed' OR decided_by IS NOT NULL", name=op.f("ck_masked_passages_confirmed_by_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_masked_passages_recording_id_recordings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["proposed_by"], ["people.id"], name=op.f("fk_masked_passages_proposed_by_people")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_masked_passages_decided_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_masked_passages")),
    )
    op.create_index(op.f("ix_masked_passages_recording_id"), "masked_passages", ["recording_id"])


def _create_kept_numbers() -> None:
    op.create_table(
        "kept_numbers",
        sa.Column("place", _one_of("numberplace", "transcript", "comment", "answer_comment", "note"), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_kept_numbers_call_id_calls"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_kept_numbers_decided_by_people")),
        sa.PrimaryKeyConstraint("place", "object_id", "position", "first", name=op.f("pk_kept_numbers")),
    )
    op.create_index(op.f("ix_kept_numbers_call_id"), "kept_numbers", ["call_id"])


def _create_hand_outs() -> None:
    op.create_table(
        "hand_outs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", _one_of("handoutkind", "sound", "scores", "report", "package"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("handed_out_by", sa.Uuid(), nullable=True),
        sa.Column("handed_out_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["handed_out_by"], ["people.id"], name=op.f("fk_hand_outs_handed_out_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_outs")),
    )
    op.create_index(op.f("ix_hand_outs_handed_out_at"), "hand_outs", ["handed_out_at"])
    op.create_table(
        "hand_out_calls",
        sa.Column("hand_out_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hand_out_id"],
            ["hand_outs.id"],
            name=op.f("fk_hand_out_calls_hand_out_id_hand_outs"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_hand_out_calls_call_id_calls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hand_out_id", "call_id", name=op.f("pk_hand_out_calls")),
    )
    op.create_index(op.f("ix_hand_out_calls_call_id"), "hand_out_calls", ["call_id"])


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
