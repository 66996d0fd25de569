"""What takes the keyboard on the pages of a scorecard has a name for a screen reader, and nothing is cut off."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from tests.small_centre import SmallCentre
from tests.widget.rooms import Room


def nameless(room: Room) -> list[str]:
    """What Tab comes to and a screen reader has no name for."""
    found = []
    for widget in room.page.findChildren(QWidget):
        takes_keyboard = widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not takes_keyboard or widget.focusProxy() is not None:
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        named = interface.text(QAccessible.Text.Name) if interface is not None else ""
        if not named:
            found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found


def wider_than_shown(room: Room) -> list[str]:
    """Areas whose content is wider than what is seen of it."""
    return [
        f"{area.objectName()}: {area.widget().width()} in {area.viewport().width()}"
        for area in room.page.findChildren(QScrollArea)
        if area.isVisible() and area.widget() is not None and area.widget().width() > area.viewport().width()
    ]


@pytest.mark.parametrize("criterion", ["no_disclosure", "tone", "complete_answer", "hold_explained"])
def test_the_editor_can_be_read_aloud_and_is_whole_at_the_smallest_size(
    room: Room, centre: SmallCentre, criterion: str
) -> None:
    version_id, _changes = centre.services.authoring.begin_draft(centre.lead, "service")
    room.window.resize(1280, 800)
    room.go("scorecard", version=str(version_id))
    form = room.page.form
    keys = [one.key for one in form.definition.criteria]
    form.choose_criterion(criterion if criterion in keys else keys[-1])
    QApplication.processEvents()
    assert nameless(room) == []
    assert wider_than_shown(room) == []


def test_the_other_pages_can_be_read_aloud(room: Room, centre: SmallCentre) -> None:
    version_id, _changes = centre.services.authoring.begin_draft(centre.lead, "service")
    assert nameless(room) == []
    room.go("scorecard_difference", before=str(centre.version.id), after=str(version_id))
    assert nameless(room) == []
    room.go("scorecard_effect", version=str(version_id))
    assert nameless(room) == []
