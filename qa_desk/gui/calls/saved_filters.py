"""Filters of calls under a name: the menu beside the chips, the line where a name is typed, and deleting with undo."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from uuid import uuid4

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QWidget

from qa_desk.domain.call_filter import LONGEST_NAME, SavedFilter, WantedCalls
from qa_desk.domain.changes import Changes
from qa_desk.domain.ids import SavedFilterId
from qa_desk.domain.permissions import Action
from qa_desk.gui.calls.call_filter import CallFilterBar
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.undo import UndoStep
from qa_desk.i18n import N_, _
from qa_desk.services.periods import NamedPeriod

_NOTICE = "saved filters"
_WIDTH = 240
_FIRST: tuple[tuple[str, WantedCalls], ...] = (
    (N_("complaints nobody scored"), WantedCalls(complaint=True, is_scored=False)),
    (N_("critical failed, last 4 weeks"), WantedCalls(critical_failed=True, period=NamedPeriod.LAST_FOUR_WEEKS.value)),
    (N_("last week, not scored"), WantedCalls(is_scored=False, period=NamedPeriod.LAST_WEEK.value)),
)
"""Offered until somebody keeps a filter of their own."""


class NameLine(QWidget):
    """Where the name of a filter is typed; Enter keeps it, Escape gives it up.

    Signals:
        named: the name.
    """

    named = Signal(str)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filter_name_line")
        self._field = QLineEdit()
        self._field.setObjectName("filter_name")
        self._field.setAccessibleName(_("Name of the filter"))
        self._field.setToolTip(_("Name of the filter"))
        self._field.setPlaceholderText(_("Name of the filter"))
        self._field.setMaxLength(LONGEST_NAME)
        self._field.setFixedWidth(theme.px(_WIDTH))
        self._keep = Button(_("Keep"), theme=theme, small=True, name="keep_filter")
        give_up = Button(_("Cancel"), theme=theme, kind="quiet", small=True, name="leave_filter")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("sm"))
        for part in (QLabel(_("Keep the filter as")), self._field, self._keep, give_up):
            row.addWidget(part)
        row.addStretch(1)
        self._keep.clicked.connect(self._on_kept)
        give_up.clicked.connect(self.hide)
        self.hide()

    def ask(self, name: str) -> None:
        """Ask for a name, this one to begin with."""
        self._field.setText(name)
        self.show()
        self._field.setFocus()
        self._field.selectAll()

    def _on_kept(self) -> None:
        name = self._field.text().strip()
        if name:
            self.hide()
            self.named.emit(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_kept()
        else:
            super().keyPressEvent(event)


class SavedFilters(QObject):
    """The button with its menu, and the line below; `attach` says whose filter it is about."""

    def __init__(self, context: PageContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._saved: tuple[SavedFilter, ...] = ()
        self._bar: CallFilterBar | None = None
        self._renamed: SavedFilter | None = None
        tip = _("Filters kept under a name")
        self.button = Button(
            _("Saved filters"), theme=context.theme, kind="quiet", small=True, tip=tip, name="saved_filters"
        )
        self.line = NameLine(theme=context.theme)
        self.button.clicked.connect(self._open_menu)
        self.line.named.connect(self._keep)

    def attach(self, bar: CallFilterBar) -> None:
        """The filter that is kept and chosen."""
        self._bar = bar

    def read(self) -> None:
        """Read which there are."""
        filtering, actor = self._context.services.filtering, self._context.actor

        def done(saved: tuple[SavedFilter, ...]) -> None:
            self._saved = saved

        self._context.jobs.run(
            self, _("Reading the filters"), lambda _progress: filtering.filters(actor), done, self._tell, is_quiet=True
        )

    def menu(self) -> QMenu:
        """What the button opens."""
        menu = QMenu(self.button)
        menu.setObjectName("saved_filters_menu")
        mine = [one for one in self._saved if one.owner_id == self._context.actor.person_id]
        shared = [one for one in self._saved if one not in mine]
        for one in mine:
            words = _("{name} (shared)").format(name=one.name) if one.is_shared else one.name
            self._offer(menu, words, one.wanted)
        if not mine:
            for name, wanted in _FIRST:
                self._offer(menu, _(name), wanted)
        if shared:
            menu.addSeparator()
            for one in shared:
                self._offer(menu, _("{name} · {person}").format(name=one.name, person=one.owner_name), one.wanted)
        menu.addSeparator()
        self._add_changes(menu, next((one for one in mine if one.wanted == self._wanted), None))
        return menu

    @property
    def _wanted(self) -> WantedCalls:
        return self._bar.wanted if self._bar is not None else WantedCalls()

    def _add_changes(self, menu: QMenu, current: SavedFilter | None) -> None:
        keep = menu.addAction(_("Keep this filter …"))
        keep.setEnabled(current is None and self._wanted != WantedCalls())
        keep.triggered.connect(lambda: self._ask(None))
        if current is None:
            return
        menu.addAction(_("Rename “{name}” …").format(name=current.name)).triggered.connect(lambda: self._ask(current))
        if self._context.may(Action.ASSIGN):
            words = _("Share “{name}” no more") if current.is_shared else _("Share “{name}” with the team")
            other = replace(current, is_shared=not current.is_shared)
            menu.addAction(words.format(name=current.name)).triggered.connect(lambda: self._put(other))
        menu.addAction(_("Delete “{name}”").format(name=current.name)).triggered.connect(lambda: self._delete(current))

    def _offer(self, menu: QMenu, words: str, wanted: WantedCalls) -> None:
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(wanted == self._wanted)
        action.triggered.connect(lambda: self._bar.choose(wanted) if self._bar is not None else None)

    def _open_menu(self) -> None:
        self.menu().popup(self.button.mapToGlobal(QPoint(0, self.button.height())))

    def _ask(self, renamed: SavedFilter | None) -> None:
        self._renamed = renamed
        self.line.ask(renamed.name if renamed is not None else "")

    def _keep(self, name: str) -> None:
        actor = self._context.actor
        if self._renamed is not None:
            self._put(replace(self._renamed, name=name))
        else:
            self._put(SavedFilter(SavedFilterId(uuid4()), actor.person_id, name, self._wanted))

    def _put(self, saved: SavedFilter) -> None:
        filtering, actor = self._context.services.filtering, self._context.actor
        self._change(_("Keeping the filter"), partial(filtering.keep, actor, saved))

    def _delete(self, saved: SavedFilter) -> None:
        filtering, actor = self._context.services.filtering, self._context.actor
        step = UndoStep(_("deleting “{name}”").format(name=saved.name), lambda: self._put(saved))

        def take_back() -> None:
            self._context.undo.drop(step)
            self._put(saved)

        def told() -> None:
            self._context.undo.push(step)
            words = _("Filter “{name}” deleted").format(name=saved.name)
            self._context.notices.done(words, action_title=_("Undo"), action=take_back, key=_NOTICE)

        self._change(_("Deleting the filter"), partial(filtering.remove, actor, saved.id), told)

    def _change(self, title: str, work: Callable[[], Changes], told: Callable[[], None] | None = None) -> None:
        def done(changes: Changes) -> None:
            self._context.notices.close_key(_NOTICE)
            if told is not None:
                told()
            self._context.hub.announce(changes)

        self._context.jobs.run(self, title, lambda _progress: work(), done, self._tell, is_quiet=True, must_finish=True)

    def _tell(self, error: Exception) -> None:
        self._context.notices.error(error, key=_NOTICE)
