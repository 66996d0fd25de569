"""Whatever small set of ratings comes along: every figure is a finite number within its limits, or has a reason."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_desk.agreement.analysis import Analysis, analyse_trials
from qa_desk.agreement.chance.krippendorff import Metric
from qa_desk.agreement.chance.linearised import Settings, StandardError
from qa_desk.agreement.request import Request
from qa_desk.agreement.study.trials import TrialTable
from qa_desk.agreement.verdict import with_believable_limits
from qa_desk.agreement.weights import WEIGHTINGS

_ROUNDING = 1e-9


@st.composite
def analyses(draw: st.DrawFn) -> Analysis:
    shape = draw(st.integers(1, 6)), draw(st.integers(1, 4)), draw(st.integers(1, 2))
    labels = draw(st.sampled_from([("1", "2", "3"), ("0", "1"), ("-1", "0", "2.5"), ("low", "mid", "high"), ("x",)]))
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    codes = generator.integers(0, len(labels), shape)
    codes[generator.random(shape) < draw(st.sampled_from([0.0, 0.0, 0.3, 0.8]))] = -1
    standard = generator.integers(-1, len(labels), shape[0]) if draw(st.booleans()) else np.full(shape[0], -1)
    clusters = np.arange(shape[0]) // 2 if draw(st.booleans()) else None
    raters, items = tuple("ABCD"[: shape[1]]), tuple(map(str, range(shape[0])))
    trials = TrialTable(np.asfortranarray(codes), standard, labels, raters, items, clusters)
    request = Request(
        scale=draw(st.sampled_from(list(Metric))),
        categories=labels if draw(st.booleans()) else None,
        positive=labels[0],
        weightings=tuple(draw(st.lists(st.sampled_from([*WEIGHTINGS]), max_size=2, unique=True))),
        gauge=draw(st.booleans()),
        settings=Settings(se=draw(st.sampled_from(list(StandardError)))),
        resamples=draw(st.sampled_from([0, 0, 100])),
    )
    return analyse_trials(trials, request)


@given(analyses())
@settings(max_examples=150, deadline=None)
def test_every_figure_is_finite_within_its_limits_or_has_a_reason(analysis: Analysis) -> None:
    assert analysis.statistics
    for key, figure in analysis.statistics.items():
        assert (figure.value is None) == (figure.undefined is not None), key
        numbers = (figure.value, figure.se, figure.ci_low, figure.ci_high, figure.p_value, *figure.extras.values())
        assert all(math.isfinite(number) for number in numbers if number is not None), key
        assert figure.p_value is None or 0.0 <= figure.p_value <= 1.0, key
        if "@" not in key and figure.value is not None:  # a resampled interval may lie beside a biased figure
            assert figure.ci_low is None or figure.ci_low <= figure.value + _ROUNDING, key
            assert figure.ci_high is None or figure.ci_high >= figure.value - _ROUNDING, key


@given(analyses())
@settings(max_examples=50, deadline=None)
def test_what_people_are_shown_has_width_and_ends_on_the_scale(analysis: Analysis) -> None:
    for figure in analysis.statistics.values():
        shown = with_believable_limits(figure)
        assert (shown.value, shown.undefined) == (figure.value, figure.undefined)
        if shown != figure and shown.has_interval:
            assert shown.ci_low is not None
            assert shown.ci_high is not None
            assert -1.0 <= shown.ci_low < shown.ci_high <= 1.0
