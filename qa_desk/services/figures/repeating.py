"""Trials: the same inspector on the same call again, and what the attribute gauge study makes of them; pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from qa_desk.agreement.estimate import Estimate, Sample, Undefined, undefined
from qa_desk.agreement.study.attribute import attribute_statistics
from qa_desk.agreement.study.trials import TrialTable
from qa_desk.agreement.table import code_type, index_clusters
from qa_desk.domain.coded_line import CATEGORIES, FAILED, PASSED
from qa_desk.domain.scorecard import Criterion
from qa_desk.services.calibration.calibration_figures import Panellist
from qa_desk.services.figures.accuracy import cells_of
from qa_desk.services.figures.facts import MISSING, CalibrationFacts, Codes, Places

_NOTHING = Sample(0, 0, 0)


@dataclass(frozen=True, slots=True)
class GaugeRow:
    """One inspector in the study: with themself, with the standard, and the two ways to be wrong about it."""

    panellist: Panellist
    within: Estimate
    vs_standard: Estimate
    missed: Estimate
    false_alarms: Estimate


@dataclass(frozen=True, slots=True)
class GaugeStudy:
    """An attribute gauge study: within each, between all, each v standard (in the rows), all v standard.

    An item is call × criterion; it counts as agreeing only when all trials of all concerned are the same.
    """

    rows: tuple[GaugeRow, ...]
    between: Estimate
    all_vs_standard: Estimate
    n_calls: int
    n_items: int
    n_trials: int


@dataclass(frozen=True, slots=True)
class RepeatedCell:
    """One criterion that an inspector judged twice or more on one call."""

    call: int
    criterion: int
    inspector: int
    said: tuple[str, ...]
    lines: tuple[int, ...]


def gauge_study(facts: CalibrationFacts, panel: Sequence[Panellist]) -> GaugeStudy:
    """The study of everything these inspectors said of these calls; lines of one call are trials in order of time."""
    trials = trial_table(facts)
    found = attribute_statistics(trials, positive=PASSED, negative=FAILED)

    def figure(key: str, reason: Undefined) -> Estimate:
        return found.get(key, undefined(reason, _NOTHING))

    rows = tuple(
        GaugeRow(
            member,
            figure(f"within_rater_agreement:{member.person_id}", Undefined.NO_TRIALS),
            figure(f"effectiveness:{member.person_id}", Undefined.NO_STANDARD),
            figure(f"miss_rate:{member.person_id}", Undefined.NO_STANDARD),
            figure(f"false_alarm_rate:{member.person_id}", Undefined.NO_STANDARD),
        )
        for member in panel
    )
    return GaugeStudy(
        rows=rows,
        between=figure("between_raters_agreement", Undefined.TOO_FEW_RATERS),
        all_vs_standard=figure("all_vs_standard_agreement", Undefined.NO_STANDARD),
        n_calls=len(np.unique(facts.call)),
        n_items=trials.sample.n_items,
        n_trials=int(trials.n_trials.max(initial=0)),
    )


def asked_alike(facts: CalibrationFacts) -> CalibrationFacts:
    """The facts with what an inspector said of a call on an older form only where the newest one asks it alike.

    Two trials on forms that ask otherwise would be told apart by the form, not by the inspector.
    """
    if len(facts.versions) < 2:
        return facts
    asked = _asked(facts)
    newest: dict[tuple[int, int], int] = {}
    cells = [(int(facts.call[line]), int(facts.inspector[line])) for line in range(facts.n_lines)]
    for line, cell in enumerate(cells):
        newest[cell] = max(newest.get(cell, -1), int(facts.version[line]))
    reference = np.array([newest[cell] for cell in cells], dtype=np.intp)
    is_alike = asked[facts.version] == asked[reference]
    return replace(
        facts,
        codes=np.where(is_alike, facts.codes, np.int8(MISSING)).astype(np.int8),
        fractions=np.where(is_alike, facts.fractions, np.nan),
    )


def n_asked_alike(facts: CalibrationFacts) -> tuple[int, int]:
    """How many criteria all versions that calls were scored on ask alike, and how many there are."""
    used = np.unique(facts.version)
    asked = _asked(facts)[used]
    return int(np.count_nonzero((asked == asked[:1]).all(axis=0))), len(facts.criteria)


def _asked(facts: CalibrationFacts) -> Places:
    """By version and criterion, which wording of it that is; of a criterion that a version lacks, none."""
    asked = np.full((len(facts.versions), len(facts.criteria)), MISSING, dtype=np.intp)
    column_of = {criterion.key: column for column, criterion in enumerate(facts.criteria)}
    known: list[list[Criterion]] = [[] for _criterion in facts.criteria]
    for place, version in enumerate(facts.versions):
        for criterion in version.criteria:
            column, wording = column_of[criterion.key], criterion.as_asked
            if wording not in known[column]:
                known[column].append(wording)
            asked[place, column] = known[column].index(wording)
    return asked


def trial_table(facts: CalibrationFacts) -> TrialTable:
    """Items are call × criterion, raters the inspectors; the standard is the one of the call's latest session."""
    n_calls, n_criteria, n_raters = len(facts.call_ids), len(facts.criteria), len(facts.inspectors)
    nth, n_trials = _nth_trial(facts)
    cube: Codes = np.full((n_calls, n_criteria, n_raters, max(1, n_trials)), MISSING, dtype=code_type(len(CATEGORIES)))
    standard: Codes = np.full((n_calls, n_criteria), MISSING, dtype=np.int8)
    for line in range(facts.n_lines):
        call = int(facts.call[line])
        cube[call, :, int(facts.inspector[line]), nth[line]] = facts.codes[line]
        settled = facts.standard[line]
        standard[call] = np.where(settled >= 0, settled, standard[call])
    calls, criteria = np.nonzero((cube >= 0).any(axis=(2, 3)))
    items = tuple(f"{facts.call_ids[int(c)]} {facts.criteria[int(k)].key}" for c, k in cells_of_pairs(calls, criteria))
    return TrialTable(
        codes=np.asfortranarray(cube[calls, criteria]),
        standard=standard[calls, criteria],
        categories=CATEGORIES,
        raters=tuple(str(one.id) for one in facts.inspectors),
        items=items,
        clusters=index_clusters(calls),
    )


