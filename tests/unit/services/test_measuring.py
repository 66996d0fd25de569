"""Facts of sessions as arrays: whose lines enter, what stands beside them, and that sealed ones never do."""

from datetime import timedelta

import numpy as np
import pytest

from qa_desk.domain.coded_line import CATEGORIES, coded_with_fraction
from qa_desk.domain.people import Actor
from qa_desk.domain.scoring import score
from qa_desk.services.figures.facts import MISSING, CalibrationFacts
from qa_desk.services.measuring import FactQuery
from tests.calibration_panel import Panel
from tests.small_centre import NOW

FAILED = {"1009": frozenset({"no_disclosure", "greeting"})}
YEAR = FactQuery(NOW.date() - timedelta(days=200), NOW.date() + timedelta(days=200))


def facts(panel: Panel, actor: Actor, query: FactQuery = YEAR) -> CalibrationFacts:
    return panel.centre.services.measuring.facts(actor, query)


def held(panel: Panel, *, settled: bool = True) -> CalibrationFacts:
    """A session on two calls: Cai fails two criteria of the first, the others pass all."""
    session_id = panel.open_session("1009", "1010")
    for member in panel.members:
        panel.hand_in(member, session_id, FAILED if member is panel.cai else {})
    panel.calibrating.reveal(panel.centre.lead, session_id)
    if settled:
        panel.settle_all(session_id)
    return facts(panel, panel.centre.lead)


def test_before_the_reveal_there_are_no_facts_for_anybody(panel: Panel) -> None:
    session_id = panel.open_session("1009")
    for member in panel.members:
        panel.hand_in(member, session_id)
    for actor in (panel.centre.lead, *panel.members):
        assert facts(panel, actor).n_lines == 0


def test_lines_are_the_answers_coded_as_everywhere(panel: Panel) -> None:
    found = held(panel)
    assert found.n_lines == 6
    for line in range(found.n_lines):
        evaluation = panel.centre.services.reviewing.evaluation(panel.centre.lead, found.evaluation(line)).evaluation
        assert found.inspectors[found.inspector[line]].id == evaluation.inspector_id
        assert found.call_ids[found.call[line]] == evaluation.call_id
        assert found.scores[line] == pytest.approx(score(panel.centre.version, evaluation.answers).score_before_policy)
        for place, criterion in enumerate(found.criteria):
            code, fraction = coded_with_fraction(criterion, evaluation.answer(criterion.key))
            expected = MISSING if code is None else CATEGORIES.index(code)
            assert found.codes[line, place] == expected
            np.testing.assert_allclose(found.fractions[line, place], fraction, atol=1e-7)


def test_what_was_settled_stands_beside_each_line_and_scores_as_an_evaluation_would(panel: Panel) -> None:
    found = held(panel)
    assert (found.standard == 0).all()
    assert found.standard_scores == pytest.approx([100.0] * 6)
    deviations = np.nansum(found.deviations < 0, axis=1)
    cai = np.array([found.inspectors[place].name == "Cai Ito" for place in found.inspector])
    assert sorted(deviations[cai]) == [0, 2]
    assert (deviations[~cai] == 0).all()
    assert np.nanmin(found.deviations) == -1.0


def test_while_a_session_is_being_settled_there_is_no_standard(panel: Panel) -> None:
    found = held(panel, settled=False)
    assert (found.standard == MISSING).all()
    assert np.isnan(found.standard_scores).all()


def test_a_period_holds_the_sessions_revealed_in_it(panel: Panel) -> None:
    held(panel)
    before = FactQuery(NOW.date() - timedelta(days=30), NOW.date() - timedelta(days=20))
    assert facts(panel, panel.centre.lead, before).n_lines == 0
    other_form = FactQuery(YEAR.first_day, YEAR.last_day, scorecard_key="another")
    assert facts(panel, panel.centre.lead, other_form).n_lines == 0


def test_late_answers_stay_out(panel: Panel) -> None:
    session_id = panel.open_session("1009")
    anna, ben, cai = panel.members
    panel.hand_in(anna, session_id)
    panel.hand_in(ben, session_id)
    panel.calibrating.reveal(panel.centre.lead, session_id)
    panel.hand_in(cai, session_id)
    assert {one.name for one in facts(panel, panel.centre.lead).inspectors} == {"Anna Berg", "Ben Ode"}
