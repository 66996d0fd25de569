"""What a screen reader is told of every page: each control says what it is, what it is called, and how it stands."""

from collections.abc import Iterator
from pathlib import Path

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

from qa_desk.gui.desk.desk import DeskWidget
from qa_desk.gui.shell.navigation import Place
from tests.scenario import chinese_centre
from tests.scenario.conftest import Open
from tests.scenario.user import User

Role = QAccessible.Role
_CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit,
    QTextEdit,
)  # fmt: skip
_SAYS_NOTHING = (Role.NoRole, Role.Client, Role.Pane)


def test_every_control_of_every_page_says_what_it_is(
    open_window: Open, tmp_path: Path, places: tuple[Place, ...]
) -> None:
    user = open_window(tmp_path / "workspace")
    user.sign_in(chinese_centre.EVERYTHING)
    faults: list[str] = []
    for page in user.pages:
        user.go_to(page)
        faults += _look(user, page)
    for place in places:
        user.window.navigation.go(place)
        faults += _look(user, str(place))
    assert not faults, "\n".join(dict.fromkeys(faults))


def test_the_desk_tells_each_criterion_with_its_answer(
    open_window: Open, tmp_path: Path, places: tuple[Place, ...]
) -> None:
    user = open_window(tmp_path / "workspace")
    user.sign_in(chinese_centre.EVERYTHING)
    desk = next(one for one in (_desk_at(user, place) for place in places) if one is not None)
    assert desk.scoring is not None
    for key in desk.scoring.shown_keys:
        row = desk.form.rows[key]
        spoken = QAccessible.queryAccessibleInterface(row)
        result = desk.scoring.result.result(key)
        assert len(spoken.text(QAccessible.Text.Name).split(", ")) >= 2, f"{key} says no state"
        buttons = row.input.findChildren(QAbstractButton)
        assert all(QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name) for one in buttons), result
    for head in desk.form.heads.values():
        spoken = QAccessible.queryAccessibleInterface(head)
        assert spoken.state().checkable
        assert not spoken.state().checked


def _desk_at(user: User, place: object) -> DeskWidget | None:
    user.window.navigation.go(place)  # type: ignore[arg-type]  # a Place of the centre
    user.wait_until_idle()
    found = [one for one in user.window.findChildren(DeskWidget) if one.isVisible()]
    return found[0] if found and found[0].scoring is not None else None


def _look(user: User, where: str) -> Iterator[str]:
    user.wait_until_idle()
    for widget in user.window.findChildren(QWidget):
        if not isinstance(widget, _CONTROLS) or not widget.isVisible():
            continue
        if isinstance(widget, QScrollBar) or isinstance(
            widget.parent(), QComboBox | QAbstractSpinBox | QAbstractItemView
        ):
            # A scroll bar, the line of a spin box, the corner of a table: they speak through what they belong to.
            continue
        spoken = QAccessible.queryAccessibleInterface(widget)
        name = f"{type(widget).__name__} “{widget.objectName()}” on {where}"
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
