"""The reports on inspectors hold what their pages show, in every format."""

from datetime import timedelta
from typing import Any

import pytest

from qa_desk.domain.calibration import SessionKind
from qa_desk.domain.feedback import Verdict
from qa_desk.domain.people import Actor
from qa_desk.reports.base import ReportParams
from qa_desk.reports.calibration import CalibrationReport
from qa_desk.reports.document import AnyBehind, Behind, Cell, Document, FigureBlock, Paragraph, Table
from qa_desk.reports.figures import ForestPlot, HeatTable
from qa_desk.reports.gauge_study import GaugeStudyReport
from qa_desk.reports.inspector_accuracy import InspectorAccuracyReport
from qa_desk.reports.render import RENDERERS
from qa_desk.services.feedback.feedback_views import Claim, Ruling
from qa_desk.services.results.behind import KnownCalls
from tests.calibration_panel import Panel, call_together
from tests.small_centre import NOW, SmallCentre, answered

WRONG = {"1009": frozenset({"no_disclosure", "greeting"})}
PERIOD = ReportParams(NOW.date() - timedelta(days=30), NOW.date() + timedelta(days=1))
# Any: reports differ in what they gather; each takes what it made itself.
MADE: tuple[Any, ...] = (CalibrationReport(), InspectorAccuracyReport(), GaugeStudyReport())


@pytest.fixture
def panel(centre: SmallCentre) -> Panel:
    """A settled session in which Cai was too strict on one call."""
    panel = call_together(centre)
    session_id = panel.open_session("1009", "1010")
    for member in panel.members:
        panel.hand_in(member, session_id, WRONG if member is panel.cai else {})
    panel.calibrating.reveal(centre.lead, session_id)
    panel.settle_all(session_id)
    return panel


def table(document: Document, key: str) -> Table:
    return next(block for block in document.blocks if isinstance(block, Table) and block.key == key)


def test_each_report_renders_in_every_format(panel: Panel) -> None:
    services, lead = panel.centre.services, panel.centre.lead
    calibration, accuracy, study = (one.compose(one.gather(services, lead, PERIOD)) for one in MADE)
    for document in (calibration, accuracy, study):
        for _extension, render in RENDERERS:
            assert render(document)
    strict = {row[0].value: row[3].value for row in table(accuracy, "inspectors").rows}
    assert strict == {"Anna Berg": 0, "Ben Ode": 0, "Cai Ito": 2}
    assert len(table(calibration, "by_criterion").rows) > 2
    assert len(table(study, "study").rows) == 3


def test_an_inspectors_report_is_of_themself_alone(panel: Panel) -> None:
    report = InspectorAccuracyReport()
    document = report.compose(report.gather(panel.centre.services, panel.cai, PERIOD))
    assert [row[0].value for row in table(document, "inspectors").rows] == ["Cai Ito"]


def test_a_period_without_sessions_says_so(centre: SmallCentre) -> None:
    for report in MADE:
        document = report.compose(report.gather(centre.services, centre.lead, PERIOD))
        assert [type(block) for block in document.blocks] == [Paragraph]


def test_scores_given_again_have_their_table_and_sentence(panel: Panel) -> None:
    centre, report = panel.centre, GaugeStudyReport()
    document = report.compose(report.gather(centre.services, centre.lead, PERIOD))
    assert not [block for block in document.blocks if isinstance(block, Table) and block.key == "components"]
    assert "Repetition can be told apart once inspectors scored calls again." in said(document)
    centre.clock.moment += timedelta(days=1)
    session_id = panel.open_session("1009", "1010", title="Again", kind=SessionKind.SAME_INSPECTOR, apart_days=0)
    for member in panel.members:
        panel.hand_in(member, session_id, {"1010": frozenset({"greeting", "tone"})} if member is panel.cai else {})
    panel.calibrating.reveal(centre.lead, session_id)
    document = report.compose(report.gather(centre.services, centre.lead, PERIOD))
    components = table(document, "components")
    assert len(components.rows) == 7
    assert components.rows[-1][2].value == 1.0
    again = {row[0].value: n_known(one) for row, one in rows_behind(table(document, "repeats"))}
    assert again == {"Anna Berg": 2, "Ben Ode": 2, "Cai Ito": 2}
    words = said(document)
    assert "2 calls that the same 3 inspectors scored 2 times each" in words
    assert "Scored again by the same inspector, a total scatters by" in words


def said(document: Document) -> str:
    """All paragraphs."""
    return " ".join(block.text for block in document.blocks if isinstance(block, Paragraph))


def test_each_report_says_when_and_by_whom_it_was_made(panel: Panel) -> None:
    for report in MADE:
        document = report.compose(report.gather(panel.centre.services, panel.centre.lead, PERIOD))
        assert document.facts[-1] == f"Made {document.made_at:%Y-%m-%d %H:%M} UTC by {panel.centre.lead.name}."


