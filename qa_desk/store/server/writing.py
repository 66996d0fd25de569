"""Who writes which table of the server, command by command; what a row may become is for the guards.

Places in double braces are filled as those of the SQL files; `{{may score}}` asks the matrix.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Writing:
    """One table: the condition of each command, "" where members have no grant at all.

    `columns` are those that an UPDATE may set; all of them when it is empty.
    """

    table: str
    inserts: str = ""
    updates: str = ""
    deletes: str = ""
    columns: str = ""

    def statements(self) -> list[str]:
        """The grants and policies."""
        made: list[str] = []
        for command, name, condition in (
            ("INSERT", "enters", self.inserts),
            ("UPDATE", "changes", self.updates),
            ("DELETE", "removes", self.deletes),
        ):
            if not condition:
                continue
            columns = f" ({self.columns})" if self.columns and command == "UPDATE" else ""
            clause = "WITH CHECK" if command == "INSERT" else "USING"
            made.append(f"GRANT {command}{columns} ON public.{self.table} TO {{{{member}}}};")
            made.append(
                f"CREATE POLICY {name} ON public.{self.table} FOR {command} TO {{{{member}}}} {clause} ({condition});"
            )
        return made


def _may(*actions: str) -> str:
    return " OR ".join(f"{{{{may {action}}}}}" for action in actions)


def _own_monitored(call_id: str) -> str:
    return (
        "({{may score}} AND EXISTS (SELECT FROM public.calls AS c JOIN public.assignments AS a ON a.call_id = c.id"
        f" WHERE c.id = {call_id} AND c.mode <> 'sampled' AND a.inspector_id = (SELECT server.me())))"
    )


def _of_package(call_id: str) -> str:
    return (
        "({{may share_cases}} AND EXISTS (SELECT FROM public.calls AS c"
        f" WHERE c.id = {call_id} AND c.started_at IS NULL AND c.agent_id IS NULL))"
    )


def _own_proposed_version(table: str) -> str:
    return (
        "({{may keep_cases}} OR {{may share_cases}}) AND EXISTS (SELECT FROM public.case_versions AS v"
        f" WHERE v.case_id = {table}.case_id AND v.number = {table}.number"
        " AND v.author_id = (SELECT server.me()) AND v.state = 'proposed')"
    )


def _in_session(state: str) -> str:
    return (
        "{{may run_sessions}} AND EXISTS (SELECT FROM public.calibration_sessions AS s"
        f" WHERE s.id = session_id AND s.state {state})"
    )


def _all(table: str, condition: str) -> Writing:
    return Writing(table, condition, condition, condition)


def _enter_and_change(table: str, condition: str) -> Writing:
    return Writing(table, condition, condition)


def _replace(table: str, condition: str) -> Writing:
    return Writing(table, condition, deletes=condition)


_ME = "(SELECT server.me())"
_OWN = "((SELECT server.myself())[reach_author]) IS NOT NULL"
_OWN_DRAFT = (
    "EXISTS (SELECT FROM public.evaluations AS e WHERE e.id = evaluation_id"
    f" AND e.inspector_id = {_ME} AND e.state <> 'submitted')"
)
_OWN_DRAFT_OF_ANSWER = (
    "EXISTS (SELECT FROM public.answers AS a JOIN public.evaluations AS e ON e.id = a.evaluation_id"
    f" WHERE a.id = answer_id AND e.inspector_id = {_ME} AND e.state <> 'submitted')"
)
# what is sealed is committed to in the transaction that hands it in, after that
_OWN_SEALED = (
    "sealed AND EXISTS (SELECT FROM public.evaluations AS e WHERE e.id = evaluation_id"
    f" AND e.inspector_id = {_ME} AND (e.state <> 'submitted' OR e.submitted_at = now()))"
)
# a guard lets these pass only for an evaluation that came in with the same transaction
_BROUGHT_IN = _may("import_scores")
_OWN_SEAT = (
    "EXISTS (SELECT FROM public.assignments AS a WHERE a.id = assignment_id"
    f" AND a.inspector_id = {_ME} AND a.purpose IN ('practice', 'qualification'))"
)
_OWN_HANDED_IN = (
    "EXISTS (SELECT FROM public.evaluations AS e WHERE e.id = evaluation_id"
    f" AND e.inspector_id = {_ME} AND e.state = 'submitted' AND e.purpose IN ('practice', 'qualification'))"
)
_OWN_SET = f"EXISTS (SELECT FROM public.practice_sets AS s WHERE s.id = set_id AND s.made_by = {_ME})"
_IMPORTS = _may("import_recordings", "import_scores")
# a call that came with a case says neither when it was nor whose it is
_CALL_OF_PACKAGE = "({{may share_cases}} AND mode = 'sampled' AND started_at IS NULL AND agent_id IS NULL)"
_LED_BLIND = (
    "{{may run_sessions}} AND EXISTS (SELECT FROM public.calibration_sessions AS s"
    f" WHERE s.id = session_id AND s.state = 'blind' AND s.lead_id = {_ME})"
)
_DISPUTED_NOW = (
    "EXISTS (SELECT FROM public.feedback AS f WHERE f.id = feedback_id AND f.state = 'disputed'"
    f" AND f.answered_by = {_ME} AND f.answered_at = now())"
)
_DISPUTE_TO_DECIDE = (
    "EXISTS (SELECT FROM public.feedback AS f WHERE f.id = feedback_id AND f.state = 'disputed'"
    f" AND f.decider_id = {_ME})"
)
_NOT_BLIND = _in_session("<> 'blind'")
_BEING_SETTLED = _in_session("IN ('revealed', 'settled')")
_OWN_PROPOSAL = f"state = 'proposed' AND proposed_by = {_ME}"
_OWN_HAND_OUT = f"EXISTS (SELECT FROM public.hand_outs AS h WHERE h.id = hand_out_id AND h.handed_out_by = {_ME})"
_OF_CENTRE = _may("manage_centre", "import_scores")
_FOUND = f"""evaluation_id IS NULL AND CASE kind
    WHEN 'call' THEN {_may("import_recordings", "import_scores", "score")}
    WHEN 'transcript' THEN {_may("import_recordings", "decide_masks", "share_cases")}
    WHEN 'person' THEN {_may("manage_people")}
    WHEN 'session' THEN {_may("run_sessions")}
    WHEN 'standard_case' THEN {_may("keep_cases", "share_cases")}
    WHEN 'tracked_item' THEN {_may("track")}
    ELSE false END"""

WRITINGS: tuple[Writing, ...] = (
    Writing(
        "evaluations",
        f"(inspector_id = {_ME} AND state = 'draft' AND {_may('score_own_calls')})"
        f" OR (state = 'submitted' AND session_id IS NULL AND {_may('import_scores')})",
        f"inspector_id = {_ME} OR (NOT sealed AND {_may('reopen_evaluations')})",
        columns="state, submitted_at, reopened_at, late, comment, listened_share, worked_s, score_before_policy, score,"
        " agent_score, passed, version",
    ),
    Writing(
        "answers",
        f"{_OWN_DRAFT} OR {_BROUGHT_IN}",
        _OWN_DRAFT,
        _OWN_DRAFT,
        columns="evaluation_id, criterion_key, rating, na, comment, cause_owner_kind, cause_owner_id, version",
    ),
    Writing("answer_reasons", f"{_OWN_DRAFT_OF_ANSWER} OR {_BROUGHT_IN}", deletes=_OWN_DRAFT_OF_ANSWER),
    Writing(
        "marks",
        f"{_OWN_DRAFT} OR {_BROUGHT_IN}",
        _OWN_DRAFT,
        _OWN_DRAFT,
        columns="id, evaluation_id, criterion_key, recording_id, start_s, end_s, note, positive",
    ),
    _replace("heard_passages", _OWN_DRAFT),
    _replace("desk_places", _OWN_DRAFT),
    Writing(
        "draft_holds", _OWN_DRAFT, _OWN, _OWN, columns="evaluation_id, desk_id, machine, process_id, taken_at, seen_at"
    ),
    Writing("evaluation_extracts", f"{_OWN_DRAFT} OR {_BROUGHT_IN}", deletes=_OWN_DRAFT),
    Writing("commitments", f"{_OWN_SEALED} OR {_BROUGHT_IN}", deletes=_OWN_SEALED),
    Writing(
        "earlier_states",
        f"reopened_by = {_ME} AND {_may('reopen_evaluations')} AND EXISTS ("
        "SELECT FROM public.evaluations AS e WHERE e.id = evaluation_id AND e.state = 'submitted')",
    ),
    Writing(
        "disclosures",
        f"reader_id = {_ME} AND EXISTS (SELECT FROM public.evaluations AS e WHERE e.id = evaluation_id)",
    ),
    Writing(
        "assignments",
        f"({_may('assign')} AND purpose <> 'calibration')"
        f" OR ({_may('run_sessions')} AND purpose = 'calibration' AND state = 'waiting')"
        f" OR ({_may('practise')} AND purpose IN ('practice', 'qualification') AND inspector_id = {_ME})"
        f" OR ({_may('score')} AND purpose = 'routine' AND inspector_id = {_ME}"
        " AND EXISTS (SELECT FROM public.calls AS c WHERE c.id = call_id AND c.mode <> 'sampled'))"
        f" OR ({_may('decide_disputes')} AND purpose = 'routine' AND inspector_id = {_ME}"
        " AND server.has_accepted_now(call_id))",
        f"inspector_id = {_ME} OR {_may('assign')}",
        columns="state, version",
    ),
    # told with the assignment, in its transaction
    Writing("true_purposes", _may("assign", "import_scores")),
    Writing(
        "calibration_sessions",
        f"lead_id = {_ME} AND state = 'blind' AND {_may('run_sessions')}",
        _may("run_sessions"),
        columns="state, revealed_at, settled_at, closed_at, reopened_reason, lead_id, version",
    ),
    Writing("session_calls", _in_session("= 'blind'")),
    Writing("session_seats", _LED_BLIND, deletes=_LED_BLIND),
    Writing(
        "recurring_sessions",
        f"lead_id = {_ME} AND {_may('run_sessions')}",
        _may("run_sessions"),
        columns="ended_on, version",
    ),
    Writing("session_events", f"actor_id = {_ME} AND {_may('run_sessions')}"),
    Writing(
        "session_decisions",
        f"decided_by = {_ME} AND {_NOT_BLIND}",
        _NOT_BLIND,
        _NOT_BLIND,
        columns="became_id",
    ),
    Writing(
        "training_notes",
        f"given_by = {_ME} AND read_at IS NULL AND {_may('give_training_notes')}",
        f"person_id = {_ME}",
        f"given_by = {_ME} AND {_may('give_training_notes')}",
        columns="read_at, done_at",
    ),
    # one lead takes over from another
    Writing("session_places", f"lead_id = {_ME} AND {_NOT_BLIND}", deletes=_NOT_BLIND),
    _replace("session_attendance", _NOT_BLIND),
    _replace("session_times", _NOT_BLIND),
    _replace("session_agendas", _may("run_sessions")),
    Writing(
        "settled_answers",
        f"settled_by = {_ME} AND {_BEING_SETTLED}",
        deletes=_BEING_SETTLED,
    ),
    Writing("standard_cases", _may("keep_cases", "share_cases")),
    Writing(
        "case_versions",
        f"author_id = {_ME} AND state = 'proposed' AND approved_by IS NULL AND ({_may('keep_cases', 'share_cases')})",
        _may("keep_cases", "share_cases"),
        columns="state, owner_id, review_on, approved_by, approved_at, is_current, retired_on, retired_reason, version",
    ),
    Writing("case_answers", _own_proposed_version("case_answers")),
    Writing("case_marks", _own_proposed_version("case_marks")),
    Writing("case_tags", _own_proposed_version("case_tags")),
    # who kept the case of a session tells who sat in it; anything else one notes of oneself
    Writing("case_exposures", f"person_id = {_ME} OR (kind = 'in_session' AND {_may('keep_cases')})"),
    Writing("seated_cases", f"person_id = {_ME} AND {_may('practise')} AND {_OWN_SEAT}"),
    Writing("practice_results", f"person_id = {_ME} AND {_OWN_HANDED_IN}"),
    Writing(
        "blueprints",
        f"written_by = {_ME} AND ended_at IS NULL AND {_may('plan_qualifications')}",
        _may("plan_qualifications"),
        columns="ended_at",
    ),
    Writing(
        "qualifications",
        f"person_id = {_ME} AND finished_at IS NULL AND {_may('practise')}",
        f"person_id = {_ME}",
        columns="finished_at, n_errors, passed, valid_until, outcome",
    ),
    Writing(
        "practice_sets",
        f"made_by = {_ME} AND ended_at IS NULL AND {_may('offer_practice')}",
        _may("offer_practice"),
        columns="ended_at",
    ),
    Writing("practice_set_cases", _OWN_SET),
    Writing(
        "known_centres",
        f"accepted_by = {_ME} AND {_may('share_cases')}",
        deletes=f"NOT is_own AND {_may('share_cases')}",
    ),
    # what a row may become is for the guards of `answering.sql`
    Writing(
        "feedback",
        _may("release_feedback"),
        _may("release_feedback", "answer_feedback", "decide_disputes"),
        columns="state, released_at, released_by, answered_at, answered_by, dispute_reason, decider_id, decided_at,"
        " decided_by, decision_reason, superseding_id, evaluation_id, agent_id, version",
    ),
    Writing(
        "disputed_answers",
        f"verdict IS NULL AND {_DISPUTED_NOW}",
        f"{_may('decide_disputes')} AND {_DISPUTE_TO_DECIDE}",
        columns="verdict, reason",
    ),
    Writing(
        "feedback_steps",
        f"actor_id = {_ME} AND EXISTS (SELECT FROM public.feedback AS f WHERE f.id = feedback_id)",
    ),
    Writing(
        "coaching_notes",
        f"given_by = {_ME} AND done_at IS NULL AND {_may('coach_agents')}",
        f"({_may('coach_agents')}) AND (given_by = {_ME} OR follow_up_by = {_ME} OR {_may('release_feedback')})",
        columns="follow_up_by, follow_up_on, done_at, done_by, result, version",
    ),
    _enter_and_change("tracked_items", _may("track")),
    Writing("tracked_evidence", _may("track")),
    Writing("tracked_item_events", f"actor_id = {_ME} AND {_may('track')}"),
    Writing(
        "calls",
        f"{_IMPORTS} OR ({_may('score')} AND mode <> 'sampled') OR {_CALL_OF_PACKAGE}",
        # named without the table itself: a policy that reads its own table never ends
        f"{_IMPORTS} OR (mode <> 'sampled' AND {_may('score')}"
        f" AND EXISTS (SELECT FROM public.assignments AS a WHERE a.call_id = calls.id AND a.inspector_id = {_ME}))",
        _IMPORTS,
    ),
    _all("call_attributes", f"{_IMPORTS} OR {_own_monitored('call_attributes.call_id')}"),
    Writing(
        "recordings",
        f"{_IMPORTS} OR {_own_monitored('recordings.call_id')} OR {_of_package('recordings.call_id')}",
        f"{_IMPORTS} OR {_own_monitored('recordings.call_id')}",
    ),
    Writing(
        "transcripts",
        f"{_IMPORTS} OR EXISTS (SELECT FROM public.recordings AS r"
        f" WHERE r.id = recording_id AND {_of_package('r.call_id')})",
        _IMPORTS,
        _IMPORTS,
    ),
    Writing(
        "transcript_segments",
        f"{_IMPORTS} OR EXISTS (SELECT FROM public.transcripts AS t"
        " JOIN public.recordings AS r ON r.id = t.recording_id"
        f" WHERE t.id = transcript_id AND {_of_package('r.call_id')})",
        f"{_IMPORTS} OR {_may('decide_masks')}",
        _IMPORTS,
    ),
    _all("call_talk", _may("view_calls")),
    _replace("saved_filters", f"owner_id = {_ME} AND {_may('view_calls')} AND (NOT is_shared OR {_may('assign')})"),
    Writing(
        "masked_passages",
        f"({_OWN_PROPOSAL} AND {_may('propose_masks')}) OR {_may('decide_masks')}",
        _may("decide_masks"),
        f"({_OWN_PROPOSAL} AND {_may('propose_masks')}) OR {_may('decide_masks')}",
        columns="state, decided_by, decided_at",
    ),
    _replace("kept_numbers", f"decided_by = {_ME} AND {_may('decide_masks')}"),
    Writing(
        "drift_restarts",
        f"noted_by = {_ME} AND {_may('watch_inspectors')}",
        deletes=f"noted_by = {_ME} AND {_may('watch_inspectors')}",
    ),
    Writing("hand_outs", f"handed_out_by = {_ME}"),
    Writing("hand_out_calls", _OWN_HAND_OUT),
    Writing("agent_codes", f"made_by = {_ME} AND {_may('make_agent_codes')}", deletes=_may("make_agent_codes")),
    _replace("call_hearings", f"person_id = {_ME}"),
    _enter_and_change("import_runs", _IMPORTS),
    _enter_and_change("import_items", _IMPORTS),
    _all("scorecards", _may("manage_scorecards")),
    Writing(
        "scorecard_versions",
        _may("manage_scorecards"),
        _may("manage_scorecards"),
        f"state = 'draft' AND {_may('manage_scorecards')}",
    ),
    _all("criteria", _may("manage_scorecards")),
    _all("standard_wordings", _may("manage_scorecards")),
    Writing("sampling_plans", _may("sample")),
    Writing("sampling_plan_versions", _may("sample")),
    Writing("draws", _may("sample")),
    Writing(
        "draw_items",
        _may("sample"),
        _may("sample"),
        columns="dropped_reason, dropped_by, dropped_at",
    ),
    _all("agent_exemptions", _may("sample")),
    _enter_and_change("units", _may("manage_people")),
    _enter_and_change("people", _may("manage_people")),
    _replace("person_roles", _may("manage_people")),
    _replace("person_accounts", _may("manage_people")),
    _replace("leaves", _may("manage_people")),
    _enter_and_change("departments", _may("manage_centre")),
    _replace("targets", _may("manage_centre")),
    _replace("centre_settings", _OF_CENTRE),
    _replace("search_documents", _FOUND),
)


def writing_script() -> str:
    """All grants and policies for writing, as one script with places to be filled."""
    return "\n".join(statement for writing in WRITINGS for statement in writing.statements())