def cells_of_pairs(first: np.typing.NDArray[np.intp], second: np.typing.NDArray[np.intp]) -> list[tuple[int, int]]:
    """Two columns of indexes as pairs of plain numbers."""
    return [(int(a), int(b)) for a, b in zip(first, second, strict=True)]


def repeated_cells(facts: CalibrationFacts, inspector: int) -> tuple[RepeatedCell, ...]:
    """Where an inspector said different things of the same criterion of the same call, critical criteria first."""
    lines_of: dict[int, list[int]] = {}
    for line in np.flatnonzero(facts.inspector == inspector):
        lines_of.setdefault(int(facts.call[line]), []).append(int(line))
    found: list[RepeatedCell] = []
    for call, lines in lines_of.items():
        codes = facts.codes[lines]
        rated = (codes >= 0).all(axis=0)
        differs = np.asarray((rated & (codes != codes[0]).any(axis=0))[None, :], dtype=np.bool_)
        for _row, column in cells_of(differs):
            said = tuple(CATEGORIES[int(code)] for code in codes[:, column])
            found.append(RepeatedCell(call, column, inspector, said, tuple(lines)))
    found.sort(key=lambda one: (facts.criteria[one.criterion].critical is None, one.criterion, one.call))
    return tuple(found)


def _nth_trial(facts: CalibrationFacts) -> tuple[list[int], int]:
    """Which trial of its inspector on its call each line is, from 0, and the most there are."""
    counted: dict[tuple[int, int], int] = {}
    nth: list[int] = []
    for line in range(facts.n_lines):
        key = (int(facts.call[line]), int(facts.inspector[line]))
        nth.append(counted.get(key, 0))
        counted[key] = nth[-1] + 1
    return nth, max(counted.values(), default=1)
