"""The one matrix of role × state × object: what an actor may do, and which evaluations an actor may read.

Services ask `require`; the store turns `Visibility` into SQL, so that what must not be seen never leaves the database;
a test holds the SQL against `may_read`.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from qa_desk.domain.errors import NotAllowedError
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import PersonId, UnitId
from qa_desk.domain.people import Actor, Role


class Action(StrEnum):
    """What can be done in QA Desk, in the words of the matrix."""

    IMPORT_RECORDINGS = "import_recordings"
    MANAGE_PEOPLE = "manage_people"
    MAKE_AGENT_CODES = "make_agent_codes"
    MANAGE_SCORECARDS = "manage_scorecards"
    MANAGE_CENTRE = "manage_centre"
    VIEW_CALLS = "view_calls"
    VIEW_PEOPLE = "view_people"
    VIEW_SCORECARDS = "view_scorecards"
    ASSIGN = "assign"
    SAMPLE = "sample"
    VIEW_DRAWS = "view_draws"
    SCORE = "score"
    SIT_AS_AGENT = "sit_as_agent"
    SCORE_OWN_CALLS = "score_own_calls"
    VIEW_OWN_RESULTS = "view_own_results"
    REOPEN_EVALUATIONS = "reopen_evaluations"
    VIEW_SESSIONS = "view_sessions"
    VIEW_ALL_SESSIONS = "view_all_sessions"
    RUN_SESSIONS = "run_sessions"
    GIVE_TRAINING_NOTES = "give_training_notes"
    VIEW_OWN_DRIFT = "view_own_drift"
    WATCH_INSPECTORS = "watch_inspectors"
    MEASURE_INSPECTORS = "measure_inspectors"
    VIEW_OWN_ACCURACY = "view_own_accuracy"
    VIEW_CASES = "view_cases"
    KEEP_CASES = "keep_cases"
    PRACTISE = "practise"
    VIEW_PRACTICE = "view_practice"
    OFFER_PRACTICE = "offer_practice"
    PLAN_QUALIFICATIONS = "plan_qualifications"
    REQUIRE_QUALIFICATION = "require_qualification"
    SHARE_CASES = "share_cases"
    VIEW_REPORTS = "view_reports"
    TRACK = "track"
    SIGN_EFFECT = "sign_effect"
    CHECK_WORKSPACE = "check_workspace"
    BACK_UP = "back_up"
    EXPORT_SCORES = "export_scores"
    EXPORT_SOUND = "export_sound"
    IMPORT_SCORES = "import_scores"
    PROPOSE_MASKS = "propose_masks"
    DECIDE_MASKS = "decide_masks"
    READ_AUDIT = "read_audit"
    REMOVE_FOR_GOOD = "remove_for_good"
    VIEW_FEEDBACK = "view_feedback"
    VIEW_AGENT_FEEDBACK = "view_agent_feedback"
    RELEASE_FEEDBACK = "release_feedback"
    ANSWER_FEEDBACK = "answer_feedback"
    DECIDE_DISPUTES = "decide_disputes"
    COACH_AGENTS = "coach_agents"
    VIEW_COACHING = "view_coaching"


_EVERYONE = frozenset(Role)
_QA = frozenset({Role.INSPECTOR, Role.LEARNER, Role.LEAD, Role.TRAINER, Role.ADMINISTRATOR, Role.AUDITOR})

_WHO: dict[Action, frozenset[Role]] = {
    Action.IMPORT_RECORDINGS: frozenset({Role.ADMINISTRATOR}),
    Action.MANAGE_PEOPLE: frozenset({Role.ADMINISTRATOR}),
    Action.MAKE_AGENT_CODES: frozenset({Role.ADMINISTRATOR, Role.LEAD, Role.TEAM_LEADER}),
    Action.MANAGE_SCORECARDS: frozenset({Role.ADMINISTRATOR, Role.LEAD}),
    Action.MANAGE_CENTRE: frozenset({Role.ADMINISTRATOR}),
    Action.VIEW_CALLS: _QA | {Role.TEAM_LEADER},
    Action.VIEW_PEOPLE: _QA | {Role.TEAM_LEADER},
    Action.VIEW_SCORECARDS: _EVERYONE,
    Action.ASSIGN: frozenset({Role.ADMINISTRATOR, Role.LEAD}),
    Action.SAMPLE: frozenset({Role.ADMINISTRATOR, Role.LEAD}),
    Action.VIEW_DRAWS: frozenset({Role.ADMINISTRATOR, Role.LEAD, Role.AUDITOR}),
    Action.SCORE: frozenset({Role.INSPECTOR, Role.LEARNER, Role.LEAD, Role.TRAINER}),
    Action.SIT_AS_AGENT: frozenset({Role.AGENT}),
    Action.SCORE_OWN_CALLS: frozenset({Role.INSPECTOR, Role.LEARNER, Role.LEAD, Role.TRAINER, Role.AGENT}),
    Action.VIEW_OWN_RESULTS: frozenset({Role.AGENT}),
    Action.REOPEN_EVALUATIONS: frozenset({Role.LEAD}),
    Action.VIEW_SESSIONS: _QA,
    Action.VIEW_ALL_SESSIONS: frozenset({Role.LEAD, Role.TRAINER, Role.ADMINISTRATOR, Role.AUDITOR}),
    Action.RUN_SESSIONS: frozenset({Role.LEAD}),
    Action.GIVE_TRAINING_NOTES: frozenset({Role.LEAD, Role.TRAINER}),
    Action.VIEW_OWN_DRIFT: frozenset({Role.INSPECTOR, Role.LEARNER, Role.LEAD, Role.TRAINER}),
    Action.WATCH_INSPECTORS: frozenset({Role.LEAD, Role.TRAINER}),
    Action.MEASURE_INSPECTORS: frozenset({Role.LEAD, Role.TRAINER}),
    Action.VIEW_OWN_ACCURACY: frozenset({Role.INSPECTOR, Role.LEARNER, Role.LEAD, Role.TRAINER}),
    Action.VIEW_CASES: _EVERYONE,
    Action.KEEP_CASES: frozenset({Role.LEAD, Role.TRAINER}),
    Action.PRACTISE: frozenset({Role.INSPECTOR, Role.LEARNER, Role.LEAD, Role.TRAINER}),
    Action.VIEW_PRACTICE: frozenset({Role.LEAD, Role.TRAINER}),
    Action.OFFER_PRACTICE: frozenset({Role.LEAD, Role.TRAINER}),
    Action.PLAN_QUALIFICATIONS: frozenset({Role.LEAD, Role.TRAINER}),
    Action.REQUIRE_QUALIFICATION: frozenset({Role.ADMINISTRATOR}),
    Action.SHARE_CASES: frozenset({Role.LEAD, Role.ADMINISTRATOR}),
    Action.VIEW_REPORTS: frozenset({Role.LEAD, Role.TRAINER, Role.TEAM_LEADER, Role.AUDITOR, Role.ADMINISTRATOR}),
    Action.TRACK: frozenset({Role.LEAD, Role.TRAINER, Role.OWNER, Role.TEAM_LEADER}),
    Action.SIGN_EFFECT: frozenset({Role.LEAD, Role.TRAINER}),
    Action.CHECK_WORKSPACE: frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
    Action.BACK_UP: frozenset({Role.ADMINISTRATOR}),
    Action.EXPORT_SCORES: frozenset({Role.ADMINISTRATOR, Role.LEAD, Role.AUDITOR}),
    Action.EXPORT_SOUND: frozenset({Role.INSPECTOR, Role.LEAD, Role.TRAINER, Role.ADMINISTRATOR, Role.AUDITOR}),
    Action.IMPORT_SCORES: frozenset({Role.ADMINISTRATOR}),
    Action.PROPOSE_MASKS: (_QA | {Role.TEAM_LEADER}) - {Role.AUDITOR},
    Action.DECIDE_MASKS: frozenset({Role.ADMINISTRATOR, Role.LEAD}),
    Action.READ_AUDIT: frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
    Action.REMOVE_FOR_GOOD: frozenset({Role.ADMINISTRATOR}),
    Action.VIEW_FEEDBACK: frozenset({Role.LEAD, Role.TRAINER, Role.TEAM_LEADER, Role.AUDITOR}),
    Action.VIEW_AGENT_FEEDBACK: frozenset({Role.AGENT, Role.TEAM_LEADER, Role.LEAD, Role.TRAINER, Role.AUDITOR}),
    Action.RELEASE_FEEDBACK: frozenset({Role.LEAD}),
    Action.ANSWER_FEEDBACK: frozenset({Role.AGENT, Role.TEAM_LEADER}),
    Action.DECIDE_DISPUTES: frozenset({Role.LEAD, Role.TRAINER}),
    Action.COACH_AGENTS: frozenset({Role.LEAD, Role.TRAINER, Role.TEAM_LEADER}),
    Action.VIEW_COACHING: frozenset({Role.LEAD, Role.TRAINER, Role.AUDITOR}),
}


def who_may(action: Action) -> frozenset[Role]:
    """The roles that may do it."""
    return _WHO[action]


def may(actor: Actor, action: Action) -> bool:
    """Whether one of the actor's roles allows it."""
    return not actor.roles.isdisjoint(_WHO[action])


