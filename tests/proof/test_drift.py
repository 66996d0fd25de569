"""Thousands of simulated series: false alarms over the board stay within what is stated, and how soon a drift is told.

Sessions of unequal size, inspectors who miss some of them, failures as rare as one in two hundred; what is usual is
learnt from the same data, as the program does.
"""

import numpy as np
import pytest

from qa_desk.measurement.drift.usual import Judgements
from qa_desk.measurement.drift.watch import Course, chances_of_sessions, watch

_N_INSPECTORS, _N_CRITERIA, _N_SESSIONS = 12, 15, 40
_DAYS = np.arange(_N_SESSIONS) * 9
_A_YEAR = 10.0
_N_BOARDS = 60


class _Board:
    """One simulated year; `drifting` moves inspector 0 on criterion 0 by so many standard deviations of a session."""

    def __init__(self, seed: int, *, drifting: float = 0.0, begins: int = 16) -> None:
        rng = np.random.default_rng(seed)
        rates = 10 ** rng.uniform(-2.3, -0.7, _N_CRITERIA)
        settled_as_failed = rng.uniform(0.02, 0.4, _N_CRITERIA)
        rows: list[tuple[np.ndarray, ...]] = []
        if drifting:
            rates[0], settled_as_failed[0] = 0.1, 0.25
        for session in range(_N_SESSIONS):
            n = int(rng.integers(2, 11))
            failed = rng.random((n, _N_CRITERIA)) < settled_as_failed
            for inspector in np.flatnonzero(rng.random(_N_INSPECTORS) < 0.6):
                chance = np.broadcast_to(rates, failed.shape).copy()
                if drifting and inspector == 0 and session >= begins:
                    # too strict: every shift of the session's mean by one of its standard deviations
                    sd = np.sqrt(rates[0] * (1 - rates[0]) / n)
                    chance[:, 0] = np.where(failed[:, 0], chance[:, 0], min(1.0, rates[0] + drifting * sd / 0.75))
                erred = rng.random(failed.shape) < chance
                deviation = np.where(erred, np.where(failed, 1.0, -1.0), 0.0)
                criterion = np.broadcast_to(np.arange(_N_CRITERIA), failed.shape)
                series = inspector * _N_CRITERIA + criterion
                at = np.full(failed.shape, session)
                rows.append(tuple(a.ravel() for a in (series, criterion, at, failed, deviation)))
        series, criterion, at, failed, deviation = (np.concatenate(column) for column in zip(*rows, strict=True))
        self.judgements = Judgements(series, criterion, at, failed, deviation)

    def courses(self, *, a_year: float) -> tuple[Course, ...]:
        """The charts of the board at so many false alarms a year over all of it."""
        one_each = np.unique(np.stack([self.judgements.session, self.judgements.series]), axis=1)[0]
        n_points = np.bincount(one_each, minlength=_N_SESSIONS)
        chances = chances_of_sessions(_DAYS, n_points, a_year=a_year)
        return watch(self.judgements, chances, n_subjects=_N_CRITERIA)[0]


def test_false_alarms_over_the_board_stay_within_the_stated_number() -> None:
    counts = np.array(
        [sum(c.signal is not None for c in _Board(seed).courses(a_year=_A_YEAR)) for seed in range(_N_BOARDS)]
    )
    mean, margin = counts.mean(), 1.96 * counts.std(ddof=1) / np.sqrt(_N_BOARDS)
    told = f"\n{_N_BOARDS} boards of {_N_INSPECTORS} × {_N_CRITERIA}: {mean:.2f} ± {margin:.2f} false alarms a year"
    print(f"{told}, stated {_A_YEAR:g}")  # noqa: T201  # a figure of the proof
    assert mean - margin <= _A_YEAR
    # a chart that never calls out would pass the line above
    assert counts.sum() > 0


@pytest.mark.parametrize(("shift", "most_missed"), [(0.5, 1.0), (1.0, 0.7), (2.0, 0.2)])
def test_drift_is_told_the_sooner_the_greater_it_is(shift: float, most_missed: float) -> None:
    begins, delays, missed = 16, list[int](), 0
    for seed in range(24):
        course = _Board(1000 + seed, drifting=shift, begins=begins).courses(a_year=_A_YEAR)[0]
        assert course.series == 0
        seen = course.session[course.session >= begins]
        if course.signal is None or course.session[course.signal.at] < begins:
            missed += 1
        else:
            delays.append(int((seen <= course.session[course.signal.at]).sum()))
    middle = f"told after {np.median(delays):g} of their sessions" if delays else "never told"
    print(f"\nshift of {shift} σ a session: {middle} (median), {missed} of 24 not within the year")  # noqa: T201  # a figure
    assert missed <= most_missed * 24
