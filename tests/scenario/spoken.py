"""What a screen reader is told of the controls on the screen, and what it misses there."""

from collections.abc import Iterator

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTextEdit,
    QWidget,
)

Role = QAccessible.Role
_CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit,
    QTextEdit,
)  # fmt: skip
_SAYS_NOTHING = (Role.NoRole, Role.Client, Role.Pane)


def missed_by_a_screen_reader(window: QWidget) -> Iterator[str]:
    """Each control that does not say what it is, what it is called, or how it stands."""
    for widget in window.findChildren(QWidget):
        if not isinstance(widget, _CONTROLS) or not widget.isVisible():
            continue
        if isinstance(widget, QScrollBar) or isinstance(
            widget.parent(), QComboBox | QAbstractSpinBox | QAbstractItemView
        ):
            # A scroll bar, the line of a spin box, the corner of a table: they speak through what they belong to.
            continue
        spoken = QAccessible.queryAccessibleInterface(widget)
        name = f"{type(widget).__name__} “{widget.objectName()}”"
        if spoken.role() in _SAYS_NOTHING:
            yield f"{name} has the role {spoken.role().name}"
        if not spoken.text(QAccessible.Text.Name):
            yield f"{name} has no name"
        state = spoken.state()
        if bool(state.disabled) is widget.isEnabled():
            yield f"{name} says the contrary of whether it can be used"
        if isinstance(widget, QAbstractButton) and widget.isCheckable():  # noqa: SIM102  # pyright narrows only so
            if not state.checkable or bool(state.checked) is not widget.isChecked():
                yield f"{name} does not say whether it is on"