def require(actor: Actor, action: Action) -> None:
    """Raises NotAllowedError, naming who can, unless one of the actor's roles allows the action."""
    if not may(actor, action):
        raise NotAllowedError(action=action, roles=tuple(sorted(_WHO[action])))


class Reader(StrEnum):
    """In what capacity somebody reads an evaluation."""

    AUTHOR = "author"
    PANEL = "panel"
    LEAD = "lead"
    TRAINER = "trainer"
    AUDITOR = "auditor"
    TEAM_LEADER = "team_leader"
    AGENT = "agent"


_BY_ROLE = frozenset({Reader.AUTHOR, Reader.LEAD, Reader.TRAINER, Reader.AUDITOR, Reader.TEAM_LEADER, Reader.AGENT})

READERS_BEFORE: dict[Purpose, frozenset[Reader]] = {
    Purpose.ROUTINE: frozenset({Reader.AUTHOR, Reader.LEAD}),
    Purpose.OVERLAP: frozenset({Reader.AUTHOR}),
    Purpose.REPEAT: frozenset({Reader.AUTHOR}),
    Purpose.CALIBRATION: frozenset({Reader.AUTHOR}),
    Purpose.PRACTICE: frozenset({Reader.AUTHOR}),
    Purpose.QUALIFICATION: frozenset({Reader.AUTHOR}),
}
"""Who reads an evaluation that is sealed or not handed in."""

