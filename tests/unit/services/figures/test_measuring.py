"""Facts of sessions as arrays: whose lines enter, what stands beside them, and that sealed ones never do."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from qa_desk.agreement.estimate import Extra, Undefined
from qa_desk.agreement.request import Request
from qa_desk.agreement.verdict import with_believable_limits
from qa_desk.domain.calibration import SessionKind
from qa_desk.domain.coded_line import CATEGORIES, coded_with_fraction
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.scoring import score
from qa_desk.reports.rated_set import rated_set
from qa_desk.services.calibration.calibration_figures import Basis
from qa_desk.services.figures.accuracy import Mistake
from qa_desk.services.figures.facts import MISSING, CalibrationFacts
from qa_desk.services.figures.measuring_views import FactQuery
from qa_desk.services.figures.replicated import GaugeCount, ReplicatedTotals, Source
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


def test_the_figures_of_a_session_are_those_of_the_command_on_its_exported_ratings(
    panel: Panel, tmp_path: Path
) -> None:
    session_id = panel.open_session("1009", "1010", "1043")
    wrong = {"1009": frozenset({"no_disclosure", "greeting"}), "1043": frozenset({"greeting"})}
    for member, failed in zip(panel.members, ({}, {"1010": frozenset({"greeting"})}, wrong), strict=True):
        panel.hand_in(member, session_id, failed)
    panel.calibrating.reveal(panel.centre.lead, session_id)
    panel.settle_all(session_id)
    file = tmp_path / "ratings.csv"
    file.write_text(panel.centre.services.measuring.session_ratings(panel.centre.lead, session_id), encoding="utf-8")
    request = Request(categories=CATEGORIES, positive="pass")
    found = rated_set(file, request, 0.9, None).figures
    shown = panel.calibrating.result(panel.centre.lead, session_id).overall
    assert shown.agreement == found["agreement_with_standard"]
    assert shown.between == with_believable_limits(found["percent_agreement"])
    assert shown.ac1 == with_believable_limits(found["gwet_ac1"])
    assert shown.alpha == with_believable_limits(found["krippendorff_alpha:nominal"])
    assert shown.on_failures == found["specific_agreement:fail"]


def test_whoever_was_late_counts_as_no_rater_on_the_page_and_in_the_command(panel: Panel, tmp_path: Path) -> None:
    session_id = panel.open_session("1009", "1010", quorum=2)
    for member in panel.members[:2]:
        panel.hand_in(member, session_id, {"1010": frozenset({"greeting"})} if member is panel.members[0] else {})
    panel.calibrating.reveal(panel.centre.lead, session_id)
    panel.hand_in(panel.members[2], session_id)
    panel.settle_all(session_id)
    file = tmp_path / "ratings.csv"
    file.write_text(panel.centre.services.measuring.session_ratings(panel.centre.lead, session_id), encoding="utf-8")
    found = rated_set(file, Request(categories=CATEGORIES, positive="pass"), 0.9, None).figures
    shown = panel.calibrating.result(panel.centre.lead, session_id).overall
    assert shown.agreement == found["agreement_with_standard"]
    assert (shown.agreement.n_raters, shown.between.n_raters) == (2, 2)


def test_before_the_reveal_there_are_no_ratings_to_export(panel: Panel) -> None:
    session_id = panel.open_session("1009")
    panel.hand_in(panel.members[0], session_id)
    with pytest.raises(QADeskError) as caught:
        panel.centre.services.measuring.session_ratings(panel.centre.lead, session_id)
    assert caught.value.code is ErrorCode.WRONG_STATE


def test_the_totals_of_a_session_are_those_of_a_period_that_holds_it_alone(panel: Panel) -> None:
    held(panel)
    measuring, lead = panel.centre.services.measuring, panel.centre.lead
    (session,) = panel.calibrating.sessions(lead)
    assert measuring.session_totals(lead, session.id) == measuring.period(lead, YEAR).totals
    blind = panel.open_session("1043", title="Blind")
    panel.hand_in(panel.members[0], blind)
    assert measuring.session_totals(lead, blind) is None


def test_an_inspector_sees_their_own_accuracy_and_the_lead_everybodys(panel: Panel) -> None:
    held(panel)
    measuring = panel.centre.services.measuring
    everybody = measuring.accuracy(panel.centre.lead, YEAR).inspectors
    assert [one.panellist.name for one in everybody] == ["Anna Berg", "Ben Ode", "Cai Ito"]
    (own,) = measuring.accuracy(panel.cai, YEAR).inspectors
    assert own.panellist.name == "Cai Ito"
    assert own.mistakes[Mistake.TOO_STRICT] == 2
    assert own.effectiveness == everybody[2].effectiveness
    assert (own.n_sessions, own.n_helped) == (1, 1)
    (compliance,) = (one for one in own.families if one.false_alarms.extras.get(Extra.MATCHED) == 1.0)
    assert compliance.calls.value == 0.5


def test_a_period_narrows_to_a_section_and_to_some_inspectors(panel: Panel) -> None:
    held(panel)
    measuring = panel.centre.services.measuring
    whole = measuring.period(panel.centre.lead, YEAR)
    assert whole.result.basis is Basis.SETTLED
    assert (whole.result.n_calls, whole.result.n_inspectors, whole.n_sessions) == (2, 3, 1)
    section = whole.choices.sections[0].key
    part = measuring.period(panel.centre.lead, replace(YEAR, section_key=section, panel=(panel.cai.person_id,)))
    assert part.result.n_inspectors == 1
    assert 0 < len(part.result.criteria) < len(whole.result.criteria)


def test_the_study_says_who_agrees_with_the_standard_and_all_with_each_other(panel: Panel) -> None:
    held(panel)
    study = panel.centre.services.measuring.gauge(panel.centre.lead, YEAR).study
    effective = {row.panellist.name: row.vs_standard.value for row in study.rows}
    assert effective["Anna Berg"] == effective["Ben Ode"] == 1.0
    assert effective["Cai Ito"] == study.between.value == study.all_vs_standard.value != 1.0
    assert all(row.within.undefined is Undefined.NO_TRIALS for row in study.rows)


def test_the_tolerance_of_totals_holds_from_its_day_on(panel: Panel) -> None:
    measuring, administrator = panel.centre.services.measuring, replace(panel.centre.lead, roles=frozenset(Role))
    assert measuring.tolerance(panel.centre.lead) == 5.0
    measuring.set_tolerance(administrator, 3.0, NOW.date())
    measuring.set_tolerance(administrator, 2.0, NOW.date() + timedelta(days=10))
    assert measuring.tolerance(panel.centre.lead) == 3.0
    with pytest.raises(QADeskError):
        measuring.set_tolerance(administrator, 99.0, NOW.date())


SOME, MANY = frozenset({"greeting", "tone"}), frozenset({"greeting", "tone", "closing", "pace"})


def scored_again(panel: Panel, *sittings: dict[str, dict[str, frozenset[str]]]) -> ReplicatedTotals:
    """A panel, and who scored its calls again: `sittings` are what each failed by name of inspector and call."""
    for number, sitting in enumerate(sittings):
        if not sitting:
            continue
        members = [one for one in panel.members if one.name in sitting]
        again = {"kind": SessionKind.SAME_INSPECTOR, "apart_days": 0} if number else {}
        seats = tuple(one.person_id for one in members)
        session_id = panel.open_session("1009", "1010", "1043", panel_ids=seats, **again)
        for member in members:
            panel.hand_in(member, session_id, sitting[member.name])
        panel.calibrating.reveal(panel.centre.lead, session_id)
        panel.centre.clock.moment += timedelta(days=1)
    return panel.centre.services.measuring.gauge(panel.centre.lead, YEAR).replicated


def test_scores_given_again_by_the_same_inspectors_tell_repetition_apart(panel: Panel) -> None:
    first = {"Anna Berg": {"1009": SOME}, "Ben Ode": {"1009": MANY, "1010": SOME}, "Cai Ito": {}}
    found = scored_again(panel, first, {"Anna Berg": {}, "Ben Ode": {"1009": MANY}})
    assert found.kept == found.found == GaugeCount(n_calls=3, n_inspectors=2, n_trials=2)
    assert found.undefined is None
    shares = {one.source: one.of_variance for one in found.components}
    parts = (Source.CALL, Source.INSPECTOR, Source.INTERACTION, Source.REPETITION)
    assert sum(shares[one] for one in parts) == pytest.approx(shares[Source.WHOLE]) == 1.0
    assert shares[Source.GAUGE] == pytest.approx(shares[Source.REPETITION] + shares[Source.REPRODUCTION])
    assert shares[Source.REPETITION] > 0.0


def test_scores_given_again_by_one_alone_say_how_far_they_scatter_and_no_more(panel: Panel) -> None:
    first = {"Anna Berg": {"1009": SOME}, "Ben Ode": {"1009": SOME}, "Cai Ito": {}}
    found = scored_again(panel, first, {"Anna Berg": {"1009": MANY, "1010": MANY}})
    assert found.undefined is Undefined.UNBALANCED
    assert found.components == ()
    assert found.repeat.value is not None
    assert found.repeat.value > 0.0
    assert (found.repeat.n_calls, found.repeat.n_ratings) == (3, 6)


def test_a_call_scored_again_counts_once_where_calls_are_the_sample(panel: Panel) -> None:
    first = {"Anna Berg": {"1009": SOME}, "Ben Ode": {"1009": MANY, "1010": SOME}, "Cai Ito": {}}
    scored_again(panel, first)
    measuring, lead = panel.centre.services.measuring, panel.centre.lead
    before = measuring.gauge(lead, YEAR).totals
    scored_again(panel, {}, {name: {} for name in first})
    after = measuring.gauge(lead, YEAR).totals
    assert after.n_crossed_calls == before.n_crossed_calls == 3
    assert (after.icc, after.spread) == (before.icc, before.spread)


def test_without_repeats_nothing_is_said_of_repetition(panel: Panel) -> None:
    held(panel)
    found = panel.centre.services.measuring.gauge(panel.centre.lead, YEAR).replicated
    assert found.undefined is found.repeat.undefined is Undefined.NO_TRIALS
