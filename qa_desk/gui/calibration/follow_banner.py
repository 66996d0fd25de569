"""Whom this desk follows in the meeting, with the way out and back in; nothing while nobody leads."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _


class FollowBanner(QWidget):
    """One line above the meeting.

    Signals:
        following_turned: true to follow, false to look around on one's own.
        lead_requested: lead from this desk.
    """

    following_turned = Signal(bool)
    lead_requested = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_following = True
        self.setObjectName("follow_banner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words = QLabel()
        self._words.setObjectName("follow_words")
        self._turn = Button(theme=theme, kind="quiet", small=True, name="turn_following")
        self._lead = Button(_("Lead from here"), theme=theme, kind="quiet", small=True, name="lead_meeting")
        self._turn.clicked.connect(lambda: self.following_turned.emit(not self._is_following))
        self._lead.clicked.connect(self.lead_requested)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._words)
        self._row.addWidget(self._turn)
        self._row.addWidget(self._lead)
        self._row.addStretch(1)
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def show_following(self, lead_name: str, *, is_following: bool, may_lead: bool) -> None:
        """Somebody leads; an empty name is nobody."""
        self._is_following = is_following
        told = _("Following {name}") if is_following else _("On your own; {name} leads the meeting")
        self._words.setText(told.format(name=lead_name))
        self._turn.set_text(_("Look around on your own") if is_following else _("Follow again"))
        self._lead.setVisible(may_lead)
        self.setVisible(bool(lead_name))

    def _dress(self) -> None:
        theme = self._theme
        edge = theme.size("lg")
        self._row.setContentsMargins(edge, theme.size("xs"), edge, theme.size("xs"))
        self._row.setSpacing(theme.size("md"))
        ground = theme.color("selection").name()
        self.setStyleSheet(f"#follow_banner {{ background: {ground}; }}")