READERS_AFTER: dict[Purpose, frozenset[Reader]] = {
    Purpose.ROUTINE: _BY_ROLE,
    Purpose.OVERLAP: _BY_ROLE,
    Purpose.REPEAT: frozenset({Reader.AUTHOR, Reader.LEAD}),
    Purpose.CALIBRATION: frozenset({Reader.AUTHOR, Reader.PANEL, Reader.LEAD, Reader.AUDITOR, Reader.TRAINER}),
    Purpose.PRACTICE: frozenset({Reader.AUTHOR, Reader.LEAD, Reader.TRAINER}),
    Purpose.QUALIFICATION: frozenset({Reader.AUTHOR, Reader.LEAD, Reader.TRAINER}),
}
"""Who reads an evaluation that is handed in and not sealed."""

COUNTERS_AFTER: dict[Role, frozenset[Purpose]] = {
    Role.ADMINISTRATOR: frozenset({Purpose.ROUTINE, Purpose.OVERLAP}),
}
"""Whose answers a role has counted that does not read them: whoever edits a form must see which wording fails."""

FEWEST_COUNTED = 5
"""Fewer evaluations than that are not counted for who may not read them, as a count of one is an answer."""

_CAPACITY: dict[Role, Reader] = {
    Role.LEAD: Reader.LEAD,
    Role.TRAINER: Reader.TRAINER,
    Role.AUDITOR: Reader.AUDITOR,
}


