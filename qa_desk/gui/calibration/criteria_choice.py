"""Which criteria a new session asks: all of the form, or those ticked."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import in_words
from qa_desk.i18n import _


class CriteriaChoice(QWidget):
    """One tick for all, and under it one for each while that is off.

    Signals:
        changed: others are asked.
    """

    changed = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: list[tuple[str, QCheckBox]] = []
        self._all = QCheckBox(_("All criteria"))
        self._all.setObjectName("all_criteria")
        self._all.setToolTip(_("Off: the desk asks and the figures count only the criteria ticked"))
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(context.theme.size("lg"), 0, 0, 0)
        self._column.setSpacing(context.theme.size("xs"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.size("xs"))
        column.addWidget(self._all)
        column.addWidget(self._list)
        self._all.toggled.connect(self._on_all)

    @property
    def keys(self) -> tuple[str, ...]:
        """Those ticked; empty means all."""
        return () if self._all.isChecked() else tuple(key for key, box in self._boxes if box.isChecked())

    @property
    def is_none(self) -> bool:
        """Whether nothing would be asked."""
        return not self._all.isChecked() and not self.keys

    def show_form(self, version: ScorecardVersion | None) -> None:
        """Offer the criteria of this form; all are asked."""
        for _key, box in self._boxes:
            self._column.removeWidget(box)
            box.hide()
            box.deleteLater()
        self._boxes = []
        for criterion in version.criteria if version else ():
            box = QCheckBox(in_words(criterion.title))
            box.setObjectName(f"criterion_{criterion.key}")
            box.toggled.connect(lambda _checked: self.changed.emit())
            self._column.addWidget(box)
            self._boxes.append((criterion.key, box))
        self._all.setChecked(True)
        self._on_all(is_checked=True)

    def _on_all(self, is_checked: bool) -> None:  # a slot
        self._list.setVisible(not is_checked)
        self.changed.emit()
