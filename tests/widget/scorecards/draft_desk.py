"""What a person does in the editor of a draft, and what was kept of it."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QComboBox

from qa_desk.domain.ids import VersionId
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.gui.scorecards.editing.edited_form import Chosen, EditedForm
from qa_desk.gui.scorecards.editing.outline_model import OutlineModel
from qa_desk.gui.scorecards.editing.outline_view import OutlineView
from tests.widget.rooms import CTRL, Room


@dataclass
class DraftDesk:
    """The editor on the draft of a scorecard."""

    room: Room
    version_id: VersionId

    @property
    def form(self) -> EditedForm:
        """What is being written."""
        form = self.room.page.form
        assert form is not None
        return form

    @property
    def criterion(self) -> Criterion:
        """The criterion chosen."""
        assert self.form.criterion is not None
        return self.form.criterion

    @property
    def view(self) -> OutlineView:
        """The outline."""
        view = self.room.find("outline")
        assert isinstance(view, OutlineView)
        return view

    @property
    def model(self) -> OutlineModel:
        """The lines of the outline."""
        model = self.view.model()
        assert isinstance(model, OutlineModel)
        return model

    def keys(self) -> list[list[str]]:
        """The criteria by section."""
        return [[criterion.key for criterion in section.criteria] for section in self.form.definition.sections]

    def kept(self) -> ScorecardVersion:
        """The draft as it is in the database, once it was saved by itself."""
        self.room.qtbot.waitUntil(lambda: self.room.page.saver.is_saved)
        centre = self.room.centre
        return centre.services.authoring.version(centre.lead, self.version_id)

    def choose(self, key: str) -> None:
        """Click a criterion in the outline."""
        self._click(Chosen(self.form.definition.section_of(key).key, key))

    def choose_section(self, key: str) -> None:
        """Click a section in the outline."""
        self._click(Chosen(key))

    def choose_form(self) -> None:
        """Click the line of the form as a whole."""
        self._click(Chosen())

    def write(self, name: str, text: str) -> None:
        """Replace what stands in a field, and leave it."""
        field = self.room.find(name)
        field.setFocus()
        self.room.press(Qt.Key.Key_A, modifier=CTRL)
        self.room.qtbot.keyClick(field, Qt.Key.Key_Delete)
        if text.isascii():
            self.room.type(text)
        else:
            committed = QInputMethodEvent()
            committed.setCommitString(text)
            QApplication.sendEvent(field, committed)
        self.room.press(Qt.Key.Key_Tab)

    def pick(self, name: str, words: str) -> None:
        """Choose an entry of a box by its words, with the keyboard."""
        box = self.room.find(name)
        assert isinstance(box, QComboBox)
        at = box.findText(words)
        assert at >= 0, [box.itemText(one) for one in range(box.count())]
        box.setFocus()
        for _step in range(box.count()):
            if box.currentIndex() != at:
                self.room.qtbot.keyClick(box, Qt.Key.Key_Down if box.currentIndex() < at else Qt.Key.Key_Up)
        assert box.currentIndex() == at, box.currentText()
        QApplication.processEvents()

    def pick_once(self, name: str, words: str) -> None:
        """Choose an entry of a box at once, as from its open list: it may well be refused."""
        box = self.room.find(name)
        at = box.findText(words)
        assert at >= 0, [box.itemText(one) for one in range(box.count())]
        box.setCurrentIndex(at)
        box.activated.emit(at)
        QApplication.processEvents()

    def undo(self) -> None:
        """Ctrl+Z in the outline."""
        self.view.setFocus()
        self.room.press(Qt.Key.Key_Z, modifier=CTRL)

    def texts(self, name: str) -> str:
        """What a label says."""
        widget: Any = self.room.find(name)
        return str(widget.text())

    def shown(self, name: str) -> bool:
        """Whether it is on the screen."""
        return bool(self.room.visible(name))

    def _click(self, part: Chosen) -> None:
        index = self._index(part)
        self.view.scrollTo(index)
        at = self.view.visualRect(index).center()
        self.room.qtbot.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        QApplication.processEvents()

    def _index(self, part: Chosen) -> QModelIndex:
        index = self.model.index_of(part)
        assert index.isValid(), part
        return index
