"""A sheet of scores in the page: what is recognised, settling the rest, what comes in, and the next of its kind."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from qa_desk.domain.permissions import Action
from qa_desk.services.exchange.plan import ScoreOutcome
from tests.small_centre import SmallCentre
from tests.widget.rooms import Room, SitDown

_HEADER = (
    "Call no", "QA person", "Scored on", "未泄露客户信息", "承诺不超出权限", "让客户把话说完", "致歉得当", "查清事实",
    "给出解决办法", "告知时限和工单号", "负责到底", "Team",
)  # fmt: skip
_ROWS = (
    ("1009", "Anna Berg", "2026-03-02", "✓", "不适用", 5, 5, 10, 10, "✓", 5, "A"),
    ("1010", "小安", "2026-03-03", "✗", "✓", 3, 0, 7, 2, "✓", 5, "A"),
    ("9999", "小安", "2026-03-03", "✓", "✓", 3, 0, 7, 2, "✓", 5, "B"),
)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Three evaluations as a centre keeps them: own words, a nickname, a call that is not here."""
    book = Workbook()
    page = book.worksheets[0]
    page.append(("Complaints in March", "printed", "2026-04-01"))
    page.append(_HEADER)
    for row in _ROWS:
        page.append(row)
    book.save(tmp_path / "march.xlsx")
    return tmp_path / "march.xlsx"


def _choose(room: Room, button: str, path: Path) -> None:
    """Pick a file in the dialog that the button opens."""
    room.click(button)
    dialog = room.window.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(path))
    dialog.close()
    room.window.activateWindow()
    room.qtbot.waitActive(room.window)
    QApplication.processEvents()


def _take(room: Room, name: str, words: str) -> None:
    """Choose by the arrow keys; what is offered may change on the way."""
    room.find(name).setFocus()
    while not (box := room.find(name)).currentText().startswith(words):
        place = box.findText(words, Qt.MatchFlag.MatchStartsWith)
        assert place >= 0, [box.itemText(at) for at in range(box.count())]
        room.press(Qt.Key.Key_Down if box.currentIndex() < place else Qt.Key.Key_Up)


def _outcomes(room: Room) -> list[ScoreOutcome]:
    return [item.outcome for item in room.page.scores_import.items.table.rows]


def _settle_all(room: Room, sheet: Path) -> None:
    room.go("calls", do="import_scores")
    _choose(room, "choose_scores", sheet)
    _take(room, "target_qa_person", "Inspector")
    room.click("take_guesses")
    _take(room, "person_小安", "Ben Ode")


def test_a_sheet_is_settled_step_by_step_with_the_count_in_sight(room: Room, sheet: Path) -> None:
    room.go("calls")
    room.click("go_to_import_scores")
    _choose(room, "choose_scores", sheet)
    assert "No column is taken for “Inspector” yet" in room.words()
    assert not room.find("start_scores").isEnabled()
    assert room.find("target_call_no").currentText() == "Call"
    assert room.find("target_给出解决办法").currentText() == "Remedy offered"
    assert "1009, 1010, 9999" in room.words()
    _take(room, "target_qa_person", "Inspector")
    assert "No column is taken" not in room.words()
    assert _outcomes(room) == [ScoreOutcome.REFUSED] * 3
    room.click("take_guesses")
    assert _outcomes(room) == [ScoreOutcome.REFUSED, ScoreOutcome.REFUSED, ScoreOutcome.READY]
    _take(room, "person_小安", "Ben Ode")
    assert room.find("start_scores").text() == "Import 2 evaluations"
    assert room.find("scores_count").text().startswith("16 answers come in. 1 is left out.")
    room.find("make_calls").click()
    assert room.find("start_scores").text() == "Import 3 evaluations"


def test_calls_that_are_not_here_are_made_one_by_one(room: Room, sheet: Path) -> None:
    book = load_workbook(sheet)
    book.worksheets[0].append(("8888", *_ROWS[2][1:]))
    book.save(sheet)
    _settle_all(room, sheet)
    assert room.find("start_scores").text() == "Import 2 evaluations"
    room.find("make_call_9999").click()
    assert room.find("start_scores").text() == "Import 3 evaluations"
    assert room.find("make_calls").checkState() is Qt.CheckState.PartiallyChecked
    assert not room.find("make_call_8888").isChecked()
    room.find("make_calls").click()
    assert room.find("start_scores").text() == "Import 4 evaluations"
    room.find("make_call_9999").click()
    assert room.find("start_scores").text() == "Import 3 evaluations"
    room.find("make_call_8888").click()
    assert room.find("start_scores").text() == "Import 2 evaluations"
    assert room.find("make_calls").checkState() is Qt.CheckState.Unchecked


