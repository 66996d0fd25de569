"""The agreement page: ratings files dropped or opened, what is asked of them left, what they say right."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from qa_desk.agreement.ratings_columns import RatingsFile
from qa_desk.domain.issue import TargetKind
from qa_desk.domain.permissions import Action
from qa_desk.gui.agreement.asking import Asking
from qa_desk.gui.agreement.drop import DropPlace
from qa_desk.gui.agreement.opened import (
    RATINGS_ENDINGS,
    Asked,
    OpenedFile,
    choices_of,
    open_files,
    with_another_width,
)
from qa_desk.gui.agreement.result import ResultView
from qa_desk.gui.agreement.rows import data_text
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.notices import Notice, NoticeKind
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState, PageAction, Step
from qa_desk.gui.widgets.notice_bar import NoticeBar
from qa_desk.i18n import N_, _
from qa_desk.reports.making import write_document
from qa_desk.reports.rated_set import RatedSet, sample_text
from qa_desk.reports.ratings_report import compose

_ASKING_WIDTH = 232


class AgreementPage(Page):
    """Any ratings file, or several side by side; nothing of it enters the workspace."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Ratings files"))
        self._paths: list[Path] = []
        self._known: dict[Path, RatingsFile] = {}
        self._opened: tuple[OpenedFile, ...] = ()
        self._current: Path | None = None
        self._asked_count = 0
        self._has_target = False
        self._problems: list[NoticeBar] = []
        self._build()
        self._connect()

    @property
    def opened(self) -> tuple[OpenedFile, ...]:
        """The files as they were computed last."""
        return self._opened

    @property
    def asking(self) -> Asking:
        """The controls."""
        return self._asking

    @property
    def result(self) -> ResultView:
        """What the figures say."""
        return self._result

    def shown(self, place: Place) -> None:
        handlers = {"list.open_file": self._ask_files, "list.export": self._ask_path}
        self.context.commands.bind(self, handlers, enabled={"list.export": lambda: bool(self._sets())})
        if not self._has_target:
            self._read_target()
        if not self._paths:
            self._show_nothing()

    def focus_find(self) -> bool:
        self._asking.scale.setFocus()
        return True

    def open_paths(self, paths: tuple[Path, ...]) -> None:
        """Open these files beside those that are open; one that is open already is read again."""
        for path in paths:
            self._known.pop(path, None)
            if path not in self._paths:
                self._paths.append(path)
        if paths:
            self._current = paths[0]
            self._compute()

    def save_to(self, path: Path) -> None:
        """Write the report on what is shown, in the format of the file's ending."""
        answers = [one.answers for one in self._opened if one.result is not None]
        document = compose(self._sets(), made_by=self.context.actor.name, answers=answers)
        auditing, actor = self.context.services.auditing, self.context.actor
        note = partial(auditing.note_report, actor, document.key, path.name)
        self.context.jobs.run(
            self,
            _("Writing the report"),
            lambda _progress: write_document(document, path, on_written=note),
            lambda _written: self._on_written(path),
            lambda error: self.context.notices.error(error, key="agreement_report"),
        )

    def _build(self) -> None:
        context, theme = self.context, self.context.theme
        self._copy_button = self.head.add_action(_("Copy data"), self._copy, kind="quiet", name="copy_data")
        self._copy_button.setToolTip(_("Every figure with its limits, for a spreadsheet"))
        self._save = self.head.add_action(_("Save report"), self._ask_path, command="list.export", name="save_report")
        self._open = self.head.add_action(
            _("Open a ratings file …"), self._ask_files, kind="primary", command="list.open_file", name="open_file"
        )
        self._asking = Asking(theme=theme)
        self._result = ResultView(theme=theme)
        left = _scrolled(self._asking, _("Files, and what is asked of them"), "asking_area")
        left.setFixedWidth(theme.px(_ASKING_WIDTH))
        self._area = _scrolled(self._result, _("What the figures say"), "result_area")
        edge = theme.size("xl")
        self._notices = QVBoxLayout()
        self._notices.setContentsMargins(0, 0, edge, 0)
        self._notices.setSpacing(theme.size("xs"))
        right = QVBoxLayout()
        right.setSpacing(theme.size("sm"))
        right.addLayout(self._notices)
        right.addWidget(self._area, 1)
        row = QHBoxLayout(self.body)
        row.setContentsMargins(edge, 0, 0, 0)
        row.setSpacing(edge)
        row.addWidget(left)
        row.addLayout(right, 1)
        self._drop = DropPlace(self, self.open_paths, theme=context.theme)

    def _connect(self) -> None:
        self._asking.asked.connect(self._compute)
        self._asking.shown.connect(self._show_file)
        self._asking.removed.connect(self._put_away)
        self._result.further.margin_chosen.connect(lambda _margin: self._count_calls())

    def _read_target(self) -> None:
        service, actor = self.context.services.administering, self.context.actor
        self._has_target = True

        def agreement_target() -> float | None:
            target = service.targets(actor, datetime.now().astimezone().date()).get(TargetKind.AGREEMENT)
            return None if target is None else target.share

        self.context.jobs.run(
            self,
            _("Reading the target"),
            lambda _progress: agreement_target(),
            lambda share: self._asking.set_target(share) if share is not None else None,
            is_quiet=True,
        )

    def _compute(self) -> None:
        if not self._paths:
            return
        self._asked_count += 1
        number, paths, known, asked = self._asked_count, tuple(self._paths), dict(self._known), self._asked()
        if not self._opened:
            self.show_busy(_("Reading {file}").format(file=paths[0].name))
        # Beside the store: figures of a million ratings take seconds, and nothing of the workspace is read.
        self.context.jobs.run(
            self,
            _("Computing agreement"),
            lambda progress: open_files(paths, known, asked, progress),
            lambda opened: self._on_opened(number, opened),
            lambda error: self._on_failed(number, error),
            lane="audio",
        )

    def _asked(self) -> Asked:
        return replace(self._asking.asked_now(), width=self._result.further.width_asked)

    def _count_calls(self) -> None:
        """Count the calls of all files again for another width; nothing else depends on it."""
        number, opened, width = self._asked_count, self._opened, self._result.further.width_asked
        self.context.jobs.run(
            self,
            _("Counting calls"),
            lambda _progress: with_another_width(opened, width),
            lambda counted: self._on_counted(number, counted),
            is_quiet=True,
            lane="audio",
        )

    def _on_counted(self, number: int, counted: tuple[OpenedFile, ...]) -> None:
        if number == self._asked_count:
            self._opened = counted
            current = next((one for one in counted if one.path == self._current), None)
            if current is not None:
                self._result.further.show_needed(current.answers)

    def _on_opened(self, number: int, opened: tuple[OpenedFile, ...]) -> None:
        for one in opened:
            if one.ratings is not None:
                self._known[one.path] = one.ratings
        if number == self._asked_count:
            self._opened = opened
            self._asking.offer(choices_of(opened))
            self._show_opened()

    def _on_failed(self, number: int, error: Exception) -> None:
        if number == self._asked_count:
            self.show_error(error, self._compute)

    def _show_opened(self) -> None:
        sets = self._sets()
        if not any(one.path == self._current and one.result for one in self._opened):
            self._current = next((one.path for one in self._opened if one.result), None)
        current = next((one.result for one in self._opened if one.path == self._current), None)
        self.show_body()
        self._asking.show_files(self._opened, self._current)
        self._show_problems()
        self._area.setVisible(current is not None)
        self._result.setVisible(current is not None)
        reason = "" if sets else _("There are no figures yet")
        for button in (self._copy_button, self._save):
            button.set_disabled_reason(reason)
        self.head.set_summary("" if current is None else sample_text(current.analysis))
        if current is not None:
            known = [(one.result, one.answers) for one in self._opened if one.result is not None]
            self._result.show_sets(known, current)

    def _show_problems(self) -> None:
        for bar in self._problems:
            self._notices.removeWidget(bar)
            bar.hide()
            bar.deleteLater()
        notices = [Notice(NoticeKind.ERROR, one.problem) for one in self._opened if one.problem]
        self._problems = [NoticeBar(notice, theme=self.context.theme, closable=False) for notice in notices]
        for bar in self._problems:
            self._notices.addWidget(bar)

    def _show_nothing(self) -> None:
        for button in (self._copy_button, self._save):
            button.set_disabled_reason(_("There are no figures yet"))
        self.head.set_summary("")
        self.show_empty(
            EmptyState(
                "agreement",
                _("How far can several inspectors be trusted?"),
                _(
                    "Drop a ratings file here, CSV or XLSX: this page shows how far those who rated agree, how sure "
                    "that is, and where they part. Nothing of it enters the workspace."
                ),
                (PageAction(_("Open a ratings file …"), self._ask_files, "folder"),),
                (
                    Step(_("Long or wide"), _("Columns item, rater, rating – or one column for each rater.")),
                    Step(_("Calls"), _("A column “cluster” names the call that an item belongs to.")),
                    Step(_("Standard"), _("Settled answers stand under a rater called STANDARD.")),
                ),
            )
        )

    def _sets(self) -> tuple[RatedSet, ...]:
        return tuple(one.result for one in self._opened if one.result is not None)

    def _show_file(self, path: object) -> None:
        assert isinstance(path, Path)
        self._current = path
        self._show_opened()

    def _put_away(self, path: object) -> None:
        assert isinstance(path, Path)
        self._paths.remove(path)
        self._opened = tuple(one for one in self._opened if one.path != path)
        again = {"action_title": _("Open it again"), "action": lambda: self.open_paths((path,))}
        self.context.notices.info(_("{file} was put away.").format(file=path.name), key="put_away", **again)
        if self._paths:
            self._compute()
        else:
            self._asked_count += 1
            self._show_nothing()

    def _copy(self) -> None:
        QApplication.clipboard().setText(data_text(self._sets()))
        self.context.notices.done(_("The figures are copied."), key="agreement_copied")

    def _ask_files(self) -> None:
        endings = " ".join(f"*.{ending}" for ending in RATINGS_ENDINGS)
        dialog = QFileDialog(
            self, _("Open ratings files"), _documents(), _("Ratings ({endings})").format(endings=endings)
        )
        dialog.setObjectName("open_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda chosen: self.open_paths(tuple(Path(one) for one in chosen)))
        dialog.open()

    def _ask_path(self) -> None:
        kinds = ";;".join((_("Web page (*.html)"), _("Workbook (*.xlsx)"), _("JSON data (*.json)")))
        dialog = QFileDialog(self, _("Save report"), str(Path(_documents()) / "agreement.html"), kinds)
        dialog.setObjectName("save_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("html")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.save_to(Path(chosen)))
        dialog.open()

    def _on_written(self, path: Path) -> None:
        self.context.notices.done(
            _("The report is in {folder} as {file}.").format(folder=path.parent, file=path.name),
            action_title=_("Open the folder"),
            action=_opening(path.parent),
            key="agreement_report",
        )


def _opening(folder: Path) -> Callable[[], object]:
    return lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


def _scrolled(widget: QWidget, title: str, name: str) -> QScrollArea:
    area = QScrollArea()
    area.setObjectName(name)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(title)
    area.setWidget(widget)
    return area


PAGE = PageSpec(
    "agreement",
    N_("Ratings files"),
    "balance",
    PageGroup.MEASURE,
    AgreementPage,
    action=Action.VIEW_SESSIONS,
)
