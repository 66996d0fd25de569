"""What a screen reader is told of the desk: each criterion with its answer; every page: test_languages_and_themes."""

from pathlib import Path

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton

from qa_desk.gui.desk.desk import DeskWidget
from qa_desk.gui.shell.navigation import Place
from tests.scenario import chinese_centre
from tests.scenario.conftest import Open
from tests.scenario.user import User


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
