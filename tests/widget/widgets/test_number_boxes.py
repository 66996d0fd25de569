"""Boxes for numbers and days: their words begin a letter from the edge, as those of other fields do."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit
from pytestqt.qtbot import QtBot

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.day_edit import DayEdit
from qa_desk.gui.widgets.number_boxes import DecimalBox, NumberBox
from qa_desk.paths import resources_dir

GUI = resources_dir().parent / "qa_desk" / "gui"


def begins_at(field: QLineEdit) -> int:
    """Where the first letter stands, from the left edge of the field."""
    field.setCursorPosition(0)
    return field.cursorRect().center().x()


@pytest.mark.parametrize("kind", [NumberBox, DecimalBox, DayEdit])
def test_words_begin_about_where_those_of_a_line_do(qtbot: QtBot, theme: Theme, kind: type[QAbstractSpinBox]) -> None:
    line = QLineEdit("12")
    box = DayEdit(theme=theme, name="day", title="Day") if kind is DayEdit else kind()
    for widget in (line, box):
        qtbot.addWidget(widget)
        widget.setStyleSheet(theme.style_sheet())
        widget.show()
    inner = box.lineEdit()
    assert abs(inner.x() + begins_at(inner) - begins_at(line)) <= 4


def test_no_field_is_made_without_them() -> None:
    paths = [path for path in Path(GUI).rglob("*.py") if path.name != "number_boxes.py"]
    bare = [
        path.name for path in paths if "SpinBox(" in path.read_text(encoding="utf-8").replace("(QAbstractSpinBox)", "")
    ]
    assert paths
    assert not bare
