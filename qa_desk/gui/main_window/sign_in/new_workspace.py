"""What the first screen says in a workspace that knows nobody: look at the demo, or begin with one's own recordings."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.commands import shown
from qa_desk.gui.shell.icons import picture
from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _


class NewWorkspace(QWidget):
    """Teaches, and asks for the name of whoever begins.

    Signals:
        first_person_named: the name of the one who begins.
        demo_requested: open the demo workspace.
    """

    first_person_named = Signal(str)
    demo_requested = Signal()

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        drawn = QLabel()
        drawn.setPixmap(picture("calls", theme, ratio=self.devicePixelRatioF()))
        about = _(
            "Look around in the demo first, or begin with your own recordings: whoever begins is the administrator."
        )
        self._field = QLineEdit()
        self._field.setObjectName("first_name")
        self._field.setPlaceholderText(_("Your name"))
        self._field.setAccessibleName(self._field.placeholderText())
        self._field.setToolTip(self._field.placeholderText())
        keys = shown("Return")
        self._begin = Button(_("Import recordings"), theme=theme, kind="primary", keys=keys, name="begin_import")
        self._begin.set_disabled_reason(_("Give your name first"))
        self._demo = Button(_("Open the demo"), theme=theme, icon="practice", name="open_demo")
        row = QHBoxLayout()
        row.setSpacing(theme.size("sm"))
        row.addWidget(self._begin)
        row.addWidget(self._demo)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("xs"))
        column.addWidget(drawn)
        column.addSpacing(theme.size("lg"))
        column.addWidget(_words(_("This workspace is new"), "sign_in_title", kind="title"))
        column.addWidget(_words(about, "sign_in_about", tone="muted"))
        column.addSpacing(theme.size("lg"))
        column.addWidget(self._field)
        column.addSpacing(theme.size("sm"))
        column.addLayout(row)
        self.setFocusProxy(self._field)
        self._field.textChanged.connect(self._on_text_changed)
        self._field.returnPressed.connect(self._begin.click)
        self._begin.clicked.connect(lambda: self.first_person_named.emit(self._field.text().strip()))
        self._demo.clicked.connect(self.demo_requested)

    def _on_text_changed(self, text: str) -> None:
        self._begin.set_disabled_reason("" if text.strip() else _("Give your name first"))


def _words(words: str, name: str, *, kind: str = "", tone: str = "") -> QLabel:
    label = QLabel(words)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setProperty("type", kind)
    label.setProperty("tone", tone)
    return label
