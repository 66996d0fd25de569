"""What a field suggests looks like the window of the field, in either theme."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QCompleter, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.suggestions import dress_suggestions


@pytest.fixture
def field(qtbot: QtBot) -> Iterator[QLineEdit]:
    """A field that suggests tags; it was made before it came into its window."""
    made = QLineEdit()
    completer = QCompleter(["billing", "binding"], made)
    dress_suggestions(completer, made)
    made.setCompleter(completer)
    window = QWidget()
    QVBoxLayout(window).addWidget(made)
    qtbot.addWidget(window)
    yield made
    window.close()


@pytest.mark.parametrize("theme_name", ["light", "dark"])
def test_suggestions_are_dressed_as_their_window(field: QLineEdit, theme_name: str, qtbot: QtBot) -> None:
    window, theme, completer = field.window(), Theme(theme_name), field.completer()
    assert completer is not None
    with qtbot.waitExposed(window):
        window.show()
    for worn in (Theme("light"), theme):
        window.setStyleSheet(worn.style_sheet())
        field.clear()
        qtbot.keyClicks(field, "bi")
        suggested = completer.popup()
        assert suggested is not None
        assert suggested.isVisible()
        assert suggested.styleSheet() == worn.style_sheet()
        suggested.hide()
