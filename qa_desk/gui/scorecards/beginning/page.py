"""The page New scorecard (`new_scorecard`): what to begin from on the left, the form and its name on the right."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QScrollArea, QSplitter, QVBoxLayout, QWidget

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import ScorecardId, VersionId
from qa_desk.domain.permissions import Action
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.text import LocalText
from qa_desk.gui.scorecards.beginning.origins import (
    Origin,
    OriginKind,
    group_of,
    origins,
    proposed_title,
    purpose_of,
    size_of,
    title_of,
)
from qa_desk.gui.scorecards.editing.local_text_edit import LocalTextEdit
from qa_desk.gui.scorecards.files import scorecard_file_dialog
from qa_desk.gui.scorecards.preview import VersionPreview
from qa_desk.gui.shell.navigation import Crumb, Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.widgets.form import Form, line_field
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _
from qa_desk.services.forms.authoring_views import NewScorecard, ScorecardSummary

_KEY = "new_scorecard"
_LIST, _EDITOR = "scorecards", "scorecard"
_LEFT, _RIGHT = 312, 856
_FORM_WIDTH = 560
_LANGUAGES = ("en", "zh_CN")


@dataclass(frozen=True, slots=True)
class _Read:
    """What the store lane brings."""

    rows: tuple[Origin, ...]
    taken: tuple[LocalText, ...]


class NewScorecardPage(Page):
    """The gallery. A scorecard is begun as a draft; calls are scored on it once it is published."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("New scorecard"))
        self._read_once: _Read | None = None
        self._title = LocalText()
        self._build()
        self._connect()

    @property
    def table(self) -> DataTable[Origin]:
        """What to begin from."""
        return self._table

    @property
    def preview(self) -> VersionPreview:
        """The form that is chosen."""
        return self._preview

    def crumbs(self) -> tuple[Crumb, ...]:
        return (Crumb(_("Scorecards"), Place.to(_LIST)), Crumb(self.title()))

    def shown(self, place: Place) -> None:
        if not self.context.may(Action.MANAGE_SCORECARDS):
            self.show_denied(_("A calibration lead or a QA administrator begins scorecards."))
            return
        if self._read_once is None:
            self.show_busy()
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if self._read_once is not None and (changes is None or changes.touches(ObjectKind.SCORECARD)):
            self._read()

    def import_file(self, path: Path) -> None:
        """Begin with a file; what is wrong with it is said here, by line or row and key, and nothing is changed."""
        authoring, actor = self.context.services.authoring, self.context.actor
        self._form.show_error(None)
        self.context.jobs.run(
            self,
            _("Reading the scorecard"),
            lambda _progress: authoring.import_file(actor, path),
            lambda result: self._on_begun(*result),
            self._form.refuse,
        )

    def _build(self) -> None:
        context, theme = self.context, self.context.theme
        self.head.add_action(_("From a file …"), self._choose_file, command="list.open_file", name="begin_from_file")
        self._table: DataTable[Origin] = DataTable(
            (
                Column(
                    "title",
                    _("begin from"),
                    title_of,
                    width=240,
                    stretch=3,
                    tip=title_of,
                    weight="medium",
                    is_fixed=True,
                ),
                Column(
                    "criteria",
                    _("criteria"),
                    lambda row: row.n_criteria or None,
                    width=64,
                    align="right",
                    token="muted",
                    tip=size_of,
                ),
            ),
            theme=theme,
            key=lambda row: (row.kind, row.key),
            group=group_of,
            name="origins",
            title=_("What to begin from"),
        )
        self._preview = VersionPreview(theme=theme)
        self._purpose = QLabel()
        self._purpose.setObjectName("origin_purpose")
        self._purpose.setWordWrap(True)
        self._purpose.setProperty("tone", "muted")
        self._form = Form(theme=theme, commands=context.commands, save_title=_("Begin the scorecard"), name="begin")
        self._titles = LocalTextEdit(_LANGUAGES, theme=theme, name="new_title", title=_("Title"))
        self._key = line_field("new_key", _("from the title"))
        self._form.add_field(_("Title"), self._titles)
        self._form.add_field(
            _("Key"), self._key, hint=_("What files and statistics call it; it never changes. Empty: from the title.")
        )
        self._form.setMaximumWidth(theme.px(_FORM_WIDTH))
        area = QScrollArea()
        area.setObjectName("origin_area")
        area.setAccessibleName(_("The form as inspectors would see it"))
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._preview)
        left, right = QWidget(), QWidget()
        edge = theme.size("xl")
        column = QVBoxLayout(left)
        column.setContentsMargins(edge - theme.size("sm"), 0, theme.size("sm"), theme.size("sm"))
        column.addWidget(self._table)
        column = QVBoxLayout(right)
        column.setContentsMargins(theme.size("lg"), theme.size("sm"), edge, 0)
        column.setSpacing(theme.size("lg"))
        column.addWidget(self._purpose)
        column.addWidget(self._form)
        column.addWidget(area, 1)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(left)
        self._splitter.addWidget(right)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([theme.px(_LEFT), theme.px(_RIGHT)])
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self._splitter)

    def _connect(self) -> None:
        self._table.current_changed.connect(self._show_origin)
        self._table.row_opened.connect(lambda _row: self._titles.take_keyboard())
        self._titles.text_changed.connect(self._on_title)
        self._form.saved.connect(self._begin)
        self._form.cancelled.connect(self._go_back)
        may = self.context.may(Action.MANAGE_SCORECARDS)
        self.context.commands.bind(self, {"list.open_file": self._choose_file}, enabled={"list.open_file": lambda: may})

    def _read(self) -> None:
        authoring, actor = self.context.services.authoring, self.context.actor

        def work(_progress: object) -> _Read:
            scorecards: tuple[ScorecardSummary, ...] = authoring.scorecards(actor)
            return _Read(origins(authoring.templates(actor), scorecards), tuple(one.title for one in scorecards))

        self.context.jobs.run(
            self,
            _("Reading the templates"),
            work,
            self._on_read,
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _on_read(self, read: _Read) -> None:
        is_first, self._read_once = self._read_once is None, read
        self.show_body()
        self._table.set_rows(read.rows)
        if is_first:
            self._table.select_first()
            self._show_origin(self._table.current_row())
            self._table.setFocus()

    def _show_origin(self, row: Origin | None) -> None:
        if row is None or self._read_once is None:
            return
        self._form.show_error(None)
        self._purpose.setText(purpose_of(row))
        self._title = proposed_title(row, self._read_once.taken)
        self._titles.show_text(self._title)
        self._key.clear()
        self._preview.setVisible(row.kind is not OriginKind.NOTHING)
        if row.kind is not OriginKind.NOTHING:
            self._read_form(row)

    def _read_form(self, row: Origin) -> None:
        authoring, actor = self.context.services.authoring, self.context.actor

        def work(_progress: object) -> ScorecardVersion:
            if row.version_id is not None:
                return authoring.version(actor, row.version_id)
            return authoring.template(actor, row.key).as_version(VersionId(uuid4()), ScorecardId(uuid4()), 1)

        self.context.jobs.run(
            self, _("Reading the form"), work, partial(self._on_form, row), self._form.refuse, is_quiet=True
        )

    def _on_form(self, row: Origin, version: ScorecardVersion) -> None:
        if self._table.current_row() == row:
            self._preview.show_version(version)

    def _on_title(self, title: LocalText) -> None:
        self._title = title

    def _begin(self) -> None:
        row = self._table.current_row()
        if row is None:
            return
        authoring, actor = self.context.services.authoring, self.context.actor
        new: NewScorecard = row.new(self._title, self._key.text().strip())
        self._form.show_error(None)
        self._form.set_busy(True)
        self.context.jobs.run(
            self,
            _("Beginning the scorecard"),
            lambda _progress: authoring.begin_scorecard(actor, new),
            lambda result: self._on_begun(*result),
            self._form.refuse,
            must_finish=True,
        )

    def _on_begun(self, version_id: VersionId, changes: Changes) -> None:
        self._form.set_busy(False)
        self.context.hub.announce(changes)
        self.context.navigation.go(Place.to(_EDITOR, version=str(version_id)))

    def _choose_file(self) -> None:
        dialog = scorecard_file_dialog(self, _("Choose a scorecard file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.import_file(Path(name)))
        dialog.open()

    def _go_back(self) -> None:
        self.context.navigation.go(Place.to(_LIST))


PAGE = PageSpec(
    key=_KEY,
    title=N_("New scorecard"),
    icon="checklist",
    group=PageGroup.NONE,
    build=NewScorecardPage,
    action=Action.MANAGE_SCORECARDS,
)
