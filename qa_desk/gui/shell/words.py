"""What people read for values that several pages show."""

from qa_desk.domain.calls import MonitoringMode
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.issue import FeedbackState, TrackedState
from qa_desk.domain.people import Role
from qa_desk.domain.practice_set import PracticeSet
from qa_desk.domain.scorecard import CriticalFamily, CriticalPolicy, PolicyKind, VersionState
from qa_desk.domain.standard_case import CaseState, Difficulty
from qa_desk.domain.text import LocalText
from qa_desk.i18n import N_, _, current_language, listed
from qa_desk.services.cases.words import difficulty_words
from qa_desk.services.forms.phrasing_views import WordingState

_ROLES: dict[Role, str] = {
    Role.INSPECTOR: N_("inspector"),
    Role.LEARNER: N_("new inspector"),
    Role.LEAD: N_("calibration lead"),
    Role.TRAINER: N_("trainer"),
    Role.TEAM_LEADER: N_("team leader"),
    Role.AGENT: N_("agent"),
    Role.OWNER: N_("item owner"),
    Role.ADMINISTRATOR: N_("QA administrator"),
    Role.AUDITOR: N_("auditor"),
}

_PURPOSES: dict[Purpose, str] = {
    Purpose.ROUTINE: N_("routine"),
    Purpose.OVERLAP: N_("overlap"),
    Purpose.REPEAT: N_("repeat"),
    Purpose.CALIBRATION: N_("calibration"),
    Purpose.PRACTICE: N_("practice"),
    Purpose.QUALIFICATION: N_("qualification"),
}
_FAMILIES: dict[CriticalFamily, str] = {
    CriticalFamily.CUSTOMER: N_("customer"),
    CriticalFamily.BUSINESS: N_("business"),
    CriticalFamily.COMPLIANCE: N_("compliance"),
}
_CRITICAL: dict[CriticalFamily, str] = {
    CriticalFamily.CUSTOMER: N_("customer-critical"),
    CriticalFamily.BUSINESS: N_("business-critical"),
    CriticalFamily.COMPLIANCE: N_("compliance-critical"),
}
_TRACKED: dict[TrackedState, str] = {
    TrackedState.OPEN: N_("open"),
    TrackedState.IN_WORK: N_("in work"),
    TrackedState.DONE: N_("done"),
    TrackedState.EFFECT_SHOWN: N_("effect shown"),
    TrackedState.NO_EFFECT_SHOWN: N_("no effect shown"),
    TrackedState.REOPENED: N_("re-opened"),
}
_FEEDBACK: dict[FeedbackState, str] = {
    FeedbackState.HELD: N_("held back"),
    FeedbackState.RELEASED: N_("released"),
    FeedbackState.ACKNOWLEDGED: N_("acknowledged"),
    FeedbackState.DISPUTED: N_("disputed"),
    FeedbackState.UPHELD: N_("upheld"),
    FeedbackState.OVERTURNED: N_("overturned"),
}
_CASE_STATES: dict[CaseState, str] = {
    CaseState.PROPOSED: N_("proposed"),
    CaseState.VALID: N_("valid"),
    CaseState.RETIRED: N_("retired"),
}
_MODES: dict[MonitoringMode, str] = {
    MonitoringMode.SAMPLED: N_("sampled recording"),
    MonitoringMode.LIVE: N_("live listening"),
    MonitoringMode.SIDE_BY_SIDE: N_("side by side"),
    MonitoringMode.TEST_CALL: N_("test call"),
}
_VERSION_STATES: dict[VersionState, str] = {
    VersionState.DRAFT: N_("draft"),
    VersionState.PUBLISHED: N_("published"),
    VersionState.RETIRED: N_("retired"),
}
_SCALES = {
    "pass_fail": N_("passed or failed"),
    "levels": N_("levels"),
    "points": N_("points in steps"),
    "deduction": N_("deduction by reasons"),
}
_TAGS = {"basic": N_("basic"), "performance": N_("performance"), "delight": N_("delight")}
_WORDINGS: dict[WordingState, str] = {
    WordingState.COMING: N_("to come"),
    WordingState.IN_FORCE: N_("in force"),
    WordingState.OVER: N_("over"),
}


def role_title(role: Role) -> str:
    """The role in words."""
    return _(_ROLES[role])


def role_titles(roles: frozenset[Role]) -> str:
    """All roles of a person in the order of `Role`."""
    return listed(role_title(role) for role in Role if role in roles)


def purpose_title(purpose: Purpose) -> str:
    """Why a call is scored, in a word; queues pass what may be said aloud."""
    return _(_PURPOSES[purpose])


def family_title(family: CriticalFamily) -> str:
    """A critical family in a word, for badges and tags."""
    return _(_FAMILIES[family])


def critical_title(family: CriticalFamily) -> str:
    """What a critical criterion is called: "compliance-critical"."""
    return _(_CRITICAL[family])


def in_words(text: LocalText) -> str:
    """A text of a scorecard or wording in the language in use."""
    return text.in_language(current_language())


def tracked_title(state: TrackedState) -> str:
    """How far a tracked item has come, in words."""
    return _(_TRACKED[state])


def feedback_title(state: FeedbackState) -> str:
    """How far a result has come."""
    return _(_FEEDBACK[state])


def practice_set_title(one: PracticeSet) -> str:
    """What a practice set is called: by its own name, else by the days it is about."""
    return one.title or _("Common issues of {first} to {last}").format(first=one.first_day, last=one.last_day)


def case_state_title(state: CaseState) -> str:
    """Whether a standard case is in use, in a word."""
    return _(_CASE_STATES[state])


def difficulty_title(difficulty: Difficulty) -> str:
    """How hard a case is found, in a word."""
    return difficulty_words(difficulty)


def mode_title(mode: MonitoringMode) -> str:
    """How a call came to be heard, in a few words."""
    return _(_MODES[mode])


def scored_as(purpose: Purpose, mode: MonitoringMode) -> str:
    """What an evaluation is, in a word or two: why a call was scored, or how one was heard that was not sampled."""
    is_monitored = mode is not MonitoringMode.SAMPLED and purpose is Purpose.ROUTINE
    return mode_title(mode) if is_monitored else purpose_title(purpose)


def version_state_title(state: VersionState) -> str:
    """Whether calls are scored on a scorecard version, in a word."""
    return _(_VERSION_STATES[state])


def scale_title(scale_key: str) -> str:
    """How a criterion is rated, in a word or two."""
    return _(_SCALES[scale_key])


def tag_title(tag: str) -> str:
    """A tag of a criterion in a word; a centre's own tags are shown as they are."""
    return _(_TAGS[tag]) if tag in _TAGS else tag


def policy_text(policy: CriticalPolicy) -> str:
    """What a critical failure does to the total, in a sentence."""
    if policy.kind is PolicyKind.ZERO_TOTAL:
        return _("A critical failure makes the score 0.")
    if policy.kind is PolicyKind.CAP:
        return _("After a critical failure the score is {cap:g} at most.").format(cap=policy.cap or 0.0)
    return _("A critical failure fails the call; the score stands beside it.")


def wording_state_title(state: WordingState) -> str:
    """Whether a standard wording holds today."""
    return _(_WORDINGS[state])
