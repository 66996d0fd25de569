"""The small parts of a result: a finding, a figure, a hairline, quiet words."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from qa_desk.gui.calibration.result_words import Figure, Finding
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.sign import Sign
from qa_desk.i18n import listed, with_label


class FindingBlock(QWidget):
    """One finding: its sign and heading, and the sentence below."""

    def __init__(self, finding: Finding, *, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        title, text = QLabel(finding.title), QLabel(finding.text)
        title.setObjectName("finding_title")
        title.setProperty("type", "title")
        text.setObjectName("finding_text")
        for label in (title, text):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        head = QHBoxLayout()
        head.setSpacing(theme.size("sm"))
        head.addWidget(Sign(finding.sign, finding.token, theme=theme), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(title, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("xs"))
        column.addLayout(head)
        column.addWidget(text)
        column.addStretch(1)


class FigureBlock(QWidget):
    """One figure: its name, its value, its interval or why there is none."""

    def __init__(self, figure: Figure, *, theme: Theme, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name or f"figure_{figure.key}")
        self.setAccessibleName(with_label(figure.title, listed((figure.value, figure.interval))))
        title, value, interval = QLabel(figure.title), QLabel(figure.value), QLabel(figure.interval)
        value.setObjectName("figure_value")
        interval.setObjectName("figure_interval")
        value.setProperty("type", "title")
        interval.setProperty("type", "caption")
        interval.setProperty("tone", "muted")
        for label in (title, interval):
            label.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(title)
        words.addWidget(interval)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("md"))
        row.addLayout(words, 1)
        row.addWidget(value, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class Line(QWidget):
    """A hairline between parts of the page."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedHeight(theme.size("hairline"))

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._theme.color("line"))


def muted_label(name: str) -> QLabel:
    """An empty label for quiet words."""
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setProperty("type", "caption")
    label.setProperty("tone", "muted")
    return label
