"""The page Scorecards: every version on the left, the chosen one as inspectors see it on the right."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QSplitter, QVBoxLayout, QWidget

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import VersionId
from qa_desk.domain.permissions import Action
from qa_desk.domain.scorecard import ScorecardVersion, VersionState
from qa_desk.gui.scorecards.files import saving_dialog, scorecard_file_dialog
from qa_desk.gui.scorecards.preview import VersionPreview
from qa_desk.gui.scorecards.publishing import DraftToPublish, Publishing
from qa_desk.gui.scorecards.version_actions import VersionActions
from qa_desk.gui.scorecards.version_pane import VersionPane, VersionRow, criteria_words
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import local_day
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState, PageAction
from qa_desk.gui.shell.words import in_words, version_state_title
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.forms.authoring_views import ScorecardSummary

_KEY = "scorecards"
_LEFT, _RIGHT = 360, 840
_SIGNS = {
    VersionState.DRAFT: ("edit", "warning"),
    VersionState.PUBLISHED: ("check", "pass"),
    VersionState.RETIRED: ("history", "muted"),
}


class ScorecardsPage(Page):
    """The forms that calls are scored on."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Scorecards"))
        self._time_zone = "UTC"
        self._has_read = False
        self._shown_row: VersionRow | None = None
        self._previewed: ScorecardVersion | None = None
        self._takes_keyboard = False
        self._wanted = ""
        self._build()
        self._connect()

    @property
    def table(self) -> DataTable[VersionRow]:
        """The versions."""
        return self._table

    @property
    def preview(self) -> VersionPreview:
        """The version shown."""
        return self._pane.preview

    @property
    def publish_button(self) -> Button:
        """The button that publishes the draft shown."""
        return self._pane.publish_button

    def shown(self, place: Place) -> None:
        self._takes_keyboard = True
        self._wanted = place.get("version")
        if not self._has_read:
            self.show_busy()
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if changes is None or changes.touches(ObjectKind.SCORECARD, ObjectKind.EVALUATION):
            self._read()

    def import_file(self, path: Path) -> None:
        """Bring in a scorecard file; what is wrong with it is said in the page, nothing is changed then."""
        authoring, actor = self.context.services.authoring, self.context.actor
        self._show_error(None)
        self.context.jobs.run(
            self,
            _("Reading the scorecard"),
            lambda _progress: authoring.import_file(actor, path),
            partial(self._on_imported, path),
            self._show_error,
        )

    def _build(self) -> None:
        context, theme = self.context, self.context.theme
        self._export = self.head.add_action(_("Export"), self._choose_export, kind="quiet", command="list.export",
                                            name="export_scorecard")  # fmt: skip
        if context.may(Action.MANAGE_SCORECARDS):
            self.head.add_action(
                _("Import scorecard"), self._choose_import, command="list.import", name="import_scorecard"
            )
            self.head.add_action(_("New scorecard"), self._begin_new, command="list.new", name="new_scorecard")
        self._table: DataTable[VersionRow] = DataTable(
            self._columns(),
            theme=theme,
            key=lambda row: row.version.version_id,
            group=lambda row: in_words(row.scorecard.title),
            name="versions",
            title=_("Scorecard versions"),
        )
        left = QWidget()
        left.setMinimumWidth(theme.px(_LEFT))
        list_column = QVBoxLayout(left)
        edge = theme.size("xl") - theme.size("sm")
        list_column.setContentsMargins(edge, 0, theme.size("sm"), theme.size("sm"))
        list_column.addWidget(self._table)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(left)
        self._publishing = Publishing(context, self)
        self._pane = VersionPane(theme=theme, may_publish=context.may(Action.MANAGE_SCORECARDS))
        self._splitter.addWidget(self._pane)
        self._splitter.setStretchFactor(1, 1)
        kept = context.settings.current.splitters.get(_KEY)
        self._splitter.setSizes(list(kept) if kept else [theme.px(_LEFT), theme.px(_RIGHT)])
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self._splitter)

    def _columns(self) -> tuple[Column[VersionRow], ...]:
        return (
            Column("version", _("version"), lambda row: row.version.number,
                   format=lambda number: _("Version {number}").format(number=number), width=84, stretch=1,
                   weight="medium", is_fixed=True),
            Column("state", _("state"), lambda row: version_state_title(row.version.state),
                   icon=lambda row: _SIGNS[row.version.state], width=108),
            Column("criteria", _("criteria"), lambda row: row.version.n_criteria, align="right", width=60,
                   tip=lambda row: criteria_words(row.version)),
            Column("evaluations", _("evaluations"), lambda row: row.version.n_evaluations or None, align="right",
                   width=88, tip=lambda _row: _("Evaluations on it that you may read")),
        )  # fmt: skip

    def _connect(self) -> None:
        self._table.current_changed.connect(self._on_row_chosen)
        self._table.row_opened.connect(self._open)
        self._pane.publish_requested.connect(self._ask_publish)
        self._publishing.published.connect(self._on_published)
        self._publishing.failed.connect(self._on_publish_failed)
        self._pane.open_requested.connect(lambda: self._open(self._table.current_row()))
        self._actions = VersionActions(self.context, self, self._show_error)
        self._pane.draft_requested.connect(lambda: self._on_current(self._actions.begin_draft))
        self._pane.compare_requested.connect(lambda: self._on_current(self._actions.compare))
        self._pane.retire_requested.connect(lambda: self._on_current(self._ask_retire))
        self._pane.withdraw_requested.connect(lambda: self._on_current(self._actions.withdraw))
        self._splitter.splitterMoved.connect(lambda _position, _index: self._keep_splitter())
        context = self.context
        context.commands.bind(
            self,
            {
                "list.import": self._choose_import,
                "list.export": self._choose_export,
                "list.new": self._begin_new,
            },
            enabled={
                "list.import": lambda: context.may(Action.MANAGE_SCORECARDS),
                "list.new": lambda: context.may(Action.MANAGE_SCORECARDS),
                "list.export": lambda: self._table.current_row() is not None,
            },
        )

    def _keep_splitter(self) -> None:
        kept = dict(self.context.settings.current.splitters) | {_KEY: self._splitter.sizes()}
        self.context.settings.change(splitters=kept)

    def _read(self) -> None:
        services, actor = self.context.services, self.context.actor

        def work(_progress: object) -> tuple[tuple[ScorecardSummary, ...], str]:
            return services.authoring.scorecards(actor), services.administering.centre().time_zone

        self.context.jobs.run(
            self,
            _("Reading the scorecards"),
            work,
            lambda read: self._on_read(*read),
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _on_read(self, scorecards: tuple[ScorecardSummary, ...], time_zone: str) -> None:
        self._has_read, self._time_zone = True, time_zone
        rows = tuple(VersionRow(summary, version) for summary in scorecards for version in reversed(summary.versions))
        n = len(scorecards)
        self.head.set_summary(ngettext("{n} scorecard", "{n} scorecards", n).format(n=n) if n else "")
        self._export.setVisible(bool(rows))
        if not rows:
            self._show_nothing()
            return
        self.show_body()
        self._table.set_rows(rows)
        wanted = next((row.version.version_id for row in rows if str(row.version.version_id) == self._wanted), None)
        self._wanted = ""
        if wanted is not None:
            self._table.select_key(wanted)
        elif self._table.current_row() is None:
            self._table.select_first()
        self._show_version(self._table.current_row())
        if self._takes_keyboard:
            self._takes_keyboard = False
            self._table.setFocus()

    def _show_version(self, row: VersionRow | None) -> None:
        if row is None:
            return
        if row != self._shown_row:
            # The same again would take away what is asked or entered about it.
            self._shown_row = row
            self._pane.show_row(row, self._time_zone, local_day(self.context.services.now(), self._time_zone))
        authoring, actor, version_id = self.context.services.authoring, self.context.actor, row.version.version_id
        self.context.jobs.run(
            self,
            _("Reading the scorecard"),
            lambda _progress: authoring.version(actor, version_id),
            self._on_version,
            self._show_error,
            is_quiet=True,
        )

    def _on_version(self, version: ScorecardVersion) -> None:
        row = self._table.current_row()
        if row is not None and row.version.version_id == version.id and version != self._previewed:
            self._previewed = version
            self._pane.preview.show_version(version)

    def _on_row_chosen(self, row: VersionRow | None) -> None:
        # what was asked or said about another version is over
        self._pane.show_error(None)
        self._show_version(row)

    def _ask_retire(self, row: VersionRow) -> None:
        words = _("Retire version {number}? No further call is given out on it, and it can't be published again.")
        question = words.format(number=row.version.number)
        self._pane.ask(question, _("Retire"), lambda: self._actions.retire(row))

    def _ask_publish(self, in_force_from: date | None) -> None:
        row = self._table.current_row()
        if row is None:
            return
        version = row.version
        draft = DraftToPublish(row.scorecard.key, row.scorecard.title, version.number, version.n_saves, in_force_from)
        self._pane.ask(draft.question, _("Publish"), partial(self._publish_draft, draft))

    def _on_current(self, action: Callable[[VersionRow], object]) -> None:
        row = self._table.current_row()
        if row is not None:
            action(row)

    def _open(self, row: VersionRow | None) -> None:
        """To the page where a draft is written and any version read whole."""
        if row is not None:
            self.context.navigation.go(Place.to("scorecard", version=str(row.version.version_id)))

    def _begin_new(self) -> None:
        """To the gallery."""
        self.context.navigation.go(Place.to("new_scorecard"))

    def _choose_import(self) -> None:
        dialog = scorecard_file_dialog(self, _("Choose a scorecard file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.import_file(Path(name)))
        dialog.open()

    def _on_imported(self, path: Path, result: tuple[VersionId, Changes]) -> None:
        version_id, changes = result
        self._wanted = str(version_id)
        if changes.kinds:
            words = _("{file} is here as a draft. Look at it, then publish it.").format(file=path.name)
            self.context.notices.done(words, key=_KEY)
            self.context.hub.announce(changes)
        else:
            self.context.notices.info(_("{file} says the same as the version shown.").format(file=path.name), key=_KEY)
            self._read()

    def _publish_draft(self, draft: DraftToPublish) -> None:
        self._pane.set_publishing(True)
        self._publishing.publish(draft)

    def _on_published(self) -> None:
        self._pane.set_publishing(False)
        self._show_error(None)

    def _on_publish_failed(self, error: Exception) -> None:
        self._pane.set_publishing(False)
        self._show_error(error)
        self._read()

    def _choose_export(self) -> None:
        row = self._table.current_row()
        if row is None:
            return
        dialog = saving_dialog(self, _("Export the scorecard"), f"{row.scorecard.key}-{row.version.number}.yaml")
        dialog.fileSelected.connect(lambda name: self.export_to(Path(name), row.scorecard.key, row.version.number))
        dialog.open()

    def export_to(self, path: Path, key: str, number: int) -> None:
        """Write a version to a file, in the format of its ending."""
        authoring, actor = self.context.services.authoring, self.context.actor
        self.context.jobs.run(
            self,
            _("Exporting the scorecard"),
            lambda _progress: authoring.export_file(actor, key, path, number),
            lambda _done: self.context.notices.done(_("Written to {file}.").format(file=str(path)), key=_KEY),
            self._show_error,
        )

    def _show_error(self, error: Exception | None) -> None:
        if error is not None:
            self.show_body()
        self._pane.show_error(error)

    def _show_nothing(self) -> None:
        may_manage = self.context.may(Action.MANAGE_SCORECARDS)
        actions = (
            PageAction(_("New scorecard"), self._begin_new, "plus"),
            PageAction(_("Import scorecard"), self._choose_import, "download"),
            PageAction(_("Take the bundled scorecards"), self._install_bundled, "plus"),
        )
        self.show_empty(
            EmptyState(
                "reports",
                _("No scorecard yet"),
                _("A scorecard is the form that calls are scored on: sections, criteria, scales and weights."),
                actions if may_manage else (),
            )
        )

    def _install_bundled(self) -> None:
        authoring, actor = self.context.services.authoring, self.context.actor
        self.context.jobs.run(
            self,
            _("Taking the bundled scorecards"),
            lambda _progress: authoring.install_bundled(actor),
            self.context.hub.announce,
            self._show_error,
        )


PAGE = PageSpec(
    key=_KEY,
    title=N_("Scorecards"),
    icon="checklist",
    group=PageGroup.MANAGE,
    build=ScorecardsPage,
    action=Action.VIEW_SCORECARDS,
)
