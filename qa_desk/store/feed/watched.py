"""Which writes others hear of: the tables watched on both databases, and the kind of thing that each of them tells.

Only kinds are told, never which ones: an id could tell an inspector that a colleague scores the same call. A draft
being written (answers, marks, passages heard) is nobody else's news; that it is begun or handed in is.
"""

from dataclasses import dataclass

from qa_desk.domain.changes import ObjectKind


@dataclass(frozen=True, slots=True)
class Watched:
    """One table; only updates that set one of `columns` count, any where none is named."""

    table: str
    kind: ObjectKind
    columns: tuple[str, ...] = ()


WATCHED = (
    Watched("people", ObjectKind.PERSON),
    Watched("person_roles", ObjectKind.PERSON),
    Watched("person_accounts", ObjectKind.PERSON),
    Watched("leaves", ObjectKind.PERSON),
    Watched("units", ObjectKind.UNIT),
    Watched("departments", ObjectKind.DEPARTMENT),
    Watched("standard_wordings", ObjectKind.STANDARD_WORDING),
    Watched("calls", ObjectKind.CALL),
    Watched("recordings", ObjectKind.RECORDING),
    Watched("transcripts", ObjectKind.RECORDING),
    Watched("saved_filters", ObjectKind.CALL_FILTER),
    Watched("scorecards", ObjectKind.SCORECARD),
    Watched("scorecard_versions", ObjectKind.SCORECARD),
    Watched("sampling_plans", ObjectKind.SAMPLING),
    Watched("sampling_plan_versions", ObjectKind.SAMPLING),
    Watched("draws", ObjectKind.SAMPLING),
    Watched("assignments", ObjectKind.ASSIGNMENT),
    Watched("evaluations", ObjectKind.EVALUATION, ("state", "sealed", "purpose")),
    Watched("feedback", ObjectKind.EVALUATION),
    Watched("disputed_answers", ObjectKind.EVALUATION),
    Watched("coaching_notes", ObjectKind.COACHING_NOTE),
    Watched("attributions", ObjectKind.EVALUATION),
    Watched("calibration_sessions", ObjectKind.SESSION),
    Watched("session_calls", ObjectKind.SESSION),
    Watched("session_seats", ObjectKind.SESSION),
    Watched("recurring_sessions", ObjectKind.SESSION),
    Watched("settled_answers", ObjectKind.SESSION),
    Watched("session_decisions", ObjectKind.SESSION),
    Watched("session_attendance", ObjectKind.SESSION),
    Watched("session_agendas", ObjectKind.SESSION),
    Watched("session_places", ObjectKind.MEETING_PLACE),
    Watched("training_notes", ObjectKind.TRAINING_NOTE),
    Watched("drift_restarts", ObjectKind.DRIFT),
    Watched("standard_cases", ObjectKind.STANDARD_CASE),
    Watched("case_versions", ObjectKind.STANDARD_CASE),
    Watched("practice_results", ObjectKind.PRACTICE),
    Watched("practice_sets", ObjectKind.PRACTICE),
    Watched("blueprints", ObjectKind.QUALIFICATION),
    Watched("qualifications", ObjectKind.QUALIFICATION),
    Watched("tracked_items", ObjectKind.TRACKED_ITEM),
    Watched("targets", ObjectKind.TARGET),
    Watched("centre_settings", ObjectKind.SETTING),
)
