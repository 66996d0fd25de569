"""The page Shared cases (`shared_cases`): packages in a folder that centres share, one looked at, cases handed out."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from qa_desk.domain.case_filter import CaseQuery, cases_with
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import CaseId
from qa_desk.domain.permissions import Action
from qa_desk.domain.sharing import OfferedCase
from qa_desk.domain.standard_case import CaseState, CaseSummary
from qa_desk.gui.library.packages.centres_list import CentresList
from qa_desk.gui.library.packages.hand_out_pane import HandOutPane
from qa_desk.gui.library.packages.labels import words_label
from qa_desk.gui.library.packages.preview_pane import PreviewPane
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import day_and_time
from qa_desk.gui.shell.navigation import Crumb, Place
from qa_desk.gui.shell.notices import sentence
from qa_desk.gui.shell.package_watch import NEW_PACKAGES, with_seen
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.sound import SoundShown
from qa_desk.gui.shell.undo import UndoStep
from qa_desk.gui.widgets.sound.call_sound import CallSoundLoader
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.cases.browsing_cases import CasePage
from qa_desk.services.packages.limits import MOST_CASES, SUFFIX
from qa_desk.services.packages.shared_folder import SharedPackage
from qa_desk.services.packages.sharing import Exported, PackageRequest, PackageView, SharedFolder, TakenIn
from qa_desk.services.progress import Progress

_NOTICE = "packages"
_LEFT_PX, _RIGHT_PX = 388, 752
_MIB = 1024 * 1024
_PART = 200


class SharedCasesPage(Page):
    """The library and those of other centres."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Shared cases"))
        self._pane: HandOutPane | PreviewPane | None = None
        self._query = CaseQuery()
        self._is_listing = self._is_all_listed = False
        self._time_zone = "UTC"
        self._offered = CallSoundLoader(context, self, notes_heard=False)
        self._offered.failed.connect(self._on_unheard)
        self._build()

    @property
    def pane(self) -> QWidget | None:
        """What stands at the right: a package, or the cases to hand out."""
        return self._pane

    def crumbs(self) -> tuple[Crumb, ...]:
        """The library is one step up."""
        return (Crumb(_("Standard cases"), Place.to("library")), Crumb(self.title()))

    def shown(self, place: Place) -> None:
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if changes is None or changes.touches(ObjectKind.STANDARD_CASE, ObjectKind.SETTING):
            self._read()

    def hand_out(self) -> None:
        """Let cases be chosen to be handed out."""
        pane = HandOutPane(self.context)
        pane.asked.connect(self._read_cases)
        pane.more_wanted.connect(self._read_more)
        pane.all_wanted.connect(self._choose_all)
        pane.wanted.connect(self._ask_target)
        self._show(pane)
        self._read_cases("", False)
        pane.cases.setFocus()

    def leave(self) -> None:
        self._stop_hearing()
        if isinstance(self._pane, HandOutPane):
            self._pane.leave()

    def look(self, path: Path) -> None:
        """Check a package and show what is in it."""
        sharing, actor = self.context.services.sharing, self.context.actor
        # one that is refused leaves no other in its place that could be taken for it
        self._show(None)
        self._hint.setText(_("Checking {file} …").format(file=path.name))
        self._run(_("Checking a package"), lambda progress: sharing.look(actor, path, progress), self._on_looked)

    def write_to(self, path: Path) -> None:
        """Write the chosen cases to a package there."""
        pane = self._pane
        if not isinstance(pane, HandOutPane):
            return
        sharing, actor = self.context.services.sharing, self.context.actor
        request = PackageRequest(path, pane.chosen, pane.tones)
        pane.set_busy(_("Writing …"))
        self._run(
            _("Writing a package of cases"), lambda progress: sharing.export(actor, request, progress), self._on_written
        )

    def choose_folder(self, folder: Path) -> None:
        """Look for packages there from now on."""
        self.context.settings.change(shared_folder=str(folder))
        self._read()

    def _build(self) -> None:
        theme = self.context.theme
        self.head.add_action(_("Take a package in …"), self._ask_package, name="take_package_in")
        self.head.add_action(_("Hand cases out …"), self.hand_out, name="hand_cases_out")
        self._folder = words_label("", name="shared_folder")
        choose = Button(_("Choose the folder …"), theme=theme, small=True, name="choose_folder")
        choose.clicked.connect(self._ask_folder)
        self._packages: DataTable[SharedPackage] = DataTable(
            self._columns(), theme=theme, key=lambda one: one.mark, name="packages", title=_("Packages in the folder")
        )
        self._packages.row_opened.connect(lambda one: self.look(one.path))
        self._centres = CentresList(self.context)
        together = words_label(
            _("Desks on one database share its library as it is. Packages are for other centres."),
            tone="muted",
        )
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(theme.size("xl"), 0, theme.size("md"), theme.size("lg"))
        column.setSpacing(theme.size("sm"))
        line = QHBoxLayout()
        line.addWidget(words_label(_("Shared folder"), kind="title"), 1)
        line.addWidget(choose)
        column.addLayout(line)
        column.addWidget(self._folder)
        column.addWidget(self._packages, 1)
        column.addWidget(self._centres)
        column.addWidget(together)
        self._right = QWidget()
        self._right_column = QVBoxLayout(self._right)
        self._right_column.setContentsMargins(0, 0, 0, 0)
        self._hint = words_label("", tone="muted", name="package_hint")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setMargin(theme.size("xl"))
        self._right_column.addWidget(self._hint, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(self._right)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([theme.px(_LEFT_PX), theme.px(_RIGHT_PX)])
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(splitter)
        self._show(None)

    def _columns(self) -> tuple[Column[SharedPackage], ...]:
        return (
            Column("name", _("package"), lambda one: one.name, width=150, stretch=1, weight="medium"),
            Column("size", _("MiB"), lambda one: one.size_bytes / _MIB, lambda n: f"{n:.1f}", "right", 56),
            Column("changed", _("put there"), self._put_there, width=120, sort_key=lambda one: one.changed_at),
        )

    def _put_there(self, one: SharedPackage) -> str:
        return day_and_time(one.changed_at, self._time_zone)

    def _read(self) -> None:
        sharing, actor = self.context.services.sharing, self.context.actor
        folder = self.context.settings.current.shared_folder
        self._folder.setText(folder or _("None yet. Packages in it are listed here, and new ones are announced."))

        self.context.jobs.run(
            self,
            _("Looking into the shared folder"),
            lambda _progress: sharing.folder(actor, Path(folder) if folder else None),
            self._on_read,
            self._on_away,
            is_quiet=True,
        )

    def _on_read(self, found: SharedFolder) -> None:
        self._time_zone = found.time_zone
        self.show_body()
        self._packages.set_rows(found.packages)
        self.context.settings.change(seen_packages=with_seen(found.packages))
        self.context.notices.close_key(NEW_PACKAGES)
        self._centres.show_centres(found.centres, found.time_zone)
        if self._packages.current_row() is None:
            self._packages.select_first()
        # Who was quicker than the folder is at work on a package already.
        self.give_keyboard(self._packages if self._pane is None else self._pane.cases)

    def _on_away(self, error: Exception) -> None:
        """The folder is not there now: everything else goes on."""
        self.show_body()
        self._packages.set_rows(())
        self._folder.setText(sentence(error))

    def _read_cases(self, words: str, benchmarks_only: bool) -> None:
        chosen = cases_with(state=[CaseState.VALID.value]).chosen
        self._query = CaseQuery(words, chosen, benchmarks_only=benchmarks_only, limit=_PART)
        self._list_cases(self._query, lambda pane, cases: pane.show_cases(cases))

    def _read_more(self) -> None:
        pane = self._pane
        if isinstance(pane, HandOutPane) and not self._is_all_listed and not self._is_listing:
            further = replace(self._query, offset=len(pane.cases.table.rows))
            self._list_cases(further, lambda pane, cases: pane.show_more(cases))

    def _choose_all(self) -> None:
        """List and choose what matches; more than a package holds says so, so there is no need to read them all."""
        every = replace(self._query, limit=MOST_CASES + 1)
        self._list_cases(every, lambda pane, cases: pane.show_cases(cases, chooses=True))

    def _list_cases(self, query: CaseQuery, show: Callable[[HandOutPane, Sequence[CaseSummary]], None]) -> None:
        browsing, actor, asked = self.context.services.browsing_cases, self.context.actor, self._query
        self._is_listing = True

        def done(page: CasePage) -> None:
            if isinstance(self._pane, HandOutPane) and asked is self._query:
                self._is_listing, self._is_all_listed = False, page.is_last
                show(self._pane, page.cases)

        self._run(_("Reading the library"), lambda _progress: browsing.page(actor, query), done)

    def _on_looked(self, view: PackageView) -> None:
        self.context.notices.close_key(_NOTICE)
        pane = PreviewPane(view, theme=self.context.theme)
        pane.wanted.connect(lambda chosen, accepts: self._take_in(view, chosen, accepts))
        pane.hear_wanted.connect(partial(self._hear, view))
        self._show(pane)
        pane.cases.setFocus()

    def _hear(self, view: PackageView, one: OfferedCase) -> None:
        """Play the call of a case as it lies in the package, in the bar below; once more begins anew."""
        sharing, actor = self.context.services.sharing, self.context.actor
        shown = SoundShown(
            f"{one.case.code} · {one.case.title}", one.call.duration_s, call_id=one.call.id, plays_when_there=True
        )
        self._offered.load(
            shown, start_s=0.0, opens=lambda progress: sharing.offered_sound(actor, view, one.case.id, progress)
        )

    def _stop_hearing(self) -> None:
        """What lies in a package is there only while it is looked at; let go, nothing of it stays."""
        player = self.context.player
        if player is not None and self._offered.is_loaded:
            player.player.unload()
            self.context.sound.show(SoundShown())
        self._offered.forget()

    def _on_unheard(self, error: Exception) -> None:
        if isinstance(self._pane, PreviewPane):
            self._pane.refuse(error)

    def _take_in(self, view: PackageView, chosen: frozenset[Any], accepts: bool) -> None:
        pane = self._pane
        if not isinstance(pane, PreviewPane):
            return
        sharing, actor = self.context.services.sharing, self.context.actor
        pane.clear_error()
        pane.set_busy(_("Taking in …"))
        self.context.jobs.run(
            self,
            _("Taking cases in"),
            lambda progress: sharing.take_in(actor, view, chosen, accepts_centre=accepts, progress=progress),
            lambda done: self._on_taken(*done),
            pane.refuse,
        )

    def _on_taken(self, taken: TakenIn, changes: Changes) -> None:
        n = len(taken.case_ids)
        told = ngettext(
            "{n} case came in. A second person approves it in the library; until then it can be taken back.",
            "{n} cases came in. A second person approves them in the library; until then they can be taken back.",
            n,
        )
        self._show(None)
        self._packages.setFocus()
        title = ngettext("Take {n} case in", "Take {n} cases in", n).format(n=n)
        self.context.undo.push(UndoStep(title, partial(self._take_back, taken.case_ids)))
        self.context.notices.done(
            told.format(n=n),
            action_title=_("Show"),
            action=lambda: self.context.navigation.go(Place.to("library", case=str(taken.case_ids[0]))),
            key=_NOTICE,
        )
        self.context.hub.announce(changes)

    def _take_back(self, case_ids: tuple[CaseId, ...]) -> None:
        sharing, actor = self.context.services.sharing, self.context.actor

        def done(found: tuple[int, Changes]) -> None:
            n = found[0]
            told = ngettext("{n} case was taken back.", "{n} cases were taken back.", n).format(n=n)
            kept = len(case_ids) - n
            more = ngettext("{n} was approved meanwhile and stays.", "{n} were approved meanwhile and stay.", kept)
            self.context.notices.done(f"{told} {more.format(n=kept)}" if kept else told, key=_NOTICE)
            self.context.hub.announce(found[1])

        self._run(_("Taking cases back"), lambda _progress: sharing.take_back(actor, case_ids), done)

    def _on_written(self, exported: Exported) -> None:
        if isinstance(self._pane, HandOutPane):
            self._pane.set_busy(None)
        n = exported.n_cases
        told = ngettext("{n} case is in {file}.", "{n} cases are in {file}.", n).format(n=n, file=exported.path.name)
        if exported.refused:
            reasons = " ".join(f"{one.code}: {sentence(one.error)}" for one in exported.refused)
            self.context.notices.warning(f"{told} {reasons}", key=_NOTICE)
        else:
            self.context.notices.done(told, key=_NOTICE)
        self._read()

    def _ask_package(self) -> None:
        dialog = self._dialog(_("Take a package in"), QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(_("Packages of standard cases (*{ending})").format(ending=SUFFIX))
        dialog.fileSelected.connect(lambda chosen: self.look(Path(chosen)))
        dialog.open()

    def _ask_target(self) -> None:
        dialog = self._dialog(_("Write a package"), QFileDialog.FileMode.AnyFile)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        dialog.selectFile(f"cases-{self.context.services.now():%Y-%m-%d}{SUFFIX}")
        dialog.fileSelected.connect(lambda chosen: self.write_to(Path(chosen)))
        dialog.open()

    def _ask_folder(self) -> None:
        dialog = self._dialog(_("Choose the shared folder"), QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda chosen: self.choose_folder(Path(chosen)))
        dialog.open()

    def _dialog(self, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, title, self.context.settings.current.shared_folder or documents)
        dialog.setObjectName("package_dialog")
        dialog.setFileMode(mode)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def _show(self, pane: HandOutPane | PreviewPane | None) -> None:
        if self._pane is not None:
            self.leave()
            self._right_column.removeWidget(self._pane)
            self._pane.hide()
            self._pane.deleteLater()
        self._pane = pane
        self._hint.setText(
            _("Open a package to see what is new in it and what differs. Nothing comes in before you say.")
        )
        self._hint.setVisible(pane is None)
        if pane is not None:
            self._right_column.addWidget(pane, 1)

    def _run(self, title: str, work: Callable[[Progress], Any], done: Callable[[Any], None]) -> None:
        def failed(error: Exception) -> None:
            self._is_listing = False
            if isinstance(self._pane, HandOutPane):
                self._pane.set_busy(None)
            elif self._pane is None:
                self._show(None)
            self.context.notices.error(error, key=_NOTICE)

        self.context.jobs.run(self, title, work, done, failed)


PAGE = PageSpec(
    key="shared_cases",
    title=N_("Shared cases"),
    icon="external",
    group=PageGroup.NONE,
    build=SharedCasesPage,
    action=Action.SHARE_CASES,
    has_sound=True,
)
