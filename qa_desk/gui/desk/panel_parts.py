"""Small parts of the panel: a labelled block, a link, the standard wording quoted."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from qa_desk.domain.calls import StandardWording
from qa_desk.domain.ids import DepartmentId
from qa_desk.gui.shell.dates import day_and_year, day_text
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.key_cap import KeyCap
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.painting import FocusRing, draw_text, text_width
from qa_desk.i18n import _

LABEL_WIDTH = 112
_GLYPH = 12


class Block(QWidget):
    """A label with its key in a column of 112, the content right of it; hidden as a whole.

    Args:
        label: what the block is about; wraps to two lines.
        key: the key that leads here, for its cap; empty for none.
    """

    def __init__(self, label: str, content: QWidget, *, theme: Theme, key: str = "", name: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._label = QLabel(label)
        self._label.setWordWrap(True)
        self._label.setProperty("type", "caption")
        self._label.setProperty("tone", "muted")
        self._label.setBuddy(content)
        self.setObjectName(name)
        head = QWidget()
        head.setFixedWidth(theme.px(LABEL_WIDTH))
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("xs"))
        row.addWidget(self._label, 1, Qt.AlignmentFlag.AlignTop)
        self._cap = KeyCap(key, theme=theme) if key else None
        if self._cap is not None:
            row.addWidget(self._cap, 0, Qt.AlignmentFlag.AlignTop)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.size("lg"))
        grid.addWidget(head, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(content, 0, 1)
        grid.setColumnStretch(1, 1)

    def set_key(self, key: str) -> None:
        """Show another key in the cap."""
        if self._cap is not None:
            self._cap.set_text(key)


class WideLabel(QLabel):
    """Words that wrap, but first take the whole width that is free; a wrapping label alone asks for a square."""

    def __init__(self, font: QFont) -> None:
        super().__init__()
        self._own_font = font
        self.setWordWrap(True)

    def sizeHint(self) -> QSize:
        wide = round(text_width(self.text(), self._own_font) + 1)
        return QSize(wide, super().sizeHint().height())


class LinkButton(QPushButton):
    """A step in words of the accent colour with a small icon, where a button with an edge would be too loud."""

    def __init__(
        self, text: str, *, theme: Theme, name: str, icon: str = "plus", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._icon = icon
        self._ring = FocusRing(self, theme)
        self.setObjectName(name)
        self.setProperty("painted", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_words(text)

    def set_words(self, text: str, *, tip: str = "") -> None:
        """Say something else."""
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(tip or text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        theme = self._theme
        words = text_width(self.text(), theme.font("caption", "medium"))
        return QSize(theme.px(_GLYPH) + theme.size("sm") + round(words + 0.5) + 2, theme.size("control"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        token = "accent" if self.isEnabled() else "muted"
        side = theme.px(_GLYPH)
        paint_icon(painter, QRectF(0, 0, side, self.height()), self._icon, theme, token)
        left = side + theme.size("sm")
        rect = QRectF(left, 0, self.width() - left, self.height())
        draw_text(painter, rect, self.text(), font=theme.font("caption", "medium"), color=theme.color(token))
        self._ring.draw_inside(painter, QRectF(self.rect()))


class Quotations(QWidget):
    """The standard wordings that held on the day of the call, each with where, how long and by whom it holds."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.size("md"))
        self.setObjectName("wordings")

    def show_wordings(self, wordings: Sequence[StandardWording], departments: Mapping[DepartmentId, str]) -> None:
        """Show these wordings and no others."""
        while (item := self._column.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for wording in wordings:
            owner = departments.get(wording.department_id, "") if wording.department_id else ""
            self._column.addWidget(_Quotation(wording, owner, theme=self._theme))


class _Quotation(QWidget):
    def __init__(self, wording: StandardWording, owner: str, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        text = QLabel(_("“{wording}”").format(wording=in_words(wording.text)))
        text.setWordWrap(True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        source = QLabel(" · ".join(part for part in (_matter(wording), _validity(wording), owner) if part))
        source.setWordWrap(True)
        source.setProperty("type", "caption")
        source.setProperty("tone", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.size("md") + 2, 0, 0, 0)
        column.setSpacing(theme.size("xs"))
        column.addWidget(text)
        column.addWidget(source)
        self.setToolTip(in_words(wording.title))

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, 0, 2, self.height(), self._theme.color("outline"))


def _matter(wording: StandardWording) -> str:
    return wording.business_type or wording.campaign


def _validity(wording: StandardWording) -> str:
    first = day_text(wording.valid_from)
    if wording.valid_until is None:
        return _("valid from {day}").format(day=day_and_year(wording.valid_from))
    if wording.valid_from.year != wording.valid_until.year:
        first = day_and_year(wording.valid_from)
    return _("valid {first} – {last}").format(first=first, last=day_and_year(wording.valid_until))
