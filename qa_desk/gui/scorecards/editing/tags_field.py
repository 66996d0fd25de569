"""The tags of a criterion: what a customer takes it for as chips, and the centre's own words."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import tag_title
from qa_desk.gui.widgets.chips import Chip, ChipKind, FilterChips
from qa_desk.i18n import _

KNOWN_TAGS = ("basic", "performance", "delight")
_BETWEEN = ", "


class TagsField(QWidget):
    """Chips for the tags that QA Desk knows, a field for others.

    Signals:
        tags_changed: all tags (tuple of str), the known ones first.
    """

    tags_changed = Signal(object)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tags: tuple[str, ...] = ()
        self.setObjectName("tags_field")
        self._chips = FilterChips(theme=theme, can_add=False, name="known_tags")
        self._own = QLineEdit()
        self._own.setObjectName("own_tags")
        self._own.setAccessibleName(_("Own tags"))
        self._own.setToolTip(_("Own tags, with commas between them"))
        self._own.setPlaceholderText(_("Own tags, with commas between them"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("xs"))
        column.addWidget(self._chips)
        column.addWidget(self._own)
        self._chips.toggled.connect(self._on_toggled)
        self._own.editingFinished.connect(self._on_own)

    def show_tags(self, tags: tuple[str, ...]) -> None:
        """Show these; nothing is emitted."""
        self._tags = tags
        self._chips.set_chips([Chip(tag, tag_title(tag), ChipKind.TOGGLE, is_on=tag in tags) for tag in KNOWN_TAGS])
        own = _BETWEEN.join(tag for tag in tags if tag not in KNOWN_TAGS)
        if own != self._own.text():
            self._own.setText(own)

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, not changed."""
        self._chips.setEnabled(not read_only)
        self._own.setReadOnly(read_only)

    def _on_toggled(self, tag: str) -> None:
        known = {one for one in KNOWN_TAGS if one in self._tags} ^ {tag}
        self._tell(known, self._own_tags())

    def _on_own(self) -> None:
        self._tell(set(self._tags) & set(KNOWN_TAGS), self._own_tags())

    def _own_tags(self) -> tuple[str, ...]:
        parts = (part.strip() for part in self._own.text().replace("，", ",").split(","))
        return tuple(dict.fromkeys(part for part in parts if part and part not in KNOWN_TAGS))

    def _tell(self, known: set[str], own: tuple[str, ...]) -> None:
        tags = (*(tag for tag in KNOWN_TAGS if tag in known), *own)
        if tags != self._tags:
            self.tags_changed.emit(tags)
