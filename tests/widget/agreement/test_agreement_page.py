"""Somebody with a spreadsheet of ratings: drop it, read what it says, ask otherwise, hand out the report."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from qa_desk.domain.people import Actor, Role
from qa_desk.gui.agreement.page import PAGE, AgreementPage
from qa_desk.gui.main_window.window import MainWindow
from qa_desk.gui.widgets.segments import SegmentedChoice
from qa_desk.reports.figures import ForestPlot, HeatTable, Standing
from tests.small_centre import SmallCentre

PANEL = """item,cluster,Anna,Ben,Cai,STANDARD
a,1,pass,pass,pass,pass
b,1,pass,fail,pass,pass
c,2,fail,fail,pass,fail
d,2,pass,pass,pass,pass
e,3,pass,pass,pass,pass
f,3,fail,pass,fail,fail
g,4,pass,pass,pass,pass
h,4,pass,pass,fail,pass
"""
LEVELS = "item,A,B\n1,poor,fair\n2,fair,fair\n3,good,good\n4,good,fair\n5,poor,poor\n6,fair,good\n"
TOTALS = "item,A,B,C\n" + "".join(f"{i},{80 + i}.5,{79 + 2 * i}.25,{81 + i}\n" for i in range(1, 9))


@pytest.fixture
def panel(tmp_path: Path) -> Path:
    return written(tmp_path, "panel.csv", PANEL)


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def words(page: AgreementPage) -> str:
    """All labels on the screen."""
    QApplication.processEvents()
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def drop(page: AgreementPage, *paths: Path) -> None:
    """Drag files over the page and let go."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(200, 200).toPoint(), copy, data, left, none)
    QApplication.sendEvent(page, enter)
    place = page.findChild(QWidget, "drop_place")
    assert place is not None
    assert place.isVisible()
    assert place.size() == page.size()
    QApplication.sendEvent(page, QDropEvent(QPointF(200, 200), copy, data, left, none))
    assert not place.isVisible()


def keys(page: AgreementPage) -> dict[str, str]:
    """The rows of the table: key and value."""
    assert page.result.table is not None
    return {row.key: row.value() for row in page.result.table.rows}


def choose(box: QComboBox, text: str) -> None:
    """Choose an entry as the person does."""
    place = box.findText(text)
    assert place >= 0, [box.itemText(i) for i in range(box.count())]
    box.setCurrentIndex(place)
    box.activated.emit(place)


