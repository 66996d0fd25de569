"""From facts of sessions to the deviations of a board: which are watched, and where each chart begins anew.

The total is watched in points before policy, up to twenty; a critical family by whether the call failed it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_desk.domain.drift import DriftRestart, DriftSubject, SubjectKind
from qa_desk.domain.scorecard import Criterion, CriticalFamily, ScorecardVersion
from qa_desk.measurement.drift.usual import Judgements
from qa_desk.services.figures.facts import FAILED_CODE, PASSED_CODE, CalibrationFacts

TOTAL_POINTS = 20.0
"""A difference of so many points of the total, or more, counts as a whole deviation."""

_Places = NDArray[np.intp]
_Rows = NDArray[np.bool_]
_Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stretch:
    """One chart: an inspector on a subject from one beginning to the next; indexes into the facts.

    `begins_by` is the restart that began it; None for the first, and where the form changed.
    """

    inspector: int
    subject: DriftSubject
    begins_by: DriftRestart | None
    is_new_form: bool


@dataclass(frozen=True, slots=True, eq=False)
class Deviations:
    """All that a board charts; `judgements.series` counts `stretches`, `lines` the line of facts of each judgement."""

    judgements: Judgements
    lines: _Places
    stretches: tuple[Stretch, ...]
    n_subjects: int


def deviations_of(facts: CalibrationFacts, restarts: Sequence[DriftRestart]) -> Deviations:
    """Everything that can be charted of these facts."""
    parts: list[Judgements] = []
    lines: list[_Places] = []
    stretches: list[Stretch] = []
    n_subjects, by_criterion = 0, facts.deviations
    for subject in _subjects(facts):
        deviation, failed = _signed(facts, subject, by_criterion)
        rows = np.flatnonzero(_of_scorecard(facts, subject.scorecard_key) & ~np.isnan(deviation))
        if not len(rows):
            continue
        series, form, found = _stretches(facts, subject, rows, restarts)
        parts.append(
            Judgements(series + len(stretches), form + n_subjects, facts.session[rows], failed[rows], deviation[rows])
        )
        lines.append(rows)
        stretches += found
        n_subjects += int(form.max()) + 1
    return Deviations(_joined(parts), _concatenated(lines), tuple(stretches), n_subjects)


def _subjects(facts: CalibrationFacts) -> list[DriftSubject]:
    """Of each scorecard the total, the families, the criteria, in the order of the form."""
    found: list[DriftSubject] = []
    for key in dict.fromkeys(version.scorecard_key for version in facts.versions):
        used = {c.key for version in facts.versions if version.scorecard_key == key for c in version.criteria}
        criteria = [criterion for criterion in facts.criteria if criterion.key in used]
        families = dict.fromkeys(c.critical for c in criteria if c.critical is not None)
        found.append(DriftSubject(SubjectKind.TOTAL, key))
        found += [DriftSubject(SubjectKind.FAMILY, key, family=family) for family in families]
        found += [DriftSubject(SubjectKind.CRITERION, key, c.key, c.critical, c.title) for c in criteria]
    return found


def _signed(facts: CalibrationFacts, subject: DriftSubject, by_criterion: _Numbers) -> tuple[_Numbers, _Rows]:
    """By line the deviation −1…1, NaN where there is none, and whether the settled answer failed."""
    if subject.kind is SubjectKind.TOTAL:
        return np.clip(facts.score_deviations / TOTAL_POINTS, -1.0, 1.0), facts.standard_scores < 100.0 - 1e-6
    if subject.kind is SubjectKind.CRITERION:
        column = facts.criterion_place(subject.criterion_key)
        return by_criterion[:, column], facts.standard[:, column] == FAILED_CODE
    columns = [place for place, criterion in enumerate(facts.criteria) if criterion.critical is subject.family]
    given, settled = facts.codes[:, columns], facts.standard[:, columns]
    both = np.isin(given, (PASSED_CODE, FAILED_CODE)) & np.isin(settled, (PASSED_CODE, FAILED_CODE))
    has_failed = ((given == FAILED_CODE) & both).any(axis=1)
    failed = ((settled == FAILED_CODE) & both).any(axis=1)
    return np.where(both.any(axis=1), failed.astype(np.float64) - has_failed, np.nan), failed


def _of_scorecard(facts: CalibrationFacts, key: str) -> _Rows:
    return np.array([version.scorecard_key == key for version in facts.versions], dtype=np.bool_)[facts.version]


def _stretches(
    facts: CalibrationFacts, subject: DriftSubject, rows: _Places, restarts: Sequence[DriftRestart]
) -> tuple[_Places, _Places, list[Stretch]]:
    """By row its stretch and its form of the subject, counted from 0; and the stretches."""
    n_sessions = len(facts.sessions)
    sittings, place = np.unique(facts.inspector[rows] * n_sessions + facts.session[rows], return_inverse=True)
    inspector, session = np.divmod(sittings, n_sessions)
    form = _forms(facts, subject)[facts.version[rows]]
    of_sitting = np.zeros(len(sittings), dtype=np.intp)
    of_sitting[place] = form
    n_restarts, began = _restarted(facts, subject, restarts)
    restarted = n_restarts[inspector, session]
    is_new_person = np.diff(inspector, prepend=-1) != 0
    is_new_form = (np.diff(of_sitting, prepend=-1) != 0) & ~is_new_person
    is_restarted = (np.diff(restarted, prepend=-1) != 0) & ~is_new_person
    begins = is_new_person | is_new_form | is_restarted
    made = [
        Stretch(
            int(inspector[at]),
            subject,
            began[int(inspector[at])][int(restarted[at]) - 1] if is_restarted[at] else None,
            bool(is_new_form[at]),
        )
        for at in np.flatnonzero(begins).tolist()
    ]
    # forms are numbered anew, as one that nobody was scored on would take a place
    _used, form = np.unique(form, return_inverse=True)
    return (np.cumsum(begins) - 1)[place], form, made


def _restarted(
    facts: CalibrationFacts, subject: DriftSubject, restarts: Sequence[DriftRestart]
) -> tuple[_Places, list[list[DriftRestart]]]:
    """How many restarts each inspector had before each session, and which, in the order of time."""
    began: list[list[DriftRestart]] = []
    counts = np.zeros((len(facts.inspectors), len(facts.sessions)), dtype=np.intp)
    for place, inspector in enumerate(facts.inspectors):
        own = sorted((one for one in restarts if one.concerns(inspector.id, subject)), key=lambda one: one.at)
        began.append(own)
        if own:
            counts[place] = [sum(one.at < session.held_at for one in own) for session in facts.sessions]
    return counts, began


def _forms(facts: CalibrationFacts, subject: DriftSubject) -> _Places:
    """By version which form of the subject it has: versions that ask the same in the same words share one."""
    known: list[object] = []
    forms: list[int] = []
    for version in facts.versions:
        asked = _asked(version, subject)
        if asked not in known:
            known.append(asked)
        forms.append(known.index(asked))
    return np.array(forms, dtype=np.intp)


def _asked(version: ScorecardVersion, subject: DriftSubject) -> object:
    if subject.kind is SubjectKind.TOTAL:
        return version.criteria
    if subject.kind is SubjectKind.FAMILY:
        return tuple(c.as_asked for c in version.criteria if _is_of(c, subject.family))
    return tuple(c.as_asked for c in version.criteria if c.key == subject.criterion_key)


def _is_of(criterion: Criterion, family: CriticalFamily | None) -> bool:
    return criterion.critical is family


def _joined(parts: Sequence[Judgements]) -> Judgements:
    return Judgements(
        _concatenated([part.series for part in parts]),
        _concatenated([part.subject for part in parts]),
        _concatenated([part.session for part in parts]),
        np.concatenate([part.failed for part in parts]) if parts else np.zeros(0, dtype=np.bool_),
        np.concatenate([part.deviation for part in parts]) if parts else np.zeros(0),
    )


def _concatenated(parts: Sequence[NDArray[np.signedinteger]]) -> _Places:
    return np.concatenate(parts).astype(np.intp) if parts else np.zeros(0, dtype=np.intp)
