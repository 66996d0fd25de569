"""One version beside the list: what it is, what publishing it would change, and the form to be read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from qa_desk.domain.scorecard import VersionState
from qa_desk.gui.scorecards.preview import VersionPreview
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import day_and_year, local_day
from qa_desk.gui.shell.notices import Notice, NoticeKind, sentence
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import in_words, version_state_title
from qa_desk.gui.widgets.day_edit import DayEdit
from qa_desk.gui.widgets.notice_bar import NoticeBar
from qa_desk.i18n import _, ngettext
from qa_desk.services.forms.authoring_views import ScorecardSummary, VersionSummary


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version with the scorecard it belongs to."""

    scorecard: ScorecardSummary
    version: VersionSummary


class VersionPane(QWidget):
    """The right side of the page.

    Signals:
        publish_requested: calls are to be scored on the draft, from a day (`date`) on, or with None at once; ask first.
        open_requested: the version shown is to be written, or read beside its figures.
        draft_requested: a new version is to be written, beginning with what the newest one says.
        compare_requested: the version shown beside the one before it.
        retire_requested: no further call is to be given out on it.
        withdraw_requested: the draft is to be thrown away.
    """

    publish_requested = Signal(object)
    open_requested = Signal()
    draft_requested = Signal()
    compare_requested = Signal()
    retire_requested = Signal()
    withdraw_requested = Signal()

    def __init__(self, *, theme: Theme, may_publish: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._may_publish = may_publish
        self._bar: NoticeBar | None = None
        self._today = date.min
        self.preview = VersionPreview(theme=theme)
        self.publish_button = Button(_("Publish"), theme=theme, kind="primary", name="publish")
        self._open = Button(_("Open"), theme=theme, name="open_version")
        self._draft = Button(_("New version"), theme=theme, name="new_version",
                             tip=_("Write a new version, beginning with what the newest one says"))  # fmt: skip
        self._compare = Button(theme=theme, kind="quiet", name="compare_version")
        self._retire = Button(_("Retire"), theme=theme, kind="quiet", name="retire_version",
                              tip=_("Give out no further call on it; what was given out is scored on it"))  # fmt: skip
        self._withdraw = Button(_("Throw away"), theme=theme, kind="quiet", name="withdraw_draft",
                                tip=_("Throw the draft away"))  # fmt: skip
        self._from = DayEdit(theme=theme, name="in_force_from", title=_("In force from"))
        self._from_label = QLabel(_("in force from"))
        self._build()
        self._connect()

    def show_row(self, row: VersionRow, time_zone: str, today: date) -> None:
        """Say what this version is; the form itself follows."""
        version, title = row.version, in_words(row.scorecard.title)
        state, may = version.state, self._may_publish
        self._title.setText(_("{title}, version {number}").format(title=title, number=version.number))
        self._said.setText(_state_words(row, time_zone, today))
        self.publish_button.set_text(_("Publish version {number}").format(number=version.number))
        is_draft = may and state is VersionState.DRAFT
        for widget in (self.publish_button, self._from, self._from_label, self._withdraw):
            widget.setVisible(is_draft)
        self._from.set_earliest(today)
        self._from.set_day(today)
        self._today = today
        self._open.set_text(_("Write") if is_draft else _("Open"))
        self._draft.setVisible(may and row.scorecard.draft is None and version is row.scorecard.versions[-1])
        self._retire.setVisible(may and state is VersionState.PUBLISHED)
        before = version_before(row)
        self._compare.setVisible(before is not None)
        if before is not None:
            self._compare.set_text(_("Compare with version {number}").format(number=before.number))

    def set_publishing(self, publishing: bool) -> None:
        """Wait for the answer: no second click."""
        self.publish_button.set_busy(_("Publishing …") if publishing else None)

    def show_error(self, error: Exception | None) -> None:
        """Say above the version what was wrong; None takes it away."""
        self._show_bar(Notice(NoticeKind.ERROR, sentence(error)) if error is not None else None)

    def ask(self, question: str, answer: str, action: Callable[[], object]) -> None:
        """Ask above the version before doing what can't be taken back; closing the question does nothing."""
        self._show_bar(Notice(NoticeKind.WARNING, question, answer, action))

    def _show_bar(self, notice: Notice | None) -> None:
        if self._bar is not None:
            self._bar_place.removeWidget(self._bar)
            self._bar.hide()
            self._bar.deleteLater()
            self._bar = None
        if notice is not None:
            bar = NoticeBar(notice, theme=self._theme)
            bar.closed.connect(lambda: self._close_bar(bar))
            self._bar = bar
            self._bar_place.addWidget(bar)

    def _close_bar(self, bar: NoticeBar) -> None:
        # what was asked may have been answered by another notice
        if bar is self._bar:
            self._show_bar(None)

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
        for button in (self._open, self._draft, self.publish_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        second = QHBoxLayout()
        second.setSpacing(theme.size("sm"))
        for button in (self._compare, self._retire, self._withdraw):
            second.addWidget(button)
        second.addStretch(1)
        second.addWidget(self._from_label)
        second.addWidget(self._from)
        self._bar_place = QVBoxLayout()
        area = QScrollArea()
        area.setObjectName("preview_area")
        area.setAccessibleName(_("The version as inspectors see it"))
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.preview)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.size("lg"), theme.size("sm"), theme.size("xl"), 0)
        column.setSpacing(theme.size("md"))
        column.addLayout(self._bar_place)
        column.addLayout(row)
        column.addLayout(second)
        column.addWidget(area, 1)
        for widget in (self._draft, self._compare, self._retire, self._withdraw, self._from, self._from_label):
            widget.hide()
        self.publish_button.hide()

    def _connect(self) -> None:
        self._open.clicked.connect(self.open_requested)
        self._draft.clicked.connect(self.draft_requested)
        self._compare.clicked.connect(self.compare_requested)
        self._retire.clicked.connect(self.retire_requested)
        self._withdraw.clicked.connect(self.withdraw_requested)
        self._from.day_changed.connect(self._on_day_changed)
        self.publish_button.clicked.connect(
            lambda: self.publish_requested.emit(self._from.day if self._from.day > self._today else None)
        )

    def _on_day_changed(self, _day: date) -> None:
        """What was asked named another day."""
        self._show_bar(None)