def test_guesses_are_told_before_they_are_taken_and_reasons_without_file_and_row(room: Room, sheet: Path) -> None:
    room.go("calls", do="import_scores")
    _choose(room, "choose_scores", sheet)
    _take(room, "target_qa_person", "Inspector")
    button = room.find("take_guesses")
    assert "“✓” → " in button.toolTip() + button.text()
    why = room.page.scores_import.items.table.model().as_text([0])
    assert "march.xlsx" not in why
    assert "Left out." not in why


def test_two_columns_for_one_thing_are_named_in_the_words_of_the_page(room: Room, sheet: Path) -> None:
    room.go("calls", do="import_scores")
    _choose(room, "choose_scores", sheet)
    _take(room, "target_qa_person", "Call")
    assert "are both taken for “Call”. Choose “Not read” for one of them." in room.words()
    assert "call_id" not in room.words()


def test_what_the_count_said_comes_in_and_the_report_says_so(room: Room, centre: SmallCentre, sheet: Path) -> None:
    _settle_all(room, sheet)
    room.click("start_scores")
    assert sorted(_outcomes(room)) == [ScoreOutcome.IMPORTED, ScoreOutcome.IMPORTED, ScoreOutcome.REFUSED]
    assert "“9999” is not a call that is here" in room.page.scores_import.items.table.model().as_text([0])
    assert room.find("scores_count").text() == "2 evaluations came in."
    found = centre.services.reviewing.evaluations_of_call(centre.lead, centre.calls["1010"])
    assert [one.inspector_name for one in found] == ["Ben Ode"]


def test_the_next_sheet_of_the_same_columns_asks_nothing_that_was_settled(room: Room, sheet: Path) -> None:
    _settle_all(room, sheet)
    room.click("start_scores")
    _choose(room, "other_scores", sheet)
    assert "settled as the last time" in room.find("scores_said").text()
    assert sorted(_outcomes(room)) == [ScoreOutcome.ALREADY_HERE, ScoreOutcome.ALREADY_HERE, ScoreOutcome.REFUSED]
    assert not room.visible("take_guesses")
    assert not room.visible("unknown_people")


def test_a_mapping_goes_to_a_file_and_comes_back_from_it(room: Room, sheet: Path, tmp_path: Path) -> None:
    _settle_all(room, sheet)
    _choose(room, "save_mapping", tmp_path / "mapping.yaml")
    _choose(room, "other_scores", sheet)
    assert room.visible("take_guesses")
    _choose(room, "use_mapping", tmp_path / "mapping.yaml")
    assert room.find("start_scores").text() == "Import 2 evaluations"
    (tmp_path / "mapping.yaml").write_text("columns: 5\n")
    _choose(room, "use_mapping", tmp_path / "mapping.yaml")
    assert "mapping.yaml, line 1, “columns”" in room.words()
    assert room.find("start_scores").text() == "Import 2 evaluations"


def test_a_count_shows_only_its_evaluations(room: Room, sheet: Path) -> None:
    _settle_all(room, sheet)
    room.click("chip_refused")
    assert _outcomes(room) == [ScoreOutcome.REFUSED]


def test_a_dropped_file_is_read(room: Room, sheet: Path) -> None:
    room.go("calls", do="import_scores")
    zone = room.find("drop_zone")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(sheet))])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    zone.dropEvent(QDropEvent(QPointF(5, 5), action, mime, button, Qt.KeyboardModifier.NoModifier))
    assert "march.xlsx" in room.find("scores_said").text()


def test_a_file_that_is_no_table_is_said_in_the_page(room: Room, tmp_path: Path) -> None:
    (tmp_path / "broken.xlsx").write_bytes(b"no workbook")
    room.go("calls", do="import_scores")
    _choose(room, "choose_scores", tmp_path / "broken.xlsx")
    assert "broken.xlsx" in room.words()
    assert not room.visible("start_scores")


def test_only_who_may_is_offered_scores(sit: SitDown, centre: SmallCentre) -> None:
    room = sit(centre.anna)
    assert not room.visible("go_to_import_scores")
    assert not room.page.context.may(Action.EXPORT_SCORES)
    room.go("calls", do="import_scores")
    assert not room.visible("scores_import")


@pytest.mark.parametrize(("layout", "header"), [("a row for each answer", "criterion"), ("a row for each", "greeting")])
def test_scores_are_handed_out_to_a_file(
    room: Room, centre: SmallCentre, tmp_path: Path, layout: str, header: str
) -> None:
    (assignment,) = centre.assign(centre.anna, "1009")
    evaluation = centre.answer_all(centre.anna, assignment)
    centre.services.inspecting.submit(centre.anna, evaluation.id)
    room.click("go_to_export_scores")
    if header == "greeting":
        _take(room, "export_layout", "a row for each evaluation")
    assert room.find("export_layout").currentText().startswith(layout)
    path = tmp_path / "out.csv"
    _choose(room, "scores_export_form_save", path)
    assert header in path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    assert room.notices() == [f"1 evaluation written to {path}."]