def press(page: AgreementPage, qtbot: QtBot, name: str) -> None:
    """Click the visible widget of that name."""
    QApplication.processEvents()
    button = next(widget for widget in page.findChildren(QWidget, name) if widget.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_empty_page_teaches_what_to_drop_and_offers_to_open(page: AgreementPage, qtbot: QtBot) -> None:
    shown = words(page)
    assert "Drop a ratings file here" in shown
    assert {"Long or wide", "Calls", "Standard"} <= set(shown.split("\n"))
    qtbot.keyClick(page, Qt.Key.Key_Return)
    dialog = page.findChild(QFileDialog, "open_dialog")
    assert dialog is not None
    dialog.reject()


def test_a_dropped_file_says_its_verdict_and_its_figures(page: AgreementPage, panel: Path) -> None:
    drop(page, panel)
    shown = words(page)
    assert "panel.csv: too few calls to say" in shown
    assert "against the standard, target 90.0 %" in shown
    assert "8 items, 3 raters, 24 ratings, 4 calls, standard: STANDARD" in shown
    figures = keys(page)
    assert figures["agreement_with_standard"] == "83.3 %"
    forest = page.result.forest.figure
    assert isinstance(forest, ForestPlot)
    assert (forest.rows[0].key, forest.rows[0].standing, forest.rows[0].n) == (
        "agreement_with_standard",
        Standing.UNDECIDED,
        4,
    )
    heat = page.result.pairs.figure
    assert isinstance(heat, HeatTable)
    assert {cell.key for cell in heat.cells} == {"Anna|Ben", "Anna|Cai", "Ben|Cai"}
    assert page.result.categories.isVisible()


def test_what_looks_like_a_slip_is_said_above_the_figures(page: AgreementPage, tmp_path: Path) -> None:
    drop(page, written(tmp_path, "slip.csv", "item,A,B\n1,pass,Pass\n2,fail,fail\n3,pass,pass\n"))
    assert "Please check: “pass”, “Pass” are counted as different ratings." in words(page)


def test_a_sound_file_raises_no_doubt(page: AgreementPage, panel: Path) -> None:
    drop(page, panel)
    assert "Please check" not in words(page)


def test_totals_with_decimal_commas_are_taken_for_measured(page: AgreementPage, tmp_path: Path) -> None:
    rows = "".join(f"{i};{80 + i},5;{79 + 2 * i},25\n" for i in range(1, 9))
    drop(page, written(tmp_path, "totals.csv", "item;A;B\n" + rows))
    assert "Measured values" in words(page)


def test_what_is_no_ratings_file_is_not_taken(page: AgreementPage, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "call.wav"))])
    enter = QDragEnterEvent(
        QPointF(9, 9).toPoint(),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter.ignore()
    QApplication.sendEvent(page, enter)
    assert not enter.isAccepted()


def test_bad_input_is_named_with_row_and_column_and_the_rest_stays(
    page: AgreementPage, panel: Path, tmp_path: Path
) -> None:
    bad = written(tmp_path, "bad.csv", "item,rater,rating\n1,A,x\n2,A,y\n1,A,z\n")
    drop(page, bad)
    assert "bad.csv, row 4, column “rating”: A rated item 1 twice in trial 1 (first in row 2)." in words(page)
    assert not page.result.isVisible()
    drop(page, panel)
    assert "row 4" in words(page)
    assert keys(page)["agreement_with_standard"] == "83.3 %"


def test_the_good_category_adds_misses_and_false_alarms(page: AgreementPage, panel: Path) -> None:
    drop(page, panel)
    assert "miss_rate:Ben" not in keys(page)
    choose(page.asking.positive, "pass")
    assert keys(page)["miss_rate:Ben"] == "50.0 %"
    choose(page.asking.positive, "not said")
    assert "miss_rate:Ben" not in keys(page)


def test_another_confidence_makes_other_intervals(page: AgreementPage, panel: Path) -> None:
    drop(page, panel)
    before = page.opened[0].result
    choose(page.asking.confidence, "99 %")
    after = page.opened[0].result
    assert before is not None
    assert after is not None
    key = "gwet_ac1"
    low, wider = before.analysis.statistics[key].ci_low, after.analysis.statistics[key].ci_low
    assert low is not None
    assert wider is not None
    assert wider < low


def test_the_target_decides_the_verdict(page: AgreementPage, panel: Path) -> None:
    drop(page, panel)
    page.asking.target.setValue(5)
    assert "panel.csv: well calibrated" in words(page)


def test_weights_need_the_order_that_the_person_types(page: AgreementPage, tmp_path: Path, qtbot: QtBot) -> None:
    drop(page, written(tmp_path, "levels.csv", LEVELS))
    choose(page.asking.weights, "linear weights")
    assert keys(page)["gwet_ac2:linear"] == "–"
    assert page.result.table is not None
    (row,) = [row for row in page.result.table.rows if row.key == "gwet_ac2:linear"]
    assert row.how() == "the categories have no declared order"
    page.asking.categories.setFocus()
    qtbot.keyClicks(page.asking.categories, "poor, fair, good")
    qtbot.keyClick(page.asking.categories, Qt.Key.Key_Return)
    assert keys(page)["gwet_ac2:linear"] != "–"


def test_a_category_that_is_not_declared_is_named_with_its_cell(
    page: AgreementPage, tmp_path: Path, qtbot: QtBot
) -> None:
    drop(page, written(tmp_path, "levels.csv", LEVELS))
    page.asking.categories.setFocus()
    qtbot.keyClicks(page.asking.categories, "poor,good")
    qtbot.keyClick(page.asking.categories, Qt.Key.Key_Return)
    assert "levels.csv, row 2, column “B”: “fair” is not one of the categories" in words(page)


def test_another_rater_can_be_the_standard(page: AgreementPage, tmp_path: Path) -> None:
    drop(page, written(tmp_path, "levels.csv", LEVELS))
    assert "agreement_with_standard" not in keys(page)
    choose(page.asking.standard, "A")
    assert keys(page)["agreement_with_standard"] == "50.0 %"
    assert page.asking.standard.currentText() == "A"


def test_measured_totals_are_guessed_and_give_intraclass_correlations(page: AgreementPage, tmp_path: Path) -> None:
    drop(page, written(tmp_path, "totals.csv", TOTALS))
    assert page.asking.scale.currentText() == "interval scale (guessed)"
    figures = keys(page)
    assert {"icc_2_1", "kendall_w", "krippendorff_alpha"} <= set(figures)
    assert "percent_agreement" not in figures
    assert not page.result.categories.isVisible()


def test_several_files_stand_side_by_side(page: AgreementPage, panel: Path, tmp_path: Path, qtbot: QtBot) -> None:
    later = written(tmp_path, "later.csv", PANEL.replace("b,1,pass,fail", "b,1,pass,pass"))
    drop(page, panel, later)
    table = page.result.table
    assert table is not None
    model = table.model()
    heads = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]
    assert heads[1:] == ["panel.csv", "later.csv"]
    (row,) = [row for row in table.rows if row.key == "agreement_with_standard"]
    assert (row.value(0), row.value(1)) == ("83.3 %", "87.5 %")
    press(page, qtbot, "file_1")
    assert "later.csv: too few calls to say" in words(page)


