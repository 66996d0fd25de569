"""The result: what it says in words, what lies behind a figure, closing, keeping and opening again."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from qa_desk.agreement.diagnosis import Diagnosis, Divergence
from qa_desk.agreement.estimate import Estimate, Method
from qa_desk.agreement.verdict import verdict
from qa_desk.domain.calibration import SessionState
from qa_desk.domain.ids import PersonId, SessionId
from qa_desk.domain.meeting import DecisionKind
from qa_desk.gui.calibration.result_figures import ResultFigures
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.widgets.charts.chart import Chart
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.reports.figures import ForestPlot, HeatTable, Standing
from qa_desk.reports.pairs_chart import pairs_heat
from qa_desk.services.calibration.calibration_figures import (
    AgreementFigures,
    Basis,
    Panellist,
    PanelPair,
    SessionResult,
)
from qa_desk.services.calibration.meeting_views import DecisionDraft
from tests.calibration_panel import Panel
from tests.widget.calibration.conftest import CTRL, Room

FAILED = {"1009": frozenset({"no_disclosure", "greeting"}), "1010": frozenset({"closing"})}


@pytest.fixture
def session_id(panel: Panel) -> SessionId:
    """Three calls, all settled as Anna said, who failed what Ben and Cai passed."""
    made = panel.open_session("1009", "1010", "1043")
    panel.hand_in(panel.members[0], made, FAILED)
    for member in panel.members[1:]:
        panel.hand_in(member, made)
    panel.calibrating.reveal(panel.centre.lead, made)
    panel.settle_all(made)
    return made


def figure(room: Room, name: str) -> object:
    chart = room.find(name)
    assert isinstance(chart, Chart)
    return chart.figure


def judgements(room: Room) -> DataTable[object]:
    found = room.find("judgements")
    assert isinstance(found, DataTable)
    return found


def finding(room: Room, place: int) -> tuple[str, str]:
    block = room.find(f"finding_{place}")
    title, text = block.findChild(QLabel, "finding_title"), block.findChild(QLabel, "finding_text")
    assert title is not None
    assert text is not None
    return title.text(), text.text()


def test_a_settled_session_opens_at_its_result_with_three_findings(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    title, text = finding(room, 0)
    assert title == "Too few calls to say for the whole form"
    # 3 × 42 judgements; Ben and Cai each differ from three settled answers: 120 of 126.
    assert text.startswith("The panel gives the settled answer in 95.2 % of its judgements. The interval ")
    assert text.endswith("holds the target of 90 %, so it is neither met nor missed.")
    assert finding(room, 1)[0] == "No criterion can be judged yet"
    assert finding(room, 2)[0] == "On the failures agreement is lower: 0.0 %"
    assert room.text("page_summary") == "settled · 3 calls · 3 inspectors · 126 judgements"


def test_the_forest_plot_has_critical_criteria_first_then_from_the_best_and_all_together(
    room: Room, session_id: SessionId
) -> None:
    room.open(session_id)
    forest = figure(room, "criteria_chart")
    assert isinstance(forest, ForestPlot)
    assert forest.target == pytest.approx(90.0)
    assert len(forest.rows) == 15
    assert [row.is_critical for row in forest.rows[:4]] == [True, True, True, False]
    assert forest.rows[2].label == "No customer information disclosed"
    assert forest.rows[2].value == pytest.approx(100 * 7 / 9)
    values = [row.value for row in forest.rows[3:14] if row.value is not None]
    assert values == sorted(values, reverse=True)
    assert forest.rows[-1].standing is Standing.POOLED
    assert forest.rows[-1].value == pytest.approx(100 * 120 / 126)
    for row in forest.rows:
        assert row.low is None or (0 <= row.low <= 100)


def test_the_heat_map_says_what_it_finds_and_holds_each_pair_once(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    heat = figure(room, "pairs_chart")
    assert isinstance(heat, HeatTable)
    shown = {(heat.row_labels[cell.row], heat.column_labels[cell.column]): cell.value for cell in heat.cells}
    assert shown == {
        ("Ben Ode", "Anna"): pytest.approx(100 * 39 / 42),
        ("Cai Ito", "Anna"): pytest.approx(100 * 39 / 42),
        ("Cai Ito", "Ben"): pytest.approx(100.0),
    }
    assert heat.title == "No pair stands out"


def test_every_figure_stands_with_its_interval_or_the_reason_it_is_missing(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    for key, title in (
        ("agreement", "Agreement with the settled answers"),
        ("between", "Percent agreement of pairs"),
        ("gwet_ac1", "Gwet's AC1"),
        ("krippendorff_alpha", "Krippendorff's alpha"),
        ("on_failures", "Agreement on failures"),
    ):
        assert room.find(f"figure_{key}").accessibleName().startswith(f"{title}: ")
    method = room.text("result_method")
    assert "A judgement is call × criterion" in method
    assert "95 % intervals" in method


def test_missed_critical_failures_stand_by_inspector_with_the_note_who_settled(
    room: Room, session_id: SessionId
) -> None:
    room.open(session_id)
    errors = room.find("critical_errors")
    assert isinstance(errors, DataTable)
    model = errors.model()
    shown = [[model.index(row, column).data() for column in (0, 1, 4)] for row in range(model.rowCount())]
    assert shown == [
        ["Anna Berg", "0 of 1", "0 of 8"],
        ["Ben Ode", "1 of 1", "0 of 8"],
        ["Cai Ito", "1 of 1", "0 of 8"],
    ]
    assert "which each of them helped to settle" in room.text("errors_note")


def test_a_criterion_opens_the_judgements_behind_it_and_a_row_opens_its_call(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    chart = room.find("criteria_chart")
    assert isinstance(chart, Chart)
    assert chart.canvas is not None
    chart.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    room.press(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert room.text("rows_title") == "No customer information disclosed: 9 judgements"
    rows = judgements(room)
    model = rows.model()
    cells = [model.index(1, column).data() for column in range(model.columnCount())]
    assert cells == ["1009", "No customer information disclosed", "Ben Ode", "Pass", "Fail"]
    assert rows.hasFocus()
    room.press(Qt.Key.Key_Return)
    call = str(room.panel.centre.calls["1009"])
    went = room.window.navigation.current
    assert went is not None
    assert (went.page, went.get("call")) == ("calls", call)
    assert went.get("evaluation")
    assert went.get("criterion")


def test_a_pair_opens_what_they_differ_on(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    chart = room.find("pairs_chart")
    assert isinstance(chart, Chart)
    heat = chart.figure
    assert isinstance(heat, HeatTable)
    chart.opened.emit(heat.cells[0].key)
    assert room.text("rows_title") == "Where Anna Berg and Ben Ode differ: 6 judgements"


def test_an_inspector_opens_the_critical_answers_settled_otherwise(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    errors = room.find("critical_errors")
    assert isinstance(errors, DataTable)
    errors.select_first()
    errors.setFocus()
    room.press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert room.text("rows_title") == "Critical answers of Ben Ode that were settled otherwise: 1 judgement"


def test_one_call_is_a_description_without_interval(room: Room, panel: Panel) -> None:
    made = panel.open_session("1009")
    for member in panel.members:
        panel.hand_in(member, made)
    panel.calibrating.reveal(panel.centre.lead, made)
    panel.settle_all(made)
    room.open(made)
    assert "One call is a description: there is no interval" in finding(room, 0)[1]
    assert "one call: a description, no interval" in room.find("figure_between").accessibleName()
    assert "only one category was used" in room.find("figure_krippendorff_alpha").accessibleName()
    assert finding(room, 2)[0] == "Nobody found a failure"


def test_before_all_is_settled_the_result_is_between_inspectors_and_says_so(room: Room, panel: Panel) -> None:
    made = panel.open_session("1009", "1010")
    for member in panel.members:
        panel.hand_in(member, made)
    panel.calibrating.reveal(panel.centre.lead, made)
    room.open(made, "result")
    assert finding(room, 0)[1].startswith("Two inspectors give the same answer in 100.0 % of their pairs.")
    assert "Not all is settled yet: agreement is between inspectors." in room.text("result_method")
    assert "Critical failures" not in room.words().split("\n")


def test_closing_tells_what_was_decided_and_one_key_keeps_a_call_as_a_case(room: Room, session_id: SessionId) -> None:
    lead = room.panel.centre.lead
    day = room.panel.centre.clock.now().date()
    draft = DecisionDraft(DecisionKind.ACTION, "Play 1009 to the team", lead.person_id, day + timedelta(days=7))
    room.panel.meeting.decide(lead, session_id, draft)
    room.open(session_id)
    room.press(Qt.Key.Key_Return)
    assert room.text("confirm_words") == "Close the session? It decided on 1 thing."
    room.click("confirm_yes")
    assert room.panel.calibrating.session(lead, session_id).session.state is SessionState.CLOSED
    assert "Action: Play 1009 to the team · Wang Fang · due 25 Nov" in room.words()
    room.press(Qt.Key.Key_S, modifier=Qt.KeyboardModifier.ShiftModifier)
    room.press(Qt.Key.Key_2)
    call = str(room.panel.centre.calls["1010"])
    assert room.window.navigation.current == Place.to("library", session=str(session_id), call=call)


def test_in_the_meeting_of_a_closed_session_the_key_keeps_the_call_on_show(room: Room, session_id: SessionId) -> None:
    room.panel.calibrating.close(room.panel.centre.lead, session_id)
    room.open(session_id, "meeting")
    assert room.button("decide_standard_case").isVisible()
    room.press(Qt.Key.Key_S, modifier=Qt.KeyboardModifier.ShiftModifier)
    place = room.window.navigation.current
    assert place is not None
    assert (place.page, place.get("session")) == ("library", str(session_id))
    assert place.get("call")


def test_a_session_can_be_closed_without_deciding_anything(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    room.click("close_session")
    room.press(Qt.Key.Key_Return)
    view = room.panel.calibrating.session(room.panel.centre.lead, session_id)
    assert view.session.state is SessionState.CLOSED


def test_opening_again_needs_a_reason_in_the_page(room: Room, session_id: SessionId) -> None:
    room.panel.calibrating.close(room.panel.centre.lead, session_id)
    room.open(session_id)
    room.click("reopen")
    assert not room.button("confirm_yes").isEnabled()
    room.type("the recording was heard again")
    room.press(Qt.Key.Key_Return)
    session = room.panel.calibrating.session(room.panel.centre.lead, session_id).session
    assert (session.state, session.reopened_reason) == (SessionState.REVEALED, "the recording was heard again")
    assert "re-opened: the recording was heard again" in room.text("page_summary")


def test_all_figures_can_be_copied(room: Room, session_id: SessionId) -> None:
    room.open(session_id)
    room.click("copy_data")
    copied = QApplication.clipboard().text()
    assert copied.startswith("March session\nAgreement with the settled answers\t95.2 %\t")
    assert "Krippendorff's alpha\t" in copied
    assert "No customer information disclosed\t3\t77.7778\t" in copied
    assert "Ben Ode\t1 of 1\t100.0\t" in copied
    QApplication.clipboard().clear()
    room.find("result_scroll").setFocus()
    room.press(Qt.Key.Key_C, modifier=CTRL)
    assert QApplication.clipboard().text() == copied


@pytest.mark.parametrize(("is_below", "title"), [(True, "Ann and Ben agree least"), (False, "No pair stands out")])
def test_a_pair_is_named_only_when_it_lies_below_the_rest(is_below: bool, title: str) -> None:
    heat = pairs_heat(of_pairs(3, stands_out=is_below))
    assert heat is not None
    assert heat.title == title
    assert sum(cell.is_outlined for cell in heat.cells) == (title != "No pair stands out")


def test_the_title_speaks_of_what_is_outlined_though_another_pair_agrees_less_by_chance() -> None:
    result = of_pairs(3, stands_out=False)
    ben_and_cai = replace(result.pairs[2], stands_out=True)
    heat = pairs_heat(replace(result, pairs=(*result.pairs[:2], ben_and_cai)))
    assert heat is not None
    assert heat.title == "1 pair agrees less than the rest"
    assert sum(cell.is_outlined for cell in heat.cells) == 1


def test_of_many_inspectors_those_who_agree_least_are_drawn_and_that_is_said() -> None:
    heat = pairs_heat(of_pairs(20))
    assert heat is not None
    assert len(heat.column_labels) == 11
    assert {"Ann", "Ben"} <= {*heat.row_labels, *heat.column_labels}
    assert "12 of 20 inspectors are drawn" in heat.subtitle
    assert all(cell.row >= cell.column for cell in heat.cells), "below the diagonal"
    assert len(heat.cells) == 66


def test_all_pairs_of_many_inspectors_stand_in_a_table_from_the_least(room: Room) -> None:
    figures = ResultFigures(room.page.context)
    room.qtbot.addWidget(figures)
    figures.show_result(of_pairs(4))
    assert figures.all_pairs.rows == ()
    figures.show_result(of_pairs(20))
    rows = figures.all_pairs.rows
    assert len(rows) == 190
    assert {rows[0].first.name, rows[0].second.name} == {"Ann", "Ben"}
    assert figures.data("All").count("below the rest") == 1
    asked: list[str] = []
    figures.pair_opened.connect(asked.append)
    figures.all_pairs.row_opened.emit(rows[0])
    assert asked == [f"{rows[0].first.person_id}|{rows[0].second.person_id}"]


def of_pairs(n: int, *, stands_out: bool = True) -> SessionResult:
    """A result of so many inspectors, of whom Ann and Ben agree least."""
    names = ("Ann", "Ben", "Cai", *(f"Inspector {place}" for place in range(3, n)))
    members = tuple(Panellist(PersonId(uuid4()), name, place) for place, name in enumerate(names[:n]))
    pairs = tuple(
        PanelPair(first, second, share(value, high=1.0), stands_out=stands_out and value == 0.8)
        for first, second in combinations(members, 2)
        for value in (0.8 if second.seat == 1 else 0.9 + 0.005 * (second.seat % 10),)
    )
    together = share(0.93, high=0.97)
    figures = AgreementFigures(
        together, together, together, together, together, verdict(together, 0.9), Diagnosis(Divergence.TOGETHER)
    )
    return SessionResult(20, n, 840, Basis.BETWEEN, 0.9, figures, (), pairs, (), ())


def share(value: float, *, high: float) -> Estimate:
    return Estimate(value, 0.02, value - 0.05, high, None, Method.CLUSTERED, 280, 2, 560, 20)
