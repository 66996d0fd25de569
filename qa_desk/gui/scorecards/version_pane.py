"""One version beside the list: what it is, what publishing it would change, and the form to be read."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from qa_desk.domain.scorecard import VersionState
from qa_desk.gui.scorecards.preview import VersionPreview
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import day_and_year, local_day
from qa_desk.gui.shell.notices import Notice, NoticeKind, sentence
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import in_words, version_state_title
from qa_desk.gui.widgets.notice_bar import NoticeBar
from qa_desk.i18n import _, ngettext
from qa_desk.services.authoring_views import ScorecardSummary, VersionSummary


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version with the scorecard it belongs to."""

    scorecard: ScorecardSummary
    version: VersionSummary


class VersionPane(QWidget):
    """The right side of the page.

    Signals:
        publish_requested: calls are to be scored on the draft shown.
        open_requested: the version shown is to be written, or read beside its figures.
    """

    publish_requested = Signal()
    open_requested = Signal()

    def __init__(self, *, theme: Theme, may_publish: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._may_publish = may_publish
        self._error: NoticeBar | None = None
        self.preview = VersionPreview(theme=theme)
        self.publish_button = Button(_("Publish"), theme=theme, kind="primary", name="publish")
        self._open = Button(_("Open"), theme=theme, name="open_version")
        self._build()
        self._open.clicked.connect(self.open_requested)
        self.publish_button.clicked.connect(self.publish_requested)

    def show_row(self, row: VersionRow, time_zone: str) -> None:
        """Say what this version is; the form itself follows."""
        version, title = row.version, in_words(row.scorecard.title)
        self._title.setText(_("{title}, version {number}").format(title=title, number=version.number))
        self._said.setText(_state_words(row, time_zone))
        self.publish_button.set_text(_("Publish version {number}").format(number=version.number))
        can_write = self._may_publish and version.state is VersionState.DRAFT
        self.publish_button.setVisible(can_write)
        self._open.set_text(_("Write") if can_write else _("Open"))

    def set_publishing(self, publishing: bool) -> None:
        """Wait for the answer: no second click."""
        self.publish_button.set_busy(_("Publishing …") if publishing else None)

    def show_error(self, error: Exception | None) -> None:
        """Say above the version what was wrong; None takes it away."""
        if self._error is not None:
            self._error_place.removeWidget(self._error)
            self._error.hide()
            self._error.deleteLater()
            self._error = None
        if error is not None:
            self._error = NoticeBar(Notice(NoticeKind.ERROR, sentence(error)), theme=self._theme)
            self._error.closed.connect(lambda: self.show_error(None))
            self._error_place.addWidget(self._error)

    def _build(self) -> None:
        theme = self._theme
        self._title = QLabel()
        self._title.setObjectName("version_title")
        self._title.setProperty("type", "title")
        self._said = QLabel()
        self._said.setObjectName("version_said")
        self._said.setWordWrap(True)
        self._said.setProperty("tone", "muted")
        words = QVBoxLayout()
        words.setSpacing(theme.size("xs"))
        words.addWidget(self._title)
        words.addWidget(self._said)
        row = QHBoxLayout()
        row.setSpacing(theme.size("lg"))
        row.addLayout(words, 1)
        row.addWidget(self._open, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.publish_button, 0, Qt.AlignmentFlag.AlignTop)
        self._error_place = QVBoxLayout()
        area = QScrollArea()
        area.setObjectName("preview_area")
        area.setAccessibleName(_("The version as inspectors see it"))
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.preview)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.size("lg"), theme.size("sm"), theme.size("xl"), 0)
        column.setSpacing(theme.size("md"))
        column.addLayout(self._error_place)
        column.addLayout(row)
        column.addWidget(area, 1)
        self.publish_button.hide()


def criteria_words(version: VersionSummary) -> str:
    """How many criteria it has, and how many of them are critical."""
    criteria = ngettext("{n} criterion", "{n} criteria", version.n_criteria).format(n=version.n_criteria)
    return _("{criteria}, {n} of them critical").format(criteria=criteria, n=version.n_critical)


def _state_words(row: VersionRow, time_zone: str) -> str:
    version, before = row.version, row.scorecard.in_force
    if version.state is VersionState.DRAFT:
        if before is None:
            return _("Once published, calls can be scored on it, and it never changes again.")
        words = _(
            "Once published, new calls are scored on it. Version {number} and what was scored on it stay as they "
            "are; a published version never changes."
        )
        return words.format(number=before.number)
    day = day_and_year(local_day(version.published_at, time_zone)) if version.published_at else ""
    parts = [
        _("published {day}").format(day=day) if day else version_state_title(version.state),
        criteria_words(version),
    ]
    n = version.n_evaluations
    if n:
        parts.append(ngettext("{n} evaluation", "{n} evaluations", n).format(n=n))
    return " · ".join(parts)