def test_a_file_put_away_can_be_opened_again(
    page: AgreementPage, window: MainWindow, panel: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    drop(page, panel, written(tmp_path, "levels.csv", LEVELS))
    press(page, qtbot, "remove_0")
    assert [one.path.name for one in page.opened] == ["levels.csv"]
    (notice,) = [one for one in window.notices.standing if one.key == "put_away"]
    assert notice.action is not None
    notice.action()
    assert [one.path.name for one in page.opened] == ["levels.csv", "panel.csv"]
    press(page, qtbot, "remove_0")
    press(page, qtbot, "remove_0")
    assert "Drop a ratings file here" in words(page)


def test_the_report_is_saved_with_figures_and_pictures(page: AgreementPage, panel: Path, tmp_path: Path) -> None:
    drop(page, panel)
    for name in ("report.html", "report.json"):
        page.save_to(tmp_path / name)
    told = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert told["made_by"] == page.context.actor.name
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert html.count("<svg") >= 3
    assert "panel.csv" in html


def test_the_figures_are_copied_in_full_precision(page: AgreementPage, panel: Path, qtbot: QtBot) -> None:
    drop(page, panel)
    press(page, qtbot, "copy_data")
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:4] == ["file", "statistic", "key", "value"]
    (agreement,) = [line.split("\t") for line in lines if line.split("\t")[2] == "agreement_with_standard"]
    assert float(agreement[3]) == pytest.approx(20 / 24, abs=1e-15)


def test_a_click_on_the_plot_goes_to_its_row(page: AgreementPage, panel: Path) -> None:
    drop(page, panel)
    page.result.forest.opened.emit("gwet_ac1")
    assert page.result.table is not None
    row = page.result.table.current_row()
    assert row is not None
    assert row.key == "gwet_ac1"


def test_all_figures_are_shown_when_asked(page: AgreementPage, panel: Path) -> None:
    drop(page, panel)
    assert "pairwise_agreement:Anna|Ben" not in keys(page)
    choice = page.findChild(SegmentedChoice, "which_figures")
    assert choice is not None
    choice.choose_nth(2)
    assert "pairwise_agreement:Anna|Ben" in keys(page)


def test_nothing_scrolls_sideways_at_the_least_size(page: AgreementPage, panel: Path, qtbot: QtBot) -> None:
    drop(page, panel)
    QApplication.processEvents()
    for area in page.findChildren(QScrollArea):
        content = area.widget()
        if content is not None and area.isVisible():
            assert content.minimumSizeHint().width() <= area.viewport().width(), area.objectName()


def test_every_control_has_a_name_and_a_tip(page: AgreementPage, panel: Path) -> None:
    drop(page, panel)
    asking = page.asking
    fields = (asking.scale, asking.categories, asking.standard, asking.positive, asking.weights, asking.confidence)
    for control in (*fields, asking.target):
        assert control.accessibleName()
        assert control.toolTip()
        assert control.objectName()


def test_the_page_is_for_whoever_may_view_sessions(centre: SmallCentre) -> None:
    assert PAGE.is_for(centre.anna)
    assert not any(PAGE.is_for(actor) for actor in (_with(centre, Role.AGENT), _with(centre, Role.OWNER)))


def _with(centre: SmallCentre, role: Role) -> Actor:
    return replace(centre.anna, roles=frozenset({role}))