def version_before(row: VersionRow) -> VersionSummary | None:
    """The version that this one followed."""
    earlier = [one for one in row.scorecard.versions if one.number < row.version.number]
    return earlier[-1] if earlier else None


def criteria_words(version: VersionSummary) -> str:
    """How many criteria it has, and how many of them are critical."""
    criteria = ngettext("{n} criterion", "{n} criteria", version.n_criteria).format(n=version.n_criteria)
    return _("{criteria}, {n} of them critical").format(criteria=criteria, n=version.n_critical)


def _state_words(row: VersionRow, time_zone: str, today: date) -> str:
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
    parts = [_("published {day}").format(day=day) if day else version_state_title(version.state)]
    if version.retired_at is not None:
        parts.append(_("retired {day}").format(day=day_and_year(local_day(version.retired_at, time_zone))))
    elif before is version:
        parts.append(_("in force: calls are given out on it"))
    elif version.in_force_from is not None and version.in_force_from > today:
        parts.append(_("in force from {day}").format(day=day_and_year(version.in_force_from)))
    parts.append(criteria_words(version))
    n = version.n_evaluations
    if n:
        parts.append(ngettext("{n} evaluation", "{n} evaluations", n).format(n=n))
    n = version.n_waiting
    if n:
        told = ngettext("{n} assignment still to be scored on it", "{n} assignments still to be scored on it", n)
        parts.append(told.format(n=n))
    return " · ".join(parts)
