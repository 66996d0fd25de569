"""The whole schema: everything there is a name for in QA Desk, so that later versions add and do not rename."""

import sqlalchemy as sa
from alembic import op

from qa_desk.store.tables.base import JSON_TYPE, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_BLIND_COLUMNS = {
    "evaluations": ("comment", "score_before_policy", "score", "agent_score", "passed", "listened_share"),
    "answers": ("rating", "na", "comment", "cause_owner_kind", "cause_owner_id"),
    "answer_reasons": ("reason_key",),
    "marks": ("criterion_key", "start_s", "end_s", "note", "positive"),
    "heard_passages": ("start_s", "end_s"),
    "commitments": ("sha256", "salt"),
}
"""What PostgreSQL must gather no statistics of: they would tell of answers that are sealed."""


def upgrade() -> None:
    """Make the whole schema."""
    _create_organisation()
    _create_calls()
    _create_imports()
    _create_scorecards()
    _create_calibration()
    _create_sampling()
    _create_evaluations()
    _create_standard_cases()
    _create_following()
    _create_centre()
    _create_reporting()
    if op.get_bind().dialect.name == "sqlite":
        _create_sqlite_search()
    else:
        _create_postgresql_search()
        _keep_statistics_blind()


def _create_organisation() -> None:
    op.create_table(
        "units",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name=op.f("fk_units_parent_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("parent_id", "name", name=op.f("uq_units_parent_id_name")),
        sa.UniqueConstraint("path", name=op.f("uq_units_path")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("team_leader_id", sa.Uuid(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("hired_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["team_leader_id"], ["people.id"], name=op.f("fk_people_team_leader_id_people")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_people_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("external_id", name=op.f("uq_people_external_id")),
    )
    op.create_index(op.f("ix_people_unit_id"), "people", ["unit_id"], unique=False)
    op.create_table(
        "departments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("deputy_id", sa.Uuid(), nullable=True),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("answer_days > 0", name=op.f("ck_departments_answer_days_positive")),
        sa.ForeignKeyConstraint(["contact_id"], ["people.id"], name=op.f("fk_departments_contact_id_people")),
        sa.ForeignKeyConstraint(["deputy_id"], ["people.id"], name=op.f("fk_departments_deputy_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
        sa.UniqueConstraint("name", name=op.f("uq_departments_name")),
    )
    op.create_table(
        "leaves",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_leaves_days_in_order")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_leaves_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "first_day", name=op.f("pk_leaves")),
    )
    op.create_table(
        "person_accounts",
        sa.Column("os_user", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_person_accounts_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("os_user", name=op.f("pk_person_accounts")),
    )
    op.create_index(op.f("ix_person_accounts_person_id"), "person_accounts", ["person_id"], unique=False)
    op.create_table(
        "person_roles",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "inspector",
                "learner",
                "lead",
                "trainer",
                "team_leader",
                "agent",
                "owner",
                "administrator",
                "auditor",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_person_roles_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "role", name=op.f("pk_person_roles")),
    )
    op.create_table(
        "standard_wordings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", JSON_TYPE, nullable=False),
        sa.Column("text", JSON_TYPE, nullable=False),
        sa.Column("business_type", sa.Text(), nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_from <= valid_until", name=op.f("ck_standard_wordings_validity_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_standard_wordings_department_id_departments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_wordings")),
    )
    op.create_index(op.f("ix_standard_wordings_business_type"), "standard_wordings", ["business_type"], unique=False)


def _create_calls() -> None:
    op.create_table(
        "calls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("duration_s", sa.Double(), nullable=True),
        sa.Column(
            "mode",
            sa.Enum(
                "sampled",
                "live",
                "side_by_side",
                "test_call",
                name="monitoringmode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("business_type", sa.Text(), nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("customer_segment", sa.Text(), nullable=False),
        sa.Column("service_stage", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("csat", sa.Double(), nullable=True),
        sa.Column("csat_scale", sa.Text(), nullable=False),
        sa.Column("complaint", sa.Boolean(), nullable=True),
        sa.Column("resolved", sa.Boolean(), nullable=True),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("duration_s >= 0", name=op.f("ck_calls_duration_not_negative")),
        sa.ForeignKeyConstraint(["agent_id"], ["people.id"], name=op.f("fk_calls_agent_id_people")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_calls_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint("key", name=op.f("uq_calls_key")),
    )
    op.create_index(op.f("ix_calls_agent_id"), "calls", ["agent_id"], unique=False)
    op.create_index(op.f("ix_calls_started_at"), "calls", ["started_at"], unique=False)
    op.create_index(op.f("ix_calls_unit_id"), "calls", ["unit_id"], unique=False)
    op.create_table(
        "call_attributes",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_call_attributes_call_id_calls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("call_id", "name", name=op.f("pk_call_attributes")),
    )
    op.create_table(
        "recordings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("original_name", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("present", "missing", name="recordingstate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("relative_path", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("codec", sa.Text(), nullable=False),
        sa.Column("rate_hz", sa.Integer(), nullable=False),
        sa.Column("channels", sa.Integer(), nullable=False),
        sa.Column("duration_s", sa.Double(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column(
            "agent_channel",
            sa.Enum("left", "right", "mono", name="agentchannel", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state = 'missing' OR (sha256 IS NOT NULL AND relative_path <> '')",
            name=op.f("ck_recordings_present_has_file"),
        ),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_recordings_call_id_calls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recordings")),
        sa.UniqueConstraint("call_id", "position", name=op.f("uq_recordings_call_id_position")),
        sa.UniqueConstraint("call_id", "sha256", name=op.f("uq_recordings_call_id_sha256")),
    )
    op.create_index(op.f("ix_recordings_sha256"), "recordings", ["sha256"], unique=False)
    op.create_table(
        "transcripts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recording_id", sa.Uuid(), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recordings.id"], name=op.f("fk_transcripts_recording_id_recordings"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcripts")),
    )
    op.create_index(op.f("ix_transcripts_recording_id"), "transcripts", ["recording_id"], unique=False)
    op.create_table(
        "transcript_segments",
        sa.Column("transcript_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("start_s <= end_s", name=op.f("ck_transcript_segments_times_in_order")),
        sa.ForeignKeyConstraint(
            ["transcript_id"],
            ["transcripts.id"],
            name=op.f("fk_transcript_segments_transcript_id_transcripts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("transcript_id", "position", name=op.f("pk_transcript_segments")),
    )


def _create_imports() -> None:
    op.create_table(
        "import_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "running",
                "finished",
                "cancelled",
                name="importstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["started_by"], ["people.id"], name=op.f("fk_import_runs_started_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_runs")),
    )
    op.create_index(op.f("ix_import_runs_started_at"), "import_runs", ["started_at"], unique=False)
    op.create_table(
        "import_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "imported",
                "already_here",
                "refused",
                "unattributed",
                "recording_missing",
                "row_read",
                name="itemoutcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("call_key", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("recording_id", sa.Uuid(), nullable=True),
        sa.Column("error_code", sa.Text(), nullable=False),
        sa.Column("error_params", JSON_TYPE, nullable=True),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_import_items_recording_id_recordings"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_runs.id"], name=op.f("fk_import_items_run_id_import_runs"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_items")),
        sa.UniqueConstraint("run_id", "position", name=op.f("uq_import_items_run_id_position")),
    )
    op.create_index(op.f("ix_import_items_run_id_name"), "import_items", ["run_id", "name"], unique=False)


def _create_scorecards() -> None:
    op.create_table(
        "scorecards",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecards")),
        sa.UniqueConstraint("key", name=op.f("uq_scorecards_key")),
    )
    op.create_table(
        "scorecard_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scorecard_id", sa.Uuid(), nullable=False),
        sa.Column("title", JSON_TYPE, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "retired",
                name="versionstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "policy_kind",
            sa.Enum(
                "zero_total",
                "cap",
                "report_separately",
                name="policykind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("policy_cap", sa.Double(), nullable=True),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(policy_kind = 'cap') = (policy_cap IS NOT NULL)", name=op.f("ck_scorecard_versions_cap_only_for_cap")
        ),
        sa.CheckConstraint(
            "state = 'draft' OR published_at IS NOT NULL", name=op.f("ck_scorecard_versions_published_has_moment")
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_scorecard_versions_number_positive")),
        sa.ForeignKeyConstraint(
            ["published_by"], ["people.id"], name=op.f("fk_scorecard_versions_published_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecards.id"], name=op.f("fk_scorecard_versions_scorecard_id_scorecards")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecard_versions")),
        sa.UniqueConstraint("scorecard_id", "number", name=op.f("uq_scorecard_versions_scorecard_id_number")),
    )
    op.create_table(
        "criteria",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("title", JSON_TYPE, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("section_key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("scale_key", sa.Text(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column(
            "critical",
            sa.Enum(
                "customer",
                "business",
                "compliance",
                name="criticalfamily",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("bonus", sa.Boolean(), nullable=False),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_criteria_weight_not_negative")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["scorecard_versions.id"],
            name=op.f("fk_criteria_version_id_scorecard_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria")),
        sa.UniqueConstraint("version_id", "key", name=op.f("uq_criteria_version_id_key")),
    )


def _create_calibration() -> None:
    op.create_table(
        "calibration_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "panel",
                "against_standard",
                "same_inspector",
                "with_agents",
                "pilot",
                name="sessionkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "blind",
                "revealed",
                "settled",
                "closed",
                name="sessionstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("quorum", sa.Integer(), nullable=True),
        sa.Column("revealed_at", UtcDateTime(), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("reopened_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "state = 'blind' OR revealed_at IS NOT NULL", name=op.f("ck_calibration_sessions_revealed_has_moment")
        ),
        sa.CheckConstraint("quorum IS NULL OR quorum > 0", name=op.f("ck_calibration_sessions_quorum_positive")),
        sa.ForeignKeyConstraint(["lead_id"], ["people.id"], name=op.f("fk_calibration_sessions_lead_id_people")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["scorecard_versions.id"],
            name=op.f("fk_calibration_sessions_version_id_scorecard_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_sessions")),
    )
    op.create_index(op.f("ix_calibration_sessions_state"), "calibration_sessions", ["state"], unique=False)
    op.create_table(
        "session_actions",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_session_actions_owner_id_people")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["calibration_sessions.id"],
            name=op.f("fk_session_actions_session_id_calibration_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "position", name=op.f("pk_session_actions")),
    )
    op.create_table(
        "session_calls",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_session_calls_call_id_calls")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["calibration_sessions.id"],
            name=op.f("fk_session_calls_session_id_calibration_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "call_id", name=op.f("pk_session_calls")),
    )
    op.create_index(op.f("ix_session_calls_call_id"), "session_calls", ["call_id"], unique=False)
    op.create_table(
        "session_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_session_events_actor_id_people")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["calibration_sessions.id"],
            name=op.f("fk_session_events_session_id_calibration_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_events")),
    )
    op.create_index(op.f("ix_session_events_session_id"), "session_events", ["session_id"], unique=False)
    op.create_table(
        "session_seats",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("inspector", "agent", name="seatkind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_session_seats_person_id_people")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["calibration_sessions.id"],
            name=op.f("fk_session_seats_session_id_calibration_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "person_id", name=op.f("pk_session_seats")),
    )
    op.create_index(op.f("ix_session_seats_person_id"), "session_seats", ["person_id"], unique=False)
    op.create_table(
        "settled_answers",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("criterion_key", sa.Text(), nullable=False),
        sa.Column("rating", JSON_TYPE, nullable=True),
        sa.Column("na", sa.Boolean(), nullable=False),
        sa.Column("reasons", JSON_TYPE, nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("settled_by", sa.Uuid(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("NOT na OR rating IS NULL", name=op.f("ck_settled_answers_na_has_no_rating")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_settled_answers_call_id_calls")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["calibration_sessions.id"],
            name=op.f("fk_settled_answers_session_id_calibration_sessions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["settled_by"], ["people.id"], name=op.f("fk_settled_answers_settled_by_people")),
        sa.PrimaryKeyConstraint("session_id", "call_id", "criterion_key", name=op.f("pk_settled_answers")),
    )


def _create_sampling() -> None:
    op.create_table(
        "sampling_plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sampling_plans")),
        sa.UniqueConstraint("name", name=op.f("uq_sampling_plans_name")),
    )
    op.create_table(
        "draws",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("plan_number", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("drawn_at", UtcDateTime(), nullable=False),
        sa.Column("drawn_by", sa.Uuid(), nullable=False),
        sa.Column("n_population", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["drawn_by"], ["people.id"], name=op.f("fk_draws_drawn_by_people")),
        sa.ForeignKeyConstraint(["plan_id"], ["sampling_plans.id"], name=op.f("fk_draws_plan_id_sampling_plans")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draws")),
    )
    op.create_index(op.f("ix_draws_plan_id"), "draws", ["plan_id"], unique=False)
    op.create_table(
        "sampling_plan_versions",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "routine",
                "overlap",
                "repeat",
                "calibration",
                "practice",
                "qualification",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "selection",
            sa.Enum(
                "simple",
                "spread_over_time",
                "risk_weighted",
                name="selection",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["people.id"], name=op.f("fk_sampling_plan_versions_created_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["sampling_plans.id"], name=op.f("fk_sampling_plan_versions_plan_id_sampling_plans")
        ),
        sa.PrimaryKeyConstraint("plan_id", "number", name=op.f("pk_sampling_plan_versions")),
    )
    op.create_table(
        "draw_items",
        sa.Column("draw_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("stratum", sa.Text(), nullable=False),
        sa.Column("inclusion_probability", sa.Double(), nullable=False),
        sa.CheckConstraint(
            "inclusion_probability > 0 AND inclusion_probability <= 1", name=op.f("ck_draw_items_probability_in_range")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_draw_items_call_id_calls")),
        sa.ForeignKeyConstraint(
            ["draw_id"], ["draws.id"], name=op.f("fk_draw_items_draw_id_draws"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("draw_id", "call_id", name=op.f("pk_draw_items")),
    )
    op.create_table(
        "assignments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("inspector_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "routine",
                "overlap",
                "repeat",
                "calibration",
                "practice",
                "qualification",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "begun",
                "done",
                "withdrawn",
                name="assignmentstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("assigned_by", sa.Uuid(), nullable=False),
        sa.Column("assigned_at", UtcDateTime(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("draw_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "purpose <> 'calibration' OR session_id IS NOT NULL", name=op.f("ck_assignments_calibration_has_session")
        ),
        sa.ForeignKeyConstraint(["assigned_by"], ["people.id"], name=op.f("fk_assignments_assigned_by_people")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_assignments_call_id_calls")),
        sa.ForeignKeyConstraint(["draw_id"], ["draws.id"], name=op.f("fk_assignments_draw_id_draws")),
        sa.ForeignKeyConstraint(["inspector_id"], ["people.id"], name=op.f("fk_assignments_inspector_id_people")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["calibration_sessions.id"], name=op.f("fk_assignments_session_id_calibration_sessions")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["scorecard_versions.id"], name=op.f("fk_assignments_version_id_scorecard_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint(
            "session_id", "inspector_id", "call_id", name=op.f("uq_assignments_session_id_inspector_id_call_id")
        ),
    )
    op.create_index(op.f("ix_assignments_call_id"), "assignments", ["call_id"], unique=False)
    op.create_index(op.f("ix_assignments_draw_id"), "assignments", ["draw_id"], unique=False)
    op.create_index(
        op.f("ix_assignments_inspector_id_state_due_on"),
        "assignments",
        ["inspector_id", "state", "due_on"],
        unique=False,
    )


def _create_evaluations() -> None:
    op.create_table(
        "evaluations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("inspector_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "routine",
                "overlap",
                "repeat",
                "calibration",
                "practice",
                "qualification",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "mode",
            sa.Enum(
                "sampled",
                "live",
                "side_by_side",
                "test_call",
                name="monitoringmode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "reopened",
                name="evaluationstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("reopened_at", UtcDateTime(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("listened_share", sa.Double(), nullable=False),
        sa.Column("score_before_policy", sa.Double(), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("agent_score", sa.Double(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(state = 'draft') OR submitted_at IS NOT NULL", name=op.f("ck_evaluations_submitted_has_moment")
        ),
        sa.CheckConstraint(
            "purpose <> 'calibration' OR session_id IS NOT NULL", name=op.f("ck_evaluations_calibration_has_session")
        ),
        sa.CheckConstraint(
            "listened_share >= 0 AND listened_share <= 1", name=op.f("ck_evaluations_listened_share_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_evaluations_assignment_id_assignments")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_evaluations_call_id_calls")),
        sa.ForeignKeyConstraint(["inspector_id"], ["people.id"], name=op.f("fk_evaluations_inspector_id_people")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["calibration_sessions.id"], name=op.f("fk_evaluations_session_id_calibration_sessions")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["scorecard_versions.id"], name=op.f("fk_evaluations_version_id_scorecard_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluations")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_evaluations_assignment_id")),
        sa.UniqueConstraint("id", "sealed", name=op.f("uq_evaluations_id_sealed")),
    )
    op.create_index(op.f("ix_evaluations_call_id"), "evaluations", ["call_id"], unique=False)
    op.create_index(op.f("ix_evaluations_inspector_id"), "evaluations", ["inspector_id"], unique=False)
    op.create_index(op.f("ix_evaluations_session_id"), "evaluations", ["session_id"], unique=False)
    op.create_index(op.f("ix_evaluations_version_id"), "evaluations", ["version_id"], unique=False)
    op.create_table(
        "answers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("criterion_key", sa.Text(), nullable=False),
        sa.Column("rating", JSON_TYPE, nullable=True),
        sa.Column("na", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column(
            "cause_owner_kind",
            sa.Enum(
                "agent",
                "department",
                "unit",
                name="causeownerkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("cause_owner_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("NOT na OR rating IS NULL", name=op.f("ck_answers_na_has_no_rating")),
        sa.ForeignKeyConstraint(
            ["evaluation_id", "sealed"],
            ["evaluations.id", "evaluations.sealed"],
            name=op.f("fk_answers_evaluation_id_sealed_evaluations"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("evaluation_id", "criterion_key", name=op.f("uq_answers_evaluation_id_criterion_key")),
        sa.UniqueConstraint("id", "sealed", name=op.f("uq_answers_id_sealed")),
    )
    op.create_table(
        "commitments",
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id", "sealed"],
            ["evaluations.id", "evaluations.sealed"],
            name=op.f("fk_commitments_evaluation_id_sealed_evaluations"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("evaluation_id", name=op.f("pk_commitments")),
    )
    op.create_table(
        "disclosures",
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("first_seen_at", UtcDateTime(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluations.id"],
            name=op.f("fk_disclosures_evaluation_id_evaluations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["reader_id"], ["people.id"], name=op.f("fk_disclosures_reader_id_people")),
        sa.PrimaryKeyConstraint("evaluation_id", "reader_id", name=op.f("pk_disclosures")),
    )
    op.create_table(
        "heard_passages",
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("start_s >= 0 AND start_s < end_s", name=op.f("ck_heard_passages_times_in_order")),
        sa.ForeignKeyConstraint(
            ["evaluation_id", "sealed"],
            ["evaluations.id", "evaluations.sealed"],
            name=op.f("fk_heard_passages_evaluation_id_sealed_evaluations"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("evaluation_id", "start_s", name=op.f("pk_heard_passages")),
    )
    op.create_table(
        "marks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("criterion_key", sa.Text(), nullable=True),
        sa.Column("recording_id", sa.Uuid(), nullable=True),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("positive", sa.Boolean(), nullable=False),
        sa.CheckConstraint("start_s >= 0 AND start_s <= end_s", name=op.f("ck_marks_times_in_order")),
        sa.ForeignKeyConstraint(
            ["evaluation_id", "sealed"],
            ["evaluations.id", "evaluations.sealed"],
            name=op.f("fk_marks_evaluation_id_sealed_evaluations"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_marks_recording_id_recordings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marks")),
    )
    op.create_index(op.f("ix_marks_evaluation_id"), "marks", ["evaluation_id"], unique=False)
    op.create_table(
        "answer_reasons",
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("reason_key", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id", "sealed"],
            ["answers.id", "answers.sealed"],
            name=op.f("fk_answer_reasons_answer_id_sealed_answers"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("answer_id", "reason_key", name=op.f("pk_answer_reasons")),
    )


def _create_standard_cases() -> None:
    op.create_table(
        "standard_cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_cases")),
        sa.UniqueConstraint("code", name=op.f("uq_standard_cases_code")),
    )
    op.create_table(
        "qualifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("scorecard_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("n_judgements", sa.Integer(), nullable=False),
        sa.Column("n_allowed_errors", sa.Integer(), nullable=False),
        sa.Column("n_errors", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint("n_judgements > 0 AND n_allowed_errors >= 0", name=op.f("ck_qualifications_plan_possible")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_qualifications_person_id_people")),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecards.id"], name=op.f("fk_qualifications_scorecard_id_scorecards")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualifications")),
        sa.UniqueConstraint(
            "person_id", "scorecard_id", "started_at", name=op.f("uq_qualifications_person_id_scorecard_id_started_at")
        ),
    )
    op.create_table(
        "case_versions",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed", "valid", "retired", name="casestate", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "difficulty",
            sa.Enum("easy", "medium", "hard", name="difficulty", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", UtcDateTime(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("retired_reason", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "state <> 'retired' OR retired_on IS NOT NULL", name=op.f("ck_case_versions_retired_has_day")
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_case_versions_number_positive")),
        sa.ForeignKeyConstraint(["approved_by"], ["people.id"], name=op.f("fk_case_versions_approved_by_people")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_case_versions_call_id_calls")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["standard_cases.id"], name=op.f("fk_case_versions_case_id_standard_cases"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_case_versions_owner_id_people")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["calibration_sessions.id"], name=op.f("fk_case_versions_session_id_calibration_sessions")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["scorecard_versions.id"], name=op.f("fk_case_versions_version_id_scorecard_versions")
        ),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_case_versions")),
    )
    op.create_index(op.f("ix_case_versions_call_id"), "case_versions", ["call_id"], unique=False)
    op.create_index(op.f("ix_case_versions_state"), "case_versions", ["state"], unique=False)
    op.create_table(
        "case_answers",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("criterion_key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rating", JSON_TYPE, nullable=True),
        sa.Column("na", sa.Boolean(), nullable=False),
        sa.Column("reasons", JSON_TYPE, nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.CheckConstraint("NOT na OR rating IS NULL", name=op.f("ck_case_answers_na_has_no_rating")),
        sa.ForeignKeyConstraint(
            ["case_id", "number"],
            ["case_versions.case_id", "case_versions.number"],
            name=op.f("fk_case_answers_case_id_number_case_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("case_id", "number", "criterion_key", name=op.f("pk_case_answers")),
    )
    op.create_table(
        "case_marks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("criterion_key", sa.Text(), nullable=True),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("start_s >= 0 AND start_s <= end_s", name=op.f("ck_case_marks_times_in_order")),
        sa.ForeignKeyConstraint(
            ["case_id", "number"],
            ["case_versions.case_id", "case_versions.number"],
            name=op.f("fk_case_marks_case_id_number_case_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_marks")),
    )
    op.create_index(op.f("ix_case_marks_case_id"), "case_marks", ["case_id"], unique=False)
    op.create_table(
        "case_tags",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "number"],
            ["case_versions.case_id", "case_versions.number"],
            name=op.f("fk_case_tags_case_id_number_case_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("case_id", "number", "tag", name=op.f("pk_case_tags")),
    )
    op.create_table(
        "practice_results",
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("n_criteria", sa.Integer(), nullable=False),
        sa.Column("n_agreeing", sa.Integer(), nullable=False),
        sa.Column("n_critical_missed", sa.Integer(), nullable=False),
        sa.Column("n_critical_false_alarms", sa.Integer(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "number"],
            ["case_versions.case_id", "case_versions.number"],
            name=op.f("fk_practice_results_case_id_number_case_versions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluations.id"],
            name=op.f("fk_practice_results_evaluation_id_evaluations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_practice_results_person_id_people")),
        sa.PrimaryKeyConstraint("evaluation_id", name=op.f("pk_practice_results")),
    )
    op.create_index(op.f("ix_practice_results_person_id"), "practice_results", ["person_id"], unique=False)


def _create_following() -> None:
    op.create_table(
        "tracked_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("criterion_key", sa.Text(), nullable=False),
        sa.Column("reason_key", sa.Text(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "in_work",
                "done",
                "effect_shown",
                "no_effect_shown",
                "reopened",
                name="trackedstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("effect_note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "signed_by IS NULL OR signed_by <> owner_id", name=op.f("ck_tracked_items_signed_by_another")
        ),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name=op.f("fk_tracked_items_opened_by_people")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_tracked_items_owner_id_people")),
        sa.ForeignKeyConstraint(["signed_by"], ["people.id"], name=op.f("fk_tracked_items_signed_by_people")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_tracked_items_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracked_items")),
    )
    op.create_index(op.f("ix_tracked_items_owner_id"), "tracked_items", ["owner_id"], unique=False)
    op.create_index(op.f("ix_tracked_items_state"), "tracked_items", ["state"], unique=False)
    op.create_table(
        "tracked_item_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "in_work",
                "done",
                "effect_shown",
                "no_effect_shown",
                "reopened",
                name="trackedstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_tracked_item_events_actor_id_people")),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["tracked_items.id"],
            name=op.f("fk_tracked_item_events_item_id_tracked_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracked_item_events")),
    )
    op.create_index(op.f("ix_tracked_item_events_item_id"), "tracked_item_events", ["item_id"], unique=False)
    op.create_table(
        "feedback",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "held",
                "released",
                "acknowledged",
                "disputed",
                "upheld",
                "overturned",
                name="feedbackstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("strengths", sa.Text(), nullable=False),
        sa.Column("released_at", UtcDateTime(), nullable=True),
        sa.Column("released_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("dispute_reason", sa.Text(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("superseding_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("state <> 'disputed' OR dispute_reason <> ''", name=op.f("ck_feedback_dispute_has_reason")),
        sa.CheckConstraint("state = 'held' OR released_at IS NOT NULL", name=op.f("ck_feedback_released_has_moment")),
        sa.ForeignKeyConstraint(["agent_id"], ["people.id"], name=op.f("fk_feedback_agent_id_people")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_feedback_decided_by_people")),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluations.id"], name=op.f("fk_feedback_evaluation_id_evaluations")
        ),
        sa.ForeignKeyConstraint(["released_by"], ["people.id"], name=op.f("fk_feedback_released_by_people")),
        sa.ForeignKeyConstraint(
            ["superseding_id"], ["evaluations.id"], name=op.f("fk_feedback_superseding_id_evaluations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("evaluation_id", name=op.f("uq_feedback_evaluation_id")),
    )
    op.create_index(op.f("ix_feedback_agent_id"), "feedback", ["agent_id"], unique=False)
    op.create_table(
        "attributions",
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column(
            "owner_kind",
            sa.Enum(
                "agent",
                "department",
                "unit",
                name="causeownerkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "accepted",
                "rejected",
                name="attributionstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("state <> 'rejected' OR reason <> ''", name=op.f("ck_attributions_rejection_has_reason")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answers.id"], name=op.f("fk_attributions_answer_id_answers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name=op.f("fk_attributions_answered_by_people")),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_attributions")),
    )
    op.create_index(op.f("ix_attributions_owner_id"), "attributions", ["owner_id"], unique=False)


def _create_centre() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object_kind", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_audit_entries_actor_id_people")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entries")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entries_hash")),
    )
    op.create_index(op.f("ix_audit_entries_object_id"), "audit_entries", ["object_id"], unique=False)
    op.create_table(
        "centre_settings",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("value", JSON_TYPE, nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["people.id"], name=op.f("fk_centre_settings_set_by_people")),
        sa.PrimaryKeyConstraint("key", "valid_from", name=op.f("pk_centre_settings")),
    )
    op.create_table(
        "targets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "customer_critical",
                "business_critical",
                "compliance_critical",
                "agreement",
                "call_quality",
                name="targetkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("share >= 0 AND share <= 1", name=op.f("ck_targets_share_in_range")),
        sa.ForeignKeyConstraint(["set_by"], ["people.id"], name=op.f("fk_targets_set_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_targets")),
        sa.UniqueConstraint("kind", "valid_from", name=op.f("uq_targets_kind_valid_from")),
    )


def _create_reporting() -> None:
    op.create_table(
        "scored_facts",
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("inspector_id", sa.Uuid(), nullable=False),
        sa.Column("scorecard_key", sa.Text(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("business_type", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("score_before_policy", sa.Double(), nullable=True),
        sa.Column("agent_score", sa.Double(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluations.id"],
            name=op.f("fk_scored_facts_evaluation_id_evaluations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("evaluation_id", name=op.f("pk_scored_facts")),
    )
    op.create_index(op.f("ix_scored_facts_call_id"), "scored_facts", ["call_id"], unique=False)
    op.create_index(op.f("ix_scored_facts_day_unit_id"), "scored_facts", ["day", "unit_id"], unique=False)
    op.create_table(
        "search_documents",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "call",
                "transcript",
                "person",
                "session",
                "standard_case",
                "tracked_item",
                "evaluation",
                name="documentkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("evaluation_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_search_documents_call_id_calls"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluations.id"],
            name=op.f("fk_search_documents_evaluation_id_evaluations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_search_documents")),
        sa.UniqueConstraint("kind", "object_id", name=op.f("uq_search_documents_kind_object_id")),
    )
    op.create_index(op.f("ix_search_documents_call_id"), "search_documents", ["call_id"], unique=False)
    op.create_index(op.f("ix_search_documents_evaluation_id"), "search_documents", ["evaluation_id"], unique=False)
    op.create_table(
        "deduction_facts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("reason_keys", JSON_TYPE, nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("inspector_id", sa.Uuid(), nullable=False),
        sa.Column("scorecard_key", sa.Text(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("section_key", sa.Text(), nullable=False),
        sa.Column("criterion_key", sa.Text(), nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column(
            "critical",
            sa.Enum(
                "customer",
                "business",
                "compliance",
                name="criticalfamily",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "cause_owner_kind",
            sa.Enum(
                "agent",
                "department",
                "unit",
                name="causeownerkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("cause_owner_name", sa.Text(), nullable=False),
        sa.Column("business_type", sa.Text(), nullable=False),
        sa.CheckConstraint("points >= 0", name=op.f("ck_deduction_facts_points_not_negative")),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["scored_facts.evaluation_id"],
            name=op.f("fk_deduction_facts_evaluation_id_scored_facts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deduction_facts")),
        sa.UniqueConstraint(
            "evaluation_id", "criterion_key", name=op.f("uq_deduction_facts_evaluation_id_criterion_key")
        ),
    )
    op.create_table(
        "opportunity_facts",
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("criterion_key", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["scored_facts.evaluation_id"],
            name=op.f("fk_opportunity_facts_evaluation_id_scored_facts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("evaluation_id", "criterion_key", name=op.f("pk_opportunity_facts")),
    )
    op.create_index(
        op.f("ix_opportunity_facts_day_unit_id_criterion_key"),
        "opportunity_facts",
        ["day", "unit_id", "criterion_key"],
        unique=False,
    )
    op.create_table(
        "deduction_reason_facts",
        sa.Column("deduction_id", sa.Uuid(), nullable=False),
        sa.Column("reason_key", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("criterion_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deduction_id"],
            ["deduction_facts.id"],
            name=op.f("fk_deduction_reason_facts_deduction_id_deduction_facts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("deduction_id", "reason_key", name=op.f("pk_deduction_reason_facts")),
    )
    op.create_index(
        "ix_deduction_reason_facts_pareto",
        "deduction_reason_facts",
        ["day", "unit_id", "criterion_key", "reason_key"],
        unique=False,
    )


def _create_sqlite_search() -> None:
    op.create_index("ix_deduction_facts_pareto", "deduction_facts", ["day", "unit_id", "criterion_key", "points"])
    op.execute(
        "CREATE VIRTUAL TABLE search_index USING fts5(tokens, content='search_documents', content_rowid='number')"
    )
    enter = "INSERT INTO search_index(rowid, tokens) VALUES (new.number, new.tokens);"
    leave = "INSERT INTO search_index(search_index, rowid, tokens) VALUES ('delete', old.number, old.tokens);"
    for event, steps in (("INSERT", enter), ("DELETE", leave), ("UPDATE", leave + " " + enter)):
        name = f"search_documents_after_{event.lower()}"
        op.execute(f"CREATE TRIGGER {name} AFTER {event} ON search_documents BEGIN {steps} END")


def _create_postgresql_search() -> None:
    op.create_index(
        "ix_deduction_facts_pareto_include",
        "deduction_facts",
        ["day", "unit_id"],
        postgresql_include=["criterion_key", "points"],
    )
    op.execute("CREATE INDEX ix_search_documents_tokens ON search_documents USING gin (to_tsvector('simple', tokens))")


def _keep_statistics_blind() -> None:
    for table, columns in _BLIND_COLUMNS.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")