@dataclass(frozen=True, slots=True)
class Visibility:
    """Which evaluations one reader sees; built by `visibility_of`, applied by `may_read` and, as SQL, by the store.

    One's own evaluations are always seen, but for this: while an assignment on a call is open for the reader, no other
    evaluation of that call is that was handed in, not even one's own earlier one. That holds for every purpose, since
    what is hidden would otherwise tell an overlap or a repeat. (A calibration assignment is open only while its session
    is blind.) What one is still working on oneself stays open: two assignments on one call would otherwise hide each
    other, and neither could ever be finished.
    """

    reader_id: PersonId
    before: frozenset[Purpose] = frozenset()
    after: frozenset[Purpose] = frozenset()
    after_in_panel: frozenset[Purpose] = frozenset()
    after_in_unit: frozenset[Purpose] = frozenset()
    unit_id: UnitId | None = None
    after_release: frozenset[Purpose] = frozenset()


@dataclass(frozen=True, slots=True)
class EvaluationFacts:
    """What the reading rule needs to know of an evaluation and its reader's relation to it.

    `in_unit`: the call belongs to the reader's unit or one below; `open_blind_elsewhere`: an assignment on the same
    call, other than this evaluation's own, is open for the reader.
    """

    purpose: Purpose
    inspector_id: PersonId
    sealed: bool
    is_in: bool
    in_panel: bool = False
    in_unit: bool = False
    is_the_agent: bool = False
    is_released: bool = False
    open_blind_elsewhere: bool = False


def visibility_of(actor: Actor) -> Visibility:
    """What the actor may read, by all roles held."""
    capacities = {_CAPACITY[role] for role in actor.roles if role in _CAPACITY}
    return Visibility(
        reader_id=actor.person_id,
        before=_purposes(READERS_BEFORE, capacities),
        after=_purposes(READERS_AFTER, capacities),
        after_in_panel=_purposes(READERS_AFTER, {Reader.PANEL}),
        after_in_unit=_purposes(READERS_AFTER, {Reader.TEAM_LEADER}) if actor.has(Role.TEAM_LEADER) else frozenset(),
        unit_id=actor.unit_id,
        after_release=_purposes(READERS_AFTER, {Reader.AGENT}),
    )


def counting_of(actor: Actor) -> Visibility:
    """What may go into figures that the actor sees: what may be read, and what may only be counted."""
    reading = visibility_of(actor)
    counted = frozenset[Purpose]().union(*(COUNTERS_AFTER.get(role, frozenset()) for role in actor.roles))
    return replace(reading, after=reading.after | counted)


def may_read(visibility: Visibility, facts: EvaluationFacts) -> bool:
    """Whether the reader may see the evaluation and everything under it (answers, comments, marks)."""
    is_own = facts.inspector_id == visibility.reader_id
    if is_own and not facts.is_in:
        return True
    if facts.open_blind_elsewhere:
        return False
    if is_own:
        return True
    if facts.sealed or not facts.is_in:
        return not facts.sealed and facts.purpose in visibility.before
    return (
        facts.purpose in visibility.after
        or (facts.in_panel and facts.purpose in visibility.after_in_panel)
        or (facts.in_unit and facts.purpose in visibility.after_in_unit)
        or (facts.is_the_agent and facts.is_released and facts.purpose in visibility.after_release)
    )


def _purposes(table: dict[Purpose, frozenset[Reader]], capacities: set[Reader]) -> frozenset[Purpose]:
    return frozenset(purpose for purpose, readers in table.items() if not readers.isdisjoint(capacities))