def overturn(centre: SmallCentre, inspector: Actor) -> None:
    """Two answers of a routine result of theirs, disputed and overturned."""
    answering = centre.services.answering_feedback
    (assignment,) = centre.assign(inspector, "1043")
    evaluation = centre.answer_all(inspector, assignment, failed=frozenset({"no_disclosure", "greeting"}))
    centre.services.inspecting.submit(inspector, evaluation.id)
    answering.release(centre.lead, [evaluation.id])
    agent_id = centre.services.listening.call(centre.lead, centre.calls["1043"]).call.agent_id
    assert agent_id is not None
    agent = centre.services.administering.actor_for(agent_id)
    (line,) = answering.own(agent)
    answering.dispute(agent, line.feedback.id, "Listen", [Claim("no_disclosure", "no"), Claim("greeting", "no")])
    rulings = [
        Ruling(key, Verdict.OVERTURNED, "heard", answered(centre.version.criterion(key), is_failed=False))
        for key in ("no_disclosure", "greeting")
    ]
    answering.decide(centre.lead, line.feedback.id, "right", rulings)


def test_what_disputes_overturned_stands_apart_and_changes_no_other_figure(panel: Panel) -> None:
    centre, report = panel.centre, InspectorAccuracyReport()
    before = report.compose(report.gather(centre.services, centre.lead, PERIOD))
    overturn(centre, panel.cai)
    document = report.compose(report.gather(centre.services, centre.lead, PERIOD))
    (row,) = table(document, "overturned").rows
    assert [cell.value for cell in row] == ["Cai Ito", "1 of 1", 1.0, 0, 2, 1, 0]
    assert row[2].low == pytest.approx(0.2065, abs=1e-4), "Wilson's lower limit of one of one"
    assert [one.value for one in table(document, "inspectors").rows[2]] == [
        one.value for one in table(before, "inspectors").rows[2]
    ]
    with pytest.raises(StopIteration):
        table(before, "overturned")
    own = report.compose(report.gather(centre.services, centre.anna, PERIOD))
    with pytest.raises(StopIteration):
        table(own, "overturned")


def test_what_disputes_overturned_is_told_of_days_without_a_session(centre: SmallCentre) -> None:
    overturn(centre, centre.anna)
    document = InspectorAccuracyReport()
    made = document.compose(document.gather(centre.services, centre.lead, PERIOD))
    found = table(made, "overturned")
    assert [cell.value for cell in found.rows[0]][:3] == [centre.anna.name, "1 of 1", 1.0]
    (behind,) = found.behind
    assert isinstance(behind, Behind)
    assert behind.calls == KnownCalls((centre.calls["1043"],))
    assert "No session of this period" in said(made)


def test_as_many_calls_stand_behind_a_criterion_as_it_says(panel: Panel) -> None:
    report = CalibrationReport()
    document = report.compose(report.gather(panel.centre.services, panel.centre.lead, PERIOD))
    block = next(one for one in document.blocks if isinstance(one, FigureBlock) and one.key == "criteria")
    assert isinstance(block.figure, ForestPlot)
    assert {row.key: row.n for row in block.figure.rows} == {key: n_known(one) for key, one in block.behind.items()}
    rows = table(document, "by_criterion")
    assert [row[1].value for row in rows.rows] == [n_known(one) for one in rows.behind]


def test_the_calls_of_a_pair_are_those_where_they_differ(panel: Panel) -> None:
    report = CalibrationReport()
    document = report.compose(report.gather(panel.centre.services, panel.centre.lead, PERIOD))
    block = next(one for one in document.blocks if isinstance(one, FigureBlock) and one.key == "pairs")
    assert isinstance(block.figure, HeatTable)
    parted = {cell.key for cell in block.figure.cells if cell.value is not None and cell.value < 100}
    assert parted == {cell.key for cell in block.figure.cells if cell.key in block.behind}
    known = KnownCalls((panel.centre.calls["1009"],))
    for key in parted:
        behind = block.behind[key]
        assert isinstance(behind, Behind)
        assert isinstance(behind.calls, KnownCalls)
        assert behind.calls.call_ids == known.call_ids


def n_known(behind: AnyBehind | None) -> int:
    assert isinstance(behind, Behind)
    assert isinstance(behind.calls, KnownCalls)
    return len(behind.calls.call_ids)


def rows_behind(found: Table) -> list[tuple[tuple[Cell, ...], AnyBehind | None]]:
    return list(zip(found.rows, found.behind, strict=True))


def test_an_inspector_of_the_study_leads_to_what_was_settled_otherwise(panel: Panel) -> None:
    report = GaugeStudyReport()
    document = report.compose(report.gather(panel.centre.services, panel.centre.lead, PERIOD))
    found = {row[0].value: behind for row, behind in rows_behind(table(document, "study"))}
    assert found["Anna Berg"] is None
    cai = found["Cai Ito"]
    assert isinstance(cai, Behind)
    assert isinstance(cai.calls, KnownCalls)
    assert cai.calls.call_ids == (panel.centre.calls["1009"],)
    assert len(cai.calls.evaluation_ids) == 1
