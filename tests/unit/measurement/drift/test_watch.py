"""The charts of a board: what is usual, what is told, what is not, and that limits never look into the future."""

from dataclasses import replace

import numpy as np
import pytest

from qa_desk.measurement.drift.usual import Judgements, points_of, usual_of
from qa_desk.measurement.drift.watch import LATTICE, Direction, chances_of_sessions, sessions_until_told, watch

_N_SESSIONS = 24
_CHANCE = np.full(_N_SESSIONS, 1e-3)


def board(
    *, drifting_from: int | None = None, lenient: bool = False, seed: int = 5, n_inspectors: int = 6
) -> Judgements:
    """Six calls a session, two of them settled as failed; everybody errs on one in twenty, the first one may drift."""
    rng = np.random.default_rng(seed)
    shape = (n_inspectors, _N_SESSIONS, 6)
    series, session, call = np.indices(shape)
    failed = call < 2
    chance = np.full(shape, 0.05)
    if drifting_from is not None:
        chance[0, drifting_from:, : 2 if lenient else 6] = 0.8 if lenient else 0.5
        if not lenient:
            chance[0, drifting_from:, :2] = 0.0
    erred = rng.random(shape) < chance
    deviation = np.where(erred, np.where(failed, 1.0, -1.0), 0.0)
    subject = np.zeros(shape, dtype=np.intp)
    return Judgements(series.ravel(), subject.ravel(), session.ravel(), failed.ravel(), deviation.ravel())


def test_a_lasting_shift_is_told_with_its_direction_and_beginning() -> None:
    courses, _usual = watch(board(drifting_from=12), _CHANCE, n_subjects=1)
    told = courses[0].signal
    assert told is not None
    assert told.direction is Direction.STRICT
    assert 10 <= told.since <= 13
    assert told.since <= told.at <= 17
    assert [course.signal for course in courses[1:]] == [None] * 5


def test_leniency_is_told_as_such() -> None:
    courses, _usual = watch(board(drifting_from=8, lenient=True), _CHANCE, n_subjects=1)
    assert courses[0].signal is not None
    assert courses[0].signal.direction is Direction.LENIENT


def test_nobody_who_errs_as_all_do_is_told_of() -> None:
    courses, _usual = watch(board(), _CHANCE, n_subjects=1)
    assert all(course.signal is None for course in courses)
    assert not any(course.is_short for course in courses)


def test_what_is_usual_is_learnt_without_who_drifts() -> None:
    _courses, clean = watch(board(), _CHANCE, n_subjects=1)
    _courses, with_drift = watch(board(drifting_from=2), _CHANCE, n_subjects=1)
    too_strict = clean.grid < 0
    assert with_drift.chances[0, 0, too_strict].sum() == pytest.approx(clean.chances[0, 0, too_strict].sum(), abs=0.02)


def test_limits_follow_from_sessions_and_not_from_what_was_scored() -> None:
    # both inspectors sat in the same sessions, so their limits are the same whatever they said
    courses, _usual = watch(board(drifting_from=12), _CHANCE, n_subjects=1)
    for name in ("ewma_low", "ewma_high", "rising_limit", "falling_limit"):
        np.testing.assert_array_equal(getattr(courses[0], name), getattr(courses[1], name))


def test_a_few_sessions_without_an_alarm_say_nothing_yet() -> None:
    everything = board()
    courses, _usual = watch(everything.only(everything.session < 4), _CHANCE, n_subjects=1)
    assert all(course.is_short for course in courses)


def test_nothing_at_all_gives_no_courses() -> None:
    nothing = board().only(np.zeros(6 * _N_SESSIONS * 6, dtype=np.bool_))
    courses, _usual = watch(nothing, _CHANCE, n_subjects=1)
    assert courses == ()


def test_scores_have_the_usual_mean_from_the_standard_and_variance_1() -> None:
    judgements = board().in_order()
    points = points_of(judgements, usual_of(judgements, n_subjects=1), LATTICE)
    grid = np.arange(-LATTICE.reach, LATTICE.reach + 1) * LATTICE.step
    for scores in (points.level, points.rising, points.falling):
        for kernel in scores.kernels:
            assert kernel.sum() == pytest.approx(1.0)
            assert grid**2 @ kernel - (grid @ kernel) ** 2 == pytest.approx(1.0, abs=0.12)
    # all are a little too strict: the chart that falls counts from there, the one that rises from the standard
    assert all(abs(grid @ kernel) < 0.05 for kernel in points.falling.kernels)
    assert all(grid @ kernel < -0.05 for kernel in points.rising.kernels)


def test_who_agrees_with_the_standard_never_drifts_however_strict_the_others_are() -> None:
    everything = board(drifting_from=0)
    strict = everything.deviation.copy()
    failing = np.random.default_rng(8).random(len(strict)) < 0.4
    strict[(everything.series > 0) & ~everything.failed & failing] = -1.0
    strict[everything.series == 0] = 0.0
    courses, _usual = watch(replace(everything, deviation=strict), _CHANCE, n_subjects=1)
    assert courses[0].signal is None
    assert (courses[0].ewma == 0).all()


def test_a_year_of_points_makes_as_many_false_alarms_as_stated() -> None:
    days, n_points = np.arange(0, 1095, 7), np.full(157, 300)
    chances = chances_of_sessions(days, n_points, a_year=2.0)
    last_year = days >= 730
    assert (chances * n_points)[last_year].sum() == pytest.approx(2.0, rel=0.02)


def test_a_later_session_never_changes_what_an_earlier_one_was_judged_by() -> None:
    days, n_points = np.array([0, 7, 30, 200, 380]), np.array([40, 60, 50, 80, 90])
    whole = chances_of_sessions(days, n_points, a_year=1.0)
    np.testing.assert_array_equal(chances_of_sessions(days[:3], n_points[:3], a_year=1.0), whole[:3])


def test_greater_shifts_are_told_sooner_and_tiny_ones_perhaps_never() -> None:
    one, two = sessions_until_told(1e-4, 1.0), sessions_until_told(1e-4, 2.0)
    assert one is not None
    assert two is not None
    assert two < one
    assert sessions_until_told(1e-4, 0.05, within=50) is None
